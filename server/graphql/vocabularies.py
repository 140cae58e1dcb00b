"""Small closed vocabularies as GraphQL enums; each value is the last part of its concept's path."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import strawberry


@strawberry.enum(description="What was decided about a disputed item.")
class DecisionOutcome(Enum):
    """Values of imr:outcome."""

    UPHELD = strawberry.enum_value("upheld", description="The denial stands: not medically necessary.")
    OVERTURNED = strawberry.enum_value("overturned", description="Medically necessary.")
    MODIFIED = strawberry.enum_value(
        "modified", description="Medically necessary in part; never counted as a denial."
    )


@strawberry.enum(description="The side that cites a guideline.")
class CitingParty(Enum):
    """Values of imr:citedBy."""

    CLAIMS_ADMINISTRATOR = strawberry.enum_value(
        "claims-administrator", description="The claims administrator, whose denial is disputed."
    )
    REVIEWER = strawberry.enum_value("reviewer", description="The expert reviewer, who decides.")


@strawberry.enum(description="How the edition of a cited guideline is known.")
class EditionStatus(Enum):
    """Values of imr:editionStatus."""

    PRINTED = strawberry.enum_value("printed", description="The letter prints it.")
    INFERRED = strawberry.enum_value("inferred", description="It follows from the letter's dates.")
    UNKNOWN = strawberry.enum_value("unknown", description="It is left open; the document alone is known.")


@strawberry.enum(description="How sure a diagnosis is.")
class Certainty(Enum):
    """Values of imr:certainty."""

    CONFIRMED = strawberry.enum_value("confirmed", description="Stated as a diagnosis.")
    PROVISIONAL = strawberry.enum_value(
        "provisional", description="To be ruled out, possible, probable or suspected."
    )


@strawberry.enum(description="How fast the review had to be.")
class Priority(Enum):
    """Values of imr:priority."""

    STANDARD = strawberry.enum_value("standard", description="A standard review.")
    EXPEDITED = strawberry.enum_value("expedited", description="An expedited review.")


@strawberry.enum(description="Sex as the letter states it.")
class Sex(Enum):
    """Values of imr:sex."""

    MALE = strawberry.enum_value("male", description="Male.")
    FEMALE = strawberry.enum_value("female", description="Female.")


@strawberry.enum(description="A side of the body.")
class Side(Enum):
    """Values of imr:side."""

    LEFT = strawberry.enum_value("left", description="Left.")
    RIGHT = strawberry.enum_value("right", description="Right.")
    BILATERAL = strawberry.enum_value("bilateral", description="Both sides.")


ConceptReference = Annotated[
    str,
    strawberry.argument(
        description="A concept by its IRI, its path below the concept namespace or its label "
        "(“drug/norco”, “norco”, “Norco”)."
    ),
]
"""An argument that names a concept."""
