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
    *,
    held: str = "",
    chosen: Mapping[str, Sequence[int | str]] | None = None,
) -> str:
    """SQL of one row for each item and its values: letter, item, outcome, d0, w0, d1, w1 ….

    Args:
        group_by: names of dimensions; column ``dN`` holds the value of the Nth, ``wN`` the text's number
            where it is words that no table knows.
        where: by dimension, the values of which an item must have one: numbers of the dictionaries, or
            plain values. Filters of one family hold of one row of it (of one citation).
        parameters: takes the values.
        required: those of ``group_by`` that must have a value.
        held: a further condition on ``items AS i``; empty for none.
        chosen: by dimension, the values that choose among an item's citations, diagnoses and so on, where
            values of these are grouped by; no item is left out for them.
    """
    chosen = chosen or {}
    known = _told_together((*group_by, *where, *chosen))
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
            choosing = [(known[n], values) for n, values in chosen.items() if known[n].family == family]
            joins.append(_joined(family, of_family, [*filters, *choosing], kind, parameters))
            columns += [f"{_name(family)}.d{index}" for index, _ in of_family]
            columns += [f"{_name(family)}.w{index}" for index, one in of_family if one.words]
        else:
            conditions.append(_among(family, filters, parameters))
    for index, name in enumerate(group_by):
        if name in required:
            conditions.append(f"d{index} IS NOT NULL")
    if held:
        conditions.append(held)
    selected = ", ".join(["i.letter", "i.item", "i.outcome", *columns])
    all_held = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT {selected} FROM items AS i {' '.join(joins)}{all_held}"


def values_of(
    name: str, chosen: Mapping[str, Sequence[int | str]], parameters: Parameters
) -> tuple[Family, str]:
    """SQL of the distinct values by which filters find items: key, value, words.

    A condition or region of the body stands under the wider ones too, as filters by them find it.

    Args:
        name: of the dimension.
        chosen: as for :func:`grouped_items`.
        parameters: takes the values.

    Returns:
        the family, whose key leads to items or letters, and the SQL.
    """
    known = _told_together((name, *chosen))
    one = known[name]
    family = one.family
    filters = [(known[other], values) for other, values in chosen.items() if known[other].family == family]
    present = f"({one.filter_sql} IS NOT NULL" + (f" OR {one.words} IS NOT NULL)" if one.words else ")")
    rows = _rows(family, filters, set(one.filter_parts), [present], parameters)
    kind = "" if family.name in _SINGLE else "DISTINCT "
    columns = f"{family.alias}.{family.key} AS key, {one.filter_sql} AS value, {one.words or 'NULL'} AS words"
    return family, f"SELECT {kind}{columns} FROM {rows}"


def looked_at(
    group_by: Sequence[str], where: Mapping[str, Sequence[int | str]], parameters: Parameters
) -> str:
    """The condition on ``items AS i`` that filters mean, as :func:`grouped_items` takes them.

    Filters that choose among citations or diagnoses leave no item out by themselves.
    """
    found = [
        _among(family, filters, parameters)
        for family, _, filters in _by_family(group_by, where)
        if any(not one.scope for one, _ in filters)
    ]
    return " AND ".join(found) or "true"


def with_value(
    group_by: Sequence[str], where: Mapping[str, Sequence[int | str]], parameters: Parameters
) -> str:
    """The condition on ``items AS i`` that an item has a value of every dimension that is grouped by.

    Args:
        group_by: names of dimensions.
        where: filters; the value must be of a citation, diagnosis and so on that they choose.
        parameters: takes the values.
    """
    found = [
        _among(family, filters, parameters, grouped)
        for family, grouped, filters in _by_family(group_by, where)
        if grouped
    ]
    return " AND ".join(found) or "true"


def _by_family(
    group_by: Sequence[str], where: Mapping[str, Sequence[int | str]]
) -> list[tuple[Family, list[Dimension], list[tuple[Dimension, Sequence[int | str]]]]]:
    """Families, each with those of its dimensions that are grouped by and the filters of others."""
    known = _told_together((*group_by, *where))
    return [
        (
            family,
            [known[name] for name in dict.fromkeys(group_by) if known[name].family == family],
            [(known[name], values) for name, values in where.items() if known[name].family == family],
        )
        for family in {one.family.name: one.family for one in known.values()}.values()
    ]


def _told_together(names: Sequence[str]) -> dict[str, Dimension]:
    """Dimensions as they are told where all of them are asked for."""
    used = {name: dimensions()[name] for name in names}
    families = {one.family.name for one in used.values()}
    return {name: one.told_by(families) for name, one in used.items()}


def _joined(
    family: Family,
    grouped: Sequence[tuple[int, Dimension]],
    filters: Filters,
    kind: str,
    parameters: Parameters,
) -> str:
    """A join with the distinct values of a family, an item's or a letter's."""
    columns = [f"{family.alias}.{family.key}"]
    for index, one in grouped:
        columns.append(f"{one.sql} AS d{index}")
        if one.words:
            columns.append(f"{one.words} AS w{index}")
    needed = {part for _, one in grouped for part in one.parts}
    present = [_present(one) for _, one in grouped]
    rows = _rows(family, filters, needed, present, parameters)
    name = _name(family)
    return (
        f"{kind} (SELECT DISTINCT {', '.join(columns)} FROM {rows}) AS {name} "
        f"ON {name}.{family.key} = i.{family.key}"
    )


def _among(family: Family, filters: Filters, parameters: Parameters, valued: Sequence[Dimension] = ()) -> str:
    """The condition that an item has a row of a family with the values asked for, and with some value."""
    needed = {part for one in valued for part in one.parts}
    rows = _rows(family, filters, needed, [_present(one) for one in valued], parameters)
    return f"i.{family.key} IN (SELECT {family.alias}.{family.key} FROM {rows})"


def _present(one: Dimension) -> str:
    """That a row has a value of the dimension, or words of one that no table knows."""
    if one.words:
        return f"({one.sql} IS NOT NULL OR {one.words} IS NOT NULL)"
    return f"{one.sql} IS NOT NULL"


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
