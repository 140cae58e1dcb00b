"""Service descriptions: what an endpoint can do and what it is asked of, true to what it holds."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
import rdflib

from imr_graph.store.graph import Graph
from server.app import create_app
from server.sparql.description import SD as SD_IRI
from server.sparql.description import VOID as VOID_IRI
from tests.server.conftest import LIMITS, bindings, serving

SD = rdflib.Namespace(SD_IRI)
VOID = rdflib.Namespace(VOID_IRI)
COUNT = "SELECT (COUNT(*) AS ?n) { %s }"


def described(client: httpx.Client, path: str) -> rdflib.Graph:
    response = client.get(path, headers={"Accept": "text/turtle"}).raise_for_status()
    return rdflib.Graph().parse(data=response.text, format="turtle")


def counted(client: httpx.Client, pattern: str) -> int:
    [row] = bindings(client.get("/sparql", params={"query": COUNT % pattern}))
    return int(row["n"])


def test_each_named_graph_is_there_with_its_number_of_triples(client: httpx.Client) -> None:
    graph = described(client, "/sparql")
    named = {str(graph.value(node, SD.name)): node for node in graph.subjects(rdflib.RDF.type, SD.NamedGraph)}
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    assert set(named) == {row["g"] for row in bindings(client.get("/sparql", params={"query": query}))}
    for iri in ("https://imr-graph.example/ontology", "https://imr-graph.example/scheme/decisions"):
        triples = graph.value(graph.value(named[iri], SD.graph), VOID.triples)
        assert int(str(triples)) == counted(client, f"GRAPH <{iri}> {{ ?s ?p ?o }}")


def test_the_default_graph_is_the_union_of_all(counted_client: httpx.Client) -> None:
    graph = described(counted_client, "/sparql")
    [default] = graph.objects(None, SD.defaultGraph)
    assert int(str(graph.value(default, VOID.triples))) == counted(counted_client, "?s ?p ?o")
    assert (None, SD.feature, SD.UnionDefaultGraph) in graph


def test_the_cube_describes_itself(counted_client: httpx.Client) -> None:
    graph = described(counted_client, "/cube/sparql")
    [default] = graph.objects(None, SD.defaultGraph)
    asked = counted_client.get("/cube/sparql", params={"query": COUNT % "?s ?p ?o"})
    assert int(str(graph.value(default, VOID.triples))) == int(bindings(asked)[0]["n"]) > 0
    assert not list(graph.objects(None, SD.namedGraph))
    assert (None, SD.feature, SD.UnionDefaultGraph) not in graph


@pytest.mark.parametrize(("allowed", "federated"), [((), False), (("https://elsewhere.example/",), True)])
def test_federation_is_told_where_servers_are_allowed(
    graph: Graph, allowed: tuple[str, ...], federated: bool
) -> None:
    app = create_app(graph, replace(LIMITS, service_allowed=allowed))
    with serving(app) as url, httpx.Client(base_url=url, timeout=60) as client:
        told = described(client, "/sparql")
    assert ((None, SD.feature, SD.BasicFederatedQuery) in told) is federated


def test_it_has_a_tag_and_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get("/sparql", headers={"Accept": "text/turtle"})
    again = {"Accept": "text/turtle", "If-None-Match": first.headers["etag"]}
    assert client.get("/sparql", headers=again).status_code == 304
    assert client.get("/sparql", headers={**again, "Accept": "application/ld+json"}).status_code == 200
