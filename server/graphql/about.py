"""What counts rest on, as GraphQL tells it beside every answer that counts."""

from __future__ import annotations

import datetime as dt

import strawberry

from imr_graph.questions.about import About as AboutAnswer
from server.graphql.documented import documented_type


@documented_type
class About:
    """What an answer rests on: of which time, how many letters and items, and what it leaves out."""

    first_decision: dt.date | None = strawberry.field(
        description="The earliest day of decision among the letters counted; null where none prints one."
    )
    last_decision: dt.date | None = strawberry.field(description="The latest day of decision among them.")
    letters_counted: int = strawberry.field(description="Letters with something that counts in the answer.")
    letters_undated: int = strawberry.field(
        description="Those of them that print no day of decision: they stand outside the period."
    )
    items_looked_at: int | None = strawberry.field(
        description="Disputed items that fit what was asked; null for graphs without fact tables."
    )
    items_without_value: int | None = strawberry.field(
        description="Those of them without a value of what is grouped by; null where the rows are no groups "
        "of items, or the graph has no fact tables."
    )
    without_value: str = strawberry.field(
        description="What becomes of them: “left out”, or the label of the row that counts them."
    )
    not_narrowed_by: list[str] = strawberry.field(
        description="Parameters that were given and that these numbers do not heed."
    )
    letters: int = strawberry.field(description="Letters of the graph.")
    items: int = strawberry.field(description="Disputed items of the graph.")
    letters_refused: int = strawberry.field(
        description="Files that were not understood: they lie in quarantine and count nowhere."
    )
    synthetic_letters: int = strawberry.field(
        description="Letters of the graph that say that they were made up."
    )
    text: str = strawberry.field(description="All of it in a line, for people.")


def about_type(told: AboutAnswer) -> About:
    """What an answer rests on as its GraphQL type."""
    return About(
        first_decision=told.first_decision,
        last_decision=told.last_decision,
        letters_counted=told.letters_counted,
        letters_undated=told.letters_undated,
        items_looked_at=told.items_looked_at,
        items_without_value=told.items_without_value,
        without_value=told.without_value,
        not_narrowed_by=list(told.not_narrowed_by),
        letters=told.letters,
        items=told.items,
        letters_refused=told.letters_refused,
        synthetic_letters=told.synthetic_letters,
        text=str(told),
    )
