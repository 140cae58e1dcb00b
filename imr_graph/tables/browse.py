"""Pages of letters and of disputed items that fit a condition, in a chosen order, and their number.

A page begins after, or ends before, a place: the values that the list is ordered by, so that any page
costs the same and a list that grew or shrank is read on where it was left. Places hold names, not the
file's own numbers: they stay the same from version to version. What has no value comes last, whichever
way the order goes; ties are ordered by identifier and position.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from imr_graph.errors import QuestionError
from imr_graph.tables.answers import AskedTables
from imr_graph.tables.conditions import Where
from imr_graph.tables.grouping import Parameters
from imr_graph.tables.where import Conditions

What = Literal["letters", "items"]

Place: TypeAlias = tuple[str | int | None, ...]
"""Where a row stands in a list: what it is ordered by (but not in order of identifier), the letter's
identifier, and of an item its position."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a list is ordered by.

    Args:
        by: a name of ``ORDERS`` of what is listed.
        descending: whether the largest comes first.
    """

    by: str = "identifier"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One letter or item of a list.

    Args:
        identifier: the letter's.
        position: the item's in the letter; 0 for a letter.
        place: where it stands in the list.
    """

    identifier: str
    position: int
    place: Place


@dataclass(frozen=True, slots=True)
class _Key:
    """What lists are ordered by.

    Args:
        sql: the value.
        type: SQL's name of its type.
        joins: what the value needs beside the list's rows, by what is listed.
    """

    sql: str
    type: Literal["DATE", "BIGINT", "VARCHAR"]
    joins: Mapping[What, str]


_KEYS: Final = {
    "decision_date": _Key(
        "e.decision_date",
        "DATE",
        {
            "letters": "JOIN determinations AS e ON e.letter = d.letter",
            "items": "JOIN determinations AS e ON e.letter = i.letter",
        },
    ),
    "items": _Key(
        "o.items",
        "BIGINT",
        {
            "letters": "LEFT JOIN (SELECT letter, count(*) AS items FROM items GROUP BY letter) AS o "
            "ON o.letter = d.letter"
        },
    ),
    "drug_name": _Key(
        "t.folded",
        "VARCHAR",
        {"items": "LEFT JOIN drugs AS g ON g.item = i.item LEFT JOIN texts AS t ON t.text = g.drug_name"},
    ),
}

ORDERS: Final[Mapping[What, tuple[str, ...]]] = {
    "letters": ("identifier", "decision_date", "items"),
    "items": ("identifier", "decision_date", "drug_name"),
}
"""What lists may be ordered by: identifier, decision's day, a letter's number of items, drug as printed."""

_LARGEST: Final = 2**31 - 1
"""Numbers of a place are no larger."""

