"""The Oxigraph store keeps to the interface."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, QueryBoolean, QuerySolutions

from imr_graph.errors import GraphDirectoryError, QuestionError
from imr_graph.store.query_outline import outline
from imr_graph.store.triple_store import OxigraphStore, TripleStore


def node(name: str) -> NamedNode:
    return NamedNode(f"https://imr-graph.example/{name}")


LETTER = Quad(node("a"), node("p"), node("b"), DefaultGraph())
SCHEME = Quad(node("b"), node("p"), node("c"), node("scheme"))


@pytest.fixture
def store(tmp_path: Path) -> TripleStore:
    opened = OxigraphStore.open(tmp_path / "store")
    opened.add([LETTER, SCHEME])
    return opened


def test_queries_see_the_union_of_all_graphs(store: TripleStore) -> None:
    walk = f"SELECT ?end WHERE {{ {node('a')} {node('p')}/{node('p')} ?end }}"
    rows = store.query(walk)
    assert isinstance(rows, QuerySolutions)
    assert [row["end"] for row in rows] == [node("c")]


def test_a_query_may_name_its_dataset(store: TripleStore) -> None:
    asked = store.query(f"ASK FROM {node('scheme')} WHERE {{ {node('a')} ?p ?o }}")
    assert isinstance(asked, QueryBoolean)
    assert not asked


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { service silent ?where { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { ?a ?b ?c FILTER(?a<?b)SERVICE#>\n<http://127.0.0.1:9/> {} }", "SERVICE"),
        (f"SELECT * {'{' * 300}{'}' * 300}", "nest 300 deep"),
    ],
)
def test_no_query_reaches_another_host_or_ends_the_process(store: TripleStore, query: str, told: str) -> None:
    with pytest.raises(QuestionError, match=told):
        store.query(query)


def test_exactly_the_given_quads_are_removed(store: TripleStore) -> None:
    store.remove([LETTER, LETTER, Quad(node("x"), node("x"), node("x"))])
    assert list(store.quads()) == [SCHEME]
    assert len(store) == 1


def test_graphs_can_be_told_apart(store: TripleStore) -> None:
    assert list(store.quads(DefaultGraph())) == [LETTER]
    assert list(store.quads(node("scheme"))) == [SCHEME]
    assert store.named_graphs() == [node("scheme")]
    store.remove([SCHEME])
    assert store.named_graphs() == []


def test_a_snapshot_stands_by_itself(store: TripleStore, tmp_path: Path) -> None:
    store.snapshot(tmp_path / "copy")
    store.remove([LETTER])
    store.optimize()
    copy = OxigraphStore.open_read_only(tmp_path / "copy")
    assert len(copy) == 2
    again = OxigraphStore.open_read_only(tmp_path / "copy")
    assert len(again) == 2


def test_a_second_writer_is_refused(store: TripleStore, tmp_path: Path) -> None:
    assert len(store) == 2
    with pytest.raises(GraphDirectoryError, match="cannot be opened"):
        OxigraphStore.open(tmp_path / "store")


def test_a_closed_store_says_so(store: TripleStore, tmp_path: Path) -> None:
    store.close()
    with pytest.raises(GraphDirectoryError, match="closed"):
        len(store)
    assert len(OxigraphStore.open(tmp_path / "store")) == 2


def test_reading_what_is_absent_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GraphDirectoryError, match="cannot be opened"):
        OxigraphStore.open_read_only(tmp_path / "absent")


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("SELECT * FROM <https://g.example/> WHERE { ?s ?p ?o }", True),
        ("SELECT * from named ex:g { GRAPH ?g { ?s ?p ?o } }", True),
        ("DESCRIBE <https://g.example/>FROM<https://g.example/>", True),
        ('SELECT ("it\\"s" AS ?x) FROM <https://g.example/> {}', True),
        ("SELECT ?from WHERE { ?from ?p $from }", False),
        ('# FROM here\nSELECT * { ?s ?p \'FROM\' , "from \\" FROM", """a "FROM" b""" }', False),
        ("SELECT * { ?s <https://g.example/# FROM> ?o . ?s <FROM> from:x , ex:from, ex:a.from }", False),
        ("SELECT * { ?s ?p '''it's FROM'''@from }", False),
        ("SELECT * { ?s ?p ?o FILTER (?s < 3 && ?o > 4) } # <\n", False),
    ],
)
def test_only_the_keyword_names_a_dataset(query: str, named: bool) -> None:
    assert outline(query).names_dataset is named
