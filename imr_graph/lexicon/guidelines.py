"""The treatment guidelines that letters cite: documents, editions, chapters, sections, pages.

The facts stand in ``data/guideline_*.csv``; each row says whether it is verified and by what.
A page or section belongs to an edition. Where a letter prints no edition, its places are
grounded below the document itself, so every document also has *edition-less* chapters,
sections and pages: the union of those of its editions. They claim no more than that some
edition has such a place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from imr_graph.lexicon.tables import read_table, slug


def guideline_path(document: str, edition: str | None, chapter: str | None = None) -> str:
    """Concept path of a document, of its edition, or of a chapter in either."""
    below_edition = f"/{edition}" if edition else ""
    below_chapter = f"/chapter/{chapter}" if chapter else ""
    return f"guideline/{document}{below_edition}{below_chapter}"


@dataclass(frozen=True, slots=True)
class GuidelineDocument:
    """One guideline, whatever its edition.

    Args:
        key: the record's ``source`` (``mtus-chronic-pain``).
        label: full name.
        names: names that letters print; ``{year}`` stands for a year that must follow.
        regulation: where it is adopted.
        verified: whether a source was read that says so, named in ``evidence``.
    """

    key: str
    label: str
    names: tuple[str, ...]
    regulation: str
    verified: bool
    evidence: str

    @property
    def path(self) -> str:
        """Concept path."""
        return f"guideline/{self.key}"


@dataclass(frozen=True, slots=True)
class GuidelineEdition:
    """One edition of a document, keyed by its year.

    ``in_force_from`` and ``in_force_to`` (both included) are ``None`` where an edition is open,
    or where its chapters have days of their own.
    """

    document: str
    key: str
    label: str
    in_force_from: dt.date | None
    in_force_to: dt.date | None
    first_page: int | None
    last_page: int | None
    verified: bool
    pages_verified: bool
    evidence: str

    @property
    def path(self) -> str:
        """Concept path."""
        return f"guideline/{self.document}/{self.key}"

    @property
    def broader(self) -> str:
        """Concept path of the document."""
        return f"guideline/{self.document}"


@dataclass(frozen=True, slots=True)
class GuidelineChapter:
    """A chapter of an edition, or (``edition`` is ``None``) of a document whatever its edition."""

    document: str
    edition: str | None
    key: str
    title: str
    variants: tuple[str, ...]
    first_page: int | None
    last_page: int | None
    in_force_from: dt.date | None
    in_force_to: dt.date | None
    regulation: str
    verified: bool
    pages_verified: bool
    evidence: str

    @property
    def number(self) -> int | None:
        """The chapter's number, ``None`` where chapters carry names alone."""
        return int(self.key) if self.key.isdigit() else None

    @property
    def broader(self) -> str:
        """Concept path of the edition, or of the document."""
        return guideline_path(self.document, self.edition)

    @property
    def path(self) -> str:
        """Concept path."""
        return guideline_path(self.document, self.edition, self.key)


@dataclass(frozen=True, slots=True)
class GuidelineSection:
    """A named section of an edition or chapter, or of a document whatever its edition.

    ``parent`` names the section that holds it, in the same edition. ``verified`` is about the
    name, ``pages_verified`` about the pages.
    """

    document: str
    edition: str | None
    chapter: str | None
    name: str
    variants: tuple[str, ...]
    parent: str | None
    first_page: int | None
    last_page: int | None
    verified: bool
    pages_verified: bool
    evidence: str

    @property
    def holder(self) -> str:
        """Concept path of the chapter, edition or document it stands in, parents aside."""
        return guideline_path(self.document, self.edition, self.chapter)

    @property
    def broader(self) -> str:
        """Concept path of the parent section, else of the chapter, edition or document."""
        return f"{self.holder}/section/{slug(self.parent)}" if self.parent else self.holder

    @property
    def path(self) -> str:
        """Concept path."""
        return f"{self.holder}/section/{slug(self.name)}"


