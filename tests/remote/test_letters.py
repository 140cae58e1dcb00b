"""Letters put, changed and removed in a remote store."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad

from imr_graph.rdf.iris import DEFAULT_BASE, Iris
from imr_graph.rdf.ontology import ontology_quads
from imr_graph.rdf.vocabulary import CONCEPT_SCHEME, ONTOLOGY_GRAPH, SCHEME, TYPE
from imr_graph.remote.letters import LetterTriples, RemoteLetters
from tests.questions.letters import RECORDS
from tests.remote.fake_server import FakeServer
from tests.remote.statements import statements

IRIS = Iris(DEFAULT_BASE)


LETTERS = [statements(record) for record in RECORDS]


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def letters(server: FakeServer) -> RemoteLetters:
    return RemoteLetters(server.remote())


def held(server: FakeServer) -> set[str]:
    return {str(quad.triple) for quad in server.store}


def expected(chosen: list[tuple[str, bytes]]) -> set[str]:
    server = FakeServer()
    RemoteLetters(server.remote()).put(chosen)
    return held(server)


def test_it_is_what_a_build_asks_for(letters: RemoteLetters) -> None:
    plugged: LetterTriples = letters
    plugged.put(LETTERS[:1])
    plugged.finish()
    assert plugged.count() == LETTERS[0][1].count(b"\n")
    plugged.close()


def test_letters_are_put_once_however_often(server: FakeServer, letters: RemoteLetters) -> None:
    for _ in range(2):
        letters.put(LETTERS)
    assert len(server.store) == sum(ntriples.count(b"\n") for _, ntriples in LETTERS)


def test_removing_a_letter_leaves_the_others(server: FakeServer, letters: RemoteLetters) -> None:
    letters.put(LETTERS)
    letters.remove(LETTERS[:2])
    assert held(server) == expected(LETTERS[2:])


def test_a_changed_letter_is_never_without_its_new_triples(
    server: FakeServer, letters: RemoteLetters
) -> None:
    (identifier, before), now = LETTERS[0], b"<urn:s> <urn:p> <urn:o> .\n"
    kept = before.splitlines(keepends=True)[0]
    letters.put(LETTERS)
    server.seen.clear()
    letters.replace([(identifier, before, kept + now)])
    assert held(server) == expected([*LETTERS[1:], (identifier, kept + now)])
    assert [request.url.path for request in server.seen] == ["/graphs", "/update"]
    assert kept not in b"".join(request.content for request in server.seen)


def test_determinations_are_listed_page_by_page(
    letters: RemoteLetters, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters.put(LETTERS)
    monkeypatch.setattr("imr_graph.remote.letters._PAGE", 2)
    listed = list(letters.determinations())
    identifiers = sorted(identifier for identifier, _ in LETTERS)
    assert listed == [(name, NamedNode(IRIS.determination(name))) for name in identifiers]


@pytest.mark.parametrize("at_once", [500, 2])
def test_a_stray_is_purged_with_all_its_parts(
    server: FakeServer, letters: RemoteLetters, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr("imr_graph.remote.letters._SUBJECTS", at_once)
    letters.put(LETTERS)
    for _ in range(2):
        letters.purge(NamedNode(IRIS.determination(identifier)) for identifier, _ in LETTERS[:2])
    assert held(server) == expected(LETTERS[2:])


def test_a_name_that_begins_like_another_is_not_purged_with_it(
    server: FakeServer, letters: RemoteLetters
) -> None:
    letters.put(
        [
            ("A", b"<http://h/A> <urn:p> <http://h/A/item> .\n<http://h/A/item> <urn:p> <http://h/AB> .\n"),
            ("AB", b"<http://h/AB> <urn:p> <urn:o> .\n"),
        ]
    )
    letters.purge([NamedNode("http://h/A")])
    assert {quad.subject for quad in server.store} == {NamedNode("http://h/AB")}


def test_ontology_and_schemes_are_renewed_and_old_schemes_go(
    server: FakeServer, letters: RemoteLetters
) -> None:
    old, foreign = NamedNode(SCHEME + "of-yore"), NamedNode("urn:of-others")
    for graph in (old, foreign):
        server.store.add(Quad(graph, TYPE, CONCEPT_SCHEME, graph))
    server.store.add(Quad(old, TYPE, old, ONTOLOGY_GRAPH))
    letters.put(LETTERS[:1])
    for _ in range(2):
        letters.renew()
    wanted = set(ontology_quads())
    named = {quad for quad in server.store if quad.graph_name not in {foreign, letters_graph(letters)}}
    assert named == wanted
    assert server.store.contains_named_graph(foreign)


def letters_graph(letters: RemoteLetters) -> NamedNode:
    return letters._store.letters
