"""The SQL over the fact tables that conditions on disputed items mean.

Browsing and statistics choose items by the same conditions. Every condition is true or false in SQL,
never unknown, so that it may be negated.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from imr_graph.errors import QuestionError
from imr_graph.rdf.iris import concept_path
from imr_graph.tables.answers import AskedTables
from imr_graph.tables.conditions import (
    Citing,
    Decided,
    DiagnosedWith,
    Either,
    Every,
    Held,
    InLetters,
    Listed,
    Not,
    OneOf,
    Printing,
    Value,
    Where,
    Within,
    Words,
)
from imr_graph.tables.dimensions import Dimension, dimensions
from imr_graph.tables.grouping import Parameters

__all__ = [
    "PRINTED",
    "RANGES",
    "Citing",
    "Conditions",
    "Decided",
    "DiagnosedWith",
    "Either",
    "Every",
    "Held",
    "InLetters",
    "Listed",
    "Not",
    "OneOf",
    "Printing",
    "Value",
    "Where",
    "Within",
    "Words",
    "condition",
]


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a condition speaks of: rows of one table.

    Args:
        what: in words.
        alias: of the row.
        key: the columns that tell it apart where another table leads to it; none: as the family says.
        families: of dimensions that are said of it.
    """

    what: str
    alias: str
    key: tuple[str, ...] = ()
    families: frozenset[str] = frozenset()


_ITEM: Final = _Subject("an item", "i")
_CITATION: Final = _Subject(
    "a citation", "c", ("item", "citation"), frozenset({"citation", "cited-place", "cited-section"})
)
_DIAGNOSIS: Final = _Subject("a diagnosis", "x", ("letter", "diagnosis"), frozenset({"diagnosis"}))


@dataclass(frozen=True, slots=True)
class _Column:
    """A column that ranges or printed words are sought in.

    Args:
        rows: what SQL selects from.
        sql: the column.
        key: the columns that lead to the item or its letter.
        subject: of which it may be said beside an item.
    """

    rows: str
    sql: str
    key: tuple[str, ...]
    subject: _Subject = _ITEM


def _day(column: str) -> _Column:
    return _Column("determinations AS d", f"d.{column}", ("letter",))


RANGES: Final = {
    "decision_date": _day("decision_date"),
    "injury_date": _day("injury_date"),
    "assigned_date": _day("assigned_date"),
    "ur_denial_date": _day("ur_denial_date"),
    "received_date": _day("received_date"),
    "age": _day("age"),
    "quantity": _Column("drugs AS g", "g.quantity", ("item",)),
    "refills": _Column("drugs AS g", "g.refills", ("item",)),
}
"""What :class:`Within` may ask for."""

PRINTED: Final = {
    "diagnosis": _Column("diagnoses AS x", "x.words", ("letter", "diagnosis"), _DIAGNOSIS),
    "drug": _Column("drugs AS g", "g.drug_name", ("item",)),
    "strength": _Column("drugs AS g", "g.strength", ("item",)),
    "form": _Column("drugs AS g", "g.form", ("item",)),
    "chapter": _Column("citations AS c", "c.printed_chapter", ("item", "citation"), _CITATION),
    "section": _Column("cited_places AS p", "p.words", ("item", "citation"), _CITATION),
    "specialty": _Column("specialties AS s", "s.words", ("letter",)),
}
"""What :class:`Printing` may ask for; of sections and specialties only those that no table knows."""


def condition(where: Where | None, tables: AskedTables, parameters: Parameters) -> str:
    """A condition as SQL on ``items AS i``; always true or false, never unknown.

    Args:
        where: the condition; None holds of every item.
        tables: open fact tables that were finished.
        parameters: takes the values.

    Raises:
        QuestionError: a dimension, range or text is unknown, or is not said of a citation or diagnosis.
    """
    return Conditions(tables, parameters).sql(where)