# Letters and items are numbered in order of the letters' IRIs and of positions.
_ROWS: Final[Mapping[What, tuple[str, str, str]]] = {
    "letters": ("determinations AS d", "d.letter", "d.letter, 0 AS position"),
    "items": ("items AS i", "i.item", "i.letter, i.position"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A part of a list of letters or items.

    Args:
        what: letters, of which one item fits, or items that fit.
        where: what fits; None for all, letters without items among them.
        order: of the list.
        limit: rows at most.
        after: only what comes after this place.
        before: only what comes before this place.
        backwards: whether the last ``limit`` rows are meant, not the first.
        offset: rows to leave out before them.
    """

    what: What
    where: Where | None = None
    order: Order = Order()
    limit: int
    after: Place | None = None
    before: Place | None = None
    backwards: bool = False
    offset: int = 0


def pages(tables: AskedTables, listings: Sequence[Listing]) -> list[list[Row]]:
    """Parts of lists, each in its list's order, by one statement for all of them.

    Args:
        tables: open fact tables that were finished.
        listings: what is asked for.

    Raises:
        QuestionError: an order is unknown, a place is none of it, or a condition cannot be.
    """
    parameters = Parameters()
    browsing = _Browsing(tables, parameters)
    parts = [
        f"SELECT {number} AS list, * FROM ({browsing.page(listing)})"
        for number, listing in enumerate(listings)
    ]
    found: list[list[Row]] = [[] for _ in listings]
    if parts:
        told = " UNION ALL ".join(f"({part})" for part in parts)
        sql = (
            f"SELECT list, value, identifier, position FROM ({told}) JOIN determinations USING (letter) "
            "ORDER BY list, rank"
        )
        for number, value, identifier, position in tables.rows(sql, parameters.values):
            found[number].append(_row(listings[number], value, identifier, position))
    return [rows[::-1] if one.backwards else rows for one, rows in zip(listings, found, strict=True)]


def totals(tables: AskedTables, lists: Sequence[tuple[What, Where | None]]) -> list[int]:
    """The lengths of lists, by one statement for all of them; see :func:`pages`."""
    if not lists:
        return []
    parameters = Parameters()
    conditions = Conditions(tables, parameters)
    counts = []
    for what, where in lists:
        if what == "letters" and where is None:
            counts.append("(SELECT count(*) FROM determinations)")
        else:
            counted = "DISTINCT i.letter" if what == "letters" else "*"
            counts.append(f"(SELECT count({counted}) FROM items AS i WHERE {conditions.sql(where)})")
    return list(tables.rows(f"SELECT {', '.join(counts)}", parameters.values)[0])


class _Browsing:
    """Makes SQL of the parts of lists of one statement."""

    def __init__(self, tables: AskedTables, parameters: Parameters) -> None:
        self._tables = tables
        self._parameters = parameters
        self._conditions = Conditions(tables, parameters)
        self._numbers: dict[tuple[What, str, int], float] = {}

    def page(self, listing: Listing) -> str:
        """Rows ``value, letter, position, rank`` of a part of a list."""
        what, order = listing.what, listing.order
        if order.by not in ORDERS[what]:
            raise QuestionError(f"{what} have no order {order.by!r}; there are: {', '.join(ORDERS[what])}")
        rows, number, told = _ROWS[what]
        key = _KEYS.get(order.by)
        held = [self._fitting(listing)]
        for place, backwards in ((listing.after, False), (listing.before, True)):
            if place is not None:
                held.append(self._beyond(what, order, place, backwards=backwards))
        value = "NULL" if key is None else key.sql
        # Unknown values come last from the front, so first from the back.
        unknown = "FIRST" if listing.backwards else "LAST"
        by_value = f"value {_way(order.descending, listing.backwards)} NULLS {unknown}, " if key else ""
        ordered = f"{by_value}number {_way(order.descending and key is None, listing.backwards)}"
        return (
            "SELECT value::VARCHAR AS value, letter, position, "
            f"row_number() OVER (ORDER BY {ordered}) AS rank FROM ("
            f"SELECT {value} AS value, {number} AS number, {told} "
            f"FROM {rows} {key.joins[what] if key else ''} WHERE {' AND '.join(held)} "
            f"ORDER BY {ordered} LIMIT {self._parameters.add(listing.limit)} OFFSET {int(listing.offset)})"
        )

    def _fitting(self, listing: Listing) -> str:
        fitting = self._conditions.sql(listing.where)
        if listing.what == "items" or listing.where is None:
            return fitting
        return f"d.letter IN (SELECT i.letter FROM items AS i WHERE {fitting})"

    def _beyond(self, what: What, order: Order, place: Place, *, backwards: bool) -> str:
        """That a row comes after a place in the list's order, or before it."""
        key = _KEYS.get(order.by)
        value, identifier, position = _checked(what, key, place)
        row = _ROWS[what][1]
        known = self._numbers
        if (what, identifier, position) not in known:
            known[what, identifier, position] = _number(self._tables, what, identifier, position)
        numbered = self._parameters.add(known[what, identifier, position])
        if key is None:
            return f"{row} {'<' if order.descending != backwards else '>'} {numbered}"
        later = f"{row} {'<' if backwards else '>'} {numbered}"
        if value is None:
            return f"({key.sql} IS NOT NULL OR {later})" if backwards else f"({key.sql} IS NULL AND {later})"
        given = f"{self._parameters.add(value)}::{key.type}"
        sign = "<" if order.descending != backwards else ">"
        unknown = "" if backwards else f" OR {key.sql} IS NULL"
        return f"({key.sql} {sign} {given}{unknown} OR ({key.sql} = {given} AND {later}))"


def _way(descending: bool, backwards: bool) -> str:
    return "DESC" if descending != backwards else "ASC"


def _checked(what: What, key: _Key | None, place: Place) -> tuple[str | int | None, str, int]:
    """Value, identifier and position of a place.

    Raises:
        QuestionError: it is no place of such a list.
    """
    value, names = (place[0], place[1:]) if key and place else (None, place)
    kinds: tuple[type, ...] = (str,) if what == "letters" else (str, int)
    fits = (
        len(names) == len(kinds)
        and all(map(isinstance, names, kinds))
        and all(abs(part) <= _LARGEST for part in place if isinstance(part, int))
        and (value is None or (key is not None and _valued(key, value)))
    )
    if not fits:
        raise QuestionError("the place is none of a list in this order")
    identifier, position = (*names, 0)[:2]
    return value, str(identifier), int(position or 0)


def _valued(key: _Key, value: str | int) -> bool:
    """Whether a value is of the type that a list is ordered by."""
    if key.type == "DATE":
        try:
            return bool(dt.date.fromisoformat(str(value)))
        except ValueError:
            return False
    return isinstance(value, int if key.type == "BIGINT" else str)


def _number(tables: AskedTables, what: What, identifier: str, position: int) -> float:
    """The number that a row has in this file; of one that is gone, half above the last before its place."""
    number = _ROWS[what][1]
    rows = "determinations AS d"
    exact, before = "d.identifier = $identifier", "url_encode(d.identifier) < url_encode($identifier)"
    values: dict[str, Any] = {"identifier": identifier}
    if what == "items":
        rows += " JOIN items AS i ON i.letter = d.letter"
        before += f" OR ({exact} AND i.position < $position)"
        exact += " AND i.position = $position"
        values["position"] = position
    found = tables.rows(f"SELECT {number} FROM {rows} WHERE {exact}", values)
    if found:
        return int(found[0][0])
    (last,) = tables.rows(f"SELECT coalesce(max({number}), -1) FROM {rows} WHERE {before}", values)[0]
    return float(last) + 0.5


def _row(listing: Listing, value: str | None, identifier: str, position: int) -> Row:
    place: Place = (identifier,) if listing.what == "letters" else (identifier, position)
    key = _KEYS.get(listing.order.by)
    if key is not None:
        place = (int(value) if value is not None and key.type == "BIGINT" else value, *place)
    return Row(identifier, position, place)
