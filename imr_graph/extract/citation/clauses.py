"""A guideline line split into clauses: one named guideline (or publication) each.

The letters' forms, over the years::

    Decision based on MTUS Chronic Pain Treatment Guidelines yoga Page(s): 126, 127.
    Decision based on MTUS ACOEM Chapter 13 Knee Complaints Page(s): 339,Chronic Pain Treatment Guidelines.
    Decision based on MTUS Low Back Complaints 2004, Section(s): Summary, and Opioid Treatment 2016.
    Decision based on Non-MTUS Citation Official Disability Guidelines (ODG) Elbow Chapter, Braces.
    The Expert Reviewer based his/her decision on the X, page 3, which is part of the MTUS, and the Y, which
    is not part of the MTUS.
    The Claims Administrator did not cite any medical evidence for its decision.

All offsets are those of one ``CitationLine``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from imr_graph.extract.citation.places import read_edition, trim_words
from imr_graph.letters.reading import in_small_letters
from imr_graph.lexicon.guideline_names import acoem_titles, mtus_names, mtus_names_before_year
from imr_graph.record import CitingParty, Span

Standing = Literal["mtus", "non-mtus", "unsaid"]
"""Whether the letter calls what it cites a part of the MTUS."""


class Statement(msgspec.Struct, frozen=True):
    """What one sentence says a side's decision is based on; ``words`` is empty for "nothing"."""

    standing: Standing
    words: Span
    nothing: bool = False


class Clause(msgspec.Struct, frozen=True):
    """One guideline: its name's span, what its name gives, the words after it.

    ``source`` is ``odg``, ``acoem`` (inside the MTUS or not: see the statement), the key of another
    MTUS guideline, ``general-approaches`` (ACOEM, the chapter being named by the section), or
    ``None`` for words that begin with no known name. ``chapter`` is a printed number, or the key of
    a printed title.
    """

    source: str | None
    name: Span
    rest: Span
    edition: int | None = None
    edition_span: Span | None = None
    chapter: int | str | None = None
    chapter_span: Span | None = None


