"""What the letters make of concepts: items that have one, how they were decided, what they have besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from imr_graph.errors import QuestionError
from server.catalogue import Catalogue
from server.serving import Serving
from server.web.concept_kinds import ConceptKind
from server.web.kept import Kept, kept

if TYPE_CHECKING:
    from imr_graph.tables.answers import AskedTables
    from imr_graph.tables.conditions import Where
    from imr_graph.tables.facets import FacetValue
    from imr_graph.tables.item_statistics import StatisticsRow

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
    from imr_graph.tables.facets import FacetAsked, Facets, items_held

    counting = serving.counting
    if counting is None:
        raise _no_tables()
    if not kind.dimensions:
        return ConceptCounts(None, (), (), (), ())
    first, *others = kind.dimensions
    having = _having(first, path)
    with counting.asked() as tables:
        years = _by_year(tables, having)
        further = tuple(
            (dimension, words, tally)
            for dimension, words in zip(others, kind.counted[1:], strict=True)
            if (tally := _whole(_by_year(tables, _having(dimension, path)))) is not None
        )
        whole = _whole(years)
        if whole is None:
            return ConceptCounts(None, further, (), (), ())
        facets = kept(serving, "facets", Facets)
        (held,) = items_held(tables, [having])
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


def _by_year(tables: AskedTables, where: Where) -> tuple[tuple[str | None, Tally], ...]:
    from imr_graph.tables.item_statistics import Order, statistics

    rows = statistics(tables, [_YEAR], where, order=[Order("group", descending=False)])
    return tuple((row.values[0].label if row.values[0] else None, _tally(row)) for row in rows)


def _whole(years: Sequence[tuple[str | None, Tally]]) -> Tally | None:
    """All years together: a letter is decided in one."""
    if not years:
        return None
    counts = [(one.items, one.letters, one.upheld, one.overturned, one.modified) for _, one in years]
    return Tally(*map(sum, zip(*counts, strict=True)))


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


def _tally(row: StatisticsRow) -> Tally:
    return Tally(row.items, row.letters, row.upheld, row.overturned, row.modified)


def _interval(count: int, of: int) -> tuple[float, float]:
    from imr_graph.tables.item_statistics import wilson

    return wilson(count, of)


def _no_tables() -> QuestionError:
    return QuestionError("this version of the graph has no fact tables; build it anew")
