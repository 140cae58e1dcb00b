"""One letter over HTTP: as its record, as a page, as triples with evidence."""

from __future__ import annotations

import httpx
import pytest
from rdflib import Graph as RdfGraph

from imr_graph.rdf.iris import DEFAULT_BASE, Iris
from imr_graph.rdf.triples import triples
from imr_graph.rdf.vocabulary import OA
from tests.server.conftest import make_letters

LETTER = "/determination/CM16-0000001"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/json, text/turtle;q=0.5", ""])
def test_the_record_is_what_a_client_gets_that_asks_for_nothing_else(
    client: httpx.Client, accept: str
) -> None:
    response = client.get(LETTER, headers={"Accept": accept})
    assert response.headers["content-type"] == "application/json"
    assert "Accept" in response.headers["vary"]
    assert response.json()["evidence"][0]["path"] == "/patient/age"


def test_a_browser_gets_the_letter_with_its_facts_marked(client: httpx.Client) -> None:
    response = client.get(LETTER, headers=BROWSER)
    assert response.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert '<a class="mark drug"' in response.text
    assert "Norco</a>" in response.text


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own JSON-LD parser
@pytest.mark.parametrize(
    ("accept", "syntax"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/ld+json", "json-ld"),
        ("application/rdf+xml", "xml"),
        ("text/turtle, application/json;q=0.9", "turtle"),
    ],
)
def test_triples_come_with_their_evidence(client: httpx.Client, accept: str, syntax: str) -> None:
    response = client.get(LETTER, headers={"Accept": accept})
    assert response.headers["content-type"].split(";")[0] == accept.split(",")[0]
    graph = RdfGraph().parse(data=response.text, format=syntax)
    letter = next(record for record in make_letters() if record.case_number == "CM16-0000001")
    statements = {quad.triple for quad in triples(letter, Iris(DEFAULT_BASE))}
    assert len(graph) > len(statements)
    [norco] = (
        target
        for annotation, body in graph.subject_objects()
        if str(body) == "/items/0/drug/name"
        for target in graph.objects(annotation)
        if "/target/" in str(target)
    )
    words = {
        str(exact)
        for selector in graph.objects(norco)
        for predicate, exact in graph.predicate_objects(selector)
        if str(predicate) == f"{OA}exact"
    }
    assert words == {"Norco"}


@pytest.mark.parametrize("accept", ["text/turtle", BROWSER["Accept"]])
def test_a_former_name_leads_on_in_every_form(client: httpx.Client, accept: str) -> None:
    response = client.get("/determination/body-00000000000000aa", headers={"Accept": accept})
    assert response.status_code == 308
