"""Specialties, subspecialties and other licences of reviewers, from ``data/specialties.csv``.

A row's name is the certifying board's own where there is one; ``variants`` are other spellings of the
same thing, never of a wider or a narrower one, and no spelling stands in two rows.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from imr_graph.lexicon.names import Name, NameTable, spellings_of
from imr_graph.lexicon.tables import slug


@dataclass(frozen=True, slots=True)
class Specialty:
    """A row of the table; ``kind`` is specialty, subspecialty or other licence."""

    name: str
    kind: str
    parents: tuple[str, ...]
    variants: tuple[str, ...]
    verified: bool
    evidence: str

    @property
    def concept(self) -> str:
        """Its path below the concept namespace."""
        return f"specialty/{slug(self.name)}"


@cache
def specialties() -> tuple[Specialty, ...]:
    """Every specialty, in the table's order."""
    with (resources.files(__package__) / "data" / "specialties.csv").open(encoding="utf-8") as file:
        return tuple(
            Specialty(
                name=row["name"],
                kind=row["kind"],
                parents=_list(row["parent"]),
                variants=_list(row["variants"]),
                verified=row["verified"] == "yes",
                evidence=row["evidence"],
            )
            for row in csv.DictReader(file)
        )


def split_specialties(text: str, start: int, end: int) -> tuple[Name, ...]:
    """The specialties that ``text[start:end]`` lists, each once, in order."""
    found: dict[str, Name] = {}
    for name in _table().split(text, start, end):
        found.setdefault(name.known or name.printed.lower(), name)
    return tuple(found.values())


def specialty_concept(name: str) -> str | None:
    """The concept of a specialty by its name in the table."""
    return _concepts().get(name)


@cache
def _concepts() -> dict[str, str]:
    return {specialty.name: specialty.concept for specialty in specialties()}


@cache
def _table() -> NameTable:
    return NameTable(spellings_of((row.name, *row.variants) for row in specialties()))


def _list(field: str) -> tuple[str, ...]:
    return tuple(part for part in map(str.strip, field.split(";")) if part)
