"""The graph store for reading, beside the W3C's own tests of it."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
import rdflib
from pyoxigraph import RdfFormat, parse

from imr_graph.rdf.ontology import scheme_files, vocabulary_file
from imr_graph.store.graph import Graph
from server.app import create_app
from tests.server.conftest import LIMITS, serving
from tests.server.sparql.test_protocol import problem
from tests.server.sparql.w3c_suite import canonical

TURTLE = {"Accept": "text/turtle"}
ONTOLOGY = "https://imr-graph.example/ontology"
DECISIONS = "https://imr-graph.example/scheme/decisions"


@pytest.mark.parametrize(
    ("path", "params", "file"),
    [
        ("/graphs", {"graph": ONTOLOGY}, vocabulary_file()),
        ("/ontology", {}, vocabulary_file()),
        ("/graphs", {"graph": DECISIONS}, scheme_files()["decisions"]),
        ("/scheme/decisions", {}, scheme_files()["decisions"]),
    ],
)
def test_a_graph_is_the_same_directly_and_indirectly(
    client: httpx.Client, path: str, params: dict[str, str], file: object
) -> None:
    response = client.get(path, params=params, headers=TURTLE).raise_for_status()
    expected = canonical(parse(path=str(file), format=RdfFormat.TURTLE))
    assert canonical(parse(response.content, format=RdfFormat.TURTLE)) == expected


def test_the_default_graph_is_the_letters_alone(client: httpx.Client) -> None:
    response = client.get("/graphs?default", headers=TURTLE).raise_for_status()
    graph = rdflib.Graph().parse(data=response.text, format="turtle")
    assert all("/determination/" in str(subject) for subject in graph.subjects())
    letters = graph.subjects(rdflib.RDF.type, rdflib.URIRef(f"{ONTOLOGY}#Determination"))
    assert len(list(letters)) == 3


@pytest.mark.parametrize(
    "query", ["", "?graph=", "?graph=relative", "?default&graph=a:b", "?graph=a:b&graph=a:c", "?graph=%E9"]
)
def test_one_graph_has_to_be_named(client: httpx.Client, query: str) -> None:
    response = client.get(f"/graphs{query}")
    assert response.status_code == 400
    assert response.json()["type"].startswith("urn:imr-graph:problem:")


@pytest.mark.parametrize("path", ["/graphs?graph=urn:unknown", "/graphs/unknown", "/scheme/unknown"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_unknown_graph_is_not_found(client: httpx.Client, method: str, path: str) -> None:
    assert client.request(method, path).status_code == 404


@pytest.mark.parametrize("path", ["/graphs?default", "/graphs/x", "/ontology", "/scheme/decisions"])
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_writes_are_refused_in_words(client: httpx.Client, method: str, path: str) -> None:
    response = client.request(method, path, content="<a:b> <a:b> 1 .")
    assert f"{method} is refused" in problem(response, 405, "write-refused")
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    assert client.options(path).headers["allow"] == "GET, HEAD, OPTIONS"


def test_a_format_that_is_none_of_graphs_is_not_acceptable(client: httpx.Client) -> None:
    response = client.get("/ontology", headers={"Accept": "text/csv"})
    assert "text/turtle" in problem(response, 406, "not-acceptable")


def test_a_browser_is_shown_text(client: httpx.Client) -> None:
    response = client.get("/ontology", headers={"Accept": "text/html,*/*;q=0.8"})
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert list(parse(response.content, format=RdfFormat.TURTLE))


def test_a_graph_that_the_client_holds_is_not_sent_again(client: httpx.Client) -> None:
    tag = client.get("/ontology", headers=TURTLE).headers["etag"]
    again = {**TURTLE, "If-None-Match": tag}
    assert client.get("/ontology", headers=again).status_code == 304
    assert client.get("/graphs", params={"graph": ONTOLOGY}, headers=again).status_code == 304
    assert client.get("/scheme/decisions", headers=again).status_code == 200


def test_a_graph_that_is_too_large_is_refused_with_the_way_out(
    hasty_client: httpx.Client, counted_graph: Graph
) -> None:
    response = hasty_client.get("/ontology", headers=TURTLE)
    assert "ask /sparql for the part" in problem(response, 503, "result-too-large")
    app = create_app(counted_graph, replace(LIMITS, result_rows=10))
    with serving(app) as url, httpx.Client(base_url=url, timeout=60) as client:
        detail = problem(client.get("/graphs?default"), 503, "result-too-large")
        assert "10 at most" in detail
        assert "ask /sparql for the part" in detail
        assert client.get("/ontology").status_code == 503
