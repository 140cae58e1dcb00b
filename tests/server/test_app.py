"""The plain routes: overview, health, letters, exports, named queries, and what leads nowhere."""

from __future__ import annotations

from pathlib import Path

import httpx
import networkx as nx
import pytest

from imr_graph.errors import GraphDirectoryError
from imr_graph.export import VIEWS
from imr_graph.questions import load_questions
from imr_graph.store.graph import Graph
from server.app import create_app
from tests.server.conftest import SUPERSEDED, serving
from tests.server.sparql.test_protocol import problem

BROWSER = {"Accept": "text/html,*/*;q=0.8"}


def test_the_overview_counts_and_links(client: httpx.Client) -> None:
    page = client.get("/", headers=BROWSER)
    assert page.headers["content-type"].startswith("text/html")
    assert "script" not in page.headers["content-security-policy"]
    assert "<dt>determinations</dt><dd>3</dd>" in page.text
    assert "<dt>disputed items</dt><dd>4</dd>" in page.text
    for name in VIEWS:
        assert f'href="/export/{name}.gexf"' in page.text
    for name, question in load_questions().items():
        assert f'href="/queries/{name}.rq"' in page.text
        assert f"/sparql?example={name}" in page.text
        assert question.title.replace("'", "&#x27;") in page.text


def test_every_local_link_of_the_overview_leads_somewhere(client: httpx.Client) -> None:
    page = client.get("/", headers=BROWSER).text
    links = {part.split('"')[0] for part in page.split('href="/')[1:]}
    assert len(links) > 15
    for link in links:
        assert client.get(f"/{link}", headers=BROWSER).status_code == 200, link


def test_health(client: httpx.Client, graph: Graph) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "version": graph.version, "letters": 3}


def test_a_letter_is_its_record_with_evidence(client: httpx.Client) -> None:
    record = client.get("/determination/CM16-0000001").json()
    assert record["case_number"] == "CM16-0000001"
    assert record["evidence"][0]["path"] == "/patient/age"


def test_a_former_name_redirects_for_good(client: httpx.Client) -> None:
    response = client.get(f"/determination/{SUPERSEDED}")
    assert response.status_code == 308
    assert response.headers["location"].endswith("/determination/CM16-0000001")


def test_an_unknown_letter_is_not_found(client: httpx.Client) -> None:
    detail = problem(client.get("/determination/CM00-0000000"), 404, "not-found")
    assert "CM00-0000000" in detail


@pytest.mark.parametrize("view", VIEWS)
def test_views_are_sent_as_gexf(client: httpx.Client, tmp_path: Path, view: str) -> None:
    response = client.get(f"/export/{view}.gexf", headers={"Origin": "https://gephi.example"})
    assert response.headers["content-type"] == "application/gexf+xml"
    assert response.headers["access-control-allow-origin"] == "*"
    path = tmp_path / "view.gexf"
    path.write_bytes(response.content)
    assert nx.read_gexf(path).number_of_nodes() > 0
    assert client.get(f"/export/{view}.gexf").content == response.content


def test_an_unknown_view_is_not_found(client: httpx.Client) -> None:
    assert "drug" in problem(client.get("/export/no-such.gexf"), 404, "not-found")


@pytest.mark.parametrize("name", load_questions())
def test_named_queries_run_as_they_are_served(client: httpx.Client, name: str) -> None:
    query = client.get(f"/queries/{name}.rq")
    assert query.headers["content-type"] == "application/sparql-query; charset=utf-8"
    assert client.post("/sparql", data={"query": query.text}).status_code == 200
    assert client.get(f"/queries/{name}.rq", headers=BROWSER).headers["content-type"].startswith("text/plain")


def test_an_unknown_query_is_not_found(client: httpx.Client) -> None:
    problem(client.get("/queries/no-such.rq"), 404, "not-found")


def test_what_stands_nowhere_is_told_in_the_one_shape(client: httpx.Client) -> None:
    assert "/nowhere" in problem(client.get("/nowhere"), 404, "not-found")
    problem(client.post("/healthz"), 405, "method-not-allowed")


def test_a_directory_without_a_graph_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(GraphDirectoryError, match="imr-graph build"):
        create_app(tmp_path)


def test_an_application_of_a_directory_opens_and_closes_the_graph(graph_directory: Path) -> None:
    app = create_app(graph_directory)
    graph = app.state.serving.graph
    with serving(app) as url:
        assert httpx.get(f"{url}/healthz").json()["letters"] == 3
    with pytest.raises(GraphDirectoryError, match="closed"):
        graph.query("ASK {}")