_SUBJECT = re.compile(
    r"\bThe\s(?:(?P<claims>claims\sadministrator)|(?P<reviewer>(?:expert|physician|professional|medical|independent)?\s?(?:physician\s)?reviewer))\b",
    re.IGNORECASE,
)
# On small letters, like the next.
_NOTHING = re.compile(
    r"\bdid\snot\s(?:cite|use|reference|provide|identify|specify|state|rely\s(?:up)?on)\sany\b"
    r"|\bno\s(?:medical\s)?(?:guidelines?|evidence|citations?)\b[^.]{0,40}\b(?:cited|given|provided|used)\b"
)
_OPENING = re.compile(
    r"\b(?:decisions?\s?(?:was\s|is\s|were\s)?based\s(?:up)?on"
    r"|based\s(?:its|their|his/her|his\sor\sher|his|her|the)\s(?:decisions?|determination)\s(?:up)?on"
    r"|relied\s(?:up)?on)\s(?:the\s)?"
)
_OUTSIDE = re.compile(r"recommendations?\s?(?:\(s\))?\soutside\b", re.IGNORECASE)
_STANDING = re.compile(
    r"(?P<non>non-?\s?MTUS(?:\sCitations?(?:\(s\))?)?:?\s?(?:the\s)?)|MTUS\b(?!\s?\))[:,]?\s?(?!-)",
    re.IGNORECASE,
)
_MEMBERSHIP = re.compile(
    r"(?:,\sa\smedical\streatment\sguideline)?,?\s?(?:\b(?:which|that)\s)?(?:\b(?:is|are)\s)?(?P<not>\bnot\s)?(?:a\s)?\bpart\sof\sthe\s"
    r"(?:Medical\sTreatment\sUtilization\sSchedule(?:\s?\(MTUS\))?|MTUS\b)",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"[,;]?\s?\b(?:and|as\swell\sas)\s(?:on\s)?(?:the\s)?(?:article\s)?|,\s?(?:on\s)?(?:the\s)?",
    re.IGNORECASE,
)
# The preposition said once more: what follows is no part of what stands before.
_AND_ON = re.compile(r",?\s(?:and|as\swell\sas)\son\s(?:the\s)?(?=[A-Z])")
# The longest way from a sentence's subject to its verb.
_SENTENCE = 300
_SENTENCE_END = re.compile(
    r"\.\s(?=The\s(?:claims\sadministrator|(?:expert\s|physician\s|professional\s|medical\s)?reviewer|provider|employee|patient)\b|Decision\b)",
    re.IGNORECASE,
)
_OTHER_GUIDELINE = re.compile(
    r"[,;.]?\s?(?:\band\s)?(?:on\s)?(?:the\s)?(?:non-?\s?MTUS\s)?\bOther\sMedical\sTreatment\sGuidelines?\b"
    r"(?:\s?or\sMedical\sEvidence)?\s?:?\s?"
    r"|[,;.]?\s?(?:\band\s)?(?:on\s)?(?:the\s)?\bnon-?\s?MTUS\b(?:\sCitations?\b(?:\s?\(s\))?)?\s?:?\s?",
    re.IGNORECASE,
)
_ODG = re.compile(
    r"(?:\bOfficial\sDisabilit(?:y|ies)\sGuidelines?(?:\s?\((?:[^()]{0,12}ODG[^()]{0,12})\))?|\bODG(?:[-/]TWC)?\b)",
    re.IGNORECASE,
)
_ACOEM = re.compile(
    r"(?:American\sCollege\sof\sOccupational\s(?:and|&)\sEnvironmental\sMedicine(?:'s)?,?\s?\(?(?:\s?ACOEM)?\)?|ACOEM\b)"
    r"(?:\s(?:Occupational\sMedicine\s)?(?:Practice\s)?Guidelines?\b)?",
    re.IGNORECASE,
)
_ODG_QUALIFIER = re.compile(
    r"[\s,:-]{0,3}(?:\(?(?:Treatment\sin\sWorkers'?\sComp(?:ensation)?\b|Treatment\sIndex\b|TWC\b|(?:(?:online|web)(?:\sversion)?|(?:current|latest)\s(?:version|edition))\b|"
    r"ODG\b)\)?)",
    re.IGNORECASE,
)
_ACOEM_QUALIFIER = re.compile(
    r"[\s,:-]{0,3}\(?(?:online|web)(?:\s(?:edition|version))?\b\)?(?:[\s,]{0,2}chapter\s?:)?", re.IGNORECASE
)
_REGULATION = re.compile(
    r"[\s,:-]{0,3}\(?(?:8\s?)?C\.?\s?C\.?\s?R\.?\s?(?:sections?\s|§{1,2}\s?)?[\d.]{4,10}(?:\s?(?:-|to|et\sseq\.?)\s?[\d.]{0,10})?\)?"
    r"(?:\s?,?\sMTUS\b)?",
    re.IGNORECASE,
)
_CHAPTER_NUMBER = re.compile(
    r"[\s,;:-]{0,3}\(?\bCh(?:apters?|\.|\b)\s?#?(?P<number>\d{1,2})\b(?!\.\d)", re.IGNORECASE
)
_MORE_CHAPTERS = re.compile(r"\s?(?:,|&|/|\band\b)\s?(?P<number>\d{1,2})\b(?![-.\d])", re.IGNORECASE)
_GENERAL = re.compile(r"General\sApproaches\b(?:\sGuidelines?\b)?", re.IGNORECASE)
_DELIMITER = re.compile(r"(?:[,;]\s?(?:and\s)?|\sand\s|\.\s|/\s?)(?:the\s)?(?:MTUS[:,]?\s)?", re.IGNORECASE)
_AFTER_TITLE = re.compile(
    r"\s?(?:[,;:.()/-]|\Z|pages?\b|pg|pp?\.|sections?\b|chapters?\b|and\b)", re.IGNORECASE
)
# A title with ACOEM, its edition and the chapter's number in brackets after it, as letters of 2013 set it.
_ACOEM_BESIDE_TITLE = re.compile(
    rf"(?:\s(?:Chapters?|Guidelines?))?[\s,]{{1,2}}\((?:the\s)?(?:{_ACOEM.pattern})[^()]{{0,60}}"
    r"(?:\((?:[A-Za-z]{3,9}\.?,?\s)?(?P<year>(?:19|20)\d\d)\)[^()]{0,60})?\)",
    re.IGNORECASE,
)
_FULL_TITLE = re.compile(
    r"(?:Complaints|Disorders|Conditions|Treatment|Documentation|Management)\Z", re.IGNORECASE
)
_SECTIONS_LABEL = re.compile(r"\bSections?\s?(?:\(\s?s\s?\))?\s?:", re.IGNORECASE)
_YEARED = re.compile(
    r"(?P<name>[A-Z](?:(?!,\sand\b|\bSection)[A-Za-z,&/ -]){3,60}?)\s(?P<year>20\d\d)"
    r"(?=\s?(?:,\s?Section|,\s?and\b|\.|,?\s?\Z))"
)


