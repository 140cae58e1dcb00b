"""What GraphQL types of concepts share: names, sources, and the letters and items that are tied to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar, TypeVar

import strawberry

from server.graphql.connections import After, Before, Connection, Last, OptionalFirst, listed, window
from server.graphql.context import Info, ItemCount
from server.graphql.documented import documented
from server.graphql.filters import where_of
from server.graphql.node import Node, concept_reference
from server.graphql.orders import Fitting, LetterOrder, OrderOfItems
from server.graphql.vocabularies import DecisionOutcome
from server.serving.catalogue import Catalogue
from server.serving.catalogue import Concept as SchemeConcept

if TYPE_CHECKING:
    from imr_graph.tables.conditions import Where
    from server.graphql.filters import ItemFilter
    from server.graphql.letter_types import Determination, DisputedItem

C = TypeVar("C", bound="Concept")

_LETTERS = "server.graphql.letter_types"


@strawberry.interface(description="A concept that letters share: it stands in one of the graph's schemes.")
class Concept(Node):
    """Base of all types of concepts; a thin cover over the catalogue."""

    concept: strawberry.Private[SchemeConcept]
    catalogue: strawberry.Private[Catalogue]
    ontology_class: ClassVar[strawberry.Private[str]] = "Concept"
    dimension: ClassVar[strawberry.Private[str]] = ""

    def reference(self) -> str:
        """The concept's path, below that of all concepts."""
        return concept_reference(self.concept.path)

    @documented
    def iri(self) -> str:
        """The concept's IRI, the same in every graph."""
        return self.concept.iri

    @documented
    def label(self) -> str:
        """The preferred label (skos:prefLabel)."""
        return self.concept.label

    @documented
    def short_label(self) -> str:
        """A name without what the concept stands in, such as “p. 63” (rdfs:label)."""
        return self.concept.short_label or self.concept.label

    @documented
    def alternative_labels(self) -> list[str]:
        """Other names of the concept (skos:altLabel)."""
        return list(self.concept.alternative_labels)

    @documented
    def notation(self) -> str | None:
        """A code or number that names the concept (skos:notation)."""
        return self.concept.notation

    @documented
    def verified(self) -> bool | None:
        """Whether the concept was checked against its source (imr:verified)."""
        return self.truth("verified")

    @documented
    def sources(self) -> list[str]:
        """Where the concept comes from (dcterms:source)."""
        return list(self.concept.sources)

    @documented
    async def item_count(
        self,
        info: Info,
        decision: Annotated[
            DecisionOutcome | None,
            strawberry.argument(description="Only items so decided; all without."),
        ] = None,
    ) -> int:
        """Number of distinct disputed items that name the concept, of one decision or of all."""
        outcome = None if decision is None else str(decision.value)
        asked = ItemCount(type(self).ontology_class, outcome, self.concept.path)
        return await info.context.item_counts.load(asked)

    @documented
    async def items(
        self,
        info: Info,
        first: OptionalFirst = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Fitting = None,  # noqa: A002
        order_by: OrderOfItems = None,
    ) -> Connection[Annotated[DisputedItem, strawberry.lazy(_LETTERS)]]:
        """The disputed items that name the concept, those that `itemCount` counts."""
        from server.graphql.browsing import find_items

        wanted = window(first, after, last, before)
        return await find_items(info.context, self.tied(info, filter), wanted, order_by)

    @documented
    async def determinations(
        self,
        info: Info,
        first: OptionalFirst = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Fitting = None,  # noqa: A002
        order_by: LetterOrder = None,
    ) -> Connection[Annotated[Determination, strawberry.lazy(_LETTERS)]]:
        """The letters with an item that names the concept and fits the filter."""
        from server.graphql.browsing import find_determinations

        wanted = window(first, after, last, before)
        return await find_determinations(info.context, self.tied(info, filter), wanted, order_by)

    def tied(self, info: Info, given: ItemFilter | None) -> Where:
        """The condition that an item names the concept, and fits a filter."""
        from imr_graph.tables.conditions import Every

        fitting = where_of(info.context, given)
        return self.naming() if fitting is None else Every((self.naming(), fitting))

    def naming(self) -> Where:
        """The condition that an item names the concept."""
        from imr_graph.tables.conditions import OneOf

        return OneOf(self.dimension, (self.concept.path,))

    def beneath(self, kind: type[C]) -> list[C]:
        """The concepts right below it in its scheme, as that type."""
        below = self.catalogue.narrower(self.concept.path)
        return [
            kind(concept=concept, catalogue=self.catalogue)
            for concept in below
            if kind.ontology_class in concept.classes
        ]

    def leading_here(self, kind: type[C], prop: str) -> list[C]:
        """The concepts of a type that an ``imr:`` property leads from to this one, in order of label."""
        return [
            kind(concept=concept, catalogue=self.catalogue)
            for concept in self.catalogue.leading_to(self.concept.path, prop)
            if kind.ontology_class in concept.classes
        ]

    def related(self, prop: str) -> list[SchemeConcept]:
        """The concepts that an ``imr:`` property leads to."""
        return [self.catalogue.get(path) for path in self.concept.related.get(prop, ())]

    def wider(self, kind: type[C]) -> list[C]:
        """The concepts right above it in its scheme, as that type."""
        return [
            kind(concept=self.catalogue.get(path), catalogue=self.catalogue) for path in self.concept.broader
        ]

    def one_related(self, prop: str) -> SchemeConcept | None:
        """The concept that a functional ``imr:`` property leads to."""
        return next(iter(self.related(prop)), None)

    def number(self, prop: str) -> int | None:
        """The value of an ``imr:`` property that is a whole number."""
        value = next(iter(self.concept.values.get(prop, ())), None)
        return value if isinstance(value, int) else None

    def day(self, prop: str) -> dt.date | None:
        """The value of an ``imr:`` property that is a day."""
        value = next(iter(self.concept.values.get(prop, ())), None)
        return value if isinstance(value, dt.date) else None

    def word(self, prop: str) -> str | None:
        """The value of an ``imr:`` property that is a text."""
        value = next(iter(self.concept.values.get(prop, ())), None)
        return None if value is None else str(value)

    def truth(self, prop: str) -> bool | None:
        """The value of an ``imr:`` property that is true or false."""
        value = next(iter(self.concept.values.get(prop, ())), None)
        return value if isinstance(value, bool) else None


def paged_concepts(
    concepts: Sequence[C], first: int | None, after: str | None, last: int | None, before: str | None
) -> Connection[C]:
    """A page of concepts that are in order of label."""
    return listed(concepts, first, after, lambda entry: entry.concept.place, last, before)
