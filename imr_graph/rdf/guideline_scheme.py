"""The scheme of guidelines: documents, their editions, chapters, sections and pages.

A place that belongs to an edition says so (``imr:ofEdition``); a place cited without an edition
stands below its document and belongs to none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode

from imr_graph.lexicon.guidelines import (
    GuidelineChapter,
    GuidelineDocument,
    GuidelineEdition,
    GuidelinePage,
    Guidelines,
    GuidelineSection,
)
from imr_graph.rdf import vocabulary as v
from imr_graph.rdf.scheme import Concept, Scheme, concept_node

Link = tuple[NamedNode, NamedNode | Literal]

_YEAR_PLACE: Final = "{year}"
_OF: Final = " \N{EN DASH} "
"""Stands between a place's own name and what it is in, in a label that must tell it from all others."""


def guideline_scheme(guidelines: Guidelines) -> Scheme:
    """The scheme made from the guideline tables."""
    labels = {document.path: document.label for document in guidelines.documents}
    labels |= {edition.path: edition.label for edition in guidelines.editions}
    for chapter in guidelines.chapters:
        labels[chapter.path] = _chapter_name(chapter) + _OF + labels[chapter.broader]
    return Scheme(
        name="guidelines",
        title="Treatment guidelines",
        description=(
            "The guidelines that letters cite: documents, editions, chapters, sections and pages. "
            "Places directly below a document are those cited without an edition."
        ),
        concepts=(
            *(_document(document) for document in guidelines.documents),
            *(_edition(edition) for edition in guidelines.editions),
            *(_chapter(chapter, labels) for chapter in guidelines.chapters),
            *(_section(section, labels, guidelines.page_paths) for section in guidelines.sections),
            *(_page(page, labels) for page in guidelines.pages),
        ),
    )


def _document(document: GuidelineDocument) -> Concept:
    return Concept(
        path=document.path,
        kind=v.GUIDELINE_DOCUMENT,
        label=document.label,
        alternatives=tuple(name for name in document.names if _YEAR_PLACE not in name),
        note=_adopted(document.regulation),
        verified=document.verified,
        evidence=document.evidence,
    )


def _edition(edition: GuidelineEdition) -> Concept:
    return Concept(
        path=edition.path,
        kind=v.GUIDELINE_EDITION,
        label=edition.label,
        short=edition.key,
        notation=edition.key,
        broader=(edition.broader,),
        links=(
            (v.OF_DOCUMENT, concept_node(edition.broader)),
            (v.EDITION_YEAR, Literal(int(edition.key))),
            *_in_force(edition.in_force_from, edition.in_force_to),
            *_pages_verified(edition),
        ),
        verified=edition.verified,
        evidence=edition.evidence,
    )


def _chapter_name(chapter: GuidelineChapter) -> str:
    return chapter.title if chapter.number is None else f"Chapter {chapter.number}: {chapter.title}"


def _chapter(chapter: GuidelineChapter, labels: dict[str, str]) -> Concept:
    return Concept(
        path=chapter.path,
        kind=v.GUIDELINE_CHAPTER,
        label=labels[chapter.path],
        short=_chapter_name(chapter),
        alternatives=(chapter.title, *chapter.variants),
        note=_adopted(chapter.regulation),
        notation="" if chapter.number is None else str(chapter.number),
        broader=(chapter.broader,),
        links=(
            *_holders(chapter.document, chapter.edition, None),
            *_in_force(chapter.in_force_from, chapter.in_force_to),
            *_pages_verified(chapter),
        ),
        verified=chapter.verified,
        evidence=chapter.evidence,
    )


def _section(section: GuidelineSection, labels: dict[str, str], known_pages: frozenset[str]) -> Concept:
    pages: tuple[str, ...] = ()
    if section.first_page is not None and section.last_page is not None:
        numbers = range(section.first_page, section.last_page + 1)
        paths = (f"{section.holder}/page/{number}" for number in numbers)
        pages = tuple(path for path in paths if path in known_pages)
    return Concept(
        path=section.path,
        kind=v.GUIDELINE_SECTION,
        label=section.name + _OF + labels[section.holder],
        short=section.name,
        alternatives=section.variants,
        broader=(section.broader,),
        links=(
            *_holders(section.document, section.edition, section.chapter),
            *((v.ON_PAGE, concept_node(path)) for path in pages),
            *_pages_verified(section),
        ),
        verified=section.verified,
        evidence=section.evidence,
    )


def _page(page: GuidelinePage, labels: dict[str, str]) -> Concept:
    name = f"p. {page.number}"
    return Concept(
        path=page.path,
        kind=v.GUIDELINE_PAGE,
        label=name + _OF + labels[page.broader],
        short=name,
        broader=(page.broader,),
        links=(
            *_holders(page.document, page.edition, page.chapter),
            (v.PAGE_NUMBER, Literal(page.number)),
        ),
        verified=page.verified,
        evidence=page.evidence,
    )


def _holders(document: str, edition: str | None, chapter: str | None) -> Iterator[Link]:
    """What a place stands in, from the document down."""
    path = f"guideline/{document}"
    yield v.OF_DOCUMENT, concept_node(path)
    if edition is not None:
        path = f"{path}/{edition}"
        yield v.OF_EDITION, concept_node(path)
    if chapter is not None:
        yield v.OF_CHAPTER, concept_node(f"{path}/chapter/{chapter}")


def _in_force(first: dt.date | None, last: dt.date | None) -> Iterator[Link]:
    for predicate, day in ((v.IN_FORCE_FROM, first), (v.IN_FORCE_TO, last)):
        if day is not None:
            yield predicate, Literal(day.isoformat(), datatype=v.XSD_DATE)


def _pages_verified(place: GuidelineEdition | GuidelineChapter | GuidelineSection) -> Iterator[Link]:
    """Whether a source gives the pages, said only where pages are given."""
    if place.first_page is not None:
        yield v.PAGES_VERIFIED, Literal(place.pages_verified)


def _adopted(regulation: str) -> str:
    return f"Regulation: {regulation}." if regulation else ""
