"""SQL that counts disputed items by dimensions, made of their declaration.

Every family of dimensions becomes one relation of distinct values an item, so that an item with
several citations of one guideline counts once; an item without a value stands under NULL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from imr_graph.tables.dimensions import Dimension, Family, dimensions

_SINGLE: Final = ("item", "letter", "drug")
"""Families with at most one row an item: joined as they are."""


Filters = Sequence[tuple[Dimension, Sequence[int | str]]]
"""Dimensions with the values of which a row must have one."""


@dataclass(slots=True)
class Parameters:
    """Values of a statement, named as they come."""

    values: dict[str, Any] = field(default_factory=dict)

    def add(self, value: Any) -> str:
        """The placeholder that stands for a value."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"${name}"


def grouped_items(
    group_by: Sequence[str],
    where: Mapping[str, Sequence[int | str]],
    parameters: Parameters,
    required: Sequence[str] = (),
) -> str:
    """SQL of one row for each item and its values: letter, item, outcome, d0, w0, d1, w1 ….

    Args:
        group_by: names of dimensions; column ``dN`` holds the value of the Nth, ``wN`` the text's number
            where it is words that no table knows.
        where: by dimension, the values of which an item must have one: numbers of the dictionaries, or
            plain values. Filters of one family hold of one row of it (of one citation).
        parameters: takes the values.
        required: those of ``group_by`` that must have a value.
    """
    used = {name: dimensions()[name] for name in (*group_by, *where)}
    names = {one.family.name for one in used.values()}
    known = {name: one.told_by(names) for name, one in used.items()}
    grouped = [known[name] for name in group_by]
    families: dict[str, Family] = {}
    for dimension in (*grouped, *(known[name] for name in where)):
        families.setdefault(dimension.family.name, dimension.family)
    columns: list[str] = []
    joins: list[str] = []
    conditions: list[str] = []
    for family in families.values():
        filters = [(known[name], values) for name, values in where.items() if known[name].family == family]
        of_family = [(index, one) for index, one in enumerate(grouped) if one.family == family]
        if family.name in _SINGLE:
            if family.name != "item":
                joins.append(f"LEFT JOIN {family.rows} ON {family.alias}.{family.key} = i.{family.key}")
            columns += [f"{one.sql} AS d{index}" for index, one in of_family]
            conditions += [_chosen(one.filter_sql, values, parameters) for one, values in filters]
        elif of_family:
            kind = "LEFT JOIN" if all(one.scope for one, _ in filters) else "JOIN"
            joins.append(_joined(family, of_family, filters, kind, parameters))
            columns += [f"{_name(family)}.d{index}" for index, _ in of_family]
            columns += [f"{_name(family)}.w{index}" for index, one in of_family if one.words]
        else:
            conditions.append(_among(family, filters, parameters))
    for index, name in enumerate(group_by):
        if name in required:
            conditions.append(f"d{index} IS NOT NULL")
    selected = ", ".join(["i.letter", "i.item", "i.outcome", *columns])
    held = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT {selected} FROM items AS i {' '.join(joins)}{held}"


def _joined(
    family: Family,
    grouped: Sequence[tuple[int, Dimension]],
    filters: Filters,
    kind: str,
    parameters: Parameters,
) -> str:
    """A join with the distinct values of a family, an item's or a letter's."""
    columns, present = [f"{family.alias}.{family.key}"], []
    for index, one in grouped:
        columns.append(f"{one.sql} AS d{index}")
        if one.words:
            columns.append(f"{one.words} AS w{index}")
            present.append(f"({one.sql} IS NOT NULL OR {one.words} IS NOT NULL)")
        else:
            present.append(f"{one.sql} IS NOT NULL")
    needed = {part for _, one in grouped for part in one.parts}
    rows = _rows(family, filters, needed, [*present], parameters)
    name = _name(family)
    return (
        f"{kind} (SELECT DISTINCT {', '.join(columns)} FROM {rows}) AS {name} "
        f"ON {name}.{family.key} = i.{family.key}"
    )


def _among(family: Family, filters: Filters, parameters: Parameters) -> str:
    """The condition that an item has a row of a family with the values asked for."""
    rows = _rows(family, filters, set(), [], parameters)
    return f"i.{family.key} IN (SELECT {family.alias}.{family.key} FROM {rows})"


def _rows(
    family: Family,
    filters: Filters,
    needed: set[str],
    conditions: list[str],
    parameters: Parameters,
) -> str:
    """A family's rows with the parts that are needed and the conditions that hold."""
    for one, values in filters:
        needed |= set(one.filter_parts)
        conditions.append(_chosen(one.filter_sql, values, parameters))
    if family.where:
        conditions.append(family.where)
    joins = " ".join(sql for part, sql in family.parts.items() if part in needed)
    held = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"{family.rows} {joins}{held}"


def _chosen(sql: str, values: Sequence[int | str], parameters: Parameters) -> str:
    if len(values) == 1:
        return f"{sql} = {parameters.add(values[0])}"
    return f"list_contains({parameters.add(list(values))}, {sql})"


def _name(family: Family) -> str:
    return "of_" + family.name.replace("-", "_")
