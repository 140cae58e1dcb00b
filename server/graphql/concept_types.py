"""GraphQL types of the schemes' concepts: drugs, guideline places, specialties, categories."""

from __future__ import annotations

from typing import Annotated, ClassVar, TypeVar

import strawberry

from server.catalogue import Catalogue
from server.catalogue import Concept as SchemeConcept
from server.graphql.context import SUBSPECIALTY, Info, ItemCount
from server.graphql.documented import documented, documented_type
from server.graphql.vocabularies import DecisionOutcome

C = TypeVar("C", bound="Concept")


@strawberry.interface(description="A concept that letters share: it stands in one of the graph's schemes.")
class Concept:
    """Base of all types of this module; a thin cover over the catalogue."""

    concept: strawberry.Private[SchemeConcept]
    catalogue: strawberry.Private[Catalogue]
    ontology_class: ClassVar[strawberry.Private[str]] = "Concept"

    @documented
    def iri(self) -> str:
        """The concept's IRI, the same in every graph."""
        return self.concept.iri

    @documented
    def label(self) -> str:
        """The preferred label (skos:prefLabel)."""
        return self.concept.label

    @documented
    def short_label(self) -> str:
        """A name without what the concept stands in, such as “p. 63” (rdfs:label)."""
        return self.concept.short_label or self.concept.label

    @documented
    def alternative_labels(self) -> list[str]:
        """Other names of the concept (skos:altLabel)."""
        return list(self.concept.alternative_labels)

    @documented
    def notation(self) -> str | None:
        """A code or number that names the concept (skos:notation)."""
        return self.concept.notation

    @documented
    def verified(self) -> bool | None:
        """Whether the concept was checked against its source (imr:verified)."""
        return self.truth("verified")

    @documented
    def sources(self) -> list[str]:
        """Where the concept comes from (dcterms:source)."""
        return list(self.concept.sources)

    @documented
    async def item_count(
        self,
        info: Info,
        decision: Annotated[
            DecisionOutcome | None,
            strawberry.argument(description="Only items so decided; all without."),
        ] = None,
    ) -> int:
        """Number of distinct disputed items that name the concept, of one decision or of all."""
        outcome = None if decision is None else str(decision.value)
        asked = ItemCount(type(self).ontology_class, outcome, self.concept.path)
        return await info.context.item_counts.load(asked)

    def related(self, prop: str) -> list[SchemeConcept]:
        """The concepts that an ``imr:`` property leads to."""
        return [self.catalogue.get(path) for path in self.concept.related.get(prop, ())]

    def wider(self, kind: type[C]) -> list[C]:
        """The concepts right above it in its scheme, as that type."""
        return [
            kind(concept=self.catalogue.get(path), catalogue=self.catalogue) for path in self.concept.broader
        ]

    def one_related(self, prop: str) -> SchemeConcept | None:
        """The concept that a functional ``imr:`` property leads to."""
        return next(iter(self.related(prop)), None)

    def number(self, prop: str) -> int | None:
        """The value of an ``imr:`` property that is a whole number."""
        value = next(iter(self.concept.values.get(prop, ())), None)
        return value if isinstance(value, int) else None

    def truth(self, prop: str) -> bool | None:
        """The value of an ``imr:`` property that is true or false."""
        value = next(iter(self.concept.values.get(prop, ())), None)
        return value if isinstance(value, bool) else None


@documented_type
class DrugClass(Concept):
    """A class of drugs, such as opioids (imr:DrugClass)."""

    ontology_class = "DrugClass"


@documented_type
class Ingredient(Concept):
    """An active ingredient by its nonproprietary name (imr:Ingredient)."""

    ontology_class = "Ingredient"

    @documented
    def drug_classes(self) -> list[DrugClass]:
        """The classes the ingredient belongs to."""
        return [DrugClass(concept=c, catalogue=self.catalogue) for c in self.related("inDrugClass")]


@documented_type
class Drug(Concept):
    """A product or generic name under which drugs are requested (imr:DrugName)."""

    ontology_class = "DrugName"

    @documented
    def active_ingredients(self) -> list[Ingredient]:
        """What the product holds."""
        return [Ingredient(concept=c, catalogue=self.catalogue) for c in self.related("hasActiveIngredient")]

    @documented
    def drug_classes(self) -> list[DrugClass]:
        """The classes the drug belongs to."""
        return [DrugClass(concept=c, catalogue=self.catalogue) for c in self.related("inDrugClass")]


@documented_type
class GuidelineDocument(Concept):
    """A guideline as a publication, whatever its edition (imr:GuidelineDocument)."""

    ontology_class = "GuidelineDocument"


