"""What the letters make of concepts: items that have one, how they were decided, what they have besides."""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from imr_graph.errors import QuestionError
from server.rows.search_results import facets_of
from server.serving.catalogue import Catalogue
from server.serving.kept import Kept
from server.serving.version import Serving
from server.web.concept_kinds import ConceptKind

if TYPE_CHECKING:
    from imr_graph.tables.answers import AskedTables
    from imr_graph.tables.conditions import Where
    from imr_graph.tables.facets import Facets, FacetValue

SHOWN: Final = 8
"""Values of a dimension that a page shows beside a concept, the most frequent; a link leads to all."""

_NEWEST: Final = 6
"""Letters that a concept's page names."""

_YEAR: Final = "decision_year"


@dataclass(frozen=True, slots=True)
class Tally:
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

    @property
    def rate(self) -> float:
        """Overturned items of all."""
        return self.overturned / self.items

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95% interval of the rate."""
        return _interval(self.overturned, self.items)


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a dimension beside a concept.

    Args:
        label: for people.
        concept: its path; None where no table knows it.
        items: distinct items that have both.
        overturned: of them overturned.
    """

    label: str
    concept: str | None
    items: int
    overturned: int

    @property
    def rate(self) -> float:
        """Overturned items of all."""
        return self.overturned / self.items

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95% interval of the rate."""
        return _interval(self.overturned, self.items)


@dataclass(frozen=True, slots=True)
class Beside:
    """The values of one dimension beside a concept.

    Args:
        dimension: as GraphQL and addresses call it.
        label: of the dimension.
        values: the most frequent.
        total: how many there are.
    """

    dimension: str
    label: str
    values: tuple[Value, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ConceptCounts:
    """What the letters make of a concept.

    Args:
        whole: its items; None where no item has it.
        further: the same by its kind's further dimensions, with their words; those that have items.
        years: items by year of decision, in order; those without a day under None.
        beside: what its items have besides.
        newest: identifier and item's place, from 0, of the newest items, one a letter.
    """

    whole: Tally | None
    further: tuple[tuple[str, str, Tally], ...]
    years: tuple[tuple[str | None, Tally], ...]
    beside: tuple[Beside, ...]
    newest: tuple[tuple[str, int], ...]


_COUNTED: Final[Kept[ConceptCounts]] = Kept(500)
_USED: Final[Kept[dict[str, Tally]]] = Kept(30)


def concept_counts(serving: Serving, kind: ConceptKind, path: str) -> ConceptCounts:
    """What the letters make of a concept; blocks.

    Raises:
        QuestionError: the version has no fact tables.
        Problem: the fact tables are over a limit.
    """
    return _COUNTED.get(serving, path, lambda: _counts(serving, kind, path))


def used_concepts(serving: Serving, dimension: str) -> dict[str, Tally]:
    """The concepts that items have by a dimension, narrower ones counted with those above; blocks.

    ``letters`` is not counted here and is 0.

    Raises:
        QuestionError: the version has no fact tables.
        Problem: the fact tables are over a limit.
    """
    return _USED.get(serving, dimension, lambda: _used(serving, dimension))


def _used(serving: Serving, dimension: str) -> dict[str, Tally]:
    from imr_graph.tables.item_statistics import items_by_value

    counting = serving.counting
    if counting is None:
        raise _no_tables()
    with counting.asked() as tables:
        found = {outcome: items_by_value(tables, dimension, outcome) for outcome in (None, *_OUTCOMES)}
    return {
        path: Tally(items, 0, *(found[outcome].get(path, 0) for outcome in _OUTCOMES))
        for path, items in found[None].items()
    }


_OUTCOMES: Final = ("upheld", "overturned", "modified")


def _counts(serving: Serving, kind: ConceptKind, path: str) -> ConceptCounts:
    # The tables' libraries take a fifth of a second to load; a server answers before.
    from imr_graph.tables.browse import Listing, Order, pages
    from imr_graph.tables.facets import FacetAsked, items_held

    counting = serving.counting
    if counting is None:
        raise _no_tables()
    if not kind.dimensions:
        return ConceptCounts(None, (), (), (), ())
    first, *others = kind.dimensions
    having = _having(first, path)
    facets = facets_of(serving)
    with counting.asked() as tables:
        held, *also = items_held(tables, [_having(one, path) for one in kind.dimensions])
        further = tuple(
            (dimension, words, _tally(facets, tables, one.items))
            for dimension, words, one in zip(others, kind.counted[1:], also, strict=True)
            if one.items
        )
        if not held.items:
            return ConceptCounts(None, further, (), (), ())
        whole, years = _tally(facets, tables, held.items), _by_year(facets, tables, held.items)
        found = facets.count(tables, [FacetAsked(name, held.items, having) for name in kind.beside])
        beside = tuple(
            _beside(serving.catalogue, name, path, values)
            for name, values in zip(kind.beside, found, strict=True)
        )
        newest = Order("decision_date", descending=True)
        [rows] = pages(tables, [Listing(what="items", where=having, order=newest, limit=3 * _NEWEST)])
    letters = {row.identifier: row.position - 1 for row in reversed(rows)}
    shown = tuple(dict.fromkeys(row.identifier for row in rows))[:_NEWEST]
    return ConceptCounts(
        whole,
        further,
        years,
        tuple(one for one in beside if one.total),
        tuple((i, letters[i]) for i in shown),
    )


def _having(dimension: str, path: str) -> Where:
    """That an item has a concept, as the search page means its filter: of one citation, of one diagnosis."""
    from imr_graph.tables.conditions import Citing, DiagnosedWith, OneOf
    from imr_graph.tables.dimensions import dimensions

    one = OneOf(dimension, (path,))
    family = dimensions()[dimension].family.name
    if family in _OF_CITATIONS:
        return Citing((one,))
    return DiagnosedWith((one,)) if family == "diagnosis" else one


_OF_CITATIONS: Final = frozenset({"citation", "cited-place", "cited-section"})


def _by_year(facets: Facets, tables: AskedTables, items: int) -> tuple[tuple[str | None, Tally], ...]:
    """Items by the year of their decision, in order; those without a day come last, under None."""
    years = facets.parts(tables, _YEAR, items)
    undated = items & ~functools.reduce(operator.or_, (one.items for one in years), 0)
    told = [(one.label, _tally(facets, tables, one.items)) for one in years]
    return (*told, *([(None, _tally(facets, tables, undated))] if undated else []))


def _tally(facets: Facets, tables: AskedTables, items: int) -> Tally:
    decided = {one.value: one.items.bit_count() for one in facets.parts(tables, "outcome", items)}
    outcomes = (decided.get(f"decision/{name}", 0) for name in _OUTCOMES)
    return Tally(items.bit_count(), facets.letters(tables, items), *outcomes)


def _beside(catalogue: Catalogue, name: str, path: str, values: Sequence[FacetValue]) -> Beside:
    from imr_graph.tables.dimensions import dimensions

    known = dimensions()[name]
    others = [
        Value(one.label, one.value, one.items, one.overturned)
        for one in values
        if one.value != path and not _gathers(catalogue, one.value)
    ]
    return Beside(known.graphql, known.label, tuple(others[:SHOWN]), len(others))


def _gathers(catalogue: Catalogue, path: str | None) -> bool:
    """Whether a condition only gathers narrower ones, such as "Spinal conditions": it has no code itself.

    Nearly every case has one of these, so that they would stand before all that is worth knowing.
    """
    if path is None or not path.startswith("condition/"):
        return False
    return "icd10cmCode" not in catalogue.get(path).values and bool(catalogue.narrower(path))


def _interval(count: int, of: int) -> tuple[float, float]:
    from imr_graph.tables.item_statistics import wilson

    return wilson(count, of)


def _no_tables() -> QuestionError:
    return QuestionError("this version of the graph has no fact tables; build it anew")