def read_statements(text: str, by: CitingParty) -> Iterator[Statement]:
    """What the line says of one side's bases, sentence by sentence.

    A sentence that names the other side as its subject is passed over.
    """
    lower = in_small_letters(text)
    openings = [found for found in _OPENING.finditer(lower) if not _passed_over(text, found, by)]
    said = [
        (found.start(), Statement("unsaid", found.span(), nothing=True))
        for found in (_NOTHING.finditer(lower) if "did not " in lower or "no " in lower else ())
        if _subject_is(text, found.start(), by)
    ]
    for index, opening in enumerate(openings):
        end = openings[index + 1].start() if index + 1 < len(openings) else len(text)
        if full_stop := _SENTENCE_END.search(text, opening.end(), end):
            end = full_stop.start()
        said += [
            (part.words[0], part)
            for whole in _by_membership(text, opening.end(), end)
            for base in _by_preposition(text, whole)
            for part in _by_other_guideline(text, base)
        ]
    yield from (statement for _, statement in sorted(said, key=lambda pair: pair[0]))


def _passed_over(text: str, opening: re.Match[str], by: CitingParty) -> bool:
    """An opening that is the other side's, or names no guideline ("… outside of the MTUS")."""
    return bool(_OUTSIDE.match(text, opening.end())) or not _subject_is(text, opening.start(), by)


def _subject_is(text: str, at: int, by: CitingParty) -> bool:
    """Whether the sentence around ``at`` is about this side; one without a subject is."""
    begin = max(text.rfind(". ", 0, at) + 1, at - _SENTENCE)
    subjects = list(_SUBJECT.finditer(text, begin, at))
    if not subjects:
        return True
    return (subjects[-1].group("claims") is not None) == (by == "claims-administrator")


def _by_membership(text: str, start: int, end: int) -> Iterator[Statement]:
    """The statement, split where the letter says of its guidelines that they are (no) part of the MTUS."""
    at = start
    # What the pattern must hold is told at once; it tries every place.
    members = _MEMBERSHIP.finditer(text, start, end) if "part of the " in text[start:end].lower() else ()
    for found in members:
        if joint := _JOINT.match(text, at, found.start()):
            at = joint.end()
        words = _standing(text, at, found.start())[1]
        yield Statement("non-mtus" if found.group("not") else "mtus", words)
        at = found.end()
    if at == start:
        yield Statement(*_standing(text, start, end))


def _by_preposition(text: str, statement: Statement) -> Iterator[Statement]:
    """The statement, split where it says "and on the …"."""
    at, end = statement.words
    # What the pattern must hold is told at once; it tries every place.
    joints = _AND_ON.finditer(text, at, end) if " on " in text[at:end] else ()
    for found in joints:
        yield Statement(statement.standing, (at, found.start()))
        at = found.end()
    yield Statement(statement.standing, (at, end))


