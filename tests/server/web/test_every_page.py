"""Every kind of page in Chromium, over the real letters and over 20,000 synthetic ones.

Each is opened in daylight at a desk and in the dark on a telephone: nothing is asked of other hosts, nothing
is complained of, nothing needs sideways scrolling, axe finds nothing against WCAG 2.2 AA. With
IMR_GRAPH_SCREENSHOTS=FOLDER pictures are taken, to be looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser

from imr_graph.store.graph import Graph
from server.app import create_app
from server.settings import Settings
from tests.server.conftest import serving
from tests.server.web.browsing import DESKTOP, PHONE, Watched

PATIENT: Final = Settings(query_seconds=60.0, graphql_seconds=60.0)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of page.

    Args:
        path: of one page; ``{letter}`` stands for the identifier of a letter.
        shows: what is there when the page is ready, as a selector.
        own: whether all of it is ours; of others' editors axe is asked only where we may mend.
    """

    path: str
    shows: str
    own: bool = True


KINDS: Final = {
    "home": Kind("/", "figure.chart svg"),
    "questions": Kind("/questions", "main a[href^='/questions/']"),
    "question-heat": Kind("/questions/drug-guideline-denials", "figure.chart svg"),
    "question-bars": Kind("/questions/overturn-rate-by-category", "figure.chart svg"),
    "question-lines": Kind("/questions/decisions-by-period", "figure.chart svg"),
    "question-wrong": Kind("/questions/drug-guideline-denials?drug=moonstone", "main form"),
    "letter": Kind("/determination/{letter}", "main .mark"),
    "drug": Kind("/data/concept/drug/norco", "main table"),
    "ingredient": Kind("/data/concept/ingredient/hydrocodone", "main table"),
    "guideline": Kind("/data/concept/guideline/mtus-chronic-pain", "main table"),
    "category": Kind("/data/concept/category/pharmaceutical", "main table"),
    "concepts": Kind("/concepts", "main a[href^='/concepts/']"),
    "concepts-of-a-kind": Kind("/concepts/drug", "main table"),
    "search": Kind("/search?words=opioid", "main mark"),
    "search-letters": Kind("/search?words=opioid&outcome=upheld&show=letters", "main mark"),
    "search-values": Kind("/search/by/drug", "main table"),
    "browse": Kind("/search", "main a[href^='/determination/']"),
    "explore": Kind("/explore?node=ingredient/hydrocodone", "main canvas"),
    "gephi": Kind("/export", "main a[href*='.gexf']"),
    "gephi-view": Kind("/export?view=drug-guideline", "main img"),
    "files": Kind("/files", "main h1"),
    "evidence-form": Kind("/evidence", "main form"),
    "evidence": Kind(
        "/evidence?treatment=ingredient/hydrocodone&guideline=guideline/mtus-chronic-pain", "h1"
    ),
    "graphql": Kind("/graphql", ".graphiql-query-editor .monaco-editor", own=False),
    "sparql": Kind("/sparql", "#query .CodeMirror"),
    "error": Kind("/determination/CM99-0000000", "main form"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is looked at: the window's size, light or dark, and what comes of it."""

    name: str
    watched: Watched


@dataclass(frozen=True, slots=True)
class Served:
    """A graph behind a server, and the windows it is looked at through; scripts are fetched once."""

    name: str
    letter: str
    looks: tuple[Look, ...]


@pytest.fixture(scope="module", params=["real", "large"])
def served(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Served]:
    directory: Path = request.getfixturevalue(f"{request.param}_graph")
    desk = browser.new_context(viewport=DESKTOP, color_scheme="light")
    phone = browser.new_context(viewport=PHONE, color_scheme="dark")
    with Graph.open(directory) as graph, serving(create_app(graph, PATIENT)) as root:
        looks = (Look("desk", Watched(desk.new_page(), root)), Look("phone", Watched(phone.new_page(), root)))
        yield Served(request.param, min(graph.identifiers()), looks)
        desk.close()
        phone.close()


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_page(served: Served, name: str) -> None:
    kind = KINDS[name]
    faults = []
    for look in served.looks:
        watched = look.watched
        watched.forget()
        page = watched.open(kind.path.format(letter=served.letter), until="domcontentloaded")
        page.locator(kind.shows).first.wait_for(state="visible")
        watched.shot(f"{served.name}-{name}-{look.name}")
        assert watched.fits_its_width(), look.name
        if kind.own:
            assert page.locator("h1").count() == 1
            faults += watched.axe()
        assert watched.foreign == []
        # A page that tells of an error has its status, which Chromium reports as a failed resource.
        assert [said for said in watched.complaints if "status of 40" not in said] == []
    assert faults == []
