"""The letters behind a number of a counting question: the very items, or letters, that its row counts.

A row is told by the values of its first columns, those before the counts, so that an address can name it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from imr_graph.errors import QuestionError
from imr_graph.tables.answers import AskedTables, given_values
from imr_graph.tables.counted import CountedQuestion, counted_questions, statement
from imr_graph.tables.dimensions import measures
from imr_graph.tables.fragments import COUNTED_OUTCOMES
from imr_graph.tables.grouping import Parameters
from imr_graph.tables.summaries import outcome_numbers

_EVERY: Final = {"allOverturned": "overturned", "allModified": "modified", "allUpheld": "upheld"}
_MIXED: Final = frozenset({"mixed", "mixedLetters"})
_OUTCOMES: Final = {**{name: name for name in COUNTED_OUTCOMES}, "denied": "upheld"}
_ALL: Final = frozenset({"items", "letters", "requested", "mentions"})


@dataclass(frozen=True, slots=True)
class CountedItem:
    """A disputed item that a number counts.

    Args:
        identifier: of its letter.
        decided: the day of decision, where one is printed.
        position: in the letter, from 1.
        outcome: how it was decided (``upheld``).
        category: label of its treatment category.
    """

    identifier: str
    decided: dt.date | None
    position: int
    outcome: str
    category: str


@dataclass(frozen=True, slots=True)
class RowItems:
    """The items behind a number, those of some letters.

    Args:
        rows: rows of the answer that are told so; their items are taken together.
        items: how many there are in all.
        letters: in how many letters.
        found: those of the letters that are wanted, in the order of letters.
    """

    rows: int
    items: int
    letters: int
    found: tuple[CountedItem, ...]


def row_columns(name: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that tell a row of a counting question apart: those before its first count.

    Args:
        name: of the question.
        columns: of its answer, in order.
    """
    counts = {measures()[one].cube for one in _question(name).measures}
    first = next(place for place, column in enumerate(columns) if column in counts)
    return columns[:first]


def leading_counts(name: str, columns: tuple[str, ...]) -> frozenset[str]:
    """The columns of a counting question whose numbers lead to letters."""
    question = _question(name)
    known = _ALL | set(_OUTCOMES) | set(question.narrowed)
    if question.counts_letters:
        known |= set(_EVERY) | _MIXED
    return frozenset(known & set(columns))


def row_items(
    tables: AskedTables,
    name: str,
    values: Mapping[str, str | None],
    row: Mapping[str, str | None],
    count: str,
    *,
    limit: int,
    offset: int = 0,
) -> RowItems:
    """The items behind a number.

    Args:
        tables: open fact tables that were finished.
        name: of a counting question.
        values: of its parameters, as the answer was asked with.
        row: the row's first columns, as :func:`row_columns` names them, with their values as texts.
        count: the column of the number.
        limit: letters at most.
        offset: letters to leave out before them.

    Raises:
        QuestionError: no counting question is called so, or it has no such parameter.
    """
    question = _question(name)
    parameters = Parameters()
    given = given_values(tables, question, values)
    outcomes = outcome_numbers(tables.connection)
    inner = statement(question, parameters, outcomes, given=given, behind=True)
    held = " AND ".join(
        f'"{column}"::VARCHAR IS NOT DISTINCT FROM {parameters.add(value)}::VARCHAR'
        for column, value in row.items()
    )
    key = "letter" if question.counts_letters else "item"
    found = tables.rows(
        f"WITH told AS ({inner}), "
        f"held AS MATERIALIZED (SELECT behind FROM told WHERE {held or 'true'}), "
        "counted AS MATERIALIZED (SELECT i.* FROM items AS i "
        f"WHERE i.{key} IN (SELECT unnest(behind) FROM held){_narrowed(question, count, outcomes)}), "
        "wanted AS (SELECT DISTINCT letter FROM counted ORDER BY letter "
        f"LIMIT {int(limit)} OFFSET {int(offset)}) "
        "SELECT (SELECT count(*) FROM held), (SELECT count(*) FROM counted), "
        "(SELECT count(DISTINCT letter) FROM counted), d.identifier, d.decision_date, i.position, "
        "split_part(o.path, '/', 2), c.label "
        "FROM (SELECT 1) LEFT JOIN (counted AS i JOIN wanted USING (letter) "
        "JOIN determinations AS d USING (letter) JOIN concepts AS o ON o.concept = i.outcome "
        "JOIN concepts AS c ON c.concept = i.category) ON true ORDER BY i.item",
        parameters.values,
    )
    rows, items, letters = found[0][:3]
    told = tuple(CountedItem(*one[3:]) for one in found if one[3] is not None)
    return RowItems(rows, items, letters, told)


def _narrowed(question: CountedQuestion, count: str, outcomes: Mapping[str, int]) -> str:
    """The condition on ``items AS i`` that a count is of, beside those of its row."""
    outcome = question.narrowed.get(count) or _OUTCOMES.get(count)
    if outcome is not None:
        return f" AND i.outcome = {outcomes[outcome]}"
    if not question.counts_letters:
        return ""
    letters = " AND i.letter IN (SELECT letter FROM items GROUP BY letter HAVING {held})"
    if count in _MIXED:
        return letters.format(held="count(DISTINCT outcome) > 1")
    if count in _EVERY:
        return letters.format(held=f"bool_and(outcome = {outcomes[_EVERY[count]]})")
    return ""


def _question(name: str) -> CountedQuestion:
    question = counted_questions().get(name)
    if question is None:
        raise QuestionError(f"{name} is no counting question: its rows are letters themselves")
    return question
