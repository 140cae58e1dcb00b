"""The description of the data set: VoID and DCAT, true to what is served."""

from __future__ import annotations

import httpx
import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, RDF, VOID

from server.responses.negotiation import GRAPHS
from tests.server.conftest import bindings

PATH = "/.well-known/void"
IMR = rdflib.Namespace("https://imr-graph.example/ontology#")


def described(client: httpx.Client, accept: str = "text/turtle") -> rdflib.Graph:
    response = client.get(PATH, headers={"Accept": accept}).raise_for_status()
    assert response.headers["content-type"].partition(";")[0] == accept
    return rdflib.Graph().parse(data=response.content, format=accept)


def dataset(client: httpx.Client, part: str = "") -> rdflib.URIRef:
    return rdflib.URIRef(str(client.base_url.join(f"{PATH}#dataset{part}")))


def number(graph: rdflib.Graph, node: rdflib.term.Node, prop: rdflib.URIRef = VOID.triples) -> int:
    return int(str(graph.value(node, prop)))


def counted(client: httpx.Client, pattern: str, endpoint: str = "/sparql") -> int:
    query = f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
    [row] = bindings(client.get(endpoint, params={"query": query}))
    return int(row["n"])


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own JSON-LD parser
@pytest.mark.parametrize("accept", [form.media_type for form in GRAPHS])
def test_it_comes_in_every_format_of_rdf(counted_client: httpx.Client, accept: str) -> None:
    graph = described(counted_client, accept)
    assert (dataset(counted_client), RDF.type, VOID.Dataset) in graph
    assert (dataset(counted_client), RDF.type, DCAT.Dataset) in graph


def test_its_numbers_are_those_of_the_stores(counted_client: httpx.Client) -> None:
    graph, whole = described(counted_client), dataset(counted_client)
    assert number(graph, whole) == counted(counted_client, "?s ?p ?o")
    assert number(graph, dataset(counted_client, "-cube")) == counted(
        counted_client, "?s ?p ?o", "/cube/sparql"
    )
    parts = set(graph.objects(whole, VOID.subset)) - {dataset(counted_client, "-cube")}
    assert sum(number(graph, part) for part in parts) == number(graph, whole)
    partitions = list(graph.objects(dataset(counted_client, "-letters"), VOID.classPartition))
    assert len(partitions) == 2
    for partition in partitions:
        kind = graph.value(partition, VOID["class"])
        assert number(graph, partition, VOID.entities) == counted(counted_client, f"?s a <{kind}>") > 0


def test_its_links_lead_somewhere(counted_client: httpx.Client) -> None:
    graph, whole = described(counted_client), dataset(counted_client)
    origin = str(counted_client.base_url)
    followed = 0
    for prop in (VOID.sparqlEndpoint, VOID.dataDump, DCAT.endpointDescription):
        for url in graph.objects(None, prop):
            if not str(url).endswith("/graphql"):
                assert str(url).startswith(origin)
                counted_client.get(str(url), headers={"Accept": "text/turtle"}).raise_for_status()
                followed += 1
    assert followed > 15
    example = str(graph.value(whole, VOID.exampleResource))
    space = str(graph.value(whole, VOID.uriSpace))
    assert example.startswith(space)
    counted_client.get(f"/{example.removeprefix(space)}").raise_for_status()


def test_it_says_whose_the_letters_are_and_that_examples_are_synthetic(counted_client: httpx.Client) -> None:
    graph, whole = described(counted_client), dataset(counted_client)
    assert "public records" in str(graph.value(whole, DCTERMS.rights))
    assert "synthetic" in str(graph.value(whole, DCTERMS.description))
    assert graph.value(whole, rdflib.URIRef(f"{DCAT}version")) is not None
    assert graph.value(whole, DCTERMS.modified) is not None


def test_a_graph_without_a_cube_names_none(client: httpx.Client) -> None:
    graph = described(client)
    assert (None, VOID.sparqlEndpoint, None) in graph
    assert (None, None, dataset(client, "-cube")) not in graph


def test_it_is_not_sent_again_to_who_holds_it(client: httpx.Client) -> None:
    tag = client.get(PATH).headers["etag"]
    assert client.get(PATH, headers={"If-None-Match": tag}).status_code == 304
