"""Counting questions by GraphQL over fact tables: pages of the same rows, letters on demand."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from imr_graph.questions import Table, counted_questions, run_question
from imr_graph.store.graph import Graph
from server.app import create_app
from server.serving.counting import _Cursor
from tests.server.conftest import LIMITS, serving
from tests.tables.graphs import cases

HEADLINE = "drug-guideline-denials"
PAGE = """
query ($first: Int!, $after: String) {
  drugGuidelineDenials(first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes { ingredients place placeIri items shareWeighted printedRanges letters %s }
  }
}
"""
QUESTION = """
query ($name: String!, $parameters: [ParameterInput!], $first: Int!, $skip: Int!) {
  question(name: $name, parameters: $parameters, first: $first, skip: $skip) {
    columns rows totalRows hasMore
  }
}
"""


def ask(client: httpx.Client, query: str, **variables: Any) -> dict[str, Any]:
    answer = client.post("/graphql", json={"query": query, "variables": variables}).json()
    assert "errors" not in answer, answer["errors"]
    data: dict[str, Any] = answer["data"]
    return data


def by_triples(graph: Graph, name: str, values: dict[str, str] | None = None) -> Table:
    return run_question(graph, name, values, source="triples")


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the fact tables are asked for letters."""
    asked: list[str] = []
    rows = _Cursor.rows

    def noted(self: _Cursor, sql: str, *parameters: Any) -> Any:
        if "identifier" in sql:
            asked.append(sql)
        return rows(self, sql, *parameters)

    monkeypatch.setattr(_Cursor, "rows", noted)
    return asked


@pytest.mark.parametrize("name", sorted(counted_questions()))
def test_every_counting_question_has_the_rows_of_its_query(
    counted_client: httpx.Client, counted_graph: Graph, name: str
) -> None:
    for values in cases(name):
        expected = by_triples(counted_graph, name, values)
        parameters = [{"name": key, "value": value} for key, value in values.items()]
        rows: list[list[Any]] = []
        while True:
            answer = ask(
                counted_client, QUESTION, name=name, parameters=parameters, first=200, skip=len(rows)
            )["question"]
            rows += answer["rows"]
            if not answer["hasMore"]:
                break
        assert tuple(answer["columns"]) == expected.columns
        assert answer["totalRows"] == len(expected.rows)
        assert [tuple(row) for row in rows] == list(expected.rows), values


def test_the_headline_page_by_page_with_its_letters(
    counted_client: httpx.Client, counted_graph: Graph, statements: list[str]
) -> None:
    query = PAGE % "determinations(first: 200) { iri }"
    nodes: list[dict[str, Any]] = []
    after = None
    pages = 0
    while True:
        page = ask(counted_client, query, first=25, after=after)["drugGuidelineDenials"]
        nodes += page["nodes"]
        pages += 1
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    expected = by_triples(counted_graph, HEADLINE).as_dicts()
    assert page["totalCount"] == len(expected) == len(nodes)
    for node, row in zip(nodes, expected, strict=True):
        assert " ".join(letter["iri"] for letter in node.pop("determinations")) == row["determinations"]
        assert node == {name: row[name] for name in node}
    assert pages > 1
    assert len(statements) == pages, "one statement for the letters of a page"


def test_letters_are_not_looked_for_where_they_are_not_selected(
    counted_client: httpx.Client, statements: list[str]
) -> None:
    ask(counted_client, PAGE % "", first=50)
    ask(counted_client, f'{{ question(name: "{HEADLINE}") {{ totalRows columns }} }}')
    assert statements == []


def test_letters_of_a_row_are_the_first_of_them(
    counted_client: httpx.Client, counted_graph: Graph, statements: list[str]
) -> None:
    query = PAGE % "one: determinations(first: 1) { iri } two: determinations(first: 2) { iri }"
    nodes = ask(counted_client, query, first=30)["drugGuidelineDenials"]["nodes"]
    rows = by_triples(counted_graph, HEADLINE).as_dicts()[:30]
    for node, row in zip(nodes, rows, strict=True):
        letters = str(row["determinations"]).split()
        assert [letter["iri"] for letter in node["one"]] == letters[:1]
        assert [letter["iri"] for letter in node["two"]] == letters[:2]
    assert len(statements) == 1
    assert any(row["letters"] != 1 for row in rows)


def cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "after", ["nonsense", cursor("[-1]"), cursor('["a"]'), cursor("[1,2]"), cursor("[]"), cursor('["x",2]')]
)
def test_a_cursor_of_another_list_is_refused(counted_client: httpx.Client, after: str) -> None:
    body = {"query": PAGE % "", "variables": {"first": 5, "after": after}}
    (error,) = counted_client.post("/graphql", json=body).json()["errors"]
    assert error["extensions"]["code"] == "bad-cursor"


@pytest.mark.parametrize("rank", [10**6, 2**62])
def test_a_page_behind_the_end_is_empty(counted_client: httpx.Client, rank: int) -> None:
    known = ask(counted_client, PAGE % "", first=1)["drugGuidelineDenials"]["pageInfo"]["endCursor"]
    mark, _ = json.loads(base64.urlsafe_b64decode(known))
    page = ask(counted_client, PAGE % "determinations { iri }", first=5, after=cursor(f'["{mark}",{rank}]'))
    assert page["drugGuidelineDenials"]["nodes"] == []
    assert page["drugGuidelineDenials"]["totalCount"] > 0


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ('{ drugGuidelineDenials(drug: "Norkko") { totalCount } }', "drug/norco"),
        (
            f'{{ question(name: "{HEADLINE}", parameters: [{{name: "x", value: "y"}}]) {{ rows }} }}',
            "no param",
        ),
        ('{ question(name: "no-such") { rows } }', HEADLINE),
    ],
)
def test_what_does_not_fit_is_told_in_words(counted_client: httpx.Client, query: str, words: str) -> None:
    (error,) = counted_client.post("/graphql", json={"query": query}).json()["errors"]
    assert error["extensions"]["code"] == "bad-parameter"
    assert words in error["message"]


def test_rows_list_so_many_letters_and_no_more(counted_graph: Graph) -> None:
    limits = replace(LIMITS, graphql_names=10)
    query = f'query ($first: Int!) {{ question(name: "{HEADLINE}", first: $first) {{ rows totalRows }} }}'
    with serving(create_app(counted_graph, limits)) as url, httpx.Client(base_url=url, timeout=60) as client:
        assert len(ask(client, query, first=3)["question"]["rows"]) == 3
        body = {"query": query, "variables": {"first": 100}}
        (error,) = client.post("/graphql", json=body).json()["errors"]
    assert error["extensions"]["code"] == "too-many-objects"
    assert "more than 10 names of letters" in error["message"]


def test_a_question_over_its_time_gets_no_answer(
    counted_client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(tables: _Cursor, *_: Any, **__: Any) -> None:
        tables.rows("SELECT count(*) FROM range(1000000) AS a, range(1000000) AS b, range(1000000) AS c")

    monkeypatch.setattr("server.serving.counting.answer", endless)
    monkeypatch.setattr("server.graphql.context._LEAST_SECONDS", 0.2)
    monkeypatch.setattr("server.graphql.context.Context._seconds_left", 0.2)
    (error,) = counted_client.post("/graphql", json={"query": PAGE % "", "variables": {"first": 5}}).json()[
        "errors"
    ]
    assert error["extensions"]["code"] == "query-too-slow"
    assert "longer than 0.2 s" in error["message"]
