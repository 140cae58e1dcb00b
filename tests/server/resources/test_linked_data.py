"""Every IRI of ours leads to what is said of it, whatever host the server runs under."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx
import pytest
import rdflib
from rdflib.namespace import FOAF, RDF, SKOS

from server.responses.negotiation import GRAPHS
from tests.server.conftest import bindings
from tests.server.sparql.test_protocol import problem

IMR = rdflib.Namespace("https://imr-graph.example/ontology#")
VOID = rdflib.Namespace("http://rdfs.org/ns/void#")
NORCO = rdflib.URIRef("https://imr-graph.example/concept/drug/norco")
TURTLE = {"Accept": "text/turtle"}
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def followed(client: httpx.Client, iri: str, accept: str = "text/turtle") -> rdflib.Graph:
    """What the path of an IRI gives, other places followed."""
    path = urlsplit(iri)._replace(scheme="", netloc="", fragment="").geturl()
    response = client.get(path, headers={"Accept": accept}, follow_redirects=True)
    assert response.status_code == 200, (iri, response.text)
    assert response.headers["content-type"].partition(";")[0] == accept
    return rdflib.Graph().parse(data=response.content, format=accept)


def iris(client: httpx.Client, endpoint: str) -> set[str]:
    """Our IRIs in a store, as subjects, predicates and objects."""
    query = (
        "SELECT DISTINCT ?iri { { ?iri ?p ?o } UNION { ?s ?iri ?o } UNION { ?s ?p ?iri } "
        'FILTER(ISIRI(?iri) && STRSTARTS(STR(?iri), "https://imr-graph.example/")) }'
    )
    return {row["iri"] for row in bindings(client.get(endpoint, params={"query": query}))}


@pytest.mark.parametrize("endpoint", ["/sparql", "/cube/sparql"])
def test_each_iri_of_a_store_is_told_of_where_it_leads(counted_client: httpx.Client, endpoint: str) -> None:
    kinds: dict[str, list[str]] = {}
    for iri in sorted(iris(counted_client, endpoint)):
        path = urlsplit(iri).path.split("/")
        kind = path[1] + "/" + (path[2] if path[1] in {"concept", "cube"} and len(path) > 2 else "")
        if path[1] == "determination":
            kind += "/".join(part for part in path[3:] if not part.isdigit())
        kinds.setdefault(kind, []).append(iri)
    assert len(kinds) > 5
    for kind, found in kinds.items():
        for iri in (found[0], found[-1]):
            told = followed(counted_client, iri)
            node = rdflib.URIRef(iri)
            assert (node, None, None) in told or (None, None, node) in told, (kind, iri)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own JSON-LD parser
@pytest.mark.parametrize("accept", [form.media_type for form in GRAPHS])
@pytest.mark.parametrize(
    "iri",
    [
        str(NORCO),
        "https://imr-graph.example/ontology#Determination",
        "https://imr-graph.example/scheme/decisions",
        "https://imr-graph.example/shapes#Determination",
        "https://imr-graph.example/determination/CM16-0000001",
    ],
)
def test_an_iri_gives_every_format_of_rdf(client: httpx.Client, iri: str, accept: str) -> None:
    assert (rdflib.URIRef(iri), RDF.type, None) in followed(client, iri, accept)


def test_a_concept_is_no_document_and_sends_on_to_one(client: httpx.Client) -> None:
    response = client.get("/concept/drug/norco", headers=TURTLE)
    assert response.status_code == 303
    assert response.headers["location"] == "/data/concept/drug/norco"
    told = followed(client, str(NORCO))
    document = rdflib.URIRef(str(client.base_url.join("/data/concept/drug/norco")))
    assert (document, RDF.type, FOAF.Document) in told
    assert (document, FOAF.primaryTopic, NORCO) in told


def test_a_document_tells_of_both_sides_and_counts_the_letters(client: httpx.Client) -> None:
    told = followed(client, "https://imr-graph.example/concept/ingredient/hydrocodone")
    node = rdflib.URIRef("https://imr-graph.example/concept/ingredient/hydrocodone")
    assert (NORCO, IMR.hasActiveIngredient, node) in told
    assert told.value(NORCO, SKOS.prefLabel) is not None
    told = followed(client, str(NORCO))
    [part] = told.subjects(VOID.linkPredicate, IMR.requestedDrug)
    query = f"SELECT (COUNT(*) AS ?n) {{ ?s <{IMR.requestedDrug}> <{NORCO}> }}"
    [row] = bindings(client.get("/sparql", params={"query": query}))
    assert int(str(told.value(part, VOID.triples))) == int(row["n"]) > 0
    assert not [subject for subject in told.subjects() if "/determination/" in str(subject)]


def test_uses_beyond_the_most_are_told_as_more(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.resources.things.MOST_USES", 1)
    told = followed(client, "https://imr-graph.example/concept/party/reviewer")
    parts = list(told.subjects(RDF.type, VOID.Linkset))
    assert parts
    for part in parts:
        assert told.value(part, VOID.triples) is None
        assert "More than 1 " in str(told.value(part, rdflib.RDFS.comment))


@pytest.mark.parametrize(
    "path",
    [
        "/concept/drug/unknown",
        "/data/concept/drug/unknown",
        "/concept/a%20b",
        "/data/concept/%3E%7B",
        "/concept/%C3%A9",
        "/ontology/9.9.9",
        "/scheme/unknown",
    ],
)
def test_what_nobody_speaks_of_is_not_found(client: httpx.Client, path: str) -> None:
    problem(client.get(path), 404, "not-found")


def test_nodes_of_the_cube_are_told_of(counted_client: httpx.Client, client: httpx.Client) -> None:
    iri = "https://imr-graph.example/cube/overturn-rate-by-category"
    assert counted_client.get("/cube/overturn-rate-by-category").status_code == 303
    told = followed(counted_client, iri)
    assert (rdflib.URIRef(iri), RDF.type, rdflib.URIRef("http://purl.org/linked-data/cube#DataSet")) in told
    problem(counted_client.get("/cube/unknown"), 404, "not-found")
    problem(client.get("/cube/overturn-rate-by-category"), 404, "not-found")  # a graph without a cube


def test_the_version_of_the_ontology_leads_to_it(counted_client: httpx.Client) -> None:
    ontology = followed(counted_client, "https://imr-graph.example/ontology")
    [version] = ontology.objects(None, rdflib.OWL.versionIRI)
    response = counted_client.get(urlsplit(str(version)).path)
    assert (response.status_code, response.headers["location"]) == (303, "/ontology")


@pytest.mark.parametrize("path", ["/shapes", "/ontology", "/cube"])
def test_a_browser_is_shown_turtle_as_text(client: httpx.Client, path: str) -> None:
    response = client.get(path, headers=BROWSER)
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert len(rdflib.Graph().parse(data=response.text, format="turtle")) > 5


@pytest.mark.parametrize(
    "path", ["/data/concept/drug/norco", "/shapes", "/cube", "/determination/CM16-0000001"]
)
def test_a_document_that_the_client_holds_is_not_sent_again(client: httpx.Client, path: str) -> None:
    first = client.get(path, headers=TURTLE)
    tag = first.headers["etag"]
    assert "accept" in first.headers["vary"].lower()
    assert client.get(path, headers={**TURTLE, "If-None-Match": tag}).status_code == 304
    other = {"Accept": "application/ld+json", "If-None-Match": tag}
    assert client.get(path, headers=other).status_code == 200
    assert client.head(path, headers=TURTLE).headers["etag"] == tag


@pytest.mark.parametrize("part", ["text", "reading", "evidence/1", "evidence/1/target/1"])
def test_annotations_of_a_letter_are_told_of_in_its_triples(client: httpx.Client, part: str) -> None:
    iri = f"https://imr-graph.example/determination/CM16-0000001/{part}"
    letter = rdflib.Graph().parse(
        data=client.get("/determination/CM16-0000001", headers=TURTLE).text, format="turtle"
    )
    assert (rdflib.URIRef(iri), None, None) in letter
    assert client.get(urlsplit(iri).path, headers=TURTLE).status_code in {200, 303}
    problem(client.get("/determination/CM16-0000001/evidence/99"), 404, "not-found")