@dataclass(frozen=True, slots=True)
class GuidelinePage:
    """A page of an edition or chapter, or of a document whatever its edition."""

    document: str
    edition: str | None
    chapter: str | None
    number: int
    verified: bool
    evidence: str

    @property
    def broader(self) -> str:
        """Concept path of the chapter, edition or document it stands in."""
        return guideline_path(self.document, self.edition, self.chapter)

    @property
    def path(self) -> str:
        """Concept path."""
        return f"{self.broader}/page/{self.number}"


@dataclass(frozen=True)
class Guidelines:
    """All tables; ``chapters`` and ``sections`` hold the edition-less rows too."""

    documents: tuple[GuidelineDocument, ...]
    editions: tuple[GuidelineEdition, ...]
    chapters: tuple[GuidelineChapter, ...]
    sections: tuple[GuidelineSection, ...]

    @cached_property
    def pages(self) -> tuple[GuidelinePage, ...]:
        """Every known page, edition-less ones last, each once."""
        return tuple(_pages(self.editions, self.chapters))

    @cached_property
    def page_paths(self) -> frozenset[str]:
        """Concept paths of all known pages."""
        return frozenset(page.path for page in self.pages)

    def document(self, key: str) -> GuidelineDocument | None:
        """The document of a record's ``source``; ``None`` for ``none``."""
        return next((document for document in self.documents if document.key == key), None)

    def editions_of(self, document: str) -> tuple[GuidelineEdition, ...]:
        """A document's editions, oldest first."""
        return self._editions_of.get(document, ())

    @cached_property
    def _editions_of(self) -> dict[str, tuple[GuidelineEdition, ...]]:
        documents = dict.fromkeys(edition.document for edition in self.editions)
        return {key: tuple(e for e in self.editions if e.document == key) for key in documents}

    def edition(self, document: str, year: int) -> GuidelineEdition | None:
        """The edition printed as this year."""
        return next((e for e in self.editions_of(document) if e.key == str(year)), None)

    @cached_property
    def chapter_paths(self) -> frozenset[str]:
        """Concept paths of all known chapters."""
        return frozenset(guideline_path(c.document, c.edition, c.key) for c in self.chapters)

    def chapters_of(self, document: str, edition: str | None) -> tuple[GuidelineChapter, ...]:
        """The chapters of one edition, or with ``None`` the edition-less ones."""
        return tuple(c for c in self.chapters if c.document == document and c.edition == edition)

    def sections_of(
        self, document: str, edition: str | None, chapter: str | None
    ) -> tuple[GuidelineSection, ...]:
        """The sections of one chapter or edition, or with edition ``None`` the edition-less ones."""
        return tuple(
            s
            for s in self.sections
            if s.document == document and s.edition == edition and s.chapter == chapter
        )


@cache
def load_guidelines() -> Guidelines:
    """The package's guideline tables."""
    chapters = [_chapter(row) for row in read_table("guideline_chapters")]
    sections = [_section(row) for row in read_table("guideline_sections")]
    return Guidelines(
        documents=tuple(
            GuidelineDocument(
                key=row["document"],
                label=row["label"],
                names=_names(row["names"]),
                regulation=row["regulation"],
                verified=row["verified"] == "yes",
                evidence=row["evidence"],
            )
            for row in read_table("guideline_documents")
        ),
        editions=tuple(
            GuidelineEdition(
                document=row["document"],
                key=row["edition"],
                label=row["label"],
                in_force_from=_day(row["in_force_from"]),
                in_force_to=_day(row["in_force_to"]),
                first_page=_page(row["first_page"]),
                last_page=_page(row["last_page"]),
                verified=row["verified"] == "yes",
                pages_verified=row["pages_verified"] == "yes",
                evidence=row["evidence"],
            )
            for row in read_table("guideline_editions")
        ),
        chapters=(*chapters, *_edition_less_chapters(chapters)),
        sections=(*sections, *_edition_less_sections(sections)),
    )


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split(";") if name.strip())


def _page(cell: str) -> int | None:
    return int(cell) if cell else None


def _day(cell: str) -> dt.date | None:
    return dt.date.fromisoformat(cell) if cell else None


