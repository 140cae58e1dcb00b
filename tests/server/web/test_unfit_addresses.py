"""Whatever stands in an address, a page is answered soon: with what fits, or with what is wrong."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence

import httpx
import pytest

from imr_graph.store.graph import Graph
from server.app import create_app
from tests.server.conftest import LIMITS, serving

LONG = "w" * 10_000
SOON = 30.0
"""Seconds; a page over its limits would not be answered so soon on any machine."""

ASKING = (
    "/questions/drug-guideline-denials",
    "/questions/drug-guideline-denials/letters",
    "/suggest",
    "/search",
    "/search/by/section",
    "/concepts/drug",
    "/explore",
    "/explore/names",
    "/evidence",
    "/statistics",
)
"""Pages that all that follows is asked of."""

TOLD = (
    "/",
    "/questions",
    "/concepts",
    "/data/concept/drug/norco",
    "/determination/CM16-0000001",
    "/explore/neighbours",
    "/explore/graph.gexf",
    "/export",
    "/export/drug-guideline.svg",
    "/files",
    "/graphql",
    "/sparql",
)
"""Pages that take few parameters or none: each is asked with some of what follows."""


def cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


PARAMETERS = (
    f"words={LONG}",
    "words=" + "+".join(f"word{number}" for number in range(1_500)),
    "words=%00",
    f"drug={LONG}",
    "drug=%00",
    "drug=%C3%28",
    "&".join(f"drug=drug/none-{number}" for number in range(201)),
    "decisionYear=99999999999999999999",
    "decisionYear=" + "9" * 5_000,
    "first=-1",
    "first=0",
    "first=99999999999999999999",
    "after=none",
    f"after={cursor('abcdefabcdef:000099:40')}",
    f"after={cursor('abcdefabcdef:000001:-5')}",
    f"node={LONG}",
    "&".join(f"node=none-{number}" for number in range(200)),
    f"find={LONG}",
    "most=-1&without=None",
    f"kind=drug&words={LONG}",
    "count=items&page=2147483647&row.ingredients=%00",
    f"count={LONG}",
    f"row.none={LONG}",
    "sort=none&show=none",
    "from=9999-12-31&to=0001-01-01",
    "from=2016-02-30",
    f"format={LONG}",
    f"treatment={LONG}",
    "treatment=drug/norco&quotes=-1",
    f"view={LONG}",
    f"question={LONG}",
    f"groupBy={LONG}",
    "columns=%00",
    f"={LONG}",
    "%00=%00",
)


@pytest.fixture(scope="module")
def browser_like(counted_graph: Graph) -> Iterator[httpx.Client]:
    with (
        serving(create_app(counted_graph, LIMITS)) as url,
        httpx.Client(base_url=url, headers={"Accept": "text/html"}, timeout=SOON) as client,
    ):
        yield client


SOME = ("=", "%00=", "node=w", "node=none-0", "view=", "question=", "first=", "after=none", "format=")


@pytest.mark.parametrize(
    ("page", "queries"),
    [
        *((page, PARAMETERS) for page in ASKING),
        *((page, [one for one in PARAMETERS if one.startswith(SOME)]) for page in TOLD),
    ],
    ids=[*ASKING, *TOLD],
)
def test_unfit_parameters_are_told_in_a_page(
    browser_like: httpx.Client, page: str, queries: Sequence[str]
) -> None:
    told = {query[:60]: faults(browser_like.get(f"{page}?{query}")) for query in queries}
    assert not {query: fault for query, fault in told.items() if fault}


@pytest.mark.parametrize(
    "path",
    [
        "/determination/{}",
        "/determination/CM16-0000001/{}",
        "/determination/CM16-0000001/item/99999999999999999999",
        "/data/concept/{}",
        "/concept/{}",
        "/concepts/{}",
        "/questions/{}",
        "/questions/{}/letters",
        "/search/by/{}",
        "/export/{}.svg",
        "/export/{}.gexf",
        "/files/{}",
        "/docs/{}",
        "/static/{}",
        "/queries/{}.graphql",
        "/ontology/{}",
        "/{}",
    ],
)
@pytest.mark.parametrize("name", [LONG, "%00", "%ff", "..%2f..%2f..%2fetc%2fpasswd", "%3Cscript%3E"])
def test_unfit_names_are_found_nowhere(browser_like: httpx.Client, path: str, name: str) -> None:
    answer = browser_like.get(path.format(name))
    assert answer.status_code == 404
    assert not faults(answer)
    assert "<script>" not in answer.text


def faults(answer: httpx.Response) -> str:
    """What is wrong with an answer; empty where nothing is."""
    if answer.status_code >= 500:
        return f"status {answer.status_code}: {answer.text[:200]}"
    if answer.status_code >= 400 and "<h1" not in answer.text:
        return f"status {answer.status_code} without a page: {answer.text[:200]}"
    if answer.status_code >= 400 and len(answer.content) > 100_000:
        return f"{len(answer.content)} bytes to tell a fault"
    return ""
