"""What a determination says of the case itself: its names, dates, priority, and the text it was read from."""

from __future__ import annotations

import datetime as dt

import strawberry

from server.graphql.documented import documented
from server.graphql.node import LetterNode
from server.graphql.vocabularies import Priority


@strawberry.type
class CaseFacts(LetterNode):
    """The facts of a determination that lead to no other type."""

    @documented
    def iri(self) -> str:
        """The determination's IRI; all of the letter stands below it."""
        return self.view.iri()

    @documented
    def identifier(self) -> str:
        """Case number, or a name made of the body's hash where the letter prints none."""
        return self.view.record.identifier

    @documented
    def case_number(self) -> str | None:
        """Case number as printed."""
        return self.view.record.case_number

    @documented
    def injury_date(self) -> dt.date | None:
        """Day of the injury."""
        return self.view.record.dates.injury

    @documented
    def decision_date(self) -> dt.date | None:
        """Day of the decision."""
        return self.view.record.dates.decision

    @documented
    def assigned_date(self) -> dt.date | None:
        """Day on which the review was assigned."""
        return self.view.record.dates.assigned

    @documented
    def utilization_review_denial_date(self) -> dt.date | None:
        """Day of the claims administrator's denial."""
        return self.view.record.dates.ur_denial

    @documented
    def application_received_date(self) -> dt.date | None:
        """Day on which the application was received."""
        return self.view.record.dates.application_received

    @documented
    def priority(self) -> Priority | None:
        """Standard or expedited."""
        priority = self.view.record.priority
        return None if priority is None else Priority(priority)

    @documented
    def layout(self) -> str:
        """Name of the letter's layout."""
        return self.view.record.layout

    @documented
    def is_synthetic(self) -> bool:
        """Whether the letter says of itself that it was made up, as sample letters do."""
        return self.view.record.synthetic

    @documented
    def text_hash(self) -> str:
        """SHA-256 of the kept text that all evidence points into."""
        return self.view.record.text_sha256

    @documented
    def body_hash(self) -> str:
        """SHA-256 of the white-space-folded body, the same for every copy of the letter."""
        return self.view.record.body_sha256
