"""GraphQL types of the schemes' concepts: drugs, specialties, treatments, conditions, and guidelines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from server.graphql.concept import Concept, paged_concepts
from server.graphql.connections import After, Before, Connection, Last, OptionalFirst
from server.graphql.context import SUBSPECIALTY, Info, ItemCount
from server.graphql.documented import documented, documented_type
from server.graphql.guideline_types import (
    GuidelineChapter,
    GuidelineDocument,
    GuidelineEdition,
    GuidelinePage,
    GuidelinePlace,
    GuidelineSection,
)
from server.graphql.vocabularies import DecisionOutcome

if TYPE_CHECKING:
    from imr_graph.tables.conditions import Where

__all__ = [
    "BodyRegion",
    "Concept",
    "Condition",
    "Drug",
    "DrugClass",
    "GuidelineChapter",
    "GuidelineDocument",
    "GuidelineEdition",
    "GuidelinePage",
    "GuidelinePlace",
    "GuidelineSection",
    "Ingredient",
    "Specialty",
    "TreatmentCategory",
    "TreatmentSubcategory",
]


@documented_type
class DrugClass(Concept):
    """A class of drugs, such as opioids (imr:DrugClass)."""

    ontology_class = "DrugClass"
    dimension = "drug_class"

    @documented
    def ingredients(
        self, first: OptionalFirst = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Ingredient]:
        """The ingredients that belong to it, in order of label."""
        return paged_concepts(self.leading_here(Ingredient, "inDrugClass"), first, after, last, before)

    @documented
    def drugs(
        self, first: OptionalFirst = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Drug]:
        """The products and generic names that belong to it, in order of label."""
        return paged_concepts(self.leading_here(Drug, "inDrugClass"), first, after, last, before)

    def naming(self) -> Where:
        """An item names a class by an ingredient of it, or by a drug's name that stands for it."""
        from imr_graph.tables.conditions import Either, OneOf

        names = tuple(drug.concept.path for drug in self.leading_here(Drug, "inDrugClass"))
        return Either((super().naming(), OneOf("drug", names)))


@documented_type
class Ingredient(Concept):
    """An active ingredient by its nonproprietary name (imr:Ingredient)."""

    ontology_class = "Ingredient"
    dimension = "ingredient"

    @documented
    def drugbank_identifier(self) -> str | None:
        """The substance's identifier in DrugBank, matched by its exact name."""
        return self.word("drugbankIdentifier")

    @documented
    def mesh_identifier(self) -> str | None:
        """The substance's descriptor identifier in MeSH, matched by its exact name."""
        return self.word("meshIdentifier")

    @documented
    def drug_classes(self) -> list[DrugClass]:
        """The classes the ingredient belongs to."""
        return [DrugClass(concept=c, catalogue=self.catalogue) for c in self.related("inDrugClass")]

    @documented
    def drugs(
        self, first: OptionalFirst = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Drug]:
        """The products and generic names that hold it, in order of label."""
        return paged_concepts(self.leading_here(Drug, "hasActiveIngredient"), first, after, last, before)


@documented_type
class Drug(Concept):
    """A product or generic name under which drugs are requested (imr:DrugName)."""

    ontology_class = "DrugName"
    dimension = "drug"

    @documented
    def active_ingredients(self) -> list[Ingredient]:
        """What the product holds."""
        return [Ingredient(concept=c, catalogue=self.catalogue) for c in self.related("hasActiveIngredient")]

    @documented
    def drug_classes(self) -> list[DrugClass]:
        """The classes the drug belongs to."""
        return [DrugClass(concept=c, catalogue=self.catalogue) for c in self.related("inDrugClass")]


@documented_type
class Specialty(Concept):
    """A medical specialty or subspecialty by its board's name (imr:Specialty); each role is counted apart."""

    ontology_class = "Specialty"
    dimension = "specialty"

    @documented
    async def subspecialty_item_count(
        self,
        info: Info,
        decision: Annotated[
            DecisionOutcome | None,
            strawberry.argument(description="Only items so decided; all without."),
        ] = None,
    ) -> int:
        """Number of distinct disputed items decided by reviewers who name it as a subspecialty."""
        outcome = None if decision is None else str(decision.value)
        asked = ItemCount(SUBSPECIALTY, outcome, self.concept.path)
        return await info.context.item_counts.load(asked)


@documented_type
class TreatmentCategory(Concept):
    """The kind of treatment that is requested (imr:TreatmentCategory)."""

    ontology_class = "TreatmentCategory"
    dimension = "category"

    @documented
    def narrower(self) -> list[TreatmentSubcategory]:
        """The subcategories below it (skos:narrower)."""
        return self.beneath(TreatmentSubcategory)


@documented_type
class TreatmentSubcategory(Concept):
    """A kind of treatment within a category (imr:TreatmentSubcategory)."""

    ontology_class = "TreatmentSubcategory"
    dimension = "subcategory"

    @documented
    def broader(self) -> TreatmentCategory | None:
        """The category it stands below (skos:broader)."""
        return next(iter(self.wider(TreatmentCategory)), None)


@documented_type
class Condition(Concept):
    """A condition that diagnoses name, whatever its side, course and severity (imr:Condition)."""

    ontology_class = "Condition"
    dimension = "condition"

    @documented
    def broader(self) -> list[Condition]:
        """The wider conditions right above it, by kind and by body region (skos:broader)."""
        return self.wider(Condition)

    @documented
    def icd10cm_codes(self) -> list[str]:
        """Codes of ICD-10-CM whose titles mean the condition, or come close to it or just above it."""
        return [str(code) for code in self.concept.values.get("icd10cmCode", ())]

    @documented
    def narrower(self) -> list[Condition]:
        """The narrower conditions right below it (skos:narrower)."""
        return self.beneath(Condition)


@documented_type
class BodyRegion(Concept):
    """A region of the body that requests name, whatever the side (imr:BodyRegion)."""

    ontology_class = "BodyRegion"
    dimension = "body_region"

    @documented
    def broader(self) -> list[BodyRegion]:
        """The wider regions right above it (skos:broader)."""
        return self.wider(BodyRegion)

    @documented
    def narrower(self) -> list[BodyRegion]:
        """The regions right within it (skos:narrower)."""
        return self.beneath(BodyRegion)
