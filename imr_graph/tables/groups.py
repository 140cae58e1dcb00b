"""Disputed items in groups, chosen by a tree of conditions or by plain values of dimensions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from imr_graph.errors import QuestionError
from imr_graph.rdf.iris import concept_path
from imr_graph.tables.answers import AskedTables, concept_number
from imr_graph.tables.conditions import Citing, DiagnosedWith, Every, OneOf, Where
from imr_graph.tables.dimensions import Dimension, dimensions
from imr_graph.tables.grouping import Parameters, grouped_items
from imr_graph.tables.where import condition

MOST_DIMENSIONS: Final = 3

_LARGEST: Final = 2**31 - 1
"""Numbers that are asked for are no larger."""

Filter: TypeAlias = str | int | Sequence[str | int]
"""A value or several: IRI or path of a concept, label of an ingredient set, words, a number."""

Chosen: TypeAlias = "Mapping[str, Filter] | Where | None"
"""Which items are looked at.

A mapping says of dimensions the values of which an item must have one: filters of citations hold of one
citation, those of diagnoses of one diagnosis; ``party``, ``edition_status`` and ``certainty`` choose among
them, so that items without such a one still count, without a value. A tree of conditions holds of an item or
not. What its outermost conditions say of citations, diagnoses or ingredients also chooses among those where
they are grouped by: items that cite a guideline, grouped by page, are grouped by pages of that guideline.
"""


def checked(group_by: Sequence[str], most: int = MOST_DIMENSIONS) -> list[Dimension]:
    """The dimensions of these names.

    Raises:
        QuestionError: one is unknown, given twice, or there are too many.
    """
    known = dimensions()
    for name in group_by:
        if name not in known:
            raise QuestionError(f"there is no dimension {name!r}; there are: {', '.join(known)}")
    if len(group_by) > most or len(set(group_by)) < len(group_by):
        raise QuestionError(f"group by up to {most} dimensions, each once; {len(group_by)} are given")
    return [known[name] for name in group_by]


def items_in_groups(
    tables: AskedTables, group_by: Sequence[str], where: Chosen, parameters: Parameters
) -> str:
    """SQL of one row for each chosen item and its values, as :func:`.grouping.grouped_items` gives it.

    Raises:
        QuestionError: a dimension is unknown.
    """
    if where is None:
        return grouped_items(group_by, {}, parameters)
    if isinstance(where, Mapping):
        return grouped_items(group_by, numbered(tables, where), parameters)
    held = condition(where, tables, parameters)
    return grouped_items(group_by, {}, parameters, held=held, chosen=choosing(tables, where))


def numbered(tables: AskedTables, where: Mapping[str, Filter]) -> dict[str, list[int | str]]:
    """Values of dimensions as the tables have them.

    Raises:
        QuestionError: a dimension is unknown, or a number is none.
    """
    checked(list(where), len(where))
    return {name: _values(tables, dimensions()[name], values) for name, values in where.items()}


def choosing(tables: AskedTables, where: Where) -> dict[str, list[int | str]]:
    """What the outermost conditions say of citations, diagnoses and so on, by dimension.

    Of several conditions on one dimension, or on several citations, none chooses.
    """
    said: dict[str, list[Filter]] = {}
    outermost = list(_outermost(where))
    for kind in (Citing, DiagnosedWith):
        if sum(isinstance(one, kind) for one in outermost) > 1:
            outermost = [one for one in outermost if not isinstance(one, kind)]
    for one in outermost:
        inner = one.conditions if isinstance(one, Citing | DiagnosedWith) else (one,)
        for part in _outermost(Every(tuple(inner))):
            if isinstance(part, OneOf) and None not in part.values:
                values = [value for value in part.values if value is not None]
                said.setdefault(part.dimension, []).append(values)
    return numbered(tables, {name: values[0] for name, values in said.items() if len(values) == 1})


def _whole(dimension: Dimension, value: str | int) -> int:
    number = whole_number(value)
    if number is None:
        raise QuestionError(f"{dimension.name}: {value!r} is no whole number, such as 2016")
    return number


def whole_number(value: str | int) -> int | None:
    """A number as columns of numbers may hold it; None for what is none, or is larger."""
    try:
        number = int(value)
    except ValueError:
        return None
    return number if abs(number) <= _LARGEST else None


def _outermost(where: Where) -> Iterator[Where]:
    if isinstance(where, Every):
        for one in where.of:
            yield from _outermost(one)
    else:
        yield where


def _values(tables: AskedTables, dimension: Dimension, values: Filter) -> list[int | str]:
    """Values as the tables have them: numbers of dictionaries' rows, else as they are; -1 is nothing's."""
    several = [values] if isinstance(values, str | int) else list(values)
    if dimension.values == "concept":
        return [concept_number(tables, value) if isinstance(value, str) else value for value in several]
    query = {
        "set": "SELECT ingredient_set FROM ingredient_sets WHERE label = ?",
        "text": "SELECT text FROM texts WHERE words = ?",
        "place": "SELECT p.place FROM places AS p JOIN concepts AS c USING (concept) WHERE c.path = ?",
    }.get(dimension.values)
    if query is None:
        return [_whole(dimension, value) if dimension.values == "number" else str(value) for value in several]
    named = [concept_path(str(value)) or str(value) for value in several]
    return [row[0] for value in named for row in tables.rows(query, [value])] or [-1]
