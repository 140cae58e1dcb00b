"""What disputed items tie a concept or a letter to: the neighbours of a node, counted by one statement.

Two concepts are neighbours where one disputed item has both: a drug and the section that was cited for it, a
section and the specialty of the reviewer. A letter's neighbours are the concepts of its items.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from imr_graph.tables.answers import AskedTables, concept_number
from imr_graph.tables.conditions import InLetters, OneOf, Where
from imr_graph.tables.dimensions import Dimension, dimensions
from imr_graph.tables.grouping import Parameters
from imr_graph.tables.summaries import outcome_numbers
from imr_graph.tables.where import condition

CLASSES: Final[Mapping[str, str]] = {
    "DrugName": "drug",
    "Ingredient": "ingredient",
    "DrugClass": "drug_class",
    "GuidelineDocument": "document",
    "GuidelineEdition": "edition",
    "GuidelineChapter": "chapter",
    "GuidelineSection": "section",
    "GuidelinePage": "place",
    "Condition": "condition",
    "Specialty": "specialty",
    "TreatmentCategory": "category",
    "TreatmentSubcategory": "subcategory",
    "BodyRegion": "body_region",
}
"""Class of concepts to the dimension that ties them to items."""

NEIGHBOURS: Final = tuple(name for name in CLASSES.values() if name not in ("edition", "chapter"))
"""Dimensions whose values are neighbours; editions and chapters stand above sections and pages."""

_PAGE: Final = "GuidelinePage"


@dataclass(frozen=True, slots=True)
class Counted:
    """Items and how they were decided.

    Args:
        items: distinct items.
        letters: distinct letters.
        upheld: items of that outcome.
        overturned: items of that outcome.
        modified: items of that outcome.
    """

    items: int
    letters: int
    upheld: int
    overturned: int
    modified: int


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A concept that items tie to the node.

    Args:
        path: of the concept.
        label: preferred label.
        name: a name where the context is plain (``p. 24``).
        concept_class: local name of its class.
        counted: the items with both.
    """

    path: str
    label: str
    name: str
    concept_class: str
    counted: Counted


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The neighbours of a node, those of most items first.

    Args:
        counted: the node's own items.
        shown: by dimension, some neighbours.
        total: by dimension, how many there are.
        letters: identifiers of its newest letters.
    """

    counted: Counted
    shown: Mapping[str, tuple[Neighbour, ...]]
    total: Mapping[str, int]
    letters: tuple[str, ...]


def where_of(path: str, concept_class: str) -> Where | None:
    """The items that a concept is tied to; None where items are tied to no concept of its class."""
    name = CLASSES.get(concept_class)
    return None if name is None else OneOf(name, (path,))


def where_letter(identifier: str) -> Where:
    """The items of a letter."""
    return InLetters((identifier,))


def neighbours(
    tables: AskedTables,
    where: Where,
    own: str = "",
    names: Sequence[str] = NEIGHBOURS,
    *,
    most: int,
    letters: int = 0,
) -> Neighbours:
    """The neighbours that some items lead to.

    Args:
        tables: open fact tables that were finished.
        where: the items.
        own: path of the concept that is no neighbour of itself.
        names: of the dimensions that are looked at, of `NEIGHBOURS`.
        most: neighbours of one dimension that are told.
        letters: letters that are told.
    """
    parameters = Parameters()
    held = _HELD.format(condition=condition(where, tables, parameters), **outcome_numbers(tables.connection))
    total_of = "count(*), count(DISTINCT letter), sum(upheld), sum(overturned), sum(modified)"
    (row,) = tables.rows(f"WITH {held} SELECT {total_of} FROM held", parameters.values)
    newest: list[tuple[Any, ...]] = []
    if letters and row[0]:
        newest = tables.rows(
            f"WITH {held} SELECT identifier FROM determinations WHERE letter IN (SELECT letter FROM held) "
            f"ORDER BY decision_date DESC NULLS LAST, identifier LIMIT {int(letters)}",
            parameters.values,
        )
    shown: dict[str, list[Neighbour]] = {name: [] for name in names}
    total = dict.fromkeys(names, 0)
    if row[0]:
        statement = _statement(held, names, parameters.add(concept_number(tables, own)), most)
        for name, of, path, label, short, of_class, *numbers in tables.rows(statement, parameters.values):
            shown[name].append(Neighbour(path, label, short, of_class, Counted(*map(int, numbers))))
            total[name] = of
    told = {name: tuple(found) for name, found in shown.items()}
    counted = Counted(*(int(number or 0) for number in row))
    return Neighbours(counted, told, total, tuple(identifier for (identifier,) in newest))


_HELD: Final = (
    "held AS MATERIALIZED (SELECT i.item, i.letter, (i.outcome = {upheld})::INTEGER AS upheld, "
    "(i.outcome = {overturned})::INTEGER AS overturned, (i.outcome = {modified})::INTEGER AS modified "
    "FROM items AS i WHERE {condition}), "
    "held_letters AS MATERIALIZED (SELECT letter, count(*) AS items, sum(upheld) AS upheld, "
    "sum(overturned) AS overturned, sum(modified) AS modified FROM held GROUP BY letter)"
)
"""The items, and how many of them each of their letters holds."""


def _statement(held: str, names: Sequence[str], own: str, most: int) -> str:
    """One row for each neighbour that is told: dimension, how many it has, the concept, its counts."""
    counted = " UNION ALL ".join(
        f"(SELECT '{name}' AS dimension, * FROM ({_grouped(dimensions()[name])}))" for name in names
    )
    return (
        f"WITH {held}, counted AS ({counted}), "
        # Numbers of concepts go in order of their paths, so that ties always fall alike.
        "ranked AS (SELECT *, count(*) OVER (PARTITION BY dimension) AS total, row_number() OVER "
        f"(PARTITION BY dimension ORDER BY items DESC, value) AS place FROM counted WHERE value <> {own}) "
        "SELECT dimension, total, path, coalesce(label, path), coalesce(name, label, path), "
        "coalesce(class, 'Concept'), items, letters, upheld, overturned, modified "
        f"FROM ranked JOIN concepts ON concept = value WHERE place <= {int(most)} ORDER BY dimension, place"
    )


def _grouped(one: Dimension) -> str:
    """SQL of the concepts of a dimension that the items have, counted."""
    decided = "sum(upheld) AS upheld, sum(overturned) AS overturned, sum(modified) AS modified"
    if one.family.key == "letter":  # values of letters meet counts of their items, not each item
        return (
            f"SELECT value, sum(items) AS items, count(*) AS letters, {decided} FROM held_letters "
            f"JOIN ({_values(one, 'held_letters')}) AS r ON r.key = letter GROUP BY value"
        )
    return (
        f"SELECT value, count(*) AS items, count(DISTINCT letter) AS letters, {decided} FROM held "
        f"JOIN ({_values(one, 'held')}) AS r ON r.key = item GROUP BY value"
    )


def _values(one: Dimension, held: str) -> str:
    """SQL of the distinct concepts of a dimension of those items or letters that are held."""
    family = one.family
    parts, value, conditions = one.parts, one.sql, [family.where] if family.where else []
    if one.values == "place":  # the pages among them: sections have a dimension of their own
        parts, value = (*parts, "l"), "l.concept"
        conditions.append(f"l.concept IN (SELECT concept FROM concepts WHERE class = '{_PAGE}')")
    joins = " ".join(sql for part, sql in family.parts.items() if part in parts)
    key = f"{family.alias}.{family.key}"
    conditions += [f"{value} IS NOT NULL", f"{key} IN (SELECT {family.key} FROM {held})"]
    return (
        f"SELECT DISTINCT {key} AS key, {value} AS value "
        f"FROM {family.rows} {joins} WHERE {' AND '.join(conditions)}"
    )
