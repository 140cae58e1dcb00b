"""Rows of statistics in GraphQL: groups of disputed items, their counts, and what was counted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Annotated

import strawberry

from server.graphql.browsing import determinations as letters_of
from server.graphql.concept_types import Concept
from server.graphql.connections import After, Connection, First, checked_first, connection
from server.graphql.context import Context, Info
from server.graphql.counted_groups import CountedGroups
from server.graphql.documented import documented, documented_type
from server.graphql.letter_types import Determination, DisputedItem
from server.graphql.statistics_dimensions import Dimension
from server.graphql.vocabularies import DecisionOutcome

if TYPE_CHECKING:
    from imr_graph.tables.item_statistics import GroupValue
    from imr_graph.tables.item_statistics import StatisticsRow as CountedRow
else:
    # Private fields are no part of the schema, but their annotations must name something.
    GroupValue = object

Outcome = Annotated[
    DecisionOutcome | None, strawberry.argument(description="Only those of this decision; all without.")
]


@documented_type
class StatisticsGroup:
    """What the items of a row have in common: one value of one dimension."""

    dimension: Dimension = strawberry.field(description="The dimension.")
    label: str | None = strawberry.field(
        description="The value for people; null for items that have no value of the dimension."
    )
    value: strawberry.Private[GroupValue | None]

    @documented
    def iri(self, info: Info) -> str | None:
        """IRI of the value's concept, where it is one that the schemes know."""
        path = self.value.concept if self.value else None
        return None if path is None else info.context.catalogue.get(path).iri

    @documented
    def concept(self, info: Info) -> Concept | None:
        """The value's concept, where it is one of a type of its own; null for closed vocabularies."""
        path = self.value.concept if self.value else None
        return None if path is None else concept_at(info.context, path)


@documented_type
class OverturnRate:
    """The proportion of overturned items with its interval: few items make it wide."""

    value: float = strawberry.field(description="Overturned items of all items of the row.")
    low: float = strawberry.field(description="Lower end of Wilson's 95% interval.")
    high: float = strawberry.field(description="Upper end of Wilson's 95% interval.")
    of: int = strawberry.field(description="The number of items that it is a proportion of.")


@documented_type
class StatisticsRow:
    """The counts of one group of disputed items, and the items and letters behind them."""

    page: strawberry.Private[CountedGroups]
    place: strawberry.Private[int]

    @documented
    def groups(self) -> list[StatisticsGroup]:
        """The group's values, one for each dimension that was grouped by, in that order."""
        named = zip(self.page.group_by, self._counted.values, strict=True)
        return [
            StatisticsGroup(dimension=Dimension(name), label=value.label if value else None, value=value)
            for name, value in named
        ]

    @documented
    def requests(self) -> int:
        """Number of distinct disputed items."""
        return self._counted.items

    @documented
    def upheld(self) -> int:
        """Of them upheld: the denial stands."""
        return self._counted.upheld

    @documented
    def overturned(self) -> int:
        """Of them overturned: found medically necessary."""
        return self._counted.overturned

    @documented
    def modified(self) -> int:
        """Of them modified: necessary in part; never counted as overturned."""
        return self._counted.modified

    @documented
    def rate(self) -> OverturnRate:
        """How often the denials were overturned."""
        counted = self._counted
        low, high = counted.interval
        return OverturnRate(value=counted.overturn_rate, low=low, high=high, of=counted.items)

    @documented
    def letter_count(self) -> int:
        """Number of distinct letters."""
        return self._counted.letters

    @documented
    async def letters(
        self, info: Info, outcome: Outcome = None, first: First = 20, after: After = None
    ) -> Connection[Determination]:
        """The letters behind the row, or behind its number of one decision, in the order of their IRIs."""
        size = checked_first(first)
        decided = None if outcome is None else str(outcome.value)
        identifiers = await self.page.letters(self.place, decided, size + 1, after)
        found = await letters_of(info.context, identifiers)
        entries = [((letter.view.record.identifier,), letter) for letter in found]
        count = partial(self.page.count_letters, self.place, decided)
        return connection(entries, size, count, before=after is not None)

    @documented
    async def items(
        self, info: Info, outcome: Outcome = None, first: First = 20, after: After = None
    ) -> Connection[DisputedItem]:
        """The very items that the row counts, or those of one decision, by letter and position."""
        size = checked_first(first)
        decided = None if outcome is None else str(outcome.value)
        places = await self.page.items(self.place, decided, size + 1, after)
        letters = await letters_of(info.context, list(dict.fromkeys(name for name, _ in places)))
        views = {letter.view.record.identifier: letter.view for letter in letters}
        info.context.budget.spend(len(places))
        entries = [
            ((name, position), DisputedItem(view=views[name], position=position))
            for name, position in places
            if name in views
        ]
        count = partial(self.page.count_items, self.place, decided)
        return connection(entries, size, count, before=after is not None)

    @property
    def _counted(self) -> CountedRow:
        return self.page.rows[self.place]


def concept_at(context: Context, path: str) -> Concept | None:
    """The concept at a path as the GraphQL type of its class; None where its class has none."""
    found = context.catalogue.get(path)
    for kind in _subclasses(Concept):
        if kind.ontology_class in found.classes:
            return kind(concept=found, catalogue=context.catalogue)
    return None


def _subclasses(kind: type[Concept]) -> Iterator[type[Concept]]:
    """The types below a type that stand for a class of the ontology."""
    for below in kind.__subclasses__():
        if below.ontology_class != kind.ontology_class:
            yield below
        yield from _subclasses(below)
