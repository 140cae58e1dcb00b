"""Counts of disputed items by up to three dimensions, under conditions, with the overturn rate."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from imr_graph.errors import QuestionError
from imr_graph.tables.answers import AskedTables
from imr_graph.tables.dimensions import Dimension
from imr_graph.tables.grouping import Parameters
from imr_graph.tables.groups import Chosen, checked, items_in_groups
from imr_graph.tables.summaries import outcome_numbers

_NORMAL_95: Final = 1.96

GroupKey = tuple[int | str | None, ...]
"""What tells a group apart: for each dimension its number or plain value, then that of its words, if any."""

OrderKey = Literal["items", "upheld", "overturned", "modified", "letters", "rate", "low", "high", "group"]


@dataclass(frozen=True, slots=True)
class Order:
    """What groups are ordered by.

    Args:
        by: a count, the overturn rate or an end of its interval, or the groups' own values: numbers and spans
            of time as they are, others by label; items without a value come last.
        descending: the largest first.
        dimension: of groups, by the values of which dimension; None for all of them in turn.
    """

    by: OrderKey
    descending: bool = True
    dimension: str | None = None


LARGEST_FIRST: Final = (Order("items"),)


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
        key: tells the group apart from others of these dimensions.
        items: distinct items.
        letters: distinct letters.
        upheld: items of that outcome.
        overturned: items of that outcome.
        modified: items of that outcome.
    """

    values: tuple[GroupValue | None, ...]
    key: GroupKey
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
    tables: AskedTables,
    group_by: Sequence[str],
    where: Chosen = None,
    *,
    order: Sequence[Order] = LARGEST_FIRST,
    limit: int | None = None,
) -> list[StatisticsRow]:
    """Count disputed items.

    Args:
        tables: open fact tables that were finished.
        group_by: none to three names of ``dimensions()``; an item with several values counts under each.
        where: which items are counted.
        order: of the groups; groups that are alike follow by size, then by label.
        limit: groups at most, the first ones.

    Raises:
        QuestionError: a dimension is unknown, given twice, there are too many, or the order does not fit.
    """
    return statistics_page(tables, group_by, where, order=order, limit=limit)[0]