class Conditions:
    """Makes SQL of the conditions of one statement: what they share is worked out once.

    Args:
        tables: open fact tables that were finished.
        parameters: the statement's; takes the values.
    """

    def __init__(self, tables: AskedTables, parameters: Parameters) -> None:
        self._tables = tables
        self._parameters = parameters
        self._listed: dict[int, tuple[pa.Table, str]] = {}

    def sql(self, where: Where | None) -> str:
        """As :func:`condition`."""
        return "true" if where is None else self._said(where, _ITEM)

    def _said(self, where: Where, subject: _Subject) -> str:
        match where:
            case Every(of):
                return self._joined(of, " AND ", "true", subject)
            case Either(of):
                return self._joined(of, " OR ", "false", subject)
            case Not(of):
                return f"(NOT {self._said(of, subject)})"
            case OneOf(name, values):
                return self._one_of(name, values, subject)
            case Printing(name, words):
                return self._printing(name, words, subject)
        if subject is not _ITEM:
            raise QuestionError(f"{type(where).__name__}: nothing that is said of {subject.what}")
        return self._said_of_item(where)

    def _said_of_item(self, where: Where) -> str:
        match where:
            case Citing(conditions):
                held = self._joined(conditions, " AND ", "true", _CITATION)
                return f"(i.item IN (SELECT c.item FROM citations AS c WHERE {held}))"
            case DiagnosedWith(conditions):
                held = self._joined(conditions, " AND ", "true", _DIAGNOSIS)
                return f"(i.letter IN (SELECT x.letter FROM diagnoses AS x WHERE {held}))"
            case Decided(first, last):
                return self._within("decision_date", first, last)
            case Within(name, first, last):
                return self._within(name, first, last)
            case InLetters(identifiers):
                among = self._parameters.add(list(identifiers))
                return (
                    "(i.letter IN (SELECT letter FROM determinations "
                    f"WHERE identifier IN (SELECT unnest({among}::VARCHAR[]))))"
                )
            case Held(items, last):
                bits = self._parameters.add(f"{items:0{last + 1}b}")
                return f"(get_bit({bits}::BIT, i.item) = 1)"
            case Words(_, items) | Listed(items):
                return self._among_listed(items)
        raise TypeError(f"{where!r} is no condition")

    def _joined(self, of: Sequence[Where], word: str, empty: str, subject: _Subject) -> str:
        return f"({word.join(self._said(one, subject) for one in of)})" if of else empty

    def _one_of(self, name: str, values: Sequence[Value], subject: _Subject) -> str:
        known = dimensions()
        if name not in known:
            raise QuestionError(f"there is no dimension {name!r}; there are: {', '.join(known)}")
        one = known[name]
        if subject is not _ITEM and one.family.name not in subject.families:
            raise QuestionError(f"{name}: nothing that is said of {subject.what}")
        found = []
        if given := [value for value in values if value is not None]:
            found.append(_leading(one, subject, self._equal(one, given), one.filter_parts))
        if None in values:
            present = f"{one.sql} IS NOT NULL" + (f" OR {one.words} IS NOT NULL" if one.words else "")
            found.append(f"(NOT {_leading(one, subject, f'({present})', one.parts)})")
        return f"({' OR '.join(found)})" if found else "false"

    def _equal(self, one: Dimension, values: Sequence[str | int]) -> str:
        """That the dimension's column has one of some values, by number or by name."""
        column = one.filter_sql
        if one.values == "string":
            return f"list_contains({self._parameters.add(list(map(str, values)))}::VARCHAR[], {column})"
        if one.values == "number":
            return (
                f"list_contains({self._parameters.add(list(map(int, values)))}::BIGINT[], {column}::BIGINT)"
            )
        found = []
        if numbers := [value for value in values if isinstance(value, int)]:
            found.append(f"list_contains({self._parameters.add(numbers)}::INTEGER[], {column})")
        if named := [value for value in values if isinstance(value, str)]:
            if one.values in ("concept", "place"):
                named = [concept_path(value) or value for value in named]
            placeholder = self._parameters.add(named)
            found.append(
                f"{column} IN ({_NUMBERED[one.values]} IN (SELECT unnest({placeholder}::VARCHAR[])))"
            )
        return f"({' OR '.join(found)})"

    def _within(self, name: str, first: dt.date | float | None, last: dt.date | float | None) -> str:
        column = RANGES.get(name)
        if column is None:
            raise QuestionError(f"there is no range {name!r}; there are: {', '.join(RANGES)}")
        held = [f"{column.sql} IS NOT NULL"]
        if first is not None:
            held.append(f"{column.sql} >= {self._parameters.add(first)}")
        if last is not None:
            held.append(f"{column.sql} <= {self._parameters.add(last)}")
        return _among(_ITEM, column.key, column.rows, column.rows.split()[-1], " AND ".join(held))

    def _printing(self, name: str, words: str, subject: _Subject) -> str:
        column = PRINTED.get(name)
        if column is None:
            raise QuestionError(f"there are no printed texts {name!r}; there are: {', '.join(PRINTED)}")
        if subject is not _ITEM and column.subject is not subject:
            raise QuestionError(f"printed {name}: nothing that is said of {subject.what}")
        wanted = self._parameters.add(words)
        held = f"{column.sql} IN (SELECT text FROM texts WHERE contains(folded, lower({wanted})))"
        key = column.key if subject is not _ITEM else column.key[:1]
        return _among(subject, key, column.rows, column.rows.split()[-1], held)

    def _among_listed(self, items: pa.Table) -> str:
        """That the item is listed. As a list of values, a million would take seconds; as bits, none."""
        if id(items) not in self._listed:
            bits = _bits(self._tables, items)
            held = "false" if bits is None else f"(get_bit({self._parameters.add(bits)}::BIT, i.item) = 1)"
            self._listed[id(items)] = (items, held)
        return self._listed[id(items)][1]


