"""Answers the counting questions from the fact tables, with the rows of their queries in ``queries/``.

Where every given value has its place in the question's summary, the summary is read; else facts are
counted. Columns that list letters are told when asked for: a list is no count, and long. Of some rows
of an answer, such as a page that is shown, :func:`letters_behind` tells the letters by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import duckdb
import pyarrow as pa

from imr_graph.errors import QuestionError
from imr_graph.rdf.iris import DEFAULT_BASE, Iris, concept_path
from imr_graph.tables.counted import CountedQuestion, counted_questions, slice_column, statement
from imr_graph.tables.grouping import Parameters
from imr_graph.tables.summaries import outcome_numbers

Source = Literal["any", "summary", "facts"]

RowKey = tuple[int, ...]
"""Numbers that tell a row apart: the values of the question's hidden columns."""


class AskedTables(Protocol):
    """Finished fact tables, however they are asked: ``FactTables``, or one cursor under a time limit."""

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """A cursor of the thread that asks."""

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """The rows that a query gives."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of an answer.

    Args:
        columns: names, as in the question's query.
        rows: values, in the question's order; a row is as long as ``columns``.
        total: how many rows there are in all.
        keys: of each row, for :func:`letters_behind`.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    total: int
    keys: list[RowKey]


def answer(
    tables: AskedTables,
    name: str,
    values: Mapping[str, str | None] | None = None,
    *,
    limit: int | None = None,
    offset: int = 0,
    letters: bool = False,
    base: str = DEFAULT_BASE,
    source: Source = "any",
) -> Answer:
    """Answer a counting question.

    Args:
        tables: open fact tables that were finished.
        name: of the question, as in ``queries/``.
        values: parameter to a concept's IRI or path, or words; None and what is missing filter
            nothing: the defaults of the query are the caller's to give.
        limit: rows at most; None for all.
        offset: rows to leave out before them.
        letters: whether to tell columns that list letters; counts facts, since summaries hold none.
        base: of the letters' IRIs in those columns.
        source: where to look: "any" prefers the summary where it has the answer.

    Raises:
        QuestionError: no counting question is called so, it has no such parameter, or the summary was
            asked for what it does not hold.
    """
    question, table = _told(tables, name, values, limit, offset, letters=letters, source=source)
    shown = [column for column in table.column_names if column not in question.hidden]
    columns = [table.column(column).to_pylist() for column in shown]
    for index, column in enumerate(shown):
        if column in question.lists:
            columns[index] = _letter_iris(tables, columns[index], base)
    keys = [table.column(column).to_pylist() for column in question.hidden]
    total = int(table.schema.metadata[b"total"])
    return Answer(tuple(shown), list(zip(*columns, strict=True)), total, list(zip(*keys, strict=True)))


def arrow_answer(
    tables: AskedTables,
    name: str,
    values: Mapping[str, str | None] | None = None,
    *,
    limit: int | None = None,
    offset: int = 0,
    letters: bool = False,
    source: Source = "any",
) -> pa.Table:
    """The same as an Arrow table; lists of letters hold their numbers; metadata ``total`` counts all rows."""
    question, table = _told(tables, name, values, limit, offset, letters=letters, source=source)
    return table.select([column for column in table.column_names if column not in question.hidden])


def letters_behind(
    tables: AskedTables,
    name: str,
    values: Mapping[str, str | None],
    keys: Sequence[RowKey],
    most: int | None = None,
) -> list[list[str]]:
    """The identifiers of the letters that rows of an answer list, by one statement for all of the rows.

    Args:
        tables: as for :func:`answer`.
        name: of a question with a column that lists letters.
        values: what the answer was asked with.
        keys: of the rows, from the answer.
        most: letters of a row at most, the first ones; None for all.

    Raises:
        QuestionError: the question lists no letters, or as :func:`answer`.
    """
    question = _question(name)
    if not question.lists:
        raise QuestionError(f"{name}: its rows list no letters")
    if not keys:
        return []
    parameters = Parameters()
    given = given_values(tables, question, values)
    counting = statement(question, parameters, outcome_numbers(tables.connection), given=given, letters=True)
    # Plain lists of values reach the facts before they are counted; they may let a few more rows through.
    among = " AND ".join(
        f"{column} IN ({', '.join(map(parameters.add, sorted({key[index] for key in keys})))})"
        for index, column in enumerate(question.hidden)
    )
    row = ", ".join(question.hidden)
    letters = question.lists[0] if most is None else f"{question.lists[0]}[:{parameters.add(most)}]"
    found = tables.rows(
        f"SELECT {row}, list(identifier ORDER BY letter) "
        f"FROM (SELECT {row}, unnest({letters}) AS letter FROM ({counting}) WHERE {among}) "
        "JOIN determinations USING (letter) GROUP BY ALL",
        parameters.values,
    )
    told = {tuple(key): identifiers for *key, identifiers in found}
    return [told.get(key, []) for key in keys]


def _told(
    tables: AskedTables,
    name: str,
    values: Mapping[str, str | None] | None,
    limit: int | None,
    offset: int,
    *,
    letters: bool,
    source: Source,
) -> tuple[CountedQuestion, pa.Table]:
    """The answer with its hidden columns."""
    question = _question(name)
    given = given_values(tables, question, values or {})
    in_summary = not letters and all(
        question.parameters[one].slice
        or question.parameters[one].rows
        or question.parameters[one].default == value
        for one, value in given.items()
    )
    if source == "summary" and not in_summary:
        raise QuestionError(f"{name}: the summary does not hold what was asked for")
    parameters = Parameters()
    if in_summary and source != "facts":
        inner = _summary_sql(question, given, parameters)
    else:
        outcomes = outcome_numbers(tables.connection)
        inner = statement(question, parameters, outcomes, given=given, letters=letters)
    table = tables.connection.sql(inner, params=parameters.values).to_arrow_table()
    left_out = {"_rank", *(slice_column(one) for one in question.slices)}
    if not letters:
        left_out |= set(question.lists)
    table = table.select([column for column in table.column_names if column not in left_out])
    total = table.num_rows
    part = table.slice(min(offset, total), limit)
    return question, part.replace_schema_metadata({"total": str(total)})


def _question(name: str) -> CountedQuestion:
    question = counted_questions().get(name)
    if question is None:
        known = ", ".join(counted_questions())
        raise QuestionError(f"no counting question is called {name!r}; there are: {known}")
    return question


def _summary_sql(question: CountedQuestion, given: Mapping[str, int | str], parameters: Parameters) -> str:
    conditions = []
    for parameter in question.parameters.values():
        value = given.get(parameter.name)
        if parameter.slice:
            column = slice_column(parameter)
            conditions.append(f"{column} IS NULL" if value is None else f"{column} = {parameters.add(value)}")
        elif value is not None and parameter.rows:
            conditions.append(parameter.rows.replace("$value", parameters.add(value)))
    held = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT * FROM {question.table}{held} ORDER BY _rank"


def given_values(
    tables: AskedTables, question: CountedQuestion, values: Mapping[str, str | None]
) -> dict[str, int | str]:
    """Values as the tables have them: numbers of concepts, words as they are.

    Raises:
        QuestionError: the question has no such parameter.
    """
    given: dict[str, int | str] = {}
    for name, value in values.items():
        parameter = question.parameters.get(name)
        if parameter is None:
            known = ", ".join(question.parameters) or "none"
            raise QuestionError(f"{question.name}: there is no parameter {name!r}; it takes: {known}")
        if value is None:
            continue
        given[name] = concept_number(tables, value) if parameter.type == "concept" else value
    return given


def concept_number(tables: AskedTables, named: str) -> int:
    """The number of a concept, by its IRI or path; -1 where the tables have no such concept."""
    path = concept_path(named) or named
    found = tables.rows("SELECT concept FROM concepts WHERE path = ?", [path])
    return int(found[0][0]) if found else -1


def _letter_iris(tables: AskedTables, lists: list[list[int] | None], base: str) -> list[str]:
    """Each list of letters as their IRIs, parted by blanks."""
    iris = Iris(base)
    wanted = sorted({letter for letters in lists for letter in letters or ()})
    found = tables.rows(
        "SELECT letter, identifier FROM determinations WHERE letter IN (SELECT unnest($letters))",
        {"letters": wanted},
    )
    named = {letter: iris.determination(identifier) for letter, identifier in found}
    return [" ".join(named[letter] for letter in letters or ()) for letters in lists]
