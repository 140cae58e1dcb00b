"""Which views there are and what narrows them, for who lists them.

:mod:`imr_graph.export.gephi` makes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

FilterKind = Literal["day", "number", "concept", "words", "letters"]


@dataclass(frozen=True, slots=True)
class ViewFilter:
    """What narrows a view.

    Args:
        name: of the parameter in a URL and on the command line.
        title: what it does, in a line.
        kind: what its value is: a day (2015-01-31), a whole number from 1, a concept by path or label, words,
            or identifiers of letters parted by blanks.
        concepts: first part of the paths of concepts that may be meant (``drug``).
        dimension: the dimension of disputed items that it filters by; see ``dimensions.toml``.
        any: whether the word "any" filters nothing.
    """

    name: str
    title: str
    kind: FilterKind
    concepts: str = ""
    dimension: str = ""
    any: bool = False


FILTERS: Final[Mapping[str, ViewFilter]] = {
    one.name: one
    for one in (
        ViewFilter("from", "Only letters decided on this day or later", "day"),
        ViewFilter("to", "Only letters decided on this day or earlier", "day"),
        ViewFilter(
            "outcome", "Only requests so decided, any for all", "concept", "decision", "outcome", any=True
        ),
        ViewFilter("leastWeight", "Only edges of this weight or more", "number"),
        ViewFilter("by", "Whose citations count, any for both sides", "concept", "party", "party", any=True),
        ViewFilter("drug", "Only requests for this product or generic name", "concept", "drug", "drug"),
        ViewFilter("drugName", "Only requests whose printed drug name holds these words", "words"),
        ViewFilter(
            "ingredient", "Only drugs that hold this ingredient", "concept", "ingredient", "ingredient"
        ),
        ViewFilter(
            "drugClass", "Only drugs with an ingredient of this class", "concept", "drug-class", "drug_class"
        ),
        ViewFilter("category", "Only requests of this treatment category", "concept", "category", "category"),
        ViewFilter(
            "condition", "Only cases of this condition or a narrower one", "concept", "condition", "condition"
        ),
        ViewFilter(
            "specialty", "Only letters of reviewers of this specialty", "concept", "specialty", "specialty"
        ),
        ViewFilter("document", "Only citations of this guideline", "concept", "guideline", "document"),
        ViewFilter("determination", "Only these letters", "letters"),
    )
}
"""What narrows views, by name."""

EVERYWHERE: Final = ("from", "to", "outcome")
WEIGHED: Final = (*EVERYWHERE, "leastWeight")


@dataclass(frozen=True, slots=True)
class View:
    """One kind of picture.

    Args:
        name: what the command line and the server call it.
        title: what it shows, in a line.
        title_otherwise: the same where another outcome counts than the view's own; empty where it fits too.
        filters: names of the filters it takes, of `FILTERS`.
        outcome: the outcome that counts where none is chosen: ``upheld``, or any.
        edge: the second half of its edges' kind; the first tells the outcome.
    """

    name: str
    title: str
    filters: tuple[str, ...]
    outcome: str = "any"
    edge: str = ""
    title_otherwise: str = ""


VIEWS: Final[Mapping[str, View]] = {
    view.name: view
    for view in (
        View(
            name="drug-guideline",
            title="Drugs and the guideline pages and sections that their denials cite",
            title_otherwise="Drugs and the guideline pages and sections that are cited for them",
            filters=(
                *WEIGHED,
                "by",
                "drug",
                "drugName",
                "ingredient",
                "drugClass",
                "condition",
                "specialty",
                "document",
            ),
            outcome="upheld",
            edge="citing",
        ),
        View(
            name="diagnosis-drug",
            title="Diagnosed conditions and the drugs requested for them",
            filters=(*WEIGHED, "condition", "drug", "drugName", "ingredient", "drugClass", "specialty"),
            edge="for",
        ),
        View(
            name="drugs-together",
            title="Drugs that one letter requests together",
            filters=(*WEIGHED, "condition", "specialty"),
            edge="together",
        ),
        View(
            name="specialty-guideline",
            title="Reviewers' specialties and the guidelines that they cite",
            filters=(
                *WEIGHED,
                "specialty",
                "document",
                "category",
                "drug",
                "ingredient",
                "drugClass",
                "condition",
            ),
            edge="citing",
        ),
        View(
            name="claims-administrator-reviewer",
            title="The claims administrator's guideline and the reviewer's for the same request",
            filters=(*WEIGHED, "category", "drug", "ingredient", "drugClass", "condition", "specialty"),
            edge="between",
        ),
        View(
            name="whole",
            title="Every determination, and the concepts that determinations share",
            filters=(*EVERYWHERE, "determination"),
        ),
    )
}
"""The views by name."""

FORMATS: Final[Mapping[str, str]] = {
    "gexf": "application/gexf+xml",
    "graphml": "application/graphml+xml",
    "csv.zip": "application/zip",
}
"""How a view may be written: the end of the file's name to its media type."""
