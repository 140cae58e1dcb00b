"""Items and letters found by words and filters: a page of them, how many, how decided, and by which values.

The full-text index finds by words, the fact tables by everything else; what the index found is one more
condition there. GraphQL's filters mean the same conditions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from imr_graph.errors import QuestionError
from server.rows.search_parameters import SearchAsked, Show
from server.serving.kept import Kept, kept
from server.serving.version import Serving

if TYPE_CHECKING:
    import pyarrow as pa

    from imr_graph.tables.answers import AskedTables
    from imr_graph.tables.conditions import Held, Where
    from imr_graph.tables.facets import Facets, FacetValue

MOST_KEPT: Final = 200
"""Searches whose counts are kept, some 20 kB each."""

FACETS: Final = (
    "outcome",
    "category",
    "subcategory",
    "drug_class",
    "ingredient",
    "drug",
    "reviewer_document",
    "claims_document",
    "chapter",
    "section",
    "condition",
    "body_region",
    "specialty",
    "decision_year",
    "priority",
    "sex",
)
"""The dimensions whose values are counted beside what is found."""

SHOWN_VALUES: Final = 8
"""Values of a facet that are shown; its own page has all."""


class Place(NamedTuple):
    """One letter or item that was found.

    Args:
        identifier: the letter's.
        position: the item's in the letter; 0 for a letter.
        score: how well it fits the words; None without words.
    """

    identifier: str
    position: int
    score: float | None


@dataclass(frozen=True, slots=True)
class ShownFacet:
    """The values of a dimension among what is found.

    Args:
        dimension: its name.
        values: the first of them, and those that are chosen.
        total: how many there are.
    """

    dimension: str
    values: tuple[FacetValue, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Counted:
    """How much is found.

    Args:
        items: requests.
        letters: that they stand in; None where there are no fact tables.
        outcomes: items by how they were decided; empty where there are no fact tables.
        facets: by which values; none where they were not asked for.
        held: the items, as the fact tables number them; None for all of them.
    """

    items: int
    letters: int | None = None
    outcomes: Mapping[str, int] = field(default_factory=dict)
    facets: tuple[ShownFacet, ...] = ()
    held: Held | None = None

    def total(self, show: Show) -> int:
        """How many there are of what is listed."""
        return self.items if show == "items" else self.letters or 0

    @property
    def rate(self) -> tuple[float, float, float] | None:
        """The overturn rate with its interval; None of nothing."""
        from imr_graph.tables.item_statistics import wilson

        overturned, items = self.outcomes.get("overturned", 0), sum(self.outcomes.values())
        return (overturned / items, *wilson(overturned, items)) if items else None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what is found.

    Args:
        places: in order.
        total: how many there are of what is listed.
        counted: how much is found in all.
        positions: of letters, the items that were found in each.
    """

    places: tuple[Place, ...]
    total: int
    counted: Counted
    positions: dict[str, list[int]]


_COUNTED: Final[Kept[Counted]] = Kept(MOST_KEPT)


