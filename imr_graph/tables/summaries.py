"""Summaries: the answers to every counting question without filters, and for each value of its slices.

They are made once, when a version is published; reading one is a scan of its rows in their order.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import Final

from duckdb import DuckDBPyConnection

from imr_graph.tables.counted import (
    CountedParameter,
    CountedQuestion,
    counted_questions,
    slice_column,
    statement,
)
from imr_graph.tables.dimensions import dimensions
from imr_graph.tables.grouping import Parameters

OUTCOMES: Final = ("upheld", "overturned", "modified")


def write_summaries(connection: DuckDBPyConnection) -> None:
    """Make the summary of every counting question, in place of former ones."""
    outcomes = outcome_numbers(connection)
    for question in counted_questions().values():
        connection.execute(f"DROP TABLE IF EXISTS {question.table}")
        created = False
        for sliced in slicings(question):
            for scope in _scopes(connection, question, sliced):
                parameters = Parameters()
                others = tuple(one for one in sliced if one.name not in scope)
                counting = statement(question, parameters, outcomes, sliced=others, given=scope)
                sql = _slice(question, counting, others, scope)
                verb = "INSERT INTO" if created else "CREATE TABLE"
                how = "BY NAME" if created else "AS"
                connection.execute(f"{verb} {question.table} {how} {sql}", parameters.values)
                created = True


def _scopes(
    connection: DuckDBPyConnection, question: CountedQuestion, sliced: tuple[CountedParameter, ...]
) -> Iterator[dict[str, int]]:
    """Values of the slices that choose among an item's citations, in turn.

    Items without such a citation have a row too: they must be counted for each value by itself.
    """
    scoping = [
        (one.name, dimensions()[one.slice].concept_class)
        for one in sliced
        if one.slice
        and dimensions()[one.slice].scope
        and (question.form == "rates" or one.gap != "conditions")
    ]
    values = [
        connection.execute("SELECT concept FROM concepts WHERE class = ? ORDER BY concept", [kind]).fetchall()
        for _, kind in scoping
    ]
    for choice in product(*values):
        yield {name: value[0] for (name, _), value in zip(scoping, choice, strict=True)}


def slicings(question: CountedQuestion) -> Iterator[tuple[CountedParameter, ...]]:
    """Every choice of a question's slices: none first, all last."""
    for size in range(len(question.slices) + 1):
        yield from combinations(question.slices, size)


def outcome_numbers(connection: DuckDBPyConnection) -> dict[str, int]:
    """Numbers of the outcomes' concepts by the last part of their paths."""
    found = connection.execute(
        "SELECT split_part(path, '/', 2), concept FROM concepts WHERE path LIKE 'decision/%'"
    ).fetchall()
    return dict(found)


def _slice(
    question: CountedQuestion,
    sql: str,
    sliced: tuple[CountedParameter, ...],
    scope: dict[str, int],
) -> str:
    """The statement with a column for every slice and the rows' rank."""
    fixed = "".join(
        f"{scope.get(one.name, 'NULL')}::INTEGER AS {slice_column(one)}, "
        for one in question.slices
        if one not in sliced
    )
    lists = f" EXCLUDE ({', '.join(question.lists)})" if question.lists else ""
    return f"SELECT {fixed}*{lists}, row_number() OVER () AS _rank FROM ({sql})"
