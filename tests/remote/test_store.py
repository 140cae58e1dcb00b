"""What a remote store asks a server for."""

from __future__ import annotations

import httpx
import pytest
from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples

from imr_graph.errors import QuestionError, RemoteStoreError, RemoteTimeoutError
from imr_graph.rdf.vocabulary import ONTOLOGY_GRAPH
from imr_graph.remote.address import LETTERS_GRAPH
from imr_graph.remote.batches import BatchSize
from imr_graph.remote.store import RemoteStore
from tests.remote.fake_server import ADDRESS, FakeServer, lost, status

LETTER = b'<urn:l> <urn:p> "letter" .\n'
SCHEME = b'<urn:c> <urn:p> "concept" .\n'
FOREIGN = b'<urn:f> <urn:p> "foreign" .\n'
VALUES = "SELECT ?o WHERE { ?s <urn:p> ?o } ORDER BY ?o"


def filled() -> tuple[FakeServer, RemoteStore]:
    server = FakeServer()
    store = server.remote()
    store.add([LETTER])
    store.add([SCHEME], ONTOLOGY_GRAPH)
    store.add([FOREIGN], NamedNode("urn:of-others"))
    return server, store


def values(store: RemoteStore, sparql: str = VALUES) -> list[str]:
    results = store.query(sparql)
    assert isinstance(results, QuerySolutions)
    return [row["o"].value for row in results]


def test_queries_see_letters_and_schemes_together_and_nothing_else() -> None:
    _, store = filled()
    assert values(store) == ["concept", "letter"]
    assert len(store) == 2


def test_graph_sees_the_same_graphs_by_name() -> None:
    _, store = filled()
    results = store.query("SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")
    assert isinstance(results, QuerySolutions)
    assert [row["g"] for row in results] == [NamedNode(LETTERS_GRAPH), ONTOLOGY_GRAPH]


def test_a_dataset_of_the_querys_own_is_left_to_it() -> None:
    server, store = filled()
    store.query(f"ASK FROM {ONTOLOGY_GRAPH} {{ ?s <urn:p> ?o }}")
    assert b"default-graph-uri" not in server.seen[-1].content


def test_each_form_gives_the_type_of_the_embedded_store() -> None:
    _, store = filled()
    asked = store.query("ASK { ?s <urn:p> 'foreign' }")
    assert isinstance(asked, QueryBoolean)
    assert not asked
    made = store.query("CONSTRUCT WHERE { ?s <urn:p> ?o }")
    assert isinstance(made, QueryTriples)
    assert len(list(made)) == 2


@pytest.mark.parametrize(
    "sparql",
    [
        "INSERT DATA { <urn:a> <urn:b> 1 }",
        "SELECT * { SERVICE SILENT <http://h/> { ?s ?p ?o } }",
        "SELECT * " + "{" * 300 + "}" * 300,
        "SELECT * {",
    ],
)
def test_a_faulty_query_is_the_askers_fault(sparql: str) -> None:
    _, store = filled()
    with pytest.raises(QuestionError):
        store.query(sparql)


def test_a_failing_server_is_not() -> None:
    server = FakeServer(before=[status(500), lost(httpx.ReadTimeout)])
    store = server.remote()
    with pytest.raises(RemoteStoreError, match="500"):
        store.query(VALUES)
    with pytest.raises(RemoteTimeoutError):
        store.query(VALUES, seconds=3)


def test_adding_and_removing_twice_has_no_further_effect() -> None:
    _, store = filled()
    two = b'<urn:l> <urn:p> "second" .\n'
    for _ in range(2):
        store.add([LETTER, two])
    assert store.size(store.letters) == 2
    for _ in range(2):
        store.remove([two])
    assert values(store) == ["concept", "letter"]


def test_batches_are_sent_one_by_one() -> None:
    server = FakeServer()
    store = server.remote(batch=BatchSize(2, 1000))
    document = b"".join(b"<urn:s> <urn:p> <urn:o%d> .\n" % n for n in range(5))
    assert store.add([document]) == 3
    assert store.size(store.letters) == 5
    assert store.remove([document]) == 3
    assert store.size(store.letters) == 0


def test_a_batch_that_fails_for_good_leaves_what_was_sent_before() -> None:
    server = FakeServer(before=[])
    store = server.remote(batch=BatchSize(1, 1000))
    store.add([LETTER])
    server._before += [status(413)]
    with pytest.raises(RemoteStoreError, match="413"):
        store.add([SCHEME])
    store.add([LETTER, SCHEME])
    assert store.size(store.letters) == 2


def test_a_graph_is_replaced_and_dropped() -> None:
    _, store = filled()
    graph = NamedNode("urn:g")
    for _ in range(2):
        store.replace_graph(graph, SCHEME + LETTER)
    store.replace_graph(graph, SCHEME)
    assert store.size(graph) == 1
    for _ in range(2):
        store.drop_graph(graph)
    assert store.size(graph) == 0


def test_an_empty_graph_is_replaced() -> None:
    _, store = filled()
    store.replace_graph(ONTOLOGY_GRAPH, b"")
    assert values(store) == ["letter"]


def test_the_letters_graph_is_chosen() -> None:
    server = FakeServer()
    store = RemoteStore(ADDRESS, server.client(), letters="urn:mine")
    store.add([LETTER])
    assert server.store.contains_named_graph(NamedNode("urn:mine"))
    assert values(store) == ["letter"]


@pytest.mark.parametrize("graph", ["no iri", "", ONTOLOGY_GRAPH.value])
def test_a_graph_that_cannot_be_the_letters_is_refused(graph: str) -> None:
    with pytest.raises(RemoteStoreError):
        RemoteStore(ADDRESS, FakeServer().client(), letters=graph)