@documented_type
class GuidelineEdition(Concept):
    """One edition of a guideline (imr:GuidelineEdition)."""

    ontology_class = "GuidelineEdition"

    @documented
    def edition_year(self) -> int | None:
        """The year of the edition."""
        return self.number("editionYear")

    @documented
    def document(self) -> GuidelineDocument | None:
        """The guideline."""
        return document_of(self)


@strawberry.type
class GuidelinePlace(Concept):
    """What chapters, sections and pages share (imr:GuidelinePlace); no type of the schema by itself."""

    @documented
    def document(self) -> GuidelineDocument | None:
        """The guideline."""
        return document_of(self)

    @documented
    def edition(self) -> GuidelineEdition | None:
        """The edition; absent where the place stands for that of any edition."""
        return edition_of(self)


@documented_type
class GuidelineChapter(GuidelinePlace):
    """A chapter of a guideline, of one edition or of none in particular (imr:GuidelineChapter)."""

    ontology_class = "GuidelineChapter"


@documented_type
class GuidelinePage(GuidelinePlace):
    """A page of a guideline, of one edition or of none in particular (imr:GuidelinePage)."""

    ontology_class = "GuidelinePage"

    @documented
    def page_number(self) -> int | None:
        """The number that stands on the page."""
        return self.number("pageNumber")

    @documented
    def chapter(self) -> GuidelineChapter | None:
        """The chapter."""
        return chapter_of(self)

    @documented
    def sections(self) -> list[GuidelineSection]:
        """The sections that stand on the page; of each `pagesVerified` says whether a source has it so."""
        found = self.catalogue.leading_to(self.concept.path, "onPage")
        return [GuidelineSection(concept=c, catalogue=self.catalogue) for c in found]


@documented_type
class GuidelineSection(GuidelinePlace):
    """A named section of a guideline, of one edition or of none in particular (imr:GuidelineSection)."""

    ontology_class = "GuidelineSection"

    @documented
    def chapter(self) -> GuidelineChapter | None:
        """The chapter."""
        return chapter_of(self)

    @documented
    def pages(self) -> list[GuidelinePage]:
        """The pages the section stands on, where they are known."""
        return [GuidelinePage(concept=c, catalogue=self.catalogue) for c in self.related("onPage")]

    @documented
    def pages_verified(self) -> bool | None:
        """Whether a source gives the pages (imr:pagesVerified); false where they are recalled knowledge."""
        return self.truth("pagesVerified")


@documented_type
class Specialty(Concept):
    """A medical specialty or subspecialty by its board's name (imr:Specialty); each role is counted apart."""

    ontology_class = "Specialty"

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


@documented_type
class TreatmentSubcategory(Concept):
    """A kind of treatment within a category (imr:TreatmentSubcategory)."""

    ontology_class = "TreatmentSubcategory"

    @documented
    def broader(self) -> TreatmentCategory | None:
        """The category it stands below (skos:broader)."""
        return next(iter(self.wider(TreatmentCategory)), None)


@documented_type
class Condition(Concept):
    """A condition that diagnoses name, whatever its side, course and severity (imr:Condition)."""

    ontology_class = "Condition"

    @documented
    def broader(self) -> list[Condition]:
        """The wider conditions right above it, by kind and by body region (skos:broader)."""
        return self.wider(Condition)

    @documented
    def icd10cm_codes(self) -> list[str]:
        """Codes of ICD-10-CM whose titles mean the condition, or come close to it or just above it."""
        return [str(code) for code in self.concept.values.get("icd10cmCode", ())]


@documented_type
class BodyRegion(Concept):
    """A region of the body that requests name, whatever the side (imr:BodyRegion)."""

    ontology_class = "BodyRegion"

    @documented
    def broader(self) -> list[BodyRegion]:
        """The wider regions right above it (skos:broader)."""
        return self.wider(BodyRegion)


def document_of(place: Concept) -> GuidelineDocument | None:
    """The document that a guideline place belongs to."""
    concept = place.one_related("ofDocument")
    return GuidelineDocument(concept=concept, catalogue=place.catalogue) if concept else None


def edition_of(place: Concept) -> GuidelineEdition | None:
    """The edition that a guideline place belongs to."""
    concept = place.one_related("ofEdition")
    return GuidelineEdition(concept=concept, catalogue=place.catalogue) if concept else None


def chapter_of(place: Concept) -> GuidelineChapter | None:
    """The chapter that a guideline place belongs to."""
    concept = place.one_related("ofChapter")
    return GuidelineChapter(concept=concept, catalogue=place.catalogue) if concept else None