def _chapter(row: dict[str, str]) -> GuidelineChapter:
    return GuidelineChapter(
        document=row["document"],
        edition=row["edition"] or None,
        key=row["chapter"],
        title=row["title"],
        variants=_names(row["variants"]),
        first_page=_page(row["first_page"]),
        last_page=_page(row["last_page"]),
        in_force_from=_day(row["in_force_from"]),
        in_force_to=_day(row["in_force_to"]),
        regulation=row["regulation"],
        verified=row["verified"] == "yes",
        pages_verified=row["pages_verified"] == "yes",
        evidence=row["evidence"],
    )


def _section(row: dict[str, str]) -> GuidelineSection:
    return GuidelineSection(
        document=row["document"],
        edition=row["edition"] or None,
        chapter=row["chapter"] or None,
        name=row["section"],
        variants=_names(row["variants"]),
        parent=row["parent"] or None,
        first_page=_page(row["first_page"]),
        last_page=_page(row["last_page"]),
        verified=row["verified"] == "yes",
        pages_verified=row["pages_verified"] == "yes",
        evidence=row["evidence"],
    )


def _editions_named(editions: Iterable[str | None]) -> str:
    return "whatever the edition; known from " + ", ".join(dict.fromkeys(e for e in editions if e))


def _edition_less_chapters(chapters: Iterable[GuidelineChapter]) -> Iterator[GuidelineChapter]:
    """One chapter a document and key, under its oldest title, with the other titles as variants."""
    groups: dict[tuple[str, str], list[GuidelineChapter]] = {}
    for chapter in chapters:
        groups.setdefault((chapter.document, chapter.key), []).append(chapter)
    for (document, key), group in groups.items():
        if any(chapter.edition is None for chapter in group):
            continue
        names = dict.fromkeys(name for chapter in group for name in (chapter.title, *chapter.variants))
        title = group[0].title
        yield GuidelineChapter(
            document=document,
            edition=None,
            key=key,
            title=title,
            variants=tuple(name for name in names if name != title),
            first_page=None,
            last_page=None,
            in_force_from=None,
            in_force_to=None,
            regulation="",
            verified=any(chapter.verified for chapter in group),
            pages_verified=False,
            evidence=_editions_named(chapter.edition for chapter in group),
        )


def _edition_less_sections(sections: Iterable[GuidelineSection]) -> Iterator[GuidelineSection]:
    """One section a document, chapter and name; its parent only where all editions agree on it."""
    groups: dict[tuple[str, str | None, str], list[GuidelineSection]] = {}
    for section in sections:
        groups.setdefault((section.document, section.chapter, slug(section.name)), []).append(section)
    for (document, chapter, _), group in groups.items():
        parents = {section.parent for section in group}
        yield GuidelineSection(
            document=document,
            edition=None,
            chapter=chapter,
            name=group[0].name,
            variants=tuple(dict.fromkeys(variant for section in group for variant in section.variants)),
            parent=parents.pop() if len(parents) == 1 else None,
            first_page=None,
            last_page=None,
            verified=any(section.verified for section in group),
            pages_verified=False,
            evidence=_editions_named(section.edition for section in group),
        )


def _pages(
    editions: Iterable[GuidelineEdition], chapters: Iterable[GuidelineChapter]
) -> Iterator[GuidelinePage]:
    free: dict[tuple[str, str | None, int], list[GuidelinePage]] = {}
    holders: list[tuple[GuidelineEdition | GuidelineChapter, str | None, str | None]] = [
        *((edition, edition.key, None) for edition in editions),
        *((chapter, chapter.edition, chapter.key) for chapter in chapters if chapter.edition),
    ]
    for holder, edition, chapter in holders:
        if holder.first_page is None or holder.last_page is None:
            continue
        for number in range(holder.first_page, holder.last_page + 1):
            page = GuidelinePage(
                holder.document, edition, chapter, number, holder.pages_verified, holder.evidence
            )
            free.setdefault((holder.document, chapter, number), []).append(page)
            yield page
    for (document, chapter, number), group in free.items():
        yield GuidelinePage(
            document,
            None,
            chapter,
            number,
            any(page.verified for page in group),
            _editions_named(page.edition for page in group),
        )
