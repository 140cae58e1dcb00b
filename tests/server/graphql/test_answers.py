"""Typed answers: every named question has its field, its operation, and the rows of its query."""

from __future__ import annotations

import datetime as dt
from typing import Any

import httpx
import pytest
from graphql import FieldNode, OperationDefinitionNode, parse, print_ast, validate
from graphql.language import SelectionSetNode

from imr_graph.questions import Question, Table, load_questions, run_question
from imr_graph.questions.loader import queries_folder
from imr_graph.store.graph import Graph
from server.graphql.answers import camel_case
from server.graphql.operations import operation
from server.graphql.schema import build_schema
from server.settings import Settings
from tests.server.graphql.conftest import Ask
from tests.tables.graphs import comparable

QUESTIONS = load_questions()
SCHEMA = build_schema(Settings())
ALL = pytest.mark.parametrize("name", QUESTIONS)


def text_of(name: str) -> str:
    return (queries_folder() / f"{name}.graphql").read_text(encoding="utf-8")


def below(selected: SelectionSetNode | None, name: str) -> FieldNode:
    """The selected field of a name."""
    assert selected is not None
    (found,) = [one for one in selected.selections if isinstance(one, FieldNode) and one.name.value == name]
    return found


def names(selected: SelectionSetNode | None) -> list[str]:
    assert selected is not None
    return [one.name.value for one in selected.selections if isinstance(one, FieldNode)]


def as_told(question: Question, table: Table) -> list[dict[str, Any]]:
    """Rows as the typed answer tells them: days as text, letters as lists."""
    columns, rows = comparable(table)
    types = {column.name: column.type for column in question.described_columns}

    def told(column: str, value: Any) -> Any:
        if types[column] == "letters":
            return (value or "").split()
        if value is not None and types[column] == "string":
            return str(value)
        return value.isoformat() if isinstance(value, dt.date) else value

    return [{name: told(name, value) for name, value in zip(columns, row, strict=True)} for row in rows]


def whole_answer(client: httpx.Client, name: str, values: dict[str, str], first: int = 200) -> dict[str, Any]:
    """All rows of an answer, page by page, by the operation in ``queries/``."""
    rows: list[dict[str, Any]] = []
    after = None
    while True:
        variables = {**values, "first": first, "after": after}
        body = client.post("/graphql", json={"query": text_of(name), "variables": variables}).json()
        assert "errors" not in body, body["errors"]
        page: dict[str, Any] = body["data"]["answers"][camel_case(name)]
        rows += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(rows)
            return {**page, "nodes": rows}


def empty_as_none(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: None if value == "" else value for name, value in row.items()} for row in rows]


@ALL
def test_the_operation_asks_for_every_column_and_takes_every_parameter(name: str) -> None:
    question = QUESTIONS[name]
    text = text_of(name)
    assert text.startswith(f"# {question.title}\n")
    document = parse(text)
    assert validate(SCHEMA._schema, document) == []
    (asked,) = document.definitions
    assert isinstance(asked, OperationDefinitionNode)
    parameters = {
        one.name: {"integer": "Int", "date": "Date"}.get(one.type, "String") for one in question.parameters
    }
    variables = {one.variable.name.value: print_ast(one.type) for one in asked.variable_definitions or ()}
    assert variables == {**parameters, "first": "Int", "after": "String"}
    field = below(below(asked.selection_set, "answers").selection_set, camel_case(name))
    assert {one.name.value: print_ast(one.value) for one in field.arguments or ()} == {
        variable: f"${variable}" for variable in variables
    }
    assert names(below(field.selection_set, "nodes").selection_set) == list(question.columns)
    assert {"totalCount", "about", "pageInfo"} <= set(names(field.selection_set))


@ALL
def test_the_operation_is_the_one_that_is_written(name: str) -> None:
    assert text_of(name) == operation(QUESTIONS[name]), "write it with python -m server.graphql.operations"


def test_no_operation_is_left_without_its_question() -> None:
    assert {path.stem for path in queries_folder().glob("*.graphql")} == set(QUESTIONS)


@ALL
def test_the_rows_are_those_of_the_query(name: str, client: httpx.Client, graph: Graph) -> None:
    question = QUESTIONS[name]
    for values in ({}, *({one.name: one.examples[0]} for one in question.parameters if one.name != "case")):
        expected = as_told(question, run_question(graph, name, values, source="triples"))
        told = empty_as_none(whole_answer(client, name, values)["nodes"])
        assert told == expected, values


@ALL
def test_the_rows_from_tables_are_those_of_the_query(
    name: str, counted_client: httpx.Client, counted_graph: Graph
) -> None:
    question = QUESTIONS[name]
    expected = as_told(question, run_question(counted_graph, name, source="triples"))
    assert empty_as_none(whole_answer(counted_client, name, {})["nodes"]) == expected


def test_an_answer_is_read_page_by_page(counted_client: httpx.Client) -> None:
    name = "drug-guideline-denials"
    whole = whole_answer(counted_client, name, {})
    assert whole_answer(counted_client, name, {}, first=20)["nodes"] == whole["nodes"]
    assert len(whole["nodes"]) > 40


def test_every_argument_and_column_is_described() -> None:
    answers = SCHEMA.as_str().split("\ntype Answers {")[1].split("\n}\n")[0]
    for question in QUESTIONS.values():
        assert question.title in answers
        for parameter in question.parameters:
            assert f"“{parameter.examples[0]}”" in answers, (question.name, parameter.name)


def test_what_does_not_fit_is_told_in_words(client: httpx.Client) -> None:
    query = '{ answers { overturnRateByCategory(drugClass: "opoid") { totalCount } } }'
    (error,) = client.post("/graphql", json={"query": query}).json()["errors"]
    assert error["extensions"]["code"] == "bad-parameter"
    assert "drug-class/opioid" in error["message"]


def test_an_answer_tells_what_it_rests_on(ask: Ask) -> None:
    about = ask("{ answers { overturnRateBySpecialty { about { lettersCounted lettersUndated text } } } }")
    told = about["answers"]["overturnRateBySpecialty"]["about"]
    assert (told["lettersCounted"], told["lettersUndated"]) == (3, 1)
    assert "not understood" in told["text"]
