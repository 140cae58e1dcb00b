"""The scan before the parser: depth, operators, SERVICE, and what only looks like it."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from server.responses.problems import Problem
from server.settings import Settings
from server.sparql.guard import check, outline

CALLS = {
    "plain": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <http://127.0.0.1/> { ?s ?p ?o } }",
    "lower case": "select * { service ?endpoint { ?s ?p ?o } }",
    "no blank": "SELECT*{SERVICE<http://127.0.0.1/>{?s ?p ?o}}",
    "after a comment": "SELECT * { # SERVICE is refused\n SERVICE <http://127.0.0.1/> {} }",
    "after a number": "SELECT * { ?s ?p 1.SERVICE:x {} }",
    "after a boolean": "SELECT * { ?s ?p true.SERVICE:x {} }",
    "after an empty local name": "PREFIX e: <a:b> SELECT * { ?s ?p e:.SERVICE <http://127.0.0.1/> {} }",
    "in a comparison that looks like an IRI": "SELECT * { FILTER(?a<?b)SERVICE#>\n<http://127.0.0.1/>{} }",
    "behind a comment that looks like an IRI": 'SELECT * { FILTER(?a<?b#> """\n)SERVICE <a:b> {} #"""\n }',
    "behind a quote in a comment": 'SELECT * { # "\n SERVICE <http://127.0.0.1/> {} # "\n }',
}
NO_CALLS = {
    "a variable": "SELECT ?service { ?service ?p ?o }",
    "a prefix": "PREFIX service: <http://x.example/> SELECT * { ?s service:p ?o }",
    "a local name": "PREFIX x: <http://x.example/> SELECT * { ?s x:service ?o }",
    "a text": 'SELECT * { ?s ?p "SERVICE <http://127.0.0.1/> {}" }',
    "a long text": 'SELECT * { ?s ?p """a "quoted" SERVICE {}""" }',
    "a text with an escaped quote": 'SELECT * { ?s ?p "\\" SERVICE " }',
    "a comment": "SELECT * { ?s ?p ?o } # SERVICE",
    "an IRI": "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> ASK { ?s a sd:Service }",
    "part of a word": "SELECT * { ?s ?p ?o . FILTER(?services < 3 && ?o > 2) }",
}


@pytest.mark.parametrize("query", CALLS.values(), ids=CALLS)
def test_a_call_of_service_is_seen(query: str) -> None:
    assert outline(query).calls_service
    with pytest.raises(Problem, match="SERVICE is not possible"):
        check(query, Settings())


@pytest.mark.parametrize("query", NO_CALLS.values(), ids=NO_CALLS)
def test_what_only_holds_the_word_is_no_call(query: str) -> None:
    assert not outline(query).calls_service


@pytest.mark.parametrize(
    ("query", "nesting"),
    [
        ("SELECT * {}", 1),
        ("SELECT * { { { ?s ?p ?o } } }", 3),
        ("SELECT * { FILTER((1)) }", 3),
        ('SELECT * { ?s ?p "((((" }', 1),
        ("SELECT * { ?s ?p ?o } # ((((", 1),
        ("SELECT * { ?s <http://x.example/a_(b)> ?o }", 1),
        ("SELECT * { FILTER(?a<((((?b>?c)))) }", 6),
    ],
)
def test_nesting_is_counted_outside_of_texts_and_comments(query: str, nesting: int) -> None:
    assert outline(query).nesting == nesting


@pytest.mark.parametrize("opening", ["{", "(", "["])
def test_deep_nesting_is_refused(opening: str) -> None:
    with pytest.raises(Problem, match="Brackets nest 251 deep"):
        check(opening * 251, Settings())


@pytest.mark.parametrize("sign", ["!", "||?a", " UNION {}", "/<a:b>", "FILTER(1)"])
def test_long_chains_of_operators_are_refused(sign: str) -> None:
    with pytest.raises(Problem, match="operators and groups"):
        check("SELECT * {" + sign * 1001, Settings())


def test_a_long_list_of_values_is_no_chain() -> None:
    check("SELECT * { VALUES ?s { " + "<http://x.example/a> " * 5000 + "} }", Settings())


def test_a_long_query_is_refused() -> None:
    with pytest.raises(Problem, match="bytes"):
        check("#" * 11, replace(Settings(), query_bytes=10))


@pytest.mark.parametrize("query", ["SELECT * FROM <a:b> {}", "select ?a from named <a:b> {}"])
def test_a_dataset_of_the_query_is_seen(query: str) -> None:
    assert outline(query).names_dataset


@pytest.mark.parametrize("query", ["SELECT ?from { ?from <http://x.example/from> 'FROM' }", "ASK {} # FROM"])
def test_a_dataset_is_not_seen_where_none_is_named(query: str) -> None:
    assert not outline(query).names_dataset


@pytest.mark.parametrize("piece", ['"\\"', "'", '"""', "<", "<a", "a:b.", "\\", '"""\\"', "#", "x.service"])
def test_the_scan_is_linear(piece: str) -> None:
    began = time.process_time()
    outline(piece * (200_000 // len(piece)))
    assert time.process_time() - began < 2


LONG = {
    "objects of one predicate": "SELECT * { ?s ?p 1" + ",1" * 1001 + "}",
    "predicates of one subject": "SELECT * { ?s ?p 1" + ";?p 1" * 1001 + "}",
    "triples": "SELECT * {" + "?s ?p ?o ." * 1001 + "}",
    "triples that end in a name": "SELECT * {" + "?s a a:b." * 1001 + "}",
    "a collection": "SELECT * { ?s ?p (" + "1 " * 1100 + ") }",
    "operators in what looks like an IRI": "SELECT * { FILTER(?a<1" + "+1" * 1001 + "&&2>1) }",
}


@pytest.mark.parametrize("query", LONG.values(), ids=LONG)
def test_long_patterns_are_refused(query: str) -> None:
    with pytest.raises(Problem, match="triple patterns among them"):
        check(query, Settings())


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { VALUES (?a ?b) {" + "(1.5 2.5)" * 5000 + "} }",
        "SELECT * { ?s ?p ?o FILTER(?s IN (" + ",".join(["<urn:a-b-c:d>"] * 5000) + ")) }",
        "SELECT * { VALUES ?s {" + " 1.25" * 5000 + "} }",
    ],
)
def test_long_lists_are_no_patterns(query: str) -> None:
    check(query, Settings())


ALLOWED = replace(Settings(), service_allowed=("http://x.example/sparql", "http://y.example/data/"))


@pytest.mark.parametrize("iri", ["http://x.example/sparql", "http://y.example/data/sparql"])
def test_a_service_of_the_list_is_possible(iri: str) -> None:
    assert check(f"SELECT * {{ SERVICE SILENT <{iri}> {{ ?s ?p ?o }} }}", ALLOWED).calls_service


@pytest.mark.parametrize(
    "service",
    [
        "<http://x.example/sparql2>",
        "<http://x.example/sparql/..>",
        "<http://y.example/data>",
        "<http://y.example/data/../admin>",
        "<http://y.example/data/%2E%2e/admin>",
        "<http://y.example.evil.example/data/>",
        "<http://127.0.0.1/>",
        "<sparql>",
        "?endpoint",
        "x:sparql",
        "SILENT ?endpoint",
        "<http://x.example/sparql> {} SERVICE ?other",
    ],
)
def test_a_service_beside_the_list_is_refused(service: str) -> None:
    with pytest.raises(Problem, match=r"SERVICE is possible to <http://x\.example/sparql>"):
        check(f"SELECT * {{ SERVICE {service} {{ ?s ?p ?o }} }}", ALLOWED)