def statistics_page(
    tables: AskedTables,
    group_by: Sequence[str],
    where: Chosen = None,
    *,
    order: Sequence[Order] = LARGEST_FIRST,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[list[StatisticsRow], int]:
    """Some groups by one statement, and the number of all; as :func:`statistics`.

    Args:
        tables: as there.
        group_by: as there.
        where: as there.
        order: as there.
        limit: groups at most.
        offset: groups to leave out before them.
    """
    grouped = checked(group_by)
    parameters = Parameters()
    outcomes = outcome_numbers(tables.connection)
    items = items_in_groups(tables, group_by, where, parameters)
    sql = _statement(grouped, items, outcomes, order)
    page = f"{sql} LIMIT {'ALL' if limit is None else int(limit)} OFFSET {int(offset)}"
    found = tables.rows(page, parameters.values)
    if not found and offset:  # behind the end no row tells how many there are
        beginning = tables.rows(f"{sql} LIMIT 1", parameters.values)
        return [], int(beginning[0][0]) if beginning else 0
    return [_row(one, grouped) for one in found], int(found[0][0]) if found else 0


def items_by_value(tables: AskedTables, dimension: str, outcome: str | None = None) -> dict[str, int]:
    """Distinct items tied to each concept of a dimension, by its path.

    A condition counts what is tied to narrower ones too, as filters do.

    Args:
        tables: open fact tables that were finished.
        dimension: one whose values are concepts or places.
        outcome: only items so decided (``upheld``); None for all.

    Raises:
        QuestionError: the dimension is unknown, or its values are no concepts.
    """
    (one,) = checked([dimension])
    if one.values not in ("concept", "place"):
        raise QuestionError(f"{dimension}: its values are no concepts")
    parameters = Parameters()
    family = one.family
    joins = " ".join(sql for part, sql in family.parts.items() if part in one.filter_parts)
    conditions = [f"{one.filter_sql} IS NOT NULL", *filter(None, [family.where])]
    decided = ""
    if outcome is not None:
        decided = f" WHERE outcome = {parameters.add(outcome_numbers(tables.connection)[outcome])}"
    # Values of letters meet counts of their items, not each item: far fewer rows.
    items = f"SELECT item AS held, 1 AS items FROM items{decided}"
    if family.key == "letter":
        items = f"SELECT letter AS held, count(*) AS items FROM items{decided} GROUP BY letter"
    counted = (
        "SELECT value, sum(items)::BIGINT AS items FROM "
        f"(SELECT DISTINCT {family.alias}.{family.key} AS held, {one.filter_sql} AS value "
        f"FROM {family.rows} {joins} WHERE {' AND '.join(conditions)}) "
        f"JOIN ({items}) USING (held) GROUP BY value"
    )
    leading = "JOIN places AS v ON v.place = value JOIN concepts AS e ON e.concept = v.concept"
    if one.values == "concept":
        leading = "JOIN concepts AS e ON e.concept = value"
    return dict(tables.rows(f"SELECT e.path, items FROM ({counted}) {leading}", parameters.values))


def key_columns(grouped: Sequence[Dimension]) -> list[tuple[str, str]]:
    """The columns of a group's key in the items' SQL, each with its SQL type."""
    types = {"string": "VARCHAR", "number": "DOUBLE"}
    columns = []
    for index, one in enumerate(grouped):
        columns.append((f"d{index}", types.get(one.values, "INTEGER")))
        if one.words:
            columns.append((f"w{index}", "INTEGER"))
    return columns


def _statement(
    grouped: Sequence[Dimension], items: str, outcomes: Mapping[str, int], order: Sequence[Order]
) -> str:
    columns, joins = [], []
    for index, one in enumerate(grouped):
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
            label, concept = PLACE_LABEL.format(index=index), f"e{index}.path"
            joins.append(PLACE_JOINS.format(index=index))
        if one.words:
            joins.append(f"LEFT JOIN texts AS t{index} ON t{index}.text = w{index}")
            label = f"coalesce({label}, t{index}.words)"
        columns += [f"{label} AS label{index}", f"{concept} AS concept{index}"]
    keys = "".join(f"{name}, " for name, _ in key_columns(grouped))
    counts = ", ".join(
        f"count(*) FILTER (outcome = {outcomes[name]}) AS {name}"
        for name in ("upheld", "overturned", "modified")
    )
    grouping = "GROUP BY ALL" if grouped else "HAVING count(*) > 0"
    return (
        f"WITH grouped AS ({items}), counted AS (SELECT {keys}"
        f"count(*) AS items, count(DISTINCT letter) AS letters, {counts} FROM grouped {grouping}) "
        f"SELECT count(*) OVER () AS total, {''.join(column + ', ' for column in columns)}{keys}"
        f"items, letters, upheld, overturned, modified FROM counted {' '.join(joins)} "
        f"ORDER BY {', '.join([*_ordered(order, grouped), *_settled(grouped)])}"
    )


_CENTRE: Final = "(overturned + 1.9208) / (items + 3.8416)"
_REACH: Final = "1.96 * sqrt(overturned * (items - overturned) / items + 0.9604) / (items + 3.8416)"
_ORDERED: Final = {
    "rate": "overturned / items",
    "low": f"round({_CENTRE} - {_REACH}, 12)",
    "high": f"round({_CENTRE} + {_REACH}, 12)",
}


def _ordered(order: Sequence[Order], grouped: Sequence[Dimension]) -> list[str]:
    """The columns of ORDER BY that were asked for."""
    columns: list[str] = []
    names = [one.name for one in grouped]
    for one in order:
        direction = "DESC NULLS LAST" if one.descending else "ASC NULLS LAST"
        if one.by != "group":
            columns.append(f"{_ORDERED.get(one.by, one.by)} {direction}")
            continue
        if one.dimension is not None and one.dimension not in names:
            raise QuestionError(f"order by {one.dimension}: it is none of the dimensions that are grouped by")
        wanted = names if one.dimension is None else [one.dimension]
        for index in map(names.index, wanted):
            plain = grouped[index].values in ("number", "string")
            columns.append(f"{'d' if plain else 'label'}{index} {direction}")
    return columns


def _settled(grouped: Sequence[Dimension]) -> list[str]:
    """What orders groups that are alike in all that was asked for: always the same way."""
    labels = [f"label{index} NULLS FIRST, concept{index} NULLS FIRST" for index, _ in enumerate(grouped)]
    return ["items DESC", *labels, *(f"{name} NULLS FIRST" for name, _ in key_columns(grouped))]


PLACE_JOINS: Final = (
    "LEFT JOIN places AS c{index} ON c{index}.place = d{index} "
    "LEFT JOIN concepts AS e{index} ON e{index}.concept = c{index}.concept "
    "LEFT JOIN concepts AS f{index} ON f{index}.concept = coalesce(c{index}.edition, c{index}.document) "
    "LEFT JOIN texts AS g{index} ON g{index}.text = c{index}.folded_words"
)
PLACE_LABEL: Final = (
    "coalesce(e{index}.label, "
    "coalesce('p. ' || c{index}.page, g{index}.words) || ' \N{EN DASH} ' || f{index}.label)"
)


def _row(row: tuple[Any, ...], grouped: Sequence[Dimension]) -> StatisticsRow:
    """A row of the statement: total, labels and concepts, key, counts."""
    width = 1 + 2 * len(grouped)
    end = width + len(key_columns(grouped))
    values = tuple(
        None if row[place] is None else GroupValue(row[place], row[place + 1]) for place in range(1, width, 2)
    )
    return StatisticsRow(values, row[width:end], *row[end:])
