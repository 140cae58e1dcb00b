"""Every kind of page in Chromium, over the real letters and over 20,000 synthetic ones.

Each is opened in daylight at a desk and in the dark on a telephone: nothing is asked of other hosts, nothing
is complained of, nothing needs sideways scrolling, axe finds nothing against WCAG 2.2 AA. With
IMR_GRAPH_SCREENSHOTS=FOLDER the pictures are kept, to be looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page

from imr_graph.store.graph import Graph
from server.app import create_app
from server.settings import Settings
from tests.server.conftest import serving
from tests.web.browsing import PHONE, Watched
from tests.web.conftest import Visit

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
    "browse": Kind("/search", "main a[href^='/determination/']"),
    "explore": Kind("/explore?node=ingredient/hydrocodone", "main canvas"),
    "gephi": Kind("/export", "main a[href*='.gexf']"),
    "files": Kind("/files", "main h1"),
    "evidence-form": Kind("/evidence", "main form"),
    "evidence": Kind(
        "/evidence?treatment=ingredient/hydrocodone&guideline=guideline/mtus-chronic-pain", "h1"
    ),
    "graphql": Kind("/graphql", ".graphiql-query-editor .monaco-editor", own=False),
    "sparql": Kind("/sparql", ".yasgui .CodeMirror", own=False),
    "error": Kind("/determination/CM99-0000000", "main form"),
}


@dataclass(frozen=True, slots=True)
class Served:
    """A graph behind a server."""

    name: str
    root: str
    letter: str


@pytest.fixture(scope="module", params=["real", "large"])
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    directory: Path = request.getfixturevalue(f"{request.param}_graph")
    with Graph.open(directory) as graph, serving(create_app(graph, PATIENT)) as root:
        yield Served(request.param, root, min(graph.identifiers()))


def opened(watched: Watched, served: Served, kind: Kind) -> Page:
    page = watched.open(kind.path.format(letter=served.letter))
    page.locator(kind.shows).first.wait_for(state="visible")
    return page


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_page(visit: Visit, served: Served, name: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    desk = visit(served.root)
    page = opened(desk, served, kind)
    desk.shot(f"{served.name}-{name}-desk", tmp_path)
    assert desk.fits_its_width()
    if kind.own:
        assert page.locator("h1").count() == 1
    faults = desk.axe() if kind.own else []

    phone = visit(served.root, PHONE, dark=True)
    opened(phone, served, kind)
    phone.shot(f"{served.name}-{name}-phone", tmp_path)
    assert phone.fits_its_width()
    faults += phone.axe() if kind.own else []
    assert faults == []
    assert (desk.foreign, phone.foreign) == ([], [])
    # A page that tells of an error has its status, which Chromium reports as a failed resource.
    complaints = [said for said in desk.complaints + phone.complaints if "status of 40" not in said]
    assert complaints == []
