"""GraphQL types of guidelines: documents, editions, chapters, sections and pages."""

from __future__ import annotations

import datetime as dt

import strawberry

from server.graphql.concept import Concept, paged_concepts
from server.graphql.connections import After, Before, Connection, Last, OptionalFirst
from server.graphql.documented import documented, documented_type


@documented_type
class GuidelineDocument(Concept):
    """A guideline as a publication, whatever its edition (imr:GuidelineDocument)."""

    ontology_class = "GuidelineDocument"
    dimension = "document"

    @documented
    def editions(self) -> list[GuidelineEdition]:
        """Its editions, in order of label."""
        return self.leading_here(GuidelineEdition, "ofDocument")

    @documented
    def chapters(self) -> list[GuidelineChapter]:
        """The chapters of all of its editions, in order of label."""
        return self.leading_here(GuidelineChapter, "ofDocument")

    @documented
    def sections(
        self, first: OptionalFirst = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[GuidelineSection]:
        """The sections of all of its editions, in order of label."""
        return paged_concepts(self.leading_here(GuidelineSection, "ofDocument"), first, after, last, before)

    @documented
    def pages(
        self, first: OptionalFirst = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[GuidelinePage]:
        """The pages of all of its editions, in order of label."""
        return paged_concepts(self.leading_here(GuidelinePage, "ofDocument"), first, after, last, before)


@documented_type
class GuidelineEdition(Concept):
    """One edition of a guideline (imr:GuidelineEdition)."""

    ontology_class = "GuidelineEdition"
    dimension = "edition"

    @documented
    def in_force_from(self) -> dt.date | None:
        """The first day on which it was in force, where a source tells it."""
        return self.day("inForceFrom")

    @documented
    def in_force_to(self) -> dt.date | None:
        """The last day on which it was in force, where a source tells it."""
        return self.day("inForceTo")

    @documented
    def edition_year(self) -> int | None:
        """The year of the edition."""
        return self.number("editionYear")

    @documented
    def document(self) -> GuidelineDocument | None:
        """The guideline."""
        return document_of(self)

    @documented
    def chapters(self) -> list[GuidelineChapter]:
        """Its chapters, in order of label."""
        return self.leading_here(GuidelineChapter, "ofEdition")

    @documented
    def sections(
        self, first: OptionalFirst = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[GuidelineSection]:
        """Its sections, in order of label."""
        return paged_concepts(self.leading_here(GuidelineSection, "ofEdition"), first, after, last, before)

    @documented
    def pages(
        self, first: OptionalFirst = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[GuidelinePage]:
        """Its pages, in order of label."""
        return paged_concepts(self.leading_here(GuidelinePage, "ofEdition"), first, after, last, before)


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
    dimension = "chapter"

    @documented
    def in_force_from(self) -> dt.date | None:
        """The first day on which it was in force, where a source tells it."""
        return self.day("inForceFrom")

    @documented
    def in_force_to(self) -> dt.date | None:
        """The last day on which it was in force, where a source tells it."""
        return self.day("inForceTo")

    @documented
    def sections(
        self, first: OptionalFirst = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[GuidelineSection]:
        """Its sections, in order of label."""
        return paged_concepts(self.leading_here(GuidelineSection, "ofChapter"), first, after, last, before)

    @documented
    def pages(
        self, first: OptionalFirst = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[GuidelinePage]:
        """Its pages, in order of label."""
        return paged_concepts(self.leading_here(GuidelinePage, "ofChapter"), first, after, last, before)


@documented_type
class GuidelinePage(GuidelinePlace):
    """A page of a guideline, of one edition or of none in particular (imr:GuidelinePage)."""

    ontology_class = "GuidelinePage"
    dimension = "place"

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
        return self.leading_here(GuidelineSection, "onPage")


@documented_type
class GuidelineSection(GuidelinePlace):
    """A named section of a guideline, of one edition or of none in particular (imr:GuidelineSection)."""

    ontology_class = "GuidelineSection"
    dimension = "section"

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
