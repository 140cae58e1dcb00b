"""Running queries: tables of plain values, errors in words."""

from __future__ import annotations

import datetime as dt

import pytest

from imr_graph.errors import QuestionError
from imr_graph.questions import run_query, run_question
from imr_graph.store.graph import Graph

XSD = "http://www.w3.org/2001/XMLSchema#"


def test_cells_are_plain_values_in_the_querys_order(graph: Graph) -> None:
    table = run_query(
        graph,
        f"""SELECT ?b ?a ?c ?d ?e ?f ?g ?h WHERE {{
          VALUES (?a ?b ?c ?d ?e ?f ?g ?h) {{
            ("x"@en 1 1.5 true <https://e.example/x> "2016-12-20"^^<{XSD}date> UNDEF "1e2"^^<{XSD}double>)
          }} }}""",
    )
    assert table.columns == ("b", "a", "c", "d", "e", "f", "g", "h")
    assert table.rows == ((1, "x", 1.5, True, "https://e.example/x", dt.date(2016, 12, 20), None, 100.0),)
    assert table.as_dicts()[0]["f"] == dt.date(2016, 12, 20)


def test_what_a_datatype_forbids_stays_text(graph: Graph) -> None:
    table = run_query(graph, f'SELECT ("many"^^<{XSD}integer> AS ?a) ("soon"^^<{XSD}date> AS ?b) {{}}')
    assert table.rows == (("many", "soon"),)


def test_ask_and_construct_are_tables_too(graph: Graph) -> None:
    asked = "ASK { ?s a <https://imr-graph.example/ontology#Determination> }"
    assert run_query(graph, asked).rows == ((True,),)
    text = "CONSTRUCT { ?d a ?d } WHERE { ?d a <https://imr-graph.example/ontology#Determination> }"
    table = run_query(graph, text)
    assert table.columns == ("subject", "predicate", "object")
    assert [row[0] for row in table.rows] == [
        f"https://imr-graph.example/determination/CM16-000000{n}" for n in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT", "the query cannot be parsed"),
        ("DROP ALL", "the query cannot be parsed"),
        ("SELECT (<https://e.example/f>(1) AS ?x) {}", "the query cannot be run: .*custom function"),
    ],
)
def test_a_query_that_cannot_be_answered_is_told(graph: Graph, text: str, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        run_query(graph, text)


def test_an_unknown_question_is_told_with_those_there_are(graph: Graph) -> None:
    message = "no question is called 'headline'; near it: .*; there are: drug-guideline-denials,"
    with pytest.raises(QuestionError, match=message):
        run_question(graph, "headline")
