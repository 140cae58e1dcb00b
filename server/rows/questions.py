"""``/questions``: the named questions as a list, and the answer to each, page by page or whole."""

from __future__ import annotations

import functools
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from imr_graph.questions import Question, Table, bound_text, counted_questions, load_questions
from imr_graph.questions.about import (
    About,
    about_counts,
    about_question,
    about_triples,
    narrowing_parameters,
)
from imr_graph.questions.concepts import Concepts
from imr_graph.questions.near import nearest
from imr_graph.questions.question import Column
from imr_graph.questions.run import check_case
from imr_graph.questions.table import Value
from imr_graph.questions.values import plain_values
from imr_graph.rdf.iris import Iris
from server.limits.clients import client_of
from server.responses.problems import Problem
from server.rows.asked import Asked, answered, asked_of, faulty, next_page
from server.rows.writing import JSON, Rows
from server.serving.own_queries import read_table, select
from server.serving.version import Serving
from server.workers.worker import Job

if TYPE_CHECKING:
    from imr_graph.tables.answers import RowKey
    from server.serving.counting import Counting

_BATCH: Final = 2_000
"""Rows whose letters are named by one statement."""

_RESULTS: Final = "application/sparql-results+json"
_TRIPLES: Final = "application/n-triples"


async def question_list(request: Request) -> Response:
    """The named questions: what each answers, its parameters, its columns, and its query.

    ``format`` (or Accept) asks for CSV, Turtle, Arrow or Parquet: a question a row, without the queries.
    """
    graph = Serving.of(request).graph
    asked = asked_of(request, graph.version)
    if asked.form is not JSON:
        return await answered(request, asked, "questions", lambda: _as_rows(request, asked))
    listed = [_described(question) for question in load_questions().values()]
    return JSONResponse(
        {"version": graph.version, "letters": graph.manifest.letters, "questions": listed},
        headers={"Cache-Control": "no-cache", "Vary": "Accept"},
    )


_LIST_COLUMNS: Final = (
    Column("name", "string", "Name of the question."),
    Column("title", "string", "What it asks, in a line."),
    Column("description", "string", "What it answers."),
    Column("parameters", "string", "Names of its parameters, parted by blanks."),
    Column("columns", "string", "Names of the columns of its answer, parted by blanks."),
    Column("href", "string", "Where its answer is, relative to the server's root."),
)


def _as_rows(request: Request, asked: Asked) -> Rows:
    """The list of questions as rows.

    Raises:
        Problem: something narrows the list, or some columns are asked for.
    """
    if asked.values or asked.columns is not None:
        raise faulty("the list of questions takes first, after and format alone")
    known = list(load_questions().values())
    end = None if asked.first is None else asked.offset + asked.first
    rows = [
        (
            one.name,
            one.title,
            one.description,
            " ".join(parameter.name for parameter in one.parameters),
            " ".join(column.name for column in one.described_columns),
            f"/questions/{one.name}",
        )
        for one in known[asked.offset : end]
    ]
    version = Serving.of(request).graph.version
    said = {"version": version, "next": next_page(request, asked, version, len(known))}
    return Rows("The named questions", _LIST_COLUMNS, rows, len(known), said)


@dataclass(frozen=True, slots=True)
class Told:
    """Rows of the answer to a question.

    Args:
        columns: those that are told, in order.
        rows: read once.
        total: how many rows the whole answer has.
        about: what it rests on.
        sparql: the query that gives the same rows, its parameters bound.
    """

    columns: tuple[Column, ...]
    rows: Iterator[Sequence[Value]]
    total: int
    about: About
    sparql: str


async def question_answer(request: Request) -> Response:
    """The answer to a named question, whole or a page of it.

    Parameters of the question come as parameters of the URL; beside them ``first`` and ``after`` ask for
    a page, ``columns`` for some columns, ``format`` (or Accept) for JSON, CSV, Turtle, Arrow
    or Parquet.
    """
    serving = Serving.of(request)
    known = question_named(request.path_params["name"])
    asked = asked_of(request, serving.graph.version)
    question = _with_columns(known, asked.columns)
    client = client_of(request, serving.settings)
    rows = functools.partial(_rows, request, serving, question, asked, client)
    return await answered(request, asked, question.name, rows)


def question_named(name: str) -> Question:
    """The question of that name.

    Raises:
        Problem: there is none.
    """
    known = load_questions()
    if name not in known:
        detail = f"No question is called {name!r}{nearest(name, known)}; /questions lists them."
        raise Problem(404, "unknown-question", "No such question", detail)
    return known[name]


def _rows(request: Request, serving: Serving, question: Question, asked: Asked, client: str) -> Rows:
    """The rows that are asked for; blocks.

    Raises:
        QuestionError: a parameter does not fit.
        Problem: the query is over a limit.
    """
    told = told_rows(serving, question, asked.once, asked.first, asked.offset, client)
    version = serving.graph.version
    said: dict[str, Any] = {
        "question": question.name,
        "version": version,
        "about": told.about.as_dict(),
        "sparql": told.sparql,
        "next": next_page(request, asked, version, told.total),
    }
    return Rows(question.title, told.columns, told.rows, told.total, said)


