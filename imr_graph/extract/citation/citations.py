"""Guideline lines to citations: which guideline, edition, chapter, section and pages a side names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec
from msgspec.structs import replace

from imr_graph.extract.citation.clauses import Clause, Statement, read_clauses, read_statements
from imr_graph.extract.citation.line import CitationLine, fold_line
from imr_graph.extract.citation.odg import is_odg_chapter, read_odg, split_publications
from imr_graph.extract.citation.places import Place, read_places, read_volume_pages, trim_words
from imr_graph.extract.fact import Found, Part
from imr_graph.letters.reading import Reading
from imr_graph.lexicon.guideline_names import acoem_titles, compact
from imr_graph.lexicon.guidelines import load_guidelines
from imr_graph.record import Citation, CitingParty, GuidelineSource, PageRange, RecordWarning, Span

_YEAR = re.compile(r"(?<![\d/.-])\b((?:19[5-9]|20[0-4])\d)\b(?!\s?-\s?\d)")
_DATED_YEAR = re.compile(r"\b\d{1,2}/(?:\d{1,2}/)?((?:19|20)\d\d)\b")
_RETRIEVED = re.compile(
    r"\b(?:accessed|retrieved|viewed|visited|downloaded|updated)\b[^;]{0,60}", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_CHAPTER_WORD = re.compile(r"\s?Chapter\b", re.IGNORECASE)
_SECTION_JOINT = re.compile(r"[,;]\s?(?:and\s)?|\sand\s")
_OPENING_TITLE = re.compile(r"(?P<title>[A-Z][A-Za-z&,/' -]{2,60}?(?<!,))\sChapter\b(?!\s?:)", re.IGNORECASE)


class _Draft(msgspec.Struct, frozen=True):
    """A citation whose values still know where they stand in the line."""

    source: GuidelineSource
    whole: Span
    source_span: Span
    edition: int | None = None
    edition_span: Span | None = None
    chapter: int | str | None = None
    chapter_spans: tuple[Span, ...] = ()
    section_spans: tuple[Span, ...] = ()
    section_joint: str = ", "
    pages: tuple[PageRange, ...] = ()
    pages_span: Span | None = None
    warnings: tuple[RecordWarning, ...] = ()


def extract_citations(reading: Reading, span: Span, by: CitingParty) -> tuple[Part[Citation], ...]:
    """What one side's guideline line cites.

    Args:
        reading: the letter.
        span: the line in the reading, without its heading. A paragraph that speaks of both sides
            is read too: sentences whose subject is the other side are passed over.
        by: the side.

    Returns:
        One part a guideline and chapter (and place, where places carry their own pages), in
        order; found paths are "" (all words of the citation), "/source", "/edition",
        "/chapter", "/section", "/pages". Empty where the line names nothing and does not say so.
    """
    line = fold_line(reading, span)
    return tuple(_part(line, draft, by) for draft in _read_line(line.text, by))


@lru_cache(maxsize=2048)  # items of a letter, and letters, repeat whole lines; none passes 3,000 characters
def _read_line(text: str, by: CitingParty) -> tuple[_Draft, ...]:
    drafts: list[_Draft] = []
    for statement in read_statements(text, by):
        if statement.nothing:
            start, end = statement.words
            drafts.append(_Draft("none", _sentence(text, start, end), statement.words))
        else:
            drafts += _merged(_drafts(text, statement))
    if any(draft.source != "none" for draft in drafts):
        drafts = [draft for draft in drafts if draft.source != "none"]
    return tuple(drafts)


def _drafts(text: str, statement: Statement) -> Iterator[_Draft]:
    for clause in read_clauses(text, statement):
        if clause.source == "odg":
            yield from _odg(text, clause, clause.rest)
        elif clause.source == "general-approaches":
            yield from _general_approaches(text, clause)
        elif clause.source == "acoem":
            yield from _acoem(text, clause, inside=statement.standing != "non-mtus")
        elif clause.source is not None:
            yield from _places(text, clause, _source(clause.source))
        elif statement.standing == "mtus" or _is_mtus(text, clause.rest):
            yield from _unnamed_mtus(text, clause)
        elif is_odg_chapter(text, *clause.rest):
            yield from _odg(text, clause, clause.rest)
        else:
            yield from _publications(text, clause.rest, own_title=True)


def _source(key: str) -> GuidelineSource:
    sources: dict[str, GuidelineSource] = {
        "mtus-chronic-pain": "mtus-chronic-pain",
        "mtus-opioids": "mtus-opioids",
        "mtus-postsurgical": "mtus-postsurgical",
        "mtus-acupuncture": "mtus-acupuncture",
    }
    return sources[key]


def _is_mtus(text: str, words: Span) -> bool:
    """Whether the words name the MTUS and nothing in it."""
    document = load_guidelines().document("mtus")
    names = {compact(name) for name in document.names} if document else set()
    said = compact(re.sub(r"\(\s?MTUS\s?\)", "", text[slice(*words)]))
    return said in names | {f"{name}guidelines" for name in names}


def _unnamed_mtus(text: str, clause: Clause) -> Iterator[_Draft]:
    """The MTUS with no part named, or with a part that no table knows."""
    if clause.name[0] == clause.name[1] and _is_mtus(text, clause.rest):
        yield _Draft("mtus", clause.rest, clause.rest)
        return
    begin = clause.name[0] if clause.name[0] < clause.name[1] else clause.rest[0]
    first = replace(clause, name=(begin, begin), rest=(begin, clause.rest[1]))
    for draft in _places(text, first, "mtus"):
        named = " ".join(text[slice(*span)] for span in draft.section_spans)
        warning = RecordWarning(code="unresolved-guideline", path="/section", detail=named)
        yield replace(draft, source_span=draft.whole, warnings=(warning,) if named else ())


def _places(text: str, clause: Clause, source: GuidelineSource) -> Iterator[_Draft]:
    for place in read_places(text, *clause.rest):
        yield _draft(clause, source, place)


def _draft(clause: Clause, source: GuidelineSource, place: Place) -> _Draft:
    spans = [clause.name, clause.edition_span, clause.chapter_span, place.section, place.pages_span]
    return _Draft(
        source=source,
        whole=_around(spans),
        source_span=clause.name,
        edition=clause.edition,
        edition_span=clause.edition_span,
        section_spans=(place.section,) if place.section else (),
        pages=place.pages,
        pages_span=place.pages_span,
    )


def _acoem(text: str, clause: Clause, *, inside: bool) -> Iterator[_Draft]:
    """An ACOEM chapter: by number inside the MTUS, by its printed number or name outside."""
    chapter, chapter_span, rest = clause.chapter, clause.chapter_span, clause.rest
    if chapter is None and not inside and (found := _OPENING_TITLE.match(text, _skip(text, *rest), rest[1])):
        chapter, chapter_span, rest = found.group("title"), found.span("title"), (found.end(), rest[1])
    elif chapter_span and (word := _CHAPTER_WORD.match(text, *rest)):
        rest = (word.end(), rest[1])
    if isinstance(chapter, str) and chapter_span:
        number = int(chapter) if inside and chapter.isdigit() else None
        chapter = number if number is not None else text[slice(*chapter_span)]
    source: GuidelineSource = "mtus-acoem" if inside else "acoem"
    (words, publications) = split_publications(text, *rest, own_title=inside)
    for place in read_places(text, *words):
        draft = _draft(replace(clause, chapter_span=chapter_span), source, place)
        yield replace(draft, chapter=chapter, chapter_spans=(chapter_span,) if chapter_span else ())
    for span in publications:
        yield from _publications(text, span, own_title=True)


def _general_approaches(text: str, clause: Clause) -> Iterator[_Draft]:
    """The general ACOEM chapters: each chapter that a section names is cited on its own."""
    for place in read_places(text, *clause.rest):
        draft = _draft(clause, "mtus-acoem", place)
        if place.section is None:
            yield draft
            continue
        begin, end = place.section
        starts = [
            begin,
            *(m.end() for m in _SECTION_JOINT.finditer(text, begin, end)),
        ]
        titles = [
            (at, found) for at in starts if (found := acoem_titles().match(text, at)) and found[0].isdigit()
        ]
        if not titles:
            yield draft
        for index, (at, (key, after)) in enumerate(titles):
            stop = titles[index + 1][0] if index + 1 < len(titles) else end
            section = trim_words(text, begin if index == 0 else at, stop)
            yield replace(
                draft,
                chapter=int(key),
                chapter_spans=((at, after),),
                section_spans=(section,) if section else (),
            )


def _odg(text: str, clause: Clause, rest: Span) -> Iterator[_Draft]:
    words, publications = split_publications(text, *rest, own_title=False)
    for place in read_odg(text, *words):
        spans = [clause.name if clause.name[0] < clause.name[1] else None, clause.edition_span]
        yield _Draft(
            source="odg",
            whole=_around([*spans, *place.chapter, place.topic]),
            source_span=_around([spans[0] or (place.chapter[0] if place.chapter else rest)]),
            edition=clause.edition,
            edition_span=clause.edition_span,
            chapter=" ".join(text[slice(*span)] for span in place.chapter) or None,
            chapter_spans=place.chapter,
            section_spans=(place.topic,) if place.topic else (),
        )
    for span in publications:
        yield from _publications(text, span, own_title=True)


def _publications(text: str, span: Span, *, own_title: bool) -> Iterator[_Draft]:
    """Publications outside the known guidelines, each under its title or address as printed."""
    first, others = split_publications(text, *span, own_title=own_title)
    for words in (first, *others):
        title = trim_words(text, *words)
        if title is None:
            continue
        pages, pages_span = read_volume_pages(text, *title)
        if not pages:
            place = read_places(text, *title)[0]
            pages, pages_span = place.pages, place.pages_span
            if pages_span and pages_span[1] >= title[1] - 1:
                title = place.section or title
        edition, edition_span = _year_of(text, *title)
        yield _Draft(
            source="other",
            whole=_around([title, pages_span]),
            source_span=title,
            edition=edition,
            edition_span=edition_span,
            section_spans=(title,),
            pages=pages,
            pages_span=pages_span,
        )


def _year_of(text: str, start: int, end: int) -> tuple[int | None, Span | None]:
    """The year printed with a publication; ``None`` where there are several, or only one of retrieval."""
    aside = [m.span() for pattern in (_RETRIEVED, _ADDRESS) for m in pattern.finditer(text, start, end)]
    found = [
        match
        for pattern in (_YEAR, _DATED_YEAR)
        for match in pattern.finditer(text, start, end)
        if not any(low <= match.start() < high for low, high in aside)
    ]
    if len({match.group(1) for match in found}) != 1:
        return None, None
    return int(found[0].group(1)), found[0].span(1)


def _merged(drafts: Iterator[_Draft]) -> list[_Draft]:
    """One entry a guideline and chapter, but one a place where both places carry pages."""
    merged: list[_Draft] = []
    entries: dict[tuple[object, ...], list[int]] = {}
    for draft in drafts:
        same = entries.setdefault((draft.source, draft.edition, compact(str(draft.chapter or ""))), [])
        open_ones = (n for n in same if draft.source != "other" and not (merged[n].pages and draft.pages))
        index = next(open_ones, None)
        if index is None:
            same.append(len(merged))
            merged.append(draft)
            continue
        earlier = merged[index]
        merged[index] = replace(
            earlier,
            whole=_around([earlier.whole, draft.whole]),
            section_spans=tuple(dict.fromkeys((*earlier.section_spans, *draft.section_spans))),
            section_joint="; " if draft.source == "odg" else ", ",
            pages=earlier.pages or draft.pages,
            pages_span=earlier.pages_span or draft.pages_span,
        )
    return merged


def _part(line: CitationLine, draft: _Draft, by: CitingParty) -> Part[Citation]:
    rule = f"citations.{draft.source}"
    found = [
        Found("", (line.span(*draft.whole),), rule),
        Found("/source", (line.span(*draft.source_span),), rule),
    ]
    for path, spans in (
        ("/edition", (draft.edition_span,)),
        ("/chapter", draft.chapter_spans),
        ("/section", draft.section_spans),
        ("/pages", (draft.pages_span,)),
    ):
        places = tuple(line.span(*span) for span in spans if span)
        if places:
            found.append(Found(path, places, rule))
    section = draft.section_joint.join(line.text[slice(*span)] for span in draft.section_spans)
    citation = Citation(
        by=by,
        source=draft.source,
        edition=draft.edition,
        chapter=draft.chapter,
        section=section or None,
        pages=draft.pages,
    )
    return Part(citation, tuple(found), draft.warnings)


def _around(spans: list[Span | None]) -> Span:
    """The span from the first to the last."""
    there = [span for span in spans if span and span[0] < span[1]]
    return min(span[0] for span in there), max(span[1] for span in there)


def _sentence(text: str, start: int, end: int) -> Span:
    """The whole sentence around a span."""
    begin = text.rfind(". ", 0, start)
    stop = text.find(".", end)
    return (0 if begin < 0 else begin + 2), (len(text) if stop < 0 else stop + 1)


def _skip(text: str, at: int, end: int) -> int:
    while at < end and text[at] in " ,:;-":
        at += 1
    return at
