"""GraphQL types of a letter's smaller parts: reviewer, drug request, page range, warning."""

from __future__ import annotations

import strawberry

from imr_graph.rdf.triples import INGREDIENT_SEPARATOR
from imr_graph.record import LONGEST_LISTED_RANGE
from imr_graph.record import Citation as RecordCitation
from imr_graph.record import Drug as RecordDrug
from imr_graph.warning_codes import WARNING_CODES
from server.graphql.concept_types import Drug, GuidelinePage, Ingredient, Specialty
from server.graphql.context import Info
from server.graphql.documented import documented, documented_type
from server.graphql.evidence import Evidence, LetterView


@documented_type
class Reviewer:
    """The expert reviewer, known by qualifications alone; never linked across letters."""

    view: strawberry.Private[LetterView]

    @documented
    def iri(self) -> str:
        """The reviewer's IRI, below the determination's."""
        return self.view.iri("reviewer")

    @documented
    def specialties(self) -> list[Specialty]:
        """Board certifications or specialties that the schemes know."""
        return self._known(self.view.record.reviewer.specialty_concepts)

    @documented
    def subspecialties(self) -> list[Specialty]:
        """Subspecialties that the schemes know."""
        return self._known(self.view.record.reviewer.subspecialty_concepts)

    @documented
    def unresolved_specialties(self) -> list[str]:
        """Specialties that no scheme knows, as printed."""
        reviewer = self.view.record.reviewer
        return _unresolved(reviewer.specialties, reviewer.specialty_concepts)

    @documented
    def unresolved_subspecialties(self) -> list[str]:
        """Subspecialties that no scheme knows, as printed."""
        reviewer = self.view.record.reviewer
        return _unresolved(reviewer.subspecialties, reviewer.subspecialty_concepts)

    @documented
    def licensed_in(self) -> list[str]:
        """States that the reviewer is licensed in, by USPS code."""
        return list(self.view.record.reviewer.licensed_states)

    @documented
    async def evidence(self, info: Info) -> list[Evidence]:
        """The words of the letter that the qualifications were read from."""
        return await self.view.evidence(info, "/reviewer")

    def _known(self, paths: tuple[str | None, ...]) -> list[Specialty]:
        catalogue = self.view.catalogue
        return [
            Specialty(concept=catalogue.get(path), catalogue=catalogue) for path in paths if path is not None
        ]


@documented_type
class DrugRequest:
    """The drug that an item asks for, as printed and as the schemes know it."""

    view: strawberry.Private[LetterView]
    drug: strawberry.Private[RecordDrug]
    item: strawberry.Private[int]

    @documented
    def iri(self) -> str:
        """The drug request's IRI."""
        return self.view.iri("item", self.item, "drug")

    @documented
    def drug_name(self) -> str | None:
        """The product or drug name as printed."""
        return self.drug.name

    @documented
    def requested_drug(self) -> Drug | None:
        """The product or generic name, where the schemes know it."""
        if self.drug.concept is None:
            return None
        catalogue = self.view.catalogue
        return Drug(concept=catalogue.get(self.drug.concept), catalogue=catalogue)

    @documented
    def ingredients(self) -> list[Ingredient]:
        """Active ingredients that the schemes know."""
        catalogue = self.view.catalogue
        return [
            Ingredient(concept=catalogue.get(path), catalogue=catalogue)
            for path in self.drug.ingredient_concepts
            if path is not None
        ]

    @documented
    def unresolved_ingredients(self) -> list[str]:
        """Active ingredients that no scheme knows, as printed."""
        return _unresolved(self.drug.ingredients, self.drug.ingredient_concepts)

    @documented
    def ingredient_set(self) -> str | None:
        """All ingredients in one text, by which denials are counted."""
        return INGREDIENT_SEPARATOR.join(self.drug.ingredients) or None

    @documented
    def strength(self) -> str | None:
        """Strength with its unit, where one is printed."""
        return self.drug.strength

    @documented
    def form(self) -> str | None:
        """Dosage form."""
        return self.drug.form

    @documented
    def quantity(self) -> float | None:
        """Number dispensed."""
        return None if self.drug.quantity is None else float(self.drug.quantity)

    @documented
    def refills(self) -> int | None:
        """Number of refills."""
        return self.drug.refills

    @documented
    def frequency(self) -> str | None:
        """How often it is to be taken, as printed."""
        return self.drug.frequency

    @documented
    async def evidence(self, info: Info) -> list[Evidence]:
        """The words of the letter that the drug was read from."""
        return await self.view.evidence(info, f"/items/{self.item - 1}/drug")


@documented_type
class PageRange:
    """One printed range of pages, such as 63-64; a single page is a range of one."""

    view: strawberry.Private[LetterView]
    citation: strawberry.Private[RecordCitation]
    path: strawberry.Private[tuple[int, int, int]]

    @documented
    def iri(self) -> str:
        """The range's IRI."""
        item, citation, number = self.path
        return self.view.iri("item", item, "citation", citation, "pages", number)

    @documented
    def first_page(self) -> int:
        """The first page as printed."""
        return self.citation.pages[self.path[2] - 1][0]

    @documented
    def last_page(self) -> int:
        """The last page as printed."""
        return self.citation.pages[self.path[2] - 1][1]

    @documented
    def pages(self) -> list[GuidelinePage]:
        """Each page of the range that the guideline's scheme knows."""
        prefix = self.citation.grounding.page_prefix
        if prefix is None:
            return []
        known = [page for page in self._listed() if page not in self.citation.grounding.unresolved_pages]
        self.view.budget.spend(len(known))
        catalogue = self.view.catalogue
        return [
            GuidelinePage(concept=catalogue.get(f"{prefix}/{page}"), catalogue=catalogue) for page in known
        ]

    @documented
    def unresolved_pages(self) -> list[int]:
        """Pages of the range that no scheme knows."""
        grounding = self.citation.grounding
        return [
            page
            for page in self._listed()
            if grounding.page_prefix is None or page in grounding.unresolved_pages
        ]

    def _listed(self) -> range:
        """The pages one by one; none where the range is too long to be one of pages that were meant."""
        first, last = self.citation.pages[self.path[2] - 1]
        return range(first, last + 1) if last - first < LONGEST_LISTED_RANGE else range(0)


@documented_type
class Warning:  # noqa: A001 - the ontology's own word
    """Something that a reader of the letter's facts should know, such as a drug that no table holds."""

    code: str = strawberry.field(description="Short stable name of the kind of warning.")
    path: str = strawberry.field(description="JSON pointer into the letter's record; empty for all of it.")
    detail: str = strawberry.field(description="What it is about, as printed.")

    @documented
    def meaning(self) -> str | None:
        """What the code stands for, in a sentence."""
        return WARNING_CODES.get(self.code)


def _unresolved(names: tuple[str, ...], paths: tuple[str | None, ...]) -> list[str]:
    """The names that no concept stands beside."""
    return [name for index, name in enumerate(names) if index >= len(paths) or paths[index] is None]
