"""The W3C's tests of the SPARQL 1.1 protocol and of service descriptions, against a live server.

Those of queries and descriptions pass as they are written. Those of updates are answered by the refusal that
``docs/sparql.md`` tells; what they ask afterwards, to see what changed, finds nothing changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat, parse

from server.app import create_app
from server.responses.negotiation import GRAPHS, RESULTS
from tests.server.conftest import LIMITS, serving
from tests.server.sparql.w3c_suite import (
    MF,
    SUITES,
    ProtocolTest,
    entries,
    manifest,
    protocol_tests,
    published,
    statements,
)

MANIFEST = SUITES / "sparql11" / "protocol" / "manifest.ttl"
DESCRIPTION_MANIFEST = SUITES / "sparql11" / "service-description" / "manifest.ttl"
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")

QUERY_TESTS = (
    "query_post_form",
    "query_dataset_default_graphs_get",
    "query_dataset_default_graphs_post",
    "query_dataset_named_graphs_post",
    "query_dataset_named_graphs_get",
    "query_dataset_full",
    "query_multiple_dataset",
    "query_get",
    "query_content_type_select",
    "query_content_type_ask",
    "query_content_type_describe",
    "query_content_type_construct",
    "query_post_direct",
    "bad_query_method",
    "bad_multiple_queries",
    "bad_query_wrong_media_type",
    "bad_query_missing_form_type",
    "bad_query_missing_direct_type",
    "bad_query_non_utf8",
    "bad_query_syntax",
)

# Test of an update: status and kind of the answer to it. Those that expect 4xx pass with it.
UPDATE_TESTS = {
    "update_dataset_default_graph": (415, "update-refused"),
    "update_dataset_default_graphs": (415, "update-refused"),
    "update_dataset_named_graphs": (415, "update-refused"),
    "update_dataset_full": (415, "update-refused"),
    "update_post_form": (403, "update-refused"),
    "update_post_direct": (415, "update-refused"),
    "update_base_uri": (415, "update-refused"),
    "bad_update_get": (403, "update-refused"),
    "bad_multiple_updates": (403, "update-refused"),
    "bad_update_wrong_media_type": (415, "media-type"),
    "bad_update_missing_form_type": (415, "media-type"),
    "bad_update_non_utf8": (415, "charset"),
    "bad_update_syntax": (403, "update-refused"),
    "bad_update_dataset_conflict": (415, "update-refused"),
}

DESCRIPTION_TESTS = ("has-endpoint-triple", "returns-rdf", "conforms-to-schema")

FORMS = {
    "boolean": {form.media_type for form in RESULTS[:2]},
    "tabular": {form.media_type for form in RESULTS},
    "RDF": {form.media_type for form in GRAPHS},
}


@pytest.fixture(scope="module")
def tests(shared_conformance: Path) -> dict[str, ProtocolTest]:
    """The tests as they are published."""
    assert shared_conformance in MANIFEST.parents
    return protocol_tests(MANIFEST)


@pytest.fixture(scope="module")
def endpoint(
    tests: dict[str, ProtocolTest], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A client of a server that has the data of all tests, each file in the graph that they name."""
    files = {label: path for test in tests.values() for label, path in test.data}
    quads = [quad for label, path in files.items() for quad in statements(path, NamedNode(label))]
    directory = published(tmp_path_factory.mktemp("protocol") / "graph", quads)
    with serving(create_app(directory, LIMITS)) as url, httpx.Client(base_url=url, timeout=60) as client:
        yield client


def asked(client: httpx.Client, test: ProtocolTest) -> Iterator[tuple[int, httpx.Response]]:
    """The responses to a test's requests, with the number of each."""
    for number, exchange in enumerate(test.exchanges):
        request = client.build_request(
            exchange.method, exchange.path.replace("/sparql/", "/sparql", 1), content=exchange.body or None
        )
        request.headers.update(exchange.headers)
        yield number, client.send(request)


def test_each_published_test_is_in_a_table(tests: dict[str, ProtocolTest]) -> None:
    assert len(tests) == 34
    assert sorted((*QUERY_TESTS, *UPDATE_TESTS)) == sorted(tests)


