"""SPARQLWrapper and rdflib's SPARQLStore."""

from __future__ import annotations

import warnings
from typing import Any

import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from tests.clients.asked import CONSTRUCT, COUNT, COUNTS, OUTCOMES

with warnings.catch_warnings():
    # The package reads its own metadata by an interface that has been deprecated.
    warnings.simplefilter("ignore")
    from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper


def wrapper(live_server: str, query: str) -> SPARQLWrapper:
    client = SPARQLWrapper(f"{live_server}/sparql")
    client.setQuery(query)
    return client


def converted(client: SPARQLWrapper) -> Any:
    """The answer as the client converts it; its type depends on the format."""
    return client.queryAndConvert()


def test_sparqlwrapper_reads_json(live_server: str) -> None:
    client = wrapper(live_server, OUTCOMES)
    client.setReturnFormat(JSON)
    rows = converted(client)["results"]["bindings"]
    assert {row["outcome"]["value"]: int(row["n"]["value"]) for row in rows} == COUNTS


def test_sparqlwrapper_reads_xml_by_post(live_server: str) -> None:
    client = wrapper(live_server, COUNT)
    client.setReturnFormat(XML)
    client.setMethod(POST)
    literals = converted(client).getElementsByTagName("literal")
    assert [literal.firstChild.data for literal in literals] == ["3"]


def test_sparqlwrapper_reads_csv(live_server: str) -> None:
    client = wrapper(live_server, COUNT)
    client.setReturnFormat(CSV)
    assert converted(client).split() == [b"n", b"3"]


def test_sparqlwrapper_reads_a_graph(live_server: str) -> None:
    client = wrapper(live_server, CONSTRUCT)
    client.setReturnFormat(TURTLE)
    assert len(rdflib.Graph().parse(data=converted(client), format="turtle")) == 3


def test_rdflib_sparqlstore_queries(live_server: str) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{live_server}/sparql"))
    rows: Any = graph.query(OUTCOMES)
    assert {str(outcome): int(n) for outcome, n in rows} == COUNTS


def test_rdflib_sparqlstore_constructs(live_server: str) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{live_server}/sparql"))
    constructed = graph.query(CONSTRUCT).graph
    assert constructed is not None
    assert len(constructed) == 3


def test_rdflib_sparqlstore_matches_triples(live_server: str) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{live_server}/sparql"))
    imr = rdflib.Namespace("https://imr-graph.example/ontology#")
    found = {str(s) for s in graph.subjects(rdflib.RDF.type, imr.Determination)}
    assert "https://imr-graph.example/determination/CM16-0000001" in found
    assert len(found) == 3