def _by_other_guideline(text: str, statement: Statement) -> Iterator[Statement]:
    """The statement, split where a heading inside it says that another guideline follows."""
    at, end = statement.words
    standing = statement.standing
    words = text[at:end].lower()
    sign = "other medical " in words or ("non" in words and "mtus" in words)
    headings = _OTHER_GUIDELINE.finditer(text, at, end) if sign else ()
    for found in headings:
        if found.start() > at:
            yield Statement(standing, (at, found.start()))
        at, standing = found.end(), "non-mtus"
    if at < end or at == statement.words[0]:
        yield Statement(standing, (at, end))


def _standing(text: str, start: int, end: int) -> tuple[Standing, Span]:
    """What the first words say of the rest; "Decision based on MTUS." names the MTUS itself."""
    found = _STANDING.match(text, start, end)
    if not found:
        return "unsaid", (start, end)
    if found.group("non"):
        return "non-mtus", (found.end(), end)
    return "mtus", (found.end() if trim_words(text, found.end(), end) else start, end)


def read_clauses(text: str, statement: Statement) -> tuple[Clause, ...]:
    """The guidelines and publications that a statement names, in order."""
    return tuple(_clauses(text, *statement.words, statement.standing))


def _clauses(text: str, start: int, end: int, standing: Standing) -> Iterator[Clause]:
    heads = list(_heads(text, start, end, standing))
    if not heads or heads[0].name[0] > start:
        first = heads[0].name[0] if heads else end
        if words := trim_words(text, start, first):
            yield Clause(None, (words[0], words[0]), words)
    for index, head in enumerate(heads):
        stop = heads[index + 1].name[0] if index + 1 < len(heads) else end
        rest = (min(head.rest[0], stop), stop)
        yield Clause(
            head.source, head.name, rest, head.edition, head.edition_span, head.chapter, head.chapter_span
        )


def _heads(text: str, start: int, end: int, standing: Standing) -> Iterator[Clause]:
    """The names in order; ``rest`` of each begins after it and is not yet ended."""
    before: Clause | None = None
    positions = {start: False} | {found.end(): True for found in _DELIMITER.finditer(text, start, end)}
    words = text[start:end].lower()
    if "odg" in words or "official" in words:
        positions |= {found.start(): True for found in _ODG.finditer(text, start, end)}
    done = start
    for at in sorted(positions):
        if at < done or at >= end:
            continue
        head = _head(text, at, end, before, standing)
        if head is None:
            continue
        yield head
        before = head
        done = head.rest[0]
        while (
            before.source == "acoem"
            and before.chapter_span
            and (more := _MORE_CHAPTERS.match(text, done, end))
        ):
            if "chapters" not in text[before.name[0] : done].lower():
                break
            before = Clause(
                "acoem", more.span("number"), (more.end(), end), before.edition, before.edition_span,
                int(more.group("number")), more.span("number"),
            )  # fmt: skip
            yield before
            done = more.end()


def _head(text: str, at: int, end: int, before: Clause | None, standing: Standing) -> Clause | None:
    """A guideline's name at this place, with its edition and chapter; ``None`` where there is none."""
    if found := _ODG.match(text, at, end):
        return _odg_head(text, found, end)
    if found := _ACOEM.match(text, at, end):
        return _acoem_head(text, at, found.end(), end)
    if standing != "non-mtus":
        return _named_head(text, at, end) or _chapter_head(text, at, end, before)
    # The title of another publication may hold any name, but hardly begins with one.
    return _named_head(text, at, end) if before is None else None


def _named_head(text: str, at: int, end: int) -> Clause | None:
    """Another MTUS guideline, by its name."""
    named = mtus_names().match(text, at)
    if named is None:
        named = mtus_names_before_year().match(text, at)
        if named is None or read_edition(text, named[1], end)[0] is None:
            return None
    source, after_name = named
    after = after_name
    if regulation := _REGULATION.match(text, after, end):
        after = regulation.end()
    edition, span, after = read_edition(text, after, end)
    return Clause(source, (at, after_name), (after, end), edition, span)


