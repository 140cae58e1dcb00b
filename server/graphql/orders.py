"""Orders of letters and of disputed items, and the arguments that lists of them take."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import strawberry

from server.graphql.filter_inputs import ItemFilter


@strawberry.enum(description="Which way a list is ordered.")
class Direction(Enum):
    """Ascending or descending."""

    ASC = strawberry.enum_value("asc", description="The smallest, earliest, first of the alphabet first.")
    DESC = strawberry.enum_value("desc", description="The largest, latest, last of the alphabet first.")


@strawberry.enum(description="What letters are ordered by.")
class DeterminationOrderField(Enum):
    """Orders of letters, as ``imr_graph.tables.browse`` calls them."""

    IDENTIFIER = strawberry.enum_value("identifier", description="Identifier.")
    DECISION_DATE = strawberry.enum_value("decision_date", description="Day of the decision.")
    ITEMS = strawberry.enum_value("items", description="Number of disputed items.")


@strawberry.enum(description="What disputed items are ordered by.")
class ItemOrderField(Enum):
    """Orders of items, as ``imr_graph.tables.browse`` calls them."""

    IDENTIFIER = strawberry.enum_value("identifier", description="Identifier of the letter, then position.")
    DECISION_DATE = strawberry.enum_value("decision_date", description="Day of the decision.")
    DRUG_NAME = strawberry.enum_value("drug_name", description="Name of the drug as printed.")


@strawberry.input(
    description="An order of letters; what has no value comes last, ties are ordered by identifier."
)
class DeterminationOrder:
    """What `orderBy` of letters takes."""

    field: DeterminationOrderField = strawberry.field(description="What counts, such as DECISION_DATE.")
    direction: Direction = strawberry.field(default=Direction.ASC, description="Which way: ASC or DESC.")


@strawberry.input(
    description="An order of items; what has no value comes last, ties are in order of letter and position."
)
class ItemOrder:
    """What `orderBy` of items takes."""

    field: ItemOrderField = strawberry.field(description="What counts, such as DECISION_DATE.")
    direction: Direction = strawberry.field(default=Direction.ASC, description="Which way: ASC or DESC.")


Fitting = Annotated[
    ItemFilter | None,
    strawberry.argument(
        description="Only those with an item that fits, such as { drug: “Norco” }; all without."
    ),
]
LetterOrder = Annotated[
    DeterminationOrder | None,
    strawberry.argument(description="The order, such as { field: DECISION_DATE, direction: DESC }."),
]
OrderOfItems = Annotated[
    ItemOrder | None,
    strawberry.argument(description="The order, such as { field: DECISION_DATE, direction: DESC }."),
]
