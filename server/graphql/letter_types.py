"""GraphQL types of one letter: determination, patient, diagnoses, items, citations, decisions.

Each is a thin cover over the typed record; what it leads to is made when a query asks for it.
"""

from __future__ import annotations

from typing import Annotated

import strawberry

from imr_graph.record import Record
from server.graphql.case_facts import CaseFacts
from server.graphql.cited_place import CitedPlace
from server.graphql.concept_types import Condition, TreatmentCategory, TreatmentSubcategory
from server.graphql.context import Context, Info
from server.graphql.documented import documented, documented_type
from server.graphql.evidence import Evidence, LetterView
from server.graphql.item_service import RequestedService
from server.graphql.node import LetterNode
from server.graphql.part_types import DrugRequest, PageRange, Reviewer
from server.graphql.part_types import Warning as LetterWarning
from server.graphql.vocabularies import (
    Certainty,
    CitingParty,
    DecisionOutcome,
    Sex,
    Side,
)


@documented_type
class Diagnosis(LetterNode):
    """A condition that the letter lists as one of the patient's diagnoses."""

    position: int = strawberry.field(description="Its place in the letter's list, counted from 1.")

    @documented
    def iri(self) -> str:
        """The diagnosis's IRI."""
        return self.view.iri("diagnosis", self.position)

    @documented
    def patient(self) -> Patient:
        """The patient."""
        return Patient(view=self.view)

    @documented
    def printed_text(self) -> str:
        """The condition as printed."""
        return self.view.record.diagnoses[self.position - 1].text

    @documented
    def certainty(self) -> Certainty:
        """Whether it is stated or only to be ruled out."""
        return Certainty(self.view.record.diagnoses[self.position - 1].certainty)

    @documented
    def conditions(self) -> list[Condition]:
        """The conditions it names, as the schemes know them; none where they do not."""
        known = self.view.catalogue
        paths = self.view.record.diagnoses[self.position - 1].concepts
        return [Condition(concept=known.get(path), catalogue=known) for path in paths]

    @documented
    def side(self) -> Side | None:
        """The one side of the body that it prints."""
        side = self.view.record.diagnoses[self.position - 1].side
        return None if side is None else Side(side)

    @documented
    def diagnosis_codes(self) -> list[str]:
        """ICD codes printed with it, as printed."""
        return list(self.view.record.diagnoses[self.position - 1].printed_codes)

    @documented
    def in_case_with_items(self) -> list[DisputedItem]:
        """Every disputed item of the same case; it is not said that an item treats the condition."""
        return items_of(self.view)

    @documented
    async def evidence(self, info: Info) -> list[Evidence]:
        """The words of the letter that the diagnosis was read from."""
        return await self.view.evidence(info, f"/diagnoses/{self.position - 1}")


@documented_type
class Patient(LetterNode):
    """The injured worker, as far as one letter tells; never linked across letters."""

    @documented
    def iri(self) -> str:
        """The patient's IRI, below the determination's."""
        return self.view.iri("patient")

    @documented
    def age(self) -> int | None:
        """Age in years at the time of the letter."""
        return self.view.record.patient.age

    @documented
    def sex(self) -> Sex | None:
        """Sex as stated."""
        sex = self.view.record.patient.sex
        return None if sex is None else Sex(sex)

    @documented
    def determination(self) -> Determination:
        """The letter that tells of the patient."""
        return Determination(view=self.view)

    @documented
    def diagnoses(self) -> list[Diagnosis]:
        """The diagnoses, in the letter's order."""
        count = len(self.view.record.diagnoses)
        self.view.budget.spend(count)
        return [Diagnosis(view=self.view, position=position) for position in range(1, count + 1)]

    @documented
    async def evidence(self, info: Info) -> list[Evidence]:
        """The words of the letter that age and sex were read from."""
        return await self.view.evidence(info, "/patient")


@documented_type
class Citation(CitedPlace):
    """One guideline (and chapter) that one side bases its decision on, or its saying that there is none."""

    path: strawberry.Private[tuple[int, int]]

    @documented
    def iri(self) -> str:
        """The citation's IRI."""
        return self.view.iri("item", self.path[0], "citation", self.path[1])

    @documented
    def position(self) -> int:
        """Its place among the item's citations, counted from 1."""
        return self.path[1]

    @documented
    def item(self) -> DisputedItem:
        """The item that it is cited for."""
        return DisputedItem(view=self.view, position=self.path[0])

    @documented
    def cited_by(self) -> CitingParty:
        """The side that cites."""
        return CitingParty(self.citation.by)

    @documented
    def page_ranges(self) -> list[PageRange]:
        """The printed ranges of pages, in order."""
        self.view.budget.spend(len(self.citation.pages))
        return [
            PageRange(view=self.view, cited=self.citation, path=(*self.path, number))
            for number in range(1, len(self.citation.pages) + 1)
        ]

    @documented
    def supports_decision(self) -> Decision | None:
        """The decision that a citation of the reviewer's supports."""
        if self.citation.by != "reviewer" or self.states_nothing:
            return None
        return decision_of(self.view, self.path[0])

    @documented
    async def evidence(self, info: Info) -> list[Evidence]:
        """The words of the letter that the citation was read from."""
        item, citation = self.path
        return await self.view.evidence(info, f"/items/{item - 1}/citations/{citation - 1}")


