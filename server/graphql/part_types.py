"""GraphQL types of a letter's smaller parts: reviewer, drug request, page range, warning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from imr_graph.rdf.triples import INGREDIENT_SEPARATOR
from imr_graph.record import LONGEST_LISTED_RANGE, RecordWarning
from imr_graph.record import Citation as RecordCitation
from imr_graph.record import Drug as RecordDrug
from imr_graph.warning_codes import WARNING_CODES
from server.graphql.concept_types import Drug, GuidelinePage, Ingredient, Specialty
from server.graphql.context import Info
from server.graphql.documented import documented, documented_type
from server.graphql.evidence import Evidence
from server.graphql.node import LetterNode

if TYPE_CHECKING:
    from server.graphql.letter_types import Citation, Determination, DisputedItem

_LETTERS = "server.graphql.letter_types"
LetterOf = Annotated["Determination", strawberry.lazy(_LETTERS)]
ItemOf = Annotated["DisputedItem", strawberry.lazy(_LETTERS)]
CitationOf = Annotated["Citation", strawberry.lazy(_LETTERS)]


@documented_type
class Reviewer(LetterNode):
    """The expert reviewer, known by qualifications alone; never linked across letters."""

    @documented
    def iri(self) -> str:
        """The reviewer's IRI, below the determination's."""
        return self.view.iri("reviewer")

    @documented
    def determination(self) -> LetterOf:
        """The letter that the reviewer decides in."""
        from server.graphql.letter_types import Determination

        return Determination(view=self.view)

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
class DrugRequest(LetterNode):
    """The drug that an item asks for, as printed and as the schemes know it."""

    drug: strawberry.Private[RecordDrug]
    number: strawberry.Private[int]

    @documented
    def iri(self) -> str:
        """The drug request's IRI."""
        return self.view.iri("item", self.number, "drug")

    @documented
    def item(self) -> ItemOf:
        """The item that asks for the drug."""
        from server.graphql.letter_types import DisputedItem

        return DisputedItem(view=self.view, position=self.number)

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
    async def evidence(
        self,
        info: Info,
        field: Annotated[
            str | None,
            strawberry.argument(
                description="One field of the drug in the letter's record, such as “strength”; all without."
            ),
        ] = None,
    ) -> list[Evidence]:
        """The words of the letter that the drug, or one field of it, was read from."""
        below = "" if field is None else f"/{field}"
        return await self.view.evidence(info, f"/items/{self.number - 1}/drug{below}")


@documented_type
class PageRange(LetterNode):
    """One printed range of pages, such as 63-64; a single page is a range of one."""

    cited: strawberry.Private[RecordCitation]
    path: strawberry.Private[tuple[int, int, int]]

    @documented
    def iri(self) -> str:
        """The range's IRI."""
        item, citation, number = self.path
        return self.view.iri("item", item, "citation", citation, "pages", number)

    @documented
    def citation(self) -> CitationOf:
        """The citation that prints it."""
        from server.graphql.letter_types import Citation

        return Citation(view=self.view, citation=self.cited, path=self.path[:2])

    @documented
    def first_page(self) -> int:
        """The first page as printed."""
        return self.cited.pages[self.path[2] - 1][0]

    @documented
    def last_page(self) -> int:
        """The last page as printed."""
        return self.cited.pages[self.path[2] - 1][1]

    @documented
    def pages(self) -> list[GuidelinePage]:
        """Each page of the range that the guideline's scheme knows."""
        prefix = self.cited.grounding.page_prefix
        if prefix is None:
            return []
        known = [page for page in self._listed() if page not in self.cited.grounding.unresolved_pages]
        self.view.budget.spend(len(known))
        catalogue = self.view.catalogue
        return [
            GuidelinePage(concept=catalogue.get(f"{prefix}/{page}"), catalogue=catalogue) for page in known
        ]

    @documented
    def unresolved_pages(self) -> list[int]:
        """Pages of the range that no scheme knows."""
        grounding = self.cited.grounding
        return [
            page
            for page in self._listed()
            if grounding.page_prefix is None or page in grounding.unresolved_pages
        ]

    @documented
    async def evidence(self, info: Info) -> list[Evidence]:
        """The words of the letter that the citation's pages were read from."""
        item, citation, _ = self.path
        return await self.view.evidence(info, f"/items/{item - 1}/citations/{citation - 1}/pages")

    def _listed(self) -> range:
        """The pages one by one; none where the range is too long to be one of pages that were meant."""
        first, last = self.cited.pages[self.path[2] - 1]
        return range(first, last + 1) if last - first < LONGEST_LISTED_RANGE else range(0)


@documented_type
class Warning(LetterNode):  # noqa: A001 - the ontology's own word
    """Something that a reader of the letter's facts should know, such as a drug that no table holds."""

    number: strawberry.Private[int]

    @documented
    def iri(self) -> str:
        """The warning's IRI."""
        return self.view.iri("warning", self.number)

    @documented
    def determination(self) -> LetterOf:
        """The letter that it warns of."""
        from server.graphql.letter_types import Determination

        return Determination(view=self.view)

    @documented
    def code(self) -> str:
        """Short stable name of the kind of warning."""
        return self._warning.code

    @documented
    def path(self) -> str:
        """JSON pointer into the letter's record; empty for all of it."""
        return self._warning.path

    @documented
    def detail(self) -> str:
        """What it is about, as printed."""
        return self._warning.detail

    @documented
    def meaning(self) -> str | None:
        """What the code stands for, in a sentence."""
        return WARNING_CODES.get(self._warning.code)

    @documented
    async def evidence(self, info: Info) -> list[Evidence]:
        """The words of the letter that what it warns of was read from; none where it warns of the whole."""
        path = self._warning.path
        return await self.view.evidence(info, path) if path else []

    @property
    def _warning(self) -> RecordWarning:
        return self.view.record.warnings[self.number - 1]


def _unresolved(names: tuple[str, ...], paths: tuple[str | None, ...]) -> list[str]:
    """The names that no concept stands beside."""
    return [name for index, name in enumerate(names) if index >= len(paths) or paths[index] is None]