def _chapter_head(text: str, at: int, end: int, before: Clause | None) -> Clause | None:
    """A chapter of ACOEM whose name is not repeated, "General Approaches", or an unknown name and year."""
    if (before is None or before.source == "acoem") and _CHAPTER_NUMBER.match(text, at, end):
        return _acoem_head(text, at, at, end)
    if found := _GENERAL.match(text, at, end):
        edition, span, after = read_edition(text, found.end(), end)
        return Clause("general-approaches", found.span(), (after, end), edition, span)
    if head := _titled_head(text, at, end, before):
        return head
    if (before is None or text.endswith("and ", 0, at)) and (found := _YEARED.match(text, at, end)):
        year = found.span("year")
        return Clause(None, found.span("name"), (found.end(), end), int(found.group("year")), year)
    return None


def _odg_head(text: str, found: re.Match[str], end: int) -> Clause:
    after = found.end()
    edition, span = None, None
    while True:
        year, year_span, following = read_edition(text, after, end)
        if year is not None:
            edition, span = year, year_span
        elif qualifier := _ODG_QUALIFIER.match(text, following, end):
            following = qualifier.end()
        if following == after:
            return Clause("odg", found.span(), (after, end), edition, span)
        after = following


def _acoem_head(text: str, at: int, after_name: int, end: int) -> Clause:
    """ACOEM, its edition, a chapter by number and title, or by title alone."""
    edition, edition_span, after = read_edition(text, after_name, end)
    if qualifier := _ACOEM_QUALIFIER.match(text, after, end):
        after = qualifier.end()
    number = _CHAPTER_NUMBER.match(text, after, end)
    chapter: int | str | None = None
    chapter_span: Span | None = None
    if number:
        chapter, chapter_span, after = int(number.group("number")), number.span("number"), number.end()
    begin = _skip_joint(text, after, end)
    title = acoem_titles().match(text, begin)
    if title and (_FULL_TITLE.search(text[begin : title[1]]) or _AFTER_TITLE.match(text, title[1], end)):
        if chapter is None:
            chapter, chapter_span = title[0], (begin, title[1])
        after = title[1]
        if text[begin - 1] == "(" and text[after : after + 1] == ")":
            after += 1
    elif not number and (year := read_edition(text, begin, end))[0] is not None:
        after = year[2]
    year_printed, span, following = read_edition(text, after, end)
    if year_printed is not None:
        edition, edition_span, after = year_printed, span, following
    # A chapter that repeats no name stands for it.
    name = (at, after_name if after_name > at else after)
    return Clause("acoem", name, (after, end), edition, edition_span, chapter, chapter_span)


def _titled_head(text: str, at: int, end: int, before: Clause | None) -> Clause | None:
    """An ACOEM chapter by title alone: with its year, or in full where no list of sections runs."""
    title = acoem_titles().match(text, at)
    if title is None:
        return None
    key, after = title
    edition, span, following = read_edition(text, after, end)
    if beside := _ACOEM_BESIDE_TITLE.match(text, after, end):
        following = beside.end()
        if beside["year"]:
            edition, span = int(beside["year"]), beside.span("year")
        return Clause("acoem", (at, after), (following, end), edition, span, key, (at, after))
    if edition is None and before and _SECTIONS_LABEL.search(text, before.rest[0], at):
        return None
    full = bool(_FULL_TITLE.search(text[at:after])) and bool(_AFTER_TITLE.match(text, after, end))
    alone = before is None and bool(_AFTER_TITLE.match(text, after, end))
    if edition is None and not (full or alone):
        return None
    return Clause("acoem", (at, after), (following, end), edition, span, key, (at, after))


def _skip_joint(text: str, at: int, end: int) -> int:
    while at < end and text[at] in " ,:-(":
        at += 1
    return at
