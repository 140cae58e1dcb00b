"""What an item says of the service it asks for: where on the body, how often and when."""

from __future__ import annotations

import datetime as dt

import strawberry

from imr_graph.record import Item
from server.graphql.concept_types import BodyRegion
from server.graphql.documented import documented
from server.graphql.node import LetterNode
from server.graphql.vocabularies import Side


@strawberry.type
class RequestedService(LetterNode):
    """The facts of an item that lead to no other type of a letter."""

    position: int = strawberry.field(description="Its place in the letter, counted from 1.")

    @documented
    def body_regions(self) -> list[BodyRegion]:
        """The regions of the body that its words name, or in which a printed spinal level lies."""
        known = self.view.catalogue
        return [BodyRegion(concept=known.get(path), catalogue=known) for path in self.printed.regions]

    @documented
    def side(self) -> Side | None:
        """The one side of the body that it prints; none where different places have different sides."""
        return None if self.printed.side is None else Side(self.printed.side)

    @documented
    def spinal_levels(self) -> list[str]:
        """Vertebrae or nerve roots (“C5”), disc levels and longer stretches (“L4-L5”, “L3-S1”)."""
        return list(self.printed.spinal_levels)

    @documented
    def visits(self) -> int | None:
        """How many visits of a service it asks for: “2 x 6” is 12; none for several numbers or a range."""
        return self.printed.visits

    @documented
    def is_retrospective(self) -> bool:
        """Whether it calls itself retrospective: a request for a service already given."""
        return self.printed.retrospective

    @documented
    def first_service_date(self) -> dt.date | None:
        """The first day on which the service was given, where it prints one."""
        return self.printed.first_service_date

    @documented
    def last_service_date(self) -> dt.date | None:
        """The last day on which the service was given: the first one where one alone is printed."""
        return self.printed.last_service_date

    @property
    def printed(self) -> Item:
        """The record's item."""
        return self.view.record.items[self.position - 1]
