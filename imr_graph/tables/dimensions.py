"""Dimensions and measures as ``dimensions.toml`` declares them."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import Any, Literal

Values = Literal["concept", "set", "place", "text", "number", "string"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Where an item's values come from; values of one family are told of one row (of one citation, say).

    Args:
        name: of the family.
        rows: what SQL selects from.
        key: the column that leads to the item: its own number or its letter's.
        where: what holds for all rows; empty where nothing does.
        parts: further joins by name, in order.
    """

    name: str
    rows: str
    key: str
    where: str = ""
    parts: dict[str, str]

    @property
    def alias(self) -> str:
        """The name that SQL gives its first table."""
        return self.rows.split(" AS ")[1].split()[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """What items can be counted by; see the head of ``dimensions.toml`` for the fields."""

    name: str
    label: str
    path: str
    family: Family
    sql: str
    values: Values
    cube: str
    graphql: str
    concept_class: str | None = None
    kind: str = ""
    sparql: str | None = None
    pattern: str | None = None
    words_path: str | None = None
    words: str | None = None
    parts: tuple[str, ...] = ()
    filter_sql: str
    filter_parts: tuple[str, ...]
    many: bool = False
    scope: bool = False
    time: bool = False
    beside: dict[str, str] = field(default_factory=dict)

    def told_by(self, families: Collection[str]) -> Dimension:
        """The dimension as another of these families tells it, where one does."""
        for name, sql in self.beside.items():
            if name in families:
                parts = ("l",) if sql.startswith("l.") else ()
                return replace(
                    self,
                    family=_families()[name],
                    sql=sql,
                    parts=parts,
                    filter_sql=sql,
                    filter_parts=parts,
                )
        return self


@dataclass(frozen=True, slots=True)
class Measure:
    """A count, or what is worked out from counts; an answer's column is called as in the cube."""

    name: str
    label: str
    cube: str
    graphql: str
    type: Literal["integer", "decimal"] = "integer"


@cache
def dimensions() -> dict[str, Dimension]:
    """Every dimension by name, in the file's order."""
    return {entry["name"]: _dimension(entry) for entry in _declared()["dimension"]}


@cache
def named_dimensions() -> dict[str, Dimension]:
    """Every dimension by its name in tables (``drug_class``) and by that in addresses (``drugClass``)."""
    known = dimensions()
    return {one.graphql: one for one in known.values()} | known


@cache
def _families() -> dict[str, Family]:
    return {
        name: Family(
            name=name,
            rows=family["from"],
            key=family["key"],
            where=family.get("where", ""),
            parts=family.get("parts", {}),
        )
        for name, family in _declared()["family"].items()
    }


@cache
def measures() -> dict[str, Measure]:
    """Every measure by name."""
    return {entry["name"]: Measure(**entry) for entry in _declared()["measure"]}


@cache
def _declared() -> dict[str, Any]:
    text = resources.files("imr_graph.tables").joinpath("dimensions.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _dimension(entry: dict[str, Any]) -> Dimension:
    fields = {key: entry[key] for key in entry if key not in {"class", "filter", "family"}}
    parts = tuple(entry.get("parts", ()))
    fields |= {
        "family": _families()[entry["family"]],
        "concept_class": entry.get("class"),
        "parts": parts,
        "filter_sql": entry.get("filter", entry["sql"]),
        "filter_parts": tuple(entry.get("filter_parts", parts)),
    }
    return Dimension(**fields)
