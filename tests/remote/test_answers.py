"""Answers of servers as the embedded store's types."""

from __future__ import annotations

import httpx
import pytest
from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples

from imr_graph.errors import QuestionError, RemoteStoreError, RemoteTimeoutError
from imr_graph.remote.answers import Form, query_form, read_answer
from imr_graph.remote.requests import Reply

# As Virtuoso 7.2.5 writes them.
ASKED = """{ "head": { "link": [], "vars": ["__ASK_RETVAL"] },
  "results": { "distinct": false, "ordered": true, "bindings": [ %s ] } }"""
YES = """{ "__ASK_RETVAL": { "type": "typed-literal",
  "datatype": "http://www.w3.org/2001/XMLSchema#integer", "value": "1" }}"""
ROW = """{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"uri","value":"urn:a"}}]}}"""


def reply(body: str, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(200, httpx.Headers(named), body.encode())


@pytest.mark.parametrize(
    ("sparql", "form"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT"),
        ("# INSERT\nPREFIX select: <urn:insert> BASE <urn:x> ask { ?s select:p ?o }", "ASK"),
        ("construct where { ?s ?p ?o }", "CONSTRUCT"),
        ("DESCRIBE <urn:a>", "DESCRIBE"),
    ],
)
def test_the_form_is_the_first_word_after_the_prologue(sparql: str, form: Form) -> None:
    assert query_form(sparql) == form


@pytest.mark.parametrize(
    "sparql",
    [
        "INSERT DATA { <urn:a> <urn:b> 1 }",
        "PREFIX a: <urn:select> DELETE WHERE { ?s ?p ?o }",
        "define sql:log-enable 3 SELECT * { ?s ?p ?o }",
        "CLEAR ALL",
        "",
        "# SELECT",
    ],
)
def test_what_is_no_query_is_never_sent_as_one(sparql: str) -> None:
    with pytest.raises(QuestionError):
        query_form(sparql)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('{"head":{},"boolean":true}', True),
        ('{"head":{},"boolean":false}', False),
        (ASKED % YES, True),
        (ASKED % "", False),
        (ASKED % YES.replace('"1"', '"0"'), False),
    ],
)
def test_ask_is_a_boolean_even_where_it_comes_as_a_table(body: str, expected: bool) -> None:
    results = read_answer(reply(body), "ASK")
    assert isinstance(results, QueryBoolean)
    assert bool(results) is expected


def test_a_table_of_something_else_is_no_answer_to_ask() -> None:
    with pytest.raises(RemoteStoreError, match="cannot be read"):
        read_answer(reply(ROW), "ASK")


def test_select_gives_solutions() -> None:
    results = read_answer(reply(ROW), "SELECT")
    assert isinstance(results, QuerySolutions)
    assert [tuple(row) for row in results] == [(NamedNode("urn:a"),)]


def test_construct_gives_each_triple_once() -> None:
    results = read_answer(reply("<urn:a> <urn:b> <urn:c> .\n" * 2), "CONSTRUCT")
    assert isinstance(results, QueryTriples)
    assert len(list(results)) == 1


def test_an_answer_cut_off_is_an_error() -> None:
    with pytest.raises(RemoteStoreError, match="cuts answers off at 1 rows"):
        read_answer(reply(ROW, x_sparql_maxrows="1"), "SELECT")
    with pytest.raises(RemoteTimeoutError, match="S1TAT"):
        read_answer(reply(ROW, x_sql_state="S1TAT", x_sql_message="Anytime"), "SELECT")


@pytest.mark.parametrize("form", ["SELECT", "ASK", "CONSTRUCT"])
def test_what_cannot_be_read_is_an_error(form: Form) -> None:
    with pytest.raises(RemoteStoreError, match="text/html"):
        read_answer(reply("<html>", content_type="text/html"), form)
