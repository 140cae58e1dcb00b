"""Citations to concepts: document, edition, chapter, sections and pages of the guideline schemes.

What the tables do not know stays verbatim in ``unresolved_*``. An edition is taken as *printed*
when the letter prints its year. It is *inferred* only where the letter's own dates leave one
edition of that guideline (and chapter): by law the edition in force on the day of the treatment
request applies, which letters do not print, so every day on which the request can have been
made must fall within one edition's days in force. A utilization review denial follows its
request within 30 days; a determination follows it within a year. And an inference that the
cited sections or pages contradict, being known to another edition alone, falls. In all other
cases the edition is *unknown* and the citation's places stand below the document.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

import msgspec

from imr_graph.lexicon.guideline_names import acoem_titles, odg_chapters
from imr_graph.lexicon.guideline_sections import section_index
from imr_graph.lexicon.guidelines import guideline_path, load_guidelines
from imr_graph.record import (
    LONGEST_LISTED_RANGE,
    Citation,
    CitationGrounding,
    Dates,
    EditionStatus,
    RecordWarning,
)

REQUEST_BEFORE_DENIAL = dt.timedelta(days=30)
REQUEST_BEFORE_DECISION = dt.timedelta(days=365)

_WITH_SECTION_TABLES = frozenset({"mtus-chronic-pain", "mtus-acoem", "mtus-opioids", "mtus-postsurgical"})
_Sections = tuple[tuple[str, ...], tuple[str, ...]]
_BRACKET = re.compile(r"\s*\([^()]*\)")


class _Edition(msgspec.Struct, frozen=True):
    """An edition's key (``None`` where no table knows it) and how it is known."""

    key: str | None
    status: EditionStatus


def ground_citation(citation: Citation, dates: Dates) -> tuple[Citation, tuple[RecordWarning, ...]]:
    """The citation with its grounding.

    Args:
        citation: as extracted.
        dates: the letter's dates; only those of the decision and of the denial are used.

    Returns:
        The grounded citation and warnings whose paths are relative to it.
    """
    if citation.source == "none":
        return citation, ()
    inferred = None
    if citation.edition is None:
        inferred = infer_edition(citation.source, _chapter_key(citation), dates)
    return _grounded(citation, inferred)


@lru_cache(maxsize=2048)  # letters cite the same few places; what the dates say is one of few editions
def _grounded(citation: Citation, inferred: str | None) -> tuple[Citation, tuple[RecordWarning, ...]]:
    """The citation with its grounding, if its edition is the printed or else the inferred one."""
    document = citation.source
    key = _chapter_key(citation)
    edition, (sections, unresolved) = _edition(citation, key, inferred)
    warnings: list[RecordWarning] = []
    if edition.status == "printed" and edition.key is None and load_guidelines().editions_of(document):
        detail = f"{document} {citation.edition}"
        warnings.append(RecordWarning(code="unresolved-edition", path="/edition", detail=detail))
    if document == "other":
        detail = citation.section or ""
        warnings.append(RecordWarning(code="unresolved-guideline", path="/source", detail=detail))
    chapter = _chapter_path(document, edition.key, key)
    if citation.chapter is not None and chapter is None:
        detail = str(citation.chapter)
        warnings.append(RecordWarning(code="unresolved-chapter", path="/chapter", detail=detail))
    if document in _WITH_SECTION_TABLES:
        warnings += [_section_warning(document, edition.key, key, words) for words in unresolved]
    holder = chapter or guideline_path(document, edition.key)
    unknown = _unknown_pages(citation, holder)
    warnings += [
        RecordWarning(code="unresolved-page", path="/pages", detail=f"{document} page {page}")
        for page in unknown
    ]
    warnings += [
        RecordWarning(code="long-page-range", path="/pages", detail=f"{document} pages {first}-{last}")
        for first, last in citation.pages
        if last - first >= LONGEST_LISTED_RANGE
    ]
    grounding = CitationGrounding(
        document=f"guideline/{document}",
        edition=guideline_path(document, edition.key) if edition.key else None,
        edition_status=edition.status,
        chapter=chapter,
        sections=sections,
        page_prefix=f"{holder}/page" if citation.pages and document != "other" else None,
        unresolved_chapter=str(citation.chapter)
        if citation.chapter is not None and chapter is None
        else None,
        unresolved_sections=unresolved,
        unresolved_pages=unknown,
    )
    return msgspec.structs.replace(citation, grounding=grounding), tuple(warnings)


def _chapter_key(citation: Citation) -> str | None:
    """The key under which the tables may know the cited chapter."""
    printed = citation.chapter
    if isinstance(printed, int):
        return str(printed)
    if printed is None:
        return None
    names = odg_chapters() if citation.source == "odg" else acoem_titles()
    return names.get(printed) or names.get(_BRACKET.sub("", printed))