@pytest.mark.parametrize("name", QUERY_TESTS)
def test_query_operation(endpoint: httpx.Client, tests: dict[str, ProtocolTest], name: str) -> None:
    answered = 0
    for number, response in asked(endpoint, tests[name]):
        expected = tests[name].exchanges[number]
        assert f"StatusCode{response.status_code // 100}xx" in expected.statuses, response.text
        media_type = response.headers["content-type"].partition(";")[0]
        if expected.form is not None:
            assert media_type in FORMS[expected.form]
        if expected.boolean is not None:
            assert response.json()["boolean"] is expected.boolean
        answered += 1
    assert answered == len(tests[name].exchanges) > 0


@pytest.mark.parametrize("name", UPDATE_TESTS)
def test_update_operation_is_refused(
    endpoint: httpx.Client, tests: dict[str, ProtocolTest], name: str
) -> None:
    status, kind = UPDATE_TESTS[name]
    first, *later = [response for _, response in asked(endpoint, tests[name])]
    assert first.status_code == status
    assert first.json()["type"] == f"urn:imr-graph:problem:{kind}"
    if name.startswith("bad"):
        assert tests[name].exchanges[0].statuses == {"StatusCode4xx"}
    for response in later:
        assert response.json()["boolean"] is False  # nothing was written


def described(client: httpx.Client, accept: str = "text/turtle") -> rdflib.Graph:
    response = client.get("/sparql", headers={"Accept": accept})
    assert response.status_code == 200
    return rdflib.Graph().parse(data=response.content, format=response.headers["content-type"].split(";")[0])


def has_endpoint_triple(client: httpx.Client) -> None:
    found = list(described(client).objects(None, SD.endpoint))
    assert found == [rdflib.URIRef(str(client.base_url.join("/sparql")))]


def returns_rdf(client: httpx.Client) -> None:
    for form in GRAPHS:
        response = client.get("/sparql", headers={"Accept": form.media_type})
        assert response.headers["content-type"] == form.content_type
        assert list(parse(response.content, format=RdfFormat.from_media_type(form.media_type)))


def conforms_to_schema(client: httpx.Client) -> None:
    """Classes and properties are those of the vocabulary, and each stands between the right things."""
    graph = described(client)
    (service,) = graph.subjects(rdflib.RDF.type, SD.Service)
    ranges = {
        SD.endpoint: None,
        SD.feature: None,
        SD.resultFormat: None,
        SD.supportedLanguage: None,
        SD.defaultEntailmentRegime: None,
        SD.defaultDataset: SD.Dataset,
        SD.defaultGraph: SD.Graph,
        SD.namedGraph: SD.NamedGraph,
        SD.name: None,
        SD.graph: SD.Graph,
    }
    domains = {SD.defaultGraph: SD.Dataset, SD.namedGraph: SD.Dataset, SD.name: SD.NamedGraph}
    domains[SD.graph] = SD.NamedGraph
    for subject, prop, value in graph:
        assert isinstance(prop, rdflib.URIRef)
        if str(prop).startswith(str(SD)):
            assert prop in ranges
            assert (subject, rdflib.RDF.type, domains.get(prop, SD.Service)) in graph
            assert not isinstance(value, rdflib.Literal)
            if (wanted := ranges[prop]) is not None:
                assert (value, rdflib.RDF.type, wanted) in graph
    assert graph.value(service, SD.defaultDataset) is not None
    languages = {SD.SPARQL10Query, SD.SPARQL11Query, SD.SPARQL11Update}
    assert set(graph.objects(service, SD.supportedLanguage)) <= languages


CHECKS = {
    "has-endpoint-triple": has_endpoint_triple,
    "returns-rdf": returns_rdf,
    "conforms-to-schema": conforms_to_schema,
}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own JSON-LD parser
@pytest.mark.parametrize("name", DESCRIPTION_TESTS)
def test_service_description(endpoint: httpx.Client, name: str) -> None:
    graph = manifest(DESCRIPTION_MANIFEST)
    listed = {str(node).rpartition("#")[2] for node in entries(graph)}
    assert listed == set(DESCRIPTION_TESTS)
    assert len(list(graph.subjects(rdflib.RDF.type, MF.ServiceDescriptionTest))) == 3
    CHECKS[name](endpoint)