class Finding:
    """One search of one version; all of its calls block.

    Args:
        serving: what is served.
        asked: what is sought.
        client: who asks.
    """

    def __init__(self, serving: Serving, asked: SearchAsked, client: str) -> None:
        self._serving = serving
        self._asked = asked
        self._client = client
        self._matching: pa.Table | None = None

    def found(self, first: int, offset: int, *, with_facets: bool) -> Found:
        """A page of what is found.

        Args:
            first: letters or items at most.
            offset: those to leave out before them.
            with_facets: whether values are counted too.

        Raises:
            QuestionError: the words are over one of the index's limits, or the version has no index or no
                fact tables.
            Problem: a query is over a limit.
        """
        asked = self._asked
        counting = self._serving.counting
        if counting is None:
            return self._by_words_alone(first, offset)
        matches = self._matches()
        with counting.asked() as tables:
            counted = self._counted(tables, matches, with_facets=with_facets)
            total = counted.total(asked.show)
            places = self._places(tables, matches, counted.held, first, offset) if offset < total else []
            positions = {}
            if asked.show == "letters" and places:
                from imr_graph.tables.ranked import positions_held

                positions = positions_held(tables, [one.identifier for one in places], counted.held)
        return Found(tuple(places), total, counted, positions)

    def values(self, dimension: str) -> list[FacetValue]:
        """All values of a dimension among what is found; errors as :meth:`found`."""
        from imr_graph.tables.facets import FacetAsked, items_held

        counting = self._serving.counting
        if counting is None:
            raise QuestionError(_NO_TABLES)
        where = _every(self._where(self._matches(), dimension))
        with counting.asked() as tables:
            (held,) = items_held(tables, [where])
            (found,) = facets_of(self._serving).count(tables, [FacetAsked(dimension, held.items, where)])
        return found

    def _matches(self) -> pa.Table | None:
        """What the words are found in; None without words."""
        if self._asked.words and self._matching is None:
            searching = self._serving.search
            if searching is None:
                raise QuestionError(
                    "this version of the graph has no full-text index; the next build makes it"
                )
            self._matching = searching.matches(self._asked.words, client=self._client)
        return self._matching

    def _where(self, matches: pa.Table | None, leaving: str = "") -> tuple[Where, ...]:
        from imr_graph.tables.conditions import Listed

        conditions = self._asked.where(leaving)
        return conditions if matches is None else (Listed(matches), *conditions)

    def _places(
        self, tables: AskedTables, matches: pa.Table | None, held: Held | None, first: int, offset: int
    ) -> list[Place]:
        from imr_graph.tables.browse import Listing, pages
        from imr_graph.tables.ranked import ranked

        asked = self._asked
        if asked.order == "best" and matches is not None:
            return [Place(*one) for one in ranked(tables, asked.show, matches, held, first, offset)]
        order = asked.listing_order()
        (rows,) = pages(
            tables, [Listing(what=asked.show, where=held, order=order, limit=first, offset=offset)]
        )
        return [Place(row.identifier, row.position, None) for row in rows]

    def _counted(self, tables: AskedTables, matches: pa.Table | None, *, with_facets: bool) -> Counted:
        """As :meth:`_count`, kept; what was counted with its values serves without them too."""
        serving, key = self._serving, self._asked.key
        known = None if with_facets else _COUNTED.held(serving, (key, True))
        return known or _COUNTED.get(
            serving, (key, with_facets), lambda: self._count(tables, matches, with_facets=with_facets)
        )

    def _count(self, tables: AskedTables, matches: pa.Table | None, *, with_facets: bool) -> Counted:
        """How much is found; each facet is counted without its own filter."""
        from imr_graph.tables.browse import totals
        from imr_graph.tables.facets import FacetAsked, items_held

        chosen = self._asked.filters
        names = list(dict.fromkeys((*chosen, *FACETS))) if with_facets else []
        everything = _every(self._where(matches))
        wheres = {name: _every(self._where(matches, name)) for name in names if name in chosen}
        held, *others = items_held(tables, [everything, *wheres.values()])
        looked = dict(zip(wheres, others, strict=True))
        asked = [
            FacetAsked(name, looked.get(name, held).items, wheres.get(name, everything)) for name in names
        ]
        facets_of_version = facets_of(self._serving)
        outcomes, *counted = facets_of_version.count(tables, [FacetAsked("outcome", held.items), *asked])
        facets = tuple(
            ShownFacet(name, _first(values, chosen.get(name, ())), len(values))
            for name, values in zip(names, counted, strict=True)
        )
        letters = facets_of_version.letters(tables, held.items)
        if everything is None:  # letters without an item, which nothing chooses, are listed too
            (letters,) = totals(tables, [("letters", None)])
        return Counted(
            items=held.items.bit_count(),
            letters=letters,
            outcomes={(one.value or "").removeprefix("decision/"): one.items for one in outcomes},
            facets=facets,
            held=None if everything is None else held,
        )

    def _by_words_alone(self, first: int, offset: int) -> Found:
        """What the index finds by itself, where a version has no fact tables."""
        asked, searching = self._asked, self._serving.search
        if asked.where() or not asked.words or asked.order != "best" or asked.show != "items":
            raise QuestionError(_NO_TABLES)
        if searching is None:
            raise QuestionError(_NO_INDEX)
        hits = searching.search(asked.words, limit=first, offset=offset, client=self._client)
        places = tuple(Place(*hit) for hit in hits.hits)
        return Found(places, hits.total, Counted(hits.total), {})


def facets_of(serving: Serving) -> Facets:
    """What counts values of dimensions in a version; it keeps the items of each value."""
    from imr_graph.tables.facets import Facets

    return kept(serving, "facets", Facets)


def prepare_values(serving: Serving, dimension: str) -> None:
    """Work out the items of each value of a dimension, for which its first facet would wait; blocks.

    Raises:
        QuestionError: there are no fact tables, or no such dimension.
        Problem: counting is over a limit.
    """
    from imr_graph.tables.facets import FacetAsked

    if serving.counting is None:
        raise QuestionError(_NO_TABLES)
    with serving.counting.asked() as tables:
        facets = facets_of(serving)
        facets.count(tables, [FacetAsked(dimension, 0)])
        facets.letters(tables, 0)


_NO_INDEX: Final = "this version of the graph has no full-text index; the next build makes it"
_NO_TABLES: Final = "this version of the graph has no fact tables, by which letters are listed; build it anew"


def _every(conditions: Sequence[Where]) -> Where | None:
    """All of them; None, which holds of letters without items too, where there is none."""
    from imr_graph.tables.conditions import Every

    return Every(tuple(conditions)) if conditions else None


def _first(values: Sequence[FacetValue], chosen: Sequence[str]) -> tuple[FacetValue, ...]:
    """The values that are shown, chosen ones among them."""
    return tuple(one for number, one in enumerate(values) if number < SHOWN_VALUES or one.value in chosen)