def told_rows(
    serving: Serving,
    question: Question,
    params: Mapping[str, str],
    first: int | None,
    offset: int,
    client: str,
    seconds: float | None = None,
) -> Told:
    """Some rows of an answer; blocks.

    Args:
        serving: what is served.
        question: with the columns that are wanted.
        params: by name, as they were given.
        first: rows at most; None for all.
        offset: rows to leave out before them.
        client: who asks.
        seconds: a time limit below that of the settings.

    Raises:
        QuestionError: a parameter does not fit.
        Problem: the query is over a limit.
    """
    graph = serving.graph
    text = bound_text(graph, question.name, params)
    counting = serving.counting if question.name in counted_questions() else None
    wanted = question.described_columns
    if counting is None:
        job = Job(query=text, results_type=_RESULTS, graph_type=_TRIPLES)
        with serving.pool.run(job, seconds, client=client) as answer:
            table = read_table(answer.body)
        check_case(graph, params, table)
        end = None if first is None else offset + first
        rows = _projected(Table(table.columns, table.rows[offset:end]), wanted)
        return Told(wanted, rows, len(table.rows), _about_triples(serving, question, params), text)
    values = plain_values(question, params, Concepts(graph).find)
    limit = serving.settings.query_seconds if seconds is None else seconds
    counted = _Counted(counting, question, values, Iris(graph.base), limit)
    total, rows = counted.page(first, offset)
    return Told(wanted, rows, total, counted.about(serving), text)


def _about_triples(serving: Serving, question: Question, params: Mapping[str, str]) -> About:
    """What an answer of the triples rests on: all letters of the graph."""
    values = plain_values(question, params, Concepts(serving.graph).find)
    narrowing = narrowing_parameters(values)
    if serving.counting is None:
        return about_triples(serving.graph, lambda query: select(serving, query), narrowing)
    return about_counts(serving.graph, replace(serving.counting.coverage(None, {}), unheeded=narrowing))


class _Counted:
    """The answer of the fact tables to a counting question, lists of letters included; all of it blocks.

    Args:
        counting: the tables.
        question: with the columns that are wanted.
        values: of its parameters.
        iris: mints those of letters.
        seconds: for all statements together.
    """

    def __init__(
        self,
        counting: Counting,
        question: Question,
        values: Mapping[str, str | None],
        iris: Iris,
        seconds: float,
    ) -> None:
        self._counting = counting
        self._question = question
        self._values = values
        self._iris = iris
        self._until = time.monotonic() + seconds

    def page(self, first: int | None, offset: int) -> tuple[int, Iterator[Sequence[Value]]]:
        """The number of all rows, and those of a page, whose letters are named as they are read."""
        told = self._counting.page(self._question.name, self._values, first, offset, self._seconds)
        return told.total, self._named(told.columns, told.rows, told.keys)

    def about(self, serving: Serving) -> About:
        """What the answer rests on."""
        covered = self._counting.coverage(self._question.name, self._values, self._seconds)
        return about_question(serving.graph, self._question.name, covered)

    @property
    def _seconds(self) -> float:
        return max(self._until - time.monotonic(), 0.0)

    def _named(
        self, columns: Sequence[str], rows: Sequence[Sequence[Value]], keys: Sequence[RowKey]
    ) -> Iterator[Sequence[Value]]:
        wanted = self._question.described_columns
        lists = any(column.type == "letters" for column in wanted)
        for begin in range(0, len(rows), _BATCH):
            some = rows[begin : begin + _BATCH]
            if not lists:
                yield from _projected(Table(tuple(columns), tuple(map(tuple, some))), wanted)
                continue
            named = self._counting.letters(
                self._question.name, self._values, keys[begin : begin + _BATCH], None, self._seconds
            )
            for row, identifiers in zip(some, named, strict=True):
                cells = dict(zip(columns, row, strict=True))
                letters = " ".join(map(self._iris.determination, identifiers))
                yield [letters if one.type == "letters" else cells[one.name] for one in wanted]


def _projected(table: Table, wanted: Sequence[Column]) -> Iterator[Sequence[Value]]:
    """The rows in the columns that are wanted."""
    places = [table.columns.index(column.name) for column in wanted]
    return ([row[place] for place in places] for row in table.rows)


def _with_columns(question: Question, names: tuple[str, ...] | None) -> Question:
    """The question with some of its columns, in the order in which they are asked for.

    Raises:
        Problem: it has no such column, or one is asked for twice.
    """
    if names is None:
        return question
    known = {column.name: column for column in question.described_columns}
    for name in names:
        if name not in known:
            raise faulty(
                f"{question.name} has no column {name!r}{nearest(name, known)}; there are: {', '.join(known)}"
            )
    if len(set(names)) < len(names):
        raise faulty("columns names one twice")
    return replace(question, described_columns=tuple(known[name] for name in names))


def _described(question: Question) -> dict[str, Any]:
    return {
        "name": question.name,
        "title": question.title,
        "description": question.description,
        "href": f"/questions/{question.name}",
        "parameters": [
            {
                "name": one.name,
                "type": one.type,
                "kind": one.kind,
                "doc": one.doc,
                "examples": one.examples,
                "choices": one.choices,
                "default": one.default,
            }
            for one in question.parameters
        ],
        "columns": [{"name": c.name, "type": c.type, "doc": c.doc} for c in question.described_columns],
        "sparql": question.text,
        "theme": question.theme,
        "chart": {"kind": question.chart.kind, "parts": dict(question.chart.parts)},
    }
