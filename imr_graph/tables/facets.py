"""How many of the items found have each value of some dimensions.

A count is the number of items that a filter by that value finds beside the other conditions. So the values of
a dimension that is filtered by itself are to be counted without that filter: several values of one dimension
widen what is found, and each count says by how much.

Items are numbered, so a set of items is a number with a bit for each. The items of each value are worked out
once a version; to count then takes a microsecond a value.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from imr_graph.tables.answers import AskedTables
from imr_graph.tables.conditions import Citing, DiagnosedWith, Every, Held, Where
from imr_graph.tables.dimensions import Dimension
from imr_graph.tables.grouping import Parameters, values_of
from imr_graph.tables.groups import checked, choosing
from imr_graph.tables.item_statistics import PLACE_JOINS, PLACE_LABEL
from imr_graph.tables.where import Conditions

MOST_KEPT: Final = 64 << 20
"""Bytes of sets of items that are kept; what is over is worked out anew each time, which takes longer."""


@dataclass(frozen=True, slots=True)
class FacetAsked:
    """What is counted.

    Args:
        dimension: its name.
        items: the items that are looked at.
        where: the condition that they fit; what it says of one citation or diagnosis chooses among these.
    """

    dimension: str
    items: int
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a dimension among the items found.

    Args:
        label: for people.
        value: what a filter takes: a concept's path, a text, a number; None for words that no table knows,
            by which nothing can be filtered.
        items: distinct items.
        overturned: of them overturned.
    """

    label: str
    value: str | None
    items: int
    overturned: int


@dataclass(frozen=True, slots=True)
class ValueItems:
    """A value and the items that have it.

    Args:
        label: for people.
        value: as of `FacetValue`.
        items: a bit for each item.
    """

    label: str
    value: str | None
    items: int


def items_held(tables: AskedTables, wheres: Sequence[Where | None]) -> list[Held]:
    """The items that fit each of some conditions, by one statement.

    Args:
        tables: open fact tables that were finished.
        wheres: the conditions; None holds of every item.
    """
    last = _last_item(tables)
    parameters = Parameters()
    conditions = Conditions(tables, parameters)
    columns = [f"bitstring_agg(i.item, 0, {last}) FILTER ({conditions.sql(one)})::VARCHAR" for one in wheres]
    if not columns:
        return []
    (row,) = tables.rows(f"SELECT {', '.join(columns)} FROM items AS i", parameters.values)
    return [Held(_bits(one), last) for one in row]