def _chapter_path(document: str, edition: str | None, key: str | None) -> str | None:
    """The chapter's concept: the edition's, else the edition-less one."""
    if key is None:
        return None
    path = guideline_path(document, edition, key)
    return path if path in load_guidelines().chapter_paths else None


def _edition(citation: Citation, chapter: str | None, inferred: str | None) -> tuple[_Edition, _Sections]:
    """The edition of a citation, and its sections as that edition's."""
    document = citation.source
    if citation.edition is not None:
        known = load_guidelines().edition(document, citation.edition)
        if known and chapter and not _chapter_path(document, known.key, chapter):
            known = None  # a year that this document has, but not for this chapter
        key = known.key if known else None
        return _Edition(key, "printed"), _sections(citation, key, chapter)
    if inferred:
        sections = _sections(citation, inferred, chapter)
        if not _contradicted(citation, inferred, chapter, sections[1]):
            return _Edition(inferred, "inferred"), sections
    return _Edition(None, "unknown"), _sections(citation, None, chapter)


def infer_edition(document: str, chapter: str | None, dates: Dates) -> str | None:
    """The one edition that was in force on every day on which the request can have been made.

    Args:
        document: the guideline's key.
        chapter: the chapter's key; chapters of ACOEM changed on days of their own.
        dates: the letter's dates. Its denial counts before its decision, being nearer the request.

    Returns:
        The edition's key; ``None`` where the letter has no date, or the days do not leave one.
    """
    if dates.ur_denial:
        last, first = dates.ur_denial, dates.ur_denial - REQUEST_BEFORE_DENIAL
    elif dates.decision:
        last, first = dates.decision, dates.decision - REQUEST_BEFORE_DECISION
    else:
        return None
    touched = [
        (key, begin, end)
        for key, begin, end in _days_in_force(document, chapter)
        if begin <= last and (end is None or end >= first)
    ]
    if len(touched) != 1:
        return None
    key, begin, end = touched[0]
    return key if begin <= first and (end is None or last <= end) else None


@lru_cache(maxsize=256)
def _days_in_force(document: str, chapter: str | None) -> list[tuple[str, dt.date, dt.date | None]]:
    """Edition, first and last day in force: the chapter's where the document has chapters."""
    tables = load_guidelines()
    rows = [c for c in tables.chapters if c.document == document and c.edition]
    if rows:
        return [
            (row.edition, row.in_force_from, row.in_force_to)
            for row in rows
            if row.key == chapter and row.edition and row.in_force_from
        ]
    return [(e.key, e.in_force_from, e.in_force_to) for e in tables.editions_of(document) if e.in_force_from]


def _contradicted(citation: Citation, edition: str, chapter: str | None, unresolved: tuple[str, ...]) -> bool:
    """Whether cited sections (``unresolved``) or pages are unknown to the edition but known to another."""
    document = citation.source
    if any(_editions_that_know(document, chapter, words) for words in unresolved):
        return True
    unknown = _unknown_pages(citation, guideline_path(document, edition, chapter))
    if not unknown:
        return False
    elsewhere = _unknown_pages(citation, guideline_path(document, None, chapter))
    return len(elsewhere) < len(unknown)


def _sections(citation: Citation, edition: str | None, chapter: str | None) -> _Sections:
    """Concept paths of the cited sections, and the words that no table knows."""
    words = citation.section
    if not words:
        return (), ()
    document = citation.source
    if document not in _WITH_SECTION_TABLES:
        # Topics of these are free words; only a semicolon surely parts two.
        joint = ";" if document in {"odg", "acoem"} else None
        pieces = words.split(joint) if joint else [words]
        return (), tuple(piece.strip() for piece in pieces if piece.strip())
    reading = section_index(document, edition, chapter).read(words)
    return tuple(section.path for section in reading.sections), reading.unresolved


def _section_warning(document: str, edition: str | None, chapter: str | None, words: str) -> RecordWarning:
    others = [key for key in _editions_that_know(document, chapter, words) if key != edition]
    detail = f"{words} (known to the edition of {', '.join(others)})" if others else words
    return RecordWarning(code="unresolved-section", path="/section", detail=detail)


def _editions_that_know(document: str, chapter: str | None, words: str) -> tuple[str, ...]:
    return tuple(
        edition.key
        for edition in load_guidelines().editions_of(document)
        if section_index(document, edition.key, chapter).get(words)
    )


def _unknown_pages(citation: Citation, holder: str) -> tuple[int, ...]:
    """Cited pages that the chapter, edition or document is not known to have.

    Ranges too long to be meant are passed over: they are kept as first and last page alone.
    """
    if citation.source == "other":
        return ()
    known = load_guidelines().page_paths
    return tuple(
        dict.fromkeys(
            page
            for first, last in citation.pages
            if last - first < LONGEST_LISTED_RANGE
            for page in range(first, last + 1)
            if f"{holder}/page/{page}" not in known
        )
    )
