"""Answers the counting questions from the fact tables, with the rows of their queries in ``queries/``.

Where every given value has its place in the question's summary, the summary is read; else facts are
counted. Columns that list letters are told when asked for: a list is no count, and long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa

from imr_graph.errors import QuestionError
from imr_graph.rdf.iris import DEFAULT_BASE, Iris, concept_path
from imr_graph.tables.counted import CountedQuestion, counted_questions, slice_column, statement
from imr_graph.tables.fact_tables import FactTables
from imr_graph.tables.grouping import Parameters
from imr_graph.tables.summaries import outcome_numbers

Source = Literal["any", "summary", "facts"]


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of an answer.

    Args:
        columns: names, as in the question's query.
        rows: values, in the question's order; a row is as long as ``columns``.
        total: how many rows there are in all.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    total: int


def answer(
    tables: FactTables,
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
    table = arrow_answer(tables, name, values, limit=limit, offset=offset, letters=letters, source=source)
    total = table.schema.metadata[b"total"]
    columns = [column.to_pylist() for column in table.columns]
    question = counted_questions()[name]
    for index, column in enumerate(table.column_names):
        if column in question.lists:
            columns[index] = _letter_iris(tables, columns[index], base)
    return Answer(tuple(table.column_names), list(zip(*columns, strict=True)), int(total))


def arrow_answer(
    tables: FactTables,
    name: str,
    values: Mapping[str, str | None] | None = None,
    *,
    limit: int | None = None,
    offset: int = 0,
    letters: bool = False,
    source: Source = "any",
) -> pa.Table:
    """The same as an Arrow table; lists of letters hold their numbers; metadata ``total`` counts all rows."""
    question = counted_questions().get(name)
    if question is None:
        known = ", ".join(counted_questions())
        raise QuestionError(f"no counting question is called {name!r}; there are: {known}")
    given = _given(tables, question, values or {})
    in_summary = not letters and all(
        question.parameters[one].slice or question.parameters[one].rows for one in given
    )
    if source == "summary" and not in_summary:
        raise QuestionError(f"{name}: the summary does not hold what was asked for")
    parameters = Parameters()
    if in_summary and source != "facts":
        inner = _summary_sql(question, given, parameters)
    else:
        outcomes = outcome_numbers(tables.connection)
        inner = statement(question, parameters, outcomes, given=given, letters=letters)
    return _fetched(tables, question, inner, parameters, limit, offset, letters=letters)


def _fetched(
    tables: FactTables,
    question: CountedQuestion,
    inner: str,
    parameters: Parameters,
    limit: int | None,
    offset: int,
    *,
    letters: bool,
) -> pa.Table:
    connection = tables.connection
    hidden = {*question.hidden, "_rank", "_worded", *(slice_column(one) for one in question.slices)}
    if not letters:
        hidden |= set(question.lists)
    table = connection.sql(inner, params=parameters.values).to_arrow_table()
    table = table.select([column for column in table.column_names if column not in hidden])
    total = table.num_rows
    return table.slice(offset, limit).replace_schema_metadata({"total": str(total)})


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


def _given(
    tables: FactTables, question: CountedQuestion, values: Mapping[str, str | None]
) -> dict[str, int | str]:
    """Values as the tables have them: numbers of concepts, words as they are."""
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


def concept_number(tables: FactTables, named: str) -> int:
    """The number of a concept, by its IRI or path; -1 where the tables have no such concept."""
    path = concept_path(named) or named
    found = tables.rows("SELECT concept FROM concepts WHERE path = ?", [path])
    return int(found[0][0]) if found else -1


def _letter_iris(tables: FactTables, lists: list[list[int] | None], base: str) -> list[str]:
    """Each list of letters as their IRIs, parted by blanks."""
    iris = Iris(base)
    wanted = sorted({letter for letters in lists for letter in letters or ()})
    found = tables.rows(
        "SELECT letter, identifier FROM determinations WHERE letter IN (SELECT unnest($letters))",
        {"letters": wanted},
    )
    named = {letter: iris.determination(identifier) for letter, identifier in found}
    return [" ".join(named[letter] for letter in letters or ()) for letters in lists]