class Facets:
    """Counts values of dimensions in one version's fact tables; threads may share it.

    Args:
        most_kept: bytes of sets of items that are kept at most.
    """

    def __init__(self, most_kept: int = MOST_KEPT) -> None:
        self._most = most_kept
        self._size = 0
        self._kept: dict[str, tuple[ValueItems, ...]] = {}
        self._keeping = threading.Lock()
        self._firsts: int | None = None

    def count(self, tables: AskedTables, asked: Sequence[FacetAsked]) -> list[list[FacetValue]]:
        """The values of each dimension that the items looked at have, those of most items first.

        Of items that cite a guideline, only chapters of that guideline count; so it is with diagnoses.

        Args:
            tables: open fact tables that were finished.
            asked: the dimensions, each with what it looks at.

        Raises:
            QuestionError: a dimension is unknown, or a condition cannot be.
        """
        decided = {one.value: one.items for one in self._values(tables, "outcome", None)}
        overturned = decided.get("decision/overturned", 0)
        return [
            _counted(self._values(tables, one.dimension, one.where), one.items, overturned) for one in asked
        ]

    def parts(self, tables: AskedTables, dimension: str, items: int) -> list[ValueItems]:
        """Some items by their values of a dimension, in the order of labels; those without one are left out.

        Raises:
            QuestionError: the dimension is unknown.
        """
        return [
            ValueItems(one.label, one.value, of_them)
            for one in self._values(tables, dimension, None)
            if (of_them := one.items & items)
        ]

    def letters(self, tables: AskedTables, items: int) -> int:
        """The number of letters that some items stand in."""
        if self._firsts is None:
            first_items = "SELECT min(item) AS item FROM items GROUP BY letter"
            bits = f"bitstring_agg(item, 0, {_last_item(tables)})::VARCHAR"
            self._firsts = _bits(tables.rows(f"SELECT {bits} FROM ({first_items})")[0][0])
        # A letter's items stand side by side, its first one's bit the highest. To the others' bits as many
        # ones are added: that carries to the first one's place if any of them is set, and never beyond it.
        firsts = self._firsts
        others = ((1 << firsts.bit_length()) - 1) & ~firsts
        return ((((items & others) + others) | items) & firsts).bit_count()

    def _values(self, tables: AskedTables, name: str, where: Where | None) -> tuple[ValueItems, ...]:
        (one,) = checked([name])
        chosen = choosing(tables, _of_parts(where)) if where is not None else {}
        if chosen and any(_tells(one, other) for other in chosen):
            return _values(tables, one, chosen)
        kept = self._kept.get(name)
        if kept is None:
            kept = _values(tables, one, {})
            size = sum(each.items.bit_length() // 7 for each in kept)
            with self._keeping:
                if name not in self._kept and self._size + size <= self._most:
                    self._kept[name] = kept
                    self._size += size
        return kept


def _counted(values: Sequence[ValueItems], held: int, overturned: int) -> list[FacetValue]:
    of_them = held & overturned
    found = [
        FacetValue(one.label, one.value, items, (one.items & of_them).bit_count())
        for one in values
        if (items := (one.items & held).bit_count())
    ]
    return sorted(found, key=lambda one: -one.items)  # of the same number in the order of labels


def _of_parts(where: Where) -> Every:
    """Those of the outermost conditions that speak of one citation or diagnosis."""
    if isinstance(where, Every):
        return Every(tuple(part for one in where.of for part in _of_parts(one).of))
    return Every((where,) if isinstance(where, Citing | DiagnosedWith) else ())


def _tells(one: Dimension, other: str) -> bool:
    """Whether a filter by another dimension chooses among the rows that tell this one."""
    (its,) = checked([other])
    families = {one.family.name, its.family.name}
    return one.told_by(families).family == its.told_by(families).family


def _values(
    tables: AskedTables, one: Dimension, chosen: dict[str, list[int | str]]
) -> tuple[ValueItems, ...]:
    """The values of a dimension in the order of their labels, each with its items."""
    parameters = Parameters()
    family, rows = values_of(one.name, chosen, parameters)
    item, joined = ("key", "") if family.key == "item" else ("i.item", "JOIN items AS i ON i.letter = key")
    label, value, joins = _named(one)
    sql = (
        f"SELECT {label} AS label, {value} AS value, items::VARCHAR FROM (SELECT value AS d0, words AS w0, "
        f"bitstring_agg({item}, 0, {_last_item(tables)}) AS items FROM ({rows}) {joined} GROUP BY ALL) "
        f"{joins} ORDER BY label, value NULLS LAST"
    )
    return tuple(
        ValueItems(str(told or name), None if name is None else str(name), _bits(bits))
        for told, name, bits in tables.rows(sql, parameters.values)
    )


def _named(one: Dimension) -> tuple[str, str, str]:
    """SQL of a value's label, of what a filter calls it, and the joins for both."""
    match one.values:
        case "concept":
            label, value = "coalesce(c0.label, c0.path)", "c0.path"
            joins = "LEFT JOIN concepts AS c0 ON c0.concept = d0"
        case "place":
            label, value = PLACE_LABEL.format(index=0), "e0.path"
            joins = PLACE_JOINS.format(index=0)
        case "set":
            label = value = "c0.label"
            joins = "LEFT JOIN ingredient_sets AS c0 ON c0.ingredient_set = d0"
        case "text":
            label = value = "c0.words"
            joins = "LEFT JOIN texts AS c0 ON c0.text = d0"
        case _:
            label = value = "d0::VARCHAR"
            joins = ""
    if one.words:
        label = f"coalesce({label}, t0.words)"
        joins += " LEFT JOIN texts AS t0 ON t0.text = w0"
    return label, value, joins


def _last_item(tables: AskedTables) -> int:
    ((last,),) = tables.rows("SELECT coalesce(max(item), 0) FROM items")
    return int(last)


def _bits(written: str | None) -> int:
    """A set of items as DuckDB writes it: a sign for each item, the first one's first."""
    return int(written, 2) if written else 0
