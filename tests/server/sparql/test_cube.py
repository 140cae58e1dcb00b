"""``/cube/sparql``: the same protocol and the same limits over the counts."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from imr_graph.cube import cube_questions
from imr_graph.questions import run_question
from imr_graph.store.graph import Graph
from server.app import create_app
from tests.server.conftest import LIMITS, bindings, serving
from tests.server.sparql.test_protocol import problem

BROWSER = {"Accept": "text/html,*/*;q=0.8"}
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LETTERS = "ASK { ?letter a <https://imr-graph.example/ontology#Determination> }"


@pytest.mark.parametrize("name", cube_questions())
def test_its_questions_count_what_the_tables_count(
    counted_client: httpx.Client, counted_graph: Graph, name: str
) -> None:
    query = counted_client.get(f"/queries/cube/{name}.rq").raise_for_status().text
    assert query == cube_questions()[name].text
    answer = counted_client.post("/cube/sparql", data={"query": query})
    rows = run_question(counted_graph, name).as_dicts()
    for found, row in zip(bindings(answer), rows, strict=True):
        assert found.get("items") in (None, str(row.get("items")))
        assert found.get("letters") in (None, str(row.get("letters")))


def test_it_holds_counts_and_no_letters(counted_client: httpx.Client) -> None:
    get = counted_client.get
    assert get("/sparql", params={"query": LETTERS}).json()["boolean"] is True
    assert get("/cube/sparql", params={"query": LETTERS}).json()["boolean"] is False


def test_it_speaks_the_protocol(counted_client: httpx.Client) -> None:
    get = counted_client.get
    described = get("/cube/sparql", headers={"Accept": "text/turtle"}).text
    assert f"<{counted_client.base_url.join('/cube/sparql')}>" in described
    problem(get("/cube/sparql", params={"query": "SELECT"}), 400, "query-syntax")
    problem(counted_client.post("/cube/sparql", data={"update": "CLEAR ALL"}), 403, "update-refused")
    problem(counted_client.put("/cube/sparql"), 405, "method-not-allowed")
    service = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    problem(get("/cube/sparql", params={"query": service}), 400, "service-refused")


def test_its_form_asks_it(counted_client: httpx.Client) -> None:
    page = counted_client.get("/cube/sparql", headers=BROWSER).text
    assert 'action="/cube/sparql"' in page
    for name in cube_questions():
        assert f"/cube/sparql?example={name}" in page
        assert f'href="/queries/cube/{name}.rq"' in page
    asked = counted_client.get("/cube/sparql", params={"query": LETTERS, "format": "html"}).text
    assert 'action="/cube/sparql"' in asked
    assert "<td>False</td>" in asked


def test_a_version_without_one_says_where_to_ask(counted_client: httpx.Client, client: httpx.Client) -> None:
    assert "/sparql" in problem(client.get("/cube/sparql", params={"query": "ASK {}"}), 404, "not-found")
    problem(counted_client.get("/queries/cube/no-such.rq"), 404, "not-found")


def test_its_queries_are_bounded_and_leave_the_others_alone(counted_graph: Graph) -> None:
    limits = replace(LIMITS, query_seconds=1.0, workers=1)
    with serving(create_app(counted_graph, limits)) as url, httpx.Client(base_url=url, timeout=60) as client:
        problem(client.post("/cube/sparql", data={"query": RUNAWAY}), 503, "query-too-slow")
        assert client.post("/sparql", data={"query": LETTERS}).json()["boolean"] is True
        assert client.post("/cube/sparql", data={"query": LETTERS}).json()["boolean"] is False
