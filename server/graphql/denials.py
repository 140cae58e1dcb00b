"""The headline as GraphQL: which guideline places are cited where drugs are denied."""

from __future__ import annotations

import strawberry

from imr_graph.questions.binding import ParameterValue
from imr_graph.rdf.iris import concept_path
from server.graphql.answer_pages import AnswerPage
from server.graphql.browsing import determinations as letters_of
from server.graphql.concept_types import Concept, GuidelinePage, GuidelineSection
from server.graphql.connections import Connection, First, checked_first, list_mark, ranked
from server.graphql.context import Context, Info
from server.graphql.documented import documented, documented_type
from server.graphql.letter_types import Determination
from server.graphql.vocabularies import CitingParty, DecisionOutcome

_QUESTION = "drug-guideline-denials"


@documented_type
class DrugGuidelineDenials:
    """Distinct items of one ingredient set whose citations print one guideline place."""

    ingredients: str = strawberry.field(description="The active ingredients of the drug, joined by “ / ”.")
    document: str = strawberry.field(description="The guideline.")
    edition: str = strawberry.field(
        description="Its edition; “2016 (not in the tables)” where a year is printed that no table knows, "
        "“edition not printed” where the letters leave it open."
    )
    edition_status: str = strawberry.field(
        description="How the letters let it be known: printed, inferred or unknown; “inferred; printed” "
        "where some do the one, some the other."
    )
    chapter: str | None = strawberry.field(description="Its chapter, where there is one.")
    place: str = strawberry.field(description="A page (“p. 63”) or the name of a section.")
    place_iri: str | None = strawberry.field(
        description="IRI of the place's concept; absent where no scheme knows the place."
    )
    items: int = strawberry.field(
        description="Number of distinct items; a range counts on each of its pages."
    )
    share_weighted: float = strawberry.field(
        description="The same with each printed range shared out over its pages."
    )
    printed_ranges: str = strawberry.field(description="The ranges that the letters print.")
    letters: int = strawberry.field(description="Number of distinct letters.")
    page: strawberry.Private[AnswerPage]
    place_in_page: strawberry.Private[int]

    @documented
    def guideline_place(self, info: Info) -> Concept | None:
        """The page or section, where a scheme knows it."""
        path = concept_path(self.place_iri) if self.place_iri else None
        if path is None:
            return None
        catalogue = info.context.catalogue
        concept = catalogue.get(path)
        kind = GuidelinePage if "GuidelinePage" in concept.classes else GuidelineSection
        return kind(concept=concept, catalogue=catalogue)

    @documented
    async def determinations(self, info: Info, first: First = 20) -> list[Determination]:
        """The letters behind the row, in order of identifier."""
        identifiers = await self.page.letters(self.place_in_page, checked_first(first))
        return await letters_of(info.context, identifiers)


def find_denials(
    context: Context,
    values: dict[str, ParameterValue],
    first: int | None,
    after: str | None,
    last: int | None = None,
    before: str | None = None,
) -> Connection[DrugGuidelineDenials]:
    """A page of the headline's rows, in its order.

    Args:
        context: the request's.
        values: parameters of the question; None leaves a default.
        first: rows of the page.
        after: cursor of the row before the page.
        last: rows of the page, from the back.
        before: cursor of the row after the page.
    """

    def rows(limit: int, offset: int) -> tuple[list[DrugGuidelineDenials], int]:
        page = context.ask_question(_QUESTION, values, limit, offset)
        return [_row(page, place) for place in range(len(page.rows))], page.total

    mark = list_mark(context.serving.graph.version, _QUESTION, sorted(values.items()))
    return ranked(rows, mark, first, after, last, before)


def party_value(party: CitingParty | None) -> str:
    """The question's parameter ``by``: None means either side."""
    return "any" if party is None else f"party/{party.value}"


def outcome_value(outcome: DecisionOutcome | None) -> str:
    """The question's parameter ``outcome``: None means any."""
    return "any" if outcome is None else f"decision/{outcome.value}"


def _row(page: AnswerPage, place: int) -> DrugGuidelineDenials:
    row = page.rows[place]

    def optional(column: str) -> str | None:
        value = row[column]
        return None if value is None or value == "" else str(value)

    return DrugGuidelineDenials(
        ingredients=str(row["ingredients"]),
        document=str(row["document"]),
        edition=str(row["edition"]),
        edition_status=str(row["editionStatus"]),
        chapter=optional("chapter"),
        place=str(row["place"]),
        place_iri=optional("placeIri"),
        items=int(str(row["items"])),
        share_weighted=float(str(row["shareWeighted"])),
        printed_ranges=str(row["printedRanges"] or ""),
        letters=int(str(row["letters"])),
        page=page,
        place_in_page=place,
    )