@documented_type
class Decision(LetterNode):
    """What the reviewer decided about one item."""

    number: strawberry.Private[int]

    @documented
    def iri(self) -> str:
        """The decision's IRI."""
        return self.view.iri("item", self.number, "decision")

    @documented
    def item(self) -> DisputedItem:
        """The item that is decided on."""
        return DisputedItem(view=self.view, position=self.number)

    @documented
    def outcome(self) -> DecisionOutcome:
        """Upheld, overturned or modified."""
        return DecisionOutcome(self.view.record.items[self.number - 1].decision)

    @documented
    def decided_by(self) -> Reviewer:
        """The reviewer."""
        return Reviewer(view=self.view)

    @documented
    def supported_by_citations(self) -> list[Citation]:
        """The reviewer's citations for the item."""
        found = DisputedItem(view=self.view, position=self.number).citations_of("reviewer")
        return [citation for citation in found if not citation.states_nothing]

    @documented
    async def evidence(self, info: Info) -> list[Evidence]:
        """The words of the letter that the decision was read from."""
        return await self.view.evidence(info, f"/items/{self.number - 1}/decision")


@documented_type
class DisputedItem(RequestedService):
    """One requested item or service whose medical necessity is disputed."""

    @documented
    def iri(self) -> str:
        """The item's IRI."""
        return self.view.iri("item", self.position)

    @documented
    def determination(self) -> Determination:
        """The letter that decides on it."""
        return Determination(view=self.view)

    @documented
    def printed_text(self) -> str:
        """The item as printed."""
        return self.printed.text

    @documented
    def category(self) -> TreatmentCategory:
        """The kind of treatment."""
        concept = self.view.catalogue.get(f"category/{self.printed.category}")
        return TreatmentCategory(concept=concept, catalogue=self.view.catalogue)

    @documented
    def subcategory(self) -> TreatmentSubcategory | None:
        """The kind of treatment within the category, where the item's words tell it."""
        path, known = self.printed.subcategory, self.view.catalogue
        return None if path is None else TreatmentSubcategory(concept=known.get(path), catalogue=known)

    @documented
    def drug(self) -> DrugRequest | None:
        """The drug that a pharmaceutical item asks for."""
        drug = self.printed.drug
        return None if drug is None else DrugRequest(view=self.view, drug=drug, number=self.position)

    @documented
    def procedure_codes(self) -> list[str]:
        """CPT or HCPCS codes printed in the item."""
        return list(self.printed.codes)

    @documented
    def decision(self) -> Decision:
        """What was decided."""
        return decision_of(self.view, self.position)

    @documented
    def citations(self) -> list[Citation]:
        """What both sides cite, in the letter's order."""
        return self.citations_of(None)

    @documented
    def rationale(self) -> str | None:
        """The reviewer's reasons."""
        return self.printed.rationale or None

    @documented
    def original_request(self) -> str | None:
        """Of a request that utilization review modified: what was asked for at first."""
        return self.printed.original_request

    @documented
    def authorized_portion(self) -> str | None:
        """Of a request that utilization review modified: what was granted."""
        return self.printed.authorized

    @documented
    async def evidence(self, info: Info) -> list[Evidence]:
        """The words of the letter that the item and all its parts were read from."""
        return await self.view.evidence(info, f"/items/{self.position - 1}")

    def citations_of(self, party: str | None) -> list[Citation]:
        """The citations of one side, or of both."""
        found = [
            Citation(view=self.view, citation=citation, path=(self.position, number))
            for number, citation in enumerate(self.printed.citations, 1)
            if party in (None, citation.by)
        ]
        self.view.budget.spend(len(found))
        return found


@documented_type
class Determination(CaseFacts):
    """One Final Determination letter of an Independent Medical Review."""

    @documented
    def patient(self) -> Patient:
        """The injured worker."""
        return Patient(view=self.view)

    @documented
    def reviewer(self) -> Reviewer:
        """The expert reviewer."""
        return Reviewer(view=self.view)

    @documented
    def items(self) -> list[DisputedItem]:
        """Every disputed item, in the letter's order."""
        return items_of(self.view)

    @documented
    def warnings(self) -> list[LetterWarning]:
        """What was not understood, or should be known."""
        count = len(self.view.record.warnings)
        self.view.budget.spend(count)
        return [LetterWarning(view=self.view, number=number) for number in range(1, count + 1)]

    @documented
    async def evidence(
        self,
        info: Info,
        path: Annotated[
            str,
            strawberry.argument(
                description="JSON pointer in the letter's record, such as “/dates/decision”; all without."
            ),
        ] = "",
    ) -> list[Evidence]:
        """The words of the letter behind all its facts, or behind those at and below a JSON pointer."""
        return await self.view.evidence(info, path.rstrip("/"))


def letter_view(context: Context, record: Record) -> LetterView:
    """A record as the types of this module cover it."""
    context.budget.spend(1)
    return LetterView(record, context.iris, context.catalogue, context.budget)


def items_of(view: LetterView) -> list[DisputedItem]:
    """Every disputed item of a letter."""
    count = len(view.record.items)
    view.budget.spend(count)
    return [DisputedItem(view=view, position=position) for position in range(1, count + 1)]


def decision_of(view: LetterView, item: int) -> Decision:
    """The decision on the item at a position."""
    return Decision(view=view, number=item)