def _leading(one: Dimension, subject: _Subject, held: str, parts: Sequence[str]) -> str:
    """That a row of the dimension's family, of which a condition holds, leads to the subject."""
    family = one.family
    if not parts and not family.where and family.alias == subject.alias:
        return f"coalesce({held}, false)"
    joins = " ".join(sql for part, sql in family.parts.items() if part in parts)
    conditions = f"({held}) AND {family.where}" if family.where else held
    key = subject.key or (family.key,)
    return _among(subject, key, f"{family.rows} {joins}", family.alias, conditions)


def _among(subject: _Subject, key: Sequence[str], rows: str, alias: str, held: str) -> str:
    own = ", ".join(f"{subject.alias}.{column}" for column in key)
    theirs = ", ".join(f"{alias}.{column}" for column in key)
    if len(key) > 1:
        own = f"({own})"
    return f"({own} IN (SELECT {theirs} FROM {rows} WHERE {held}))"


def _bits(tables: AskedTables, items: pa.Table) -> str | None:
    """A digit for each item of the file up to the last one listed: whether it is; None where none is."""
    connection = tables.connection
    connection.register("listed_items", items)
    try:
        (last,) = connection.execute("SELECT coalesce(max(item), 0) FROM items").fetchall()[0]
        (bits,) = connection.execute(
            f"SELECT bitstring_agg(i.item, 0, {last})::VARCHAR FROM listed_items AS f "
            "JOIN determinations AS d ON d.identifier = f.identifier "
            "JOIN items AS i ON i.letter = d.letter AND i.position = f.position"
        ).fetchall()[0]
    finally:
        connection.unregister("listed_items")
    return None if bits is None else str(bits)


_NUMBERED: Final = {
    "concept": "SELECT q.concept FROM concepts AS q WHERE q.path",
    "place": "SELECT q.place FROM places AS q JOIN concepts AS r ON r.concept = q.concept WHERE r.path",
    "set": "SELECT q.ingredient_set FROM ingredient_sets AS q WHERE q.label",
    "text": "SELECT q.text FROM texts AS q WHERE q.words",
}
"""The rows of dictionaries, by what names them."""
