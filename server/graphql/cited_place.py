"""Where in which guideline a citation points: what is printed beside what the schemes know."""

from __future__ import annotations

import strawberry

from imr_graph.record import Citation as RecordCitation
from server.graphql.concept_types import (
    GuidelineChapter,
    GuidelineDocument,
    GuidelineEdition,
    GuidelineSection,
)
from server.graphql.documented import documented, documented_type
from server.graphql.node import LetterNode
from server.graphql.vocabularies import EditionStatus


@documented_type
class CitedPlace(LetterNode):
    """The fields of a citation that tell its guideline, edition, chapter and sections."""

    citation: strawberry.Private[RecordCitation]

    @documented
    def states_no_evidence(self) -> bool:
        """Whether the side says that it cited no guideline or medical evidence."""
        return self.citation.source == "none"

    @documented
    def document(self) -> GuidelineDocument | None:
        """The guideline; absent where the side states that it cited none."""
        if self.states_nothing:
            return None
        path = self.citation.grounding.document or f"guideline/{self.citation.source}"
        return GuidelineDocument(concept=self.view.catalogue.get(path), catalogue=self.view.catalogue)

    @documented
    def edition_status(self) -> EditionStatus | None:
        """How the edition is known."""
        return None if self.states_nothing else EditionStatus(self.citation.grounding.edition_status)

    @documented
    def edition(self) -> GuidelineEdition | None:
        """The edition, where it is printed or follows from the letter's dates."""
        path = self.citation.grounding.edition
        if path is None:
            return None
        return GuidelineEdition(concept=self.view.catalogue.get(path), catalogue=self.view.catalogue)

    @documented
    def printed_edition(self) -> int | None:
        """The year printed with the guideline."""
        return self.citation.edition

    @documented
    def chapter(self) -> GuidelineChapter | None:
        """The chapter, where the guideline's scheme knows it."""
        path = self.citation.grounding.chapter
        if path is None:
            return None
        return GuidelineChapter(concept=self.view.catalogue.get(path), catalogue=self.view.catalogue)

    @documented
    def printed_chapter(self) -> str | None:
        """The chapter's number or name as printed."""
        return None if self.citation.chapter is None else str(self.citation.chapter)

    @documented
    def unresolved_chapter(self) -> str | None:
        """The chapter as printed, where no scheme knows it."""
        return self.citation.grounding.unresolved_chapter

    @documented
    def sections(self) -> list[GuidelineSection]:
        """The cited sections that the guideline's scheme knows."""
        catalogue = self.view.catalogue
        return [
            GuidelineSection(concept=catalogue.get(path), catalogue=catalogue)
            for path in self.citation.grounding.sections
        ]

    @documented
    def printed_section(self) -> str | None:
        """The words that name the place in the guideline, as printed."""
        return self.citation.section

    @documented
    def unresolved_sections(self) -> list[str]:
        """Cited sections that no scheme knows, as printed."""
        return list(self.citation.grounding.unresolved_sections)

    @property
    def states_nothing(self) -> bool:
        """Whether there is no guideline behind this citation."""
        return self.citation.source == "none"
