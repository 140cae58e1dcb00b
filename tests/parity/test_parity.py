"""Every named question has the same rows by SPARQL over the triples, by the fact tables and by GraphQL.

Asked over the real letters, with every example of every parameter, and over 20,000 synthetic ones: there
without parameters and with one. Of the questions, those by triples take most of the time; two processes
ask ahead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from imr_graph.questions import counted_questions, load_questions, run_question
from imr_graph.questions.loader import queries_folder
from imr_graph.questions.question import Question
from imr_graph.store.graph import Graph
from server.app import create_app
from server.settings import Settings
from tests.parity.by_triples import AskedTriples, asked_triples
from tests.server.conftest import serving
from tests.tables.graphs import cases, comparable

PAGE: Final = 200
MOST_ROWS: Final = 400
"""Rows that are read page by page; of a longer answer their number is compared as well."""

PATIENT: Final = Settings(
    query_seconds=300.0,
    graphql_seconds=300.0,
    graphql_objects=10_000_000,
    graphql_names=100_000_000,
    worker_memory=8 << 30,
)
Cells = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One graph, a client of a server over it, and its triples."""

    graph: Graph
    client: httpx.Client
    triples: AskedTriples
    every: bool
    """Whether it is asked with every example of every parameter, or the first alone."""

    def cases(self, question: Question) -> Iterator[dict[str, str]]:
        """Values of parameters to ask with: none, then examples."""
        if question.parameter("case") is not None:
            # The examples are of other letters.
            yield {"case": min(self.graph.identifiers())}
            return
        found = cases(question.name)
        yield next(found)
        yield from found if self.every else list(found)[:1]

    def by_graphql(self, question: Question, values: Mapping[str, str]) -> tuple[int, Cells]:
        """How many rows there are, and the first of them, by ``queries/NAME.graphql``."""
        document = (queries_folder() / f"{question.name}.graphql").read_text(encoding="utf-8")
        types = {parameter.name: parameter.type for parameter in question.parameters}
        variables: dict[str, Any] = {
            name: int(value) if types[name] == "integer" else value for name, value in values.items()
        }
        rows: Cells = []
        after = None
        while True:
            asked = {"query": document, "variables": {**variables, "first": PAGE, "after": after}}
            told = self.client.post("/graphql", json=asked).json()
            assert "errors" not in told, told["errors"]
            (answer,) = told["data"]["answers"].values()
            rows += [tuple(_cell(node[column]) for column in question.columns) for node in answer["nodes"]]
            after = answer["pageInfo"]["endCursor"]
            if not answer["pageInfo"]["hasNextPage"] or len(rows) >= MOST_ROWS:
                return answer["totalCount"], rows


def _cell(value: Any) -> Any:
    """A value of a row as tables have it: lists of letters are parted by blanks."""
    return " ".join(value) if isinstance(value, list) else value


def _told(rows: Cells) -> Cells:
    """Rows as JSON tells them: days as text, nothing for an empty text."""
    return [tuple(map(_as_json, row)) for row in rows]


def _as_json(cell: Any) -> Any:
    if cell is None or cell == "":
        return None
    return cell if isinstance(cell, bool | int | float) else str(cell)


@contextmanager
def asked_of(directory: Path, *, every: bool) -> Iterator[Asked]:
    """The graph of a directory, served; its triples are asked all that will be asked for."""
    with (
        Graph.open(directory) as graph,
        serving(create_app(graph, PATIENT)) as url,
        httpx.Client(base_url=url, timeout=300) as client,
        asked_triples(directory) as triples,
    ):
        asked = Asked(graph, client, triples, every)
        for question in load_questions().values():
            for values in asked.cases(question):
                triples.ask(question.name, values)
        yield asked


@pytest.fixture(scope="module")
def real(real_graph: Path) -> Iterator[Asked]:
    with asked_of(real_graph, every=True) as asked:
        yield asked


@pytest.fixture(scope="module")
def synthetic(large_graph: Path) -> Iterator[Asked]:
    with asked_of(large_graph, every=False) as asked:
        yield asked


def agree(asked: Asked, name: str) -> int:
    """Compare all ways to ask a question; give the number of rows that were told in all."""
    question = load_questions()[name]
    count = 0
    for values in asked.cases(question):
        by_triples = asked.triples.answer(name, values)
        count += len(by_triples.rows)
        if name in counted_questions():
            by_tables = run_question(asked.graph, name, values, source="tables")
            assert comparable(by_tables) == comparable(by_triples), values
        total, rows = asked.by_graphql(question, values)
        assert total == len(by_triples.rows), values
        assert len(rows) == min(total, MOST_ROWS)
        assert _told(rows) == _told(list(by_triples.rows[:MOST_ROWS])), values
    return count


@pytest.mark.parametrize("name", load_questions())
def test_real_letters_have_one_answer(name: str, real: Asked) -> None:
    agree(real, name)


@pytest.mark.parametrize("name", load_questions())
def test_synthetic_letters_have_one_answer(name: str, synthetic: Asked) -> None:
    assert agree(synthetic, name)
