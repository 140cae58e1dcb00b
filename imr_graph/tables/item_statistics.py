"""Counts of disputed items by up to three dimensions, under filters, with the overturn rate."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from imr_graph.errors import QuestionError
from imr_graph.tables.answers import concept_number
from imr_graph.tables.dimensions import Dimension, dimensions
from imr_graph.tables.fact_tables import FactTables
from imr_graph.tables.grouping import Parameters, grouped_items
from imr_graph.tables.summaries import outcome_numbers

MOST_DIMENSIONS: Final = 3

Filter = str | int | Sequence[str | int]
"""A value or several: IRI or path of a concept, label of an ingredient set, words, a number."""

_NORMAL_95: Final = 1.96


@dataclass(frozen=True, slots=True)
class GroupValue:
    """One value of a dimension.

    Args:
        label: for people.
        concept: its path, None where it is none.
    """

    label: str
    concept: str | None = None


@dataclass(frozen=True, slots=True)
class StatisticsRow:
    """The counts of one group.

    Args:
        values: one a dimension; None for items that have none.
        items: distinct items.
        letters: distinct letters.
        upheld: items of that outcome.
        overturned: items of that outcome.
        modified: items of that outcome.
    """

    values: tuple[GroupValue | None, ...]
    items: int
    letters: int
    upheld: int
    overturned: int
    modified: int

    @property
    def overturn_rate(self) -> float:
        """Overturned items of all items."""
        return self.overturned / self.items

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95% interval of the overturn rate."""
        return wilson(self.overturned, self.items)


def wilson(count: int, of: int) -> tuple[float, float]:
    """Wilson's 95% interval of a proportion.

    Raises:
        ZeroDivisionError: of nothing.
    """
    square = _NORMAL_95**2
    centre = (count + square / 2) / (of + square)
    reach = _NORMAL_95 * math.sqrt(count * (of - count) / of + square / 4) / (of + square)
    return max(0.0, centre - reach), min(1.0, centre + reach)


def statistics(
    tables: FactTables,
    group_by: Sequence[str],
    where: Mapping[str, Filter] | None = None,
    *,
    limit: int | None = None,
) -> list[StatisticsRow]:
    """Count disputed items.

    Args:
        tables: open fact tables that were finished.
        group_by: none to three names of ``dimensions()``; an item with several values counts under each.
        where: dimension to the values of which an item must have one. Filters of citations hold of one
            citation, those of diagnoses of one diagnosis; ``party``, ``edition_status`` and
            ``certainty`` choose among them, so that items without such a one still count, under None.
        limit: groups at most, the largest first.

    Raises:
        QuestionError: a dimension is unknown, given twice, or there are too many.
    """
    known = dimensions()
    for name in (*group_by, *(where or ())):
        if name not in known:
            raise QuestionError(f"there is no dimension {name!r}; there are: {', '.join(known)}")
    if len(group_by) > MOST_DIMENSIONS or len(set(group_by)) < len(group_by):
        raise QuestionError(f"give up to {MOST_DIMENSIONS} different dimensions")
    parameters = Parameters()
    filters = {name: _values(tables, known[name], values) for name, values in (where or {}).items()}
    outcomes = outcome_numbers(tables.connection)
    sql = _statement(
        [known[name] for name in group_by], grouped_items(group_by, filters, parameters), outcomes
    )
    if limit is not None:
        sql += f" LIMIT {int(limit)}"
    width = len(group_by)
    return [
        StatisticsRow(
            tuple(_group_value(row[2 * index], row[2 * index + 1]) for index in range(width)),
            *row[2 * width :],
        )
        for row in tables.rows(sql, parameters.values)
    ]


def _statement(grouped: Sequence[Dimension], items: str, outcomes: Mapping[str, int]) -> str:
    codes, columns, joins = [], [], []
    for index, one in enumerate(grouped):
        codes.append(f"d{index}")
        label = f"d{index}::VARCHAR"
        concept = "NULL"
        if one.values == "concept":
            joins.append(f"LEFT JOIN concepts AS c{index} ON c{index}.concept = d{index}")
            label, concept = f"coalesce(c{index}.label, c{index}.path)", f"c{index}.path"
        elif one.values == "set":
            joins.append(f"LEFT JOIN ingredient_sets AS c{index} ON c{index}.ingredient_set = d{index}")
            label = f"c{index}.label"
        elif one.values == "text":
            joins.append(f"LEFT JOIN texts AS c{index} ON c{index}.text = d{index}")
            label = f"c{index}.words"
        elif one.values == "place":
            label, concept = _PLACE_LABEL.format(index=index), f"e{index}.path"
            joins.append(_PLACE_JOINS.format(index=index))
        if one.words:
            codes.append(f"w{index}")
            joins.append(f"LEFT JOIN texts AS t{index} ON t{index}.text = w{index}")
            label = f"coalesce({label}, t{index}.words)"
        columns += [f"{label} AS label{index}", f"{concept} AS concept{index}"]
    counts = ", ".join(
        f"count(*) FILTER (outcome = {outcomes[name]}) AS {name}"
        for name in ("upheld", "overturned", "modified")
    )
    order = "".join(
        f", label{index} NULLS FIRST, concept{index} NULLS FIRST" for index, _ in enumerate(grouped)
    )
    grouping = "GROUP BY ALL" if grouped else "HAVING count(*) > 0"
    return (
        f"WITH grouped AS ({items}), counted AS (SELECT {''.join(code + ', ' for code in codes)}"
        f"count(*) AS items, count(DISTINCT letter) AS letters, {counts} FROM grouped {grouping}) "
        f"SELECT {''.join(column + ', ' for column in columns)}items, letters, upheld, overturned, modified "
        f"FROM counted {' '.join(joins)} ORDER BY items DESC{order}"
    )


_PLACE_JOINS: Final = (
    "LEFT JOIN places AS c{index} ON c{index}.place = d{index} "
    "LEFT JOIN concepts AS e{index} ON e{index}.concept = c{index}.concept "
    "LEFT JOIN concepts AS f{index} ON f{index}.concept = coalesce(c{index}.edition, c{index}.document) "
    "LEFT JOIN texts AS g{index} ON g{index}.text = c{index}.folded_words"
)
_PLACE_LABEL: Final = (
    "coalesce(e{index}.label, "
    "coalesce('p. ' || c{index}.page, g{index}.words) || ' \N{EN DASH} ' || f{index}.label)"
)


def _group_value(label: str | None, concept: str | None) -> GroupValue | None:
    return None if label is None else GroupValue(label, concept)


def _values(tables: FactTables, dimension: Dimension, values: Filter) -> list[int | str]:
    """Values as the tables have them: numbers of dictionaries' rows, else as they are; -1 is nothing's."""
    several = [values] if isinstance(values, str | int) else list(values)
    if dimension.values == "concept":
        return [concept_number(tables, str(value)) for value in several]
    query = {
        "set": "SELECT ingredient_set FROM ingredient_sets WHERE label = ?",
        "text": "SELECT text FROM texts WHERE words = ?",
        "place": "SELECT p.place FROM places AS p JOIN concepts AS c USING (concept) WHERE c.path = ?",
    }.get(dimension.values)
    if query is None:
        return [int(value) if dimension.values == "number" else str(value) for value in several]
    return [row[0] for value in several for row in tables.rows(query, [str(value)])] or [-1]
