"""The W3C's query tests, SPARQL 1.1 and 1.2, through a live endpoint.

One server holds the data of all tests, each file in a graph of its own that bears the file's IRI, and a test
names its dataset by the protocol. What fails stands with its cause in ``w3c_known_failures.csv``; a test that
passes although it stands there fails here.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode, Quad, QueryResultsFormat, RdfFormat, parse

from imr_graph.store.query_outline import bare_words
from server.app import create_app
from tests.server.conftest import LIMITS, serving
from tests.server.sparql.w3c_suite import (
    EXTENSIONS,
    QueryTest,
    canonical,
    csv_rows,
    published,
    query_tests,
    result_set,
    rows,
    solutions,
    statements,
)

SUITES = ("sparql11", "sparql12")
TESTS = [test for suite in SUITES for test in query_tests(suite)]
COUNTS = {
    ("sparql11", "QueryEvaluationTest"): 309,
    ("sparql11", "CSVResultFormatTest"): 3,
    ("sparql11", "PositiveSyntaxTest"): 66,
    ("sparql11", "NegativeSyntaxTest"): 40,
    ("sparql12", "QueryEvaluationTest"): 63,
    ("sparql12", "PositiveSyntaxTest"): 102,
    ("sparql12", "NegativeSyntaxTest"): 81,
}
KNOWN_FAILURES = Path(__file__).parent / "w3c_known_failures.csv"
NOWHERE = "urn:no-such-graph"
RESULTS = {
    ".srx": ("application/sparql-results+xml", QueryResultsFormat.XML),
    ".srj": ("application/sparql-results+json", QueryResultsFormat.JSON),
    ".tsv": ("text/tab-separated-values", QueryResultsFormat.TSV),
}


def known_failures() -> dict[str, str]:
    """Causes by test."""
    with KNOWN_FAILURES.open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    found = {row["test"]: row["cause"] for row in listed}
    assert len(found) == len(listed)
    assert all(found.values())
    return found


KNOWN = known_failures()


def dataset(test: QueryTest) -> tuple[list[NamedNode], list[NamedNode]]:
    """Default and named graphs of a test; a file of quads brings named graphs of its own."""
    default = [NamedNode(path.as_uri()) for path in test.data]
    named = [NamedNode(path.as_uri()) for path in test.graphs]
    for path in test.data:
        if path.suffix == ".trig":
            named += sorted(
                {quad.graph_name for quad in statements(path, default[0])} - {default[0]},  # type: ignore[arg-type]
                key=str,
            )
    return default, named


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server that has the data of all tests."""
    files = sorted({path for test in TESTS for path in (*test.data, *test.graphs)})
    quads: list[Quad] = []
    for path in files:
        quads += statements(path, NamedNode(path.as_uri()))
    directory = published(tmp_path_factory.mktemp("evaluation") / "graph", quads)
    with serving(create_app(directory, LIMITS)) as url, httpx.Client(base_url=url, timeout=60) as client:
        yield client


def asked(client: httpx.Client, test: QueryTest, accept: str) -> httpx.Response:
    text = test.query.read_text(encoding="utf-8")
    query = f"BASE <{test.query.as_uri()}> {text}"
    fields: dict[str, str | list[str]] = {"query": query}
    if "FROM" not in set(bare_words(text)):
        default, named = dataset(test)
        fields["default-graph-uri"] = [graph.value for graph in default] or NOWHERE
        fields["named-graph-uri"] = [graph.value for graph in named] or NOWHERE
    return client.post("/sparql", data=fields, headers={"Accept": accept})


def check_evaluation(client: httpx.Client, test: QueryTest) -> None:
    """The endpoint gives the result that the test tells.

    Raises:
        AssertionError: it gives another, or none.
    """
    assert test.result is not None
    content = test.result.read_bytes()
    last = test.query.read_text(encoding="utf-8").rpartition("}")[2]  # what stands there orders all
    ordered = "ORDER" in set(bare_words(last))
    if test.result.suffix == ".csv":
        response = asked(client, test, "text/csv")
        assert response.status_code == 200, response.text
        assert csv_rows(response.text) == csv_rows(content.decode())
        return
    if test.result.suffix in RESULTS:
        accept, form = RESULTS[test.result.suffix]
        expected = solutions(content, form)
    else:
        quads = list(parse(content, format=EXTENSIONS[test.result.suffix], base_iri=test.result.as_uri()))
        table = result_set(quads)
        if table is None:
            response = asked(client, test, "application/n-triples")
            assert response.status_code == 200, response.text
            assert canonical(parse(response.content, format=RdfFormat.N_TRIPLES)) == canonical(quads)
            return
        (accept, form), expected = RESULTS[".srj"], table
    response = asked(client, test, accept)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].partition(";")[0] == accept
    found = solutions(response.content, form)
    if isinstance(expected, bool) or isinstance(found, bool):
        assert found is expected
    else:
        assert rows(found, ordered=ordered) == rows(expected, ordered=ordered)


def check_syntax(client: httpx.Client, test: QueryTest) -> None:
    """The endpoint reads the query, or refuses it, as the test tells.

    Raises:
        AssertionError: it does the other.
    """
    response = asked(client, test, "*/*")
    refusal = "" if response.status_code == 200 else response.json()["type"].rpartition(":")[2]
    if test.kind == "NegativeSyntaxTest":
        assert (response.status_code, refusal) == (400, "query-syntax"), response.text
    else:  # a query that calls an unknown function has been read
        assert refusal in {"", "query-failed"}, response.text


def test_each_published_test_is_collected(shared_conformance: Path) -> None:
    assert shared_conformance.is_dir()
    assert Counter((test.suite, test.kind) for test in TESTS) == COUNTS
    assert len({str(test) for test in TESTS}) == len(TESTS) == sum(COUNTS.values())
    assert set(KNOWN) <= {str(test) for test in TESTS}


@pytest.mark.parametrize("test", TESTS, ids=str)
def test_query(endpoint: httpx.Client, test: QueryTest) -> None:
    check = check_syntax if test.kind.endswith("SyntaxTest") else check_evaluation
    if str(test) not in KNOWN:
        check(endpoint, test)
        return
    with pytest.raises(AssertionError):
        check(endpoint, test)
