"""Places inside a guideline as printed after its name: edition, sections, pages.

All functions work on the words of one ``CitationLine``; offsets are its offsets.
"""

from __future__ import annotations

import re

import msgspec

from imr_graph.record import PageRange, Span

_MONTHS = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
# Printed as "2004", "(Revised 2007)", "(May, 2009)", "2nd Edition, (2004)", "(Effective July 18, 2009)".
_EDITION = re.compile(
    rf"""(?P<ordinal>[\s,:-]{{0,3}}\(?(?:\d{{1,2}}(?:st|nd|rd|th)|first|second|third|fourth)\s+ed(?:ition\b|\.)\)?)?
        (?P<dated>[\s,:-]{{0,3}}\(?(?:(?:revised|revision|rev\.?|effective|dated|adopted)[\s,]{{1,2}})?
          (?:{_MONTHS}[\s,]{{1,2}}(?:\d{{1,2}},?\s)?)?(?P<year>(?:19|20)\d\d)(?![\d/-])\)?
          (?:\s+guidelines?\b)?)?""",
    re.IGNORECASE | re.VERBOSE,
)
# A page: no year, no part of a decimal number, of a date or of a word.
_PAGE = r"(?!(?:19|20)\d\d)\d{1,4}(?![\d/]|\.\d|[A-Za-z])"
_PAGE_WORD = r"(?:pages?\s?\(\s?s\s?\)|pages?|pgs?\b\.?|pp?\b\.?)"
_OF_ALL = r"(?:\s?of\s\d{1,4}\b)?"  # "124 of 127"
_RANGE = rf"{_PAGE}(?:\s?(?:-|to|through|thru)\s?{_PAGE})?{_OF_ALL}"
_PAGES = re.compile(
    rf"""(?:\(\s?|\bon\s+|\bat\s+)?(?<![A-Za-z]){_PAGE_WORD}\s?[:\#]?\s?(?P<list>{_RANGE}
        (?:\s?(?:,|;|&|\+|\band\b)\s?(?:and\s)?(?:{_PAGE_WORD}\s?[:\#]?\s?)?{_RANGE})*)(?:\s?\))?""",
    re.IGNORECASE | re.VERBOSE,
)
_ONE_RANGE = re.compile(rf"({_PAGE})(?:\s?(?:-|to|through|thru)\s?({_PAGE}))?{_OF_ALL}", re.IGNORECASE)
_LABEL = re.compile(r"[\s,;:.-]{0,3}sections?\s?(?:\(\s?s\s?\))?\s?:\s*", re.IGNORECASE)
_FRONT = re.compile(r"(?:[\s,;:./-]|(?:and|see)\s|pages?\s?\(s\)\s?:)+", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_JOINTS = " \t\n,;:/-"
_AFTER = re.compile(r"\s(?:and|at|on|the)\Z|(?<!\bal)\.\Z")
_AFTERS = ("and", "at", "on", "the", ".")
_LONGEST_AFTER = 5
_JOINT_WORDS = frozenset({"and", "the", "on", "at"})
# "81(4):539-548"; without an issue the year must stand before the volume: "2014;21:133-139", "2014;21:133".
_VOLUME = re.compile(
    rf"""(?:\b\d{{1,4}}\s?\(\d{{1,4}}(?:[-/]\d{{1,4}})?(?:\s?suppl\.?(?:\s\d{{1,2}})?)?\)
        |\b(?:19|20)\d\d(?:\s{_MONTHS}(?:\s\d{{1,2}})?)?\s?;\s?\d{{1,4}})
        \s?:\s?(?P<first>\d{{1,5}})(?:\s?-\s?(?P<last>\d{{1,5}}))?\b(?![-/:]\d)""",
    re.IGNORECASE | re.VERBOSE,
)


class Place(msgspec.Struct, frozen=True):
    """One place in a guideline; a span is ``None`` where nothing is printed."""

    section: Span | None
    pages: tuple[PageRange, ...] = ()
    pages_span: Span | None = None


def read_edition(text: str, start: int, end: int) -> tuple[int | None, Span | None, int]:
    """The year that follows a guideline's name: the year, where it stands, where reading goes on."""
    found = _EDITION.match(text, start, end)
    if not found:
        return None, None, start
    if found.group("year") is None:
        return None, None, found.end()
    return int(found.group("year")), found.span("year"), found.end()


def trim_words(text: str, start: int, end: int) -> Span | None:
    """The words of ``text[start:end]`` without joints at either end; ``None`` where none remain."""
    if front := _FRONT.match(text, start, end):
        start = front.end()
    end = start + len(text[start:end].rstrip(_JOINTS))
    while (words := text[max(start, end - _LONGEST_AFTER) : end].lower()).endswith(_AFTERS):
        after = _AFTER.search(words)
        if after is None:
            break
        end = start + len(text[start : end - len(after.group())].rstrip(_JOINTS))
    return (start, end) if start < end and text[start:end].lower() not in _JOINT_WORDS else None


def page_ranges(words: str) -> tuple[PageRange, ...]:
    """The pages of a list such as ``60, 61, 76-78``; ``111-13`` means 111 to 113."""
    ranges = []
    for found in _ONE_RANGE.finditer(words):
        first = int(found.group(1))
        printed = found.group(2)
        last = int(printed) if printed else first
        if printed and last < first and len(printed) < len(found.group(1)):
            last = int(found.group(1)[: -len(printed)] + printed)
        if last < first:
            ranges += [(first, first), (last, last)]
        else:
            ranges.append((first, last))
    return tuple(ranges)


def read_places(text: str, start: int, end: int) -> tuple[Place, ...]:
    """The places named in ``text[start:end]``, what stands after a guideline's name.

    A place is a section's words with the pages printed after them. Sections without pages of
    their own stay together in one place, whose section is then one string as printed.
    """
    if label := _LABEL.match(text, start, end):
        start = label.end()
    lists = list(_PAGES.finditer(text, start, end)) if _DIGIT.search(text, start, end) else []
    if not lists:
        return (Place(trim_words(text, start, end)),)
    places: list[Place] = []
    at = start
    for found in lists:
        section = trim_words(text, at, found.start())
        pages = page_ranges(found.group("list"))
        at = found.end()
        if section is None and places:
            before = places.pop()
            first = before.pages_span[0] if before.pages_span else found.start("list")
            places.append(Place(before.section, before.pages + pages, (first, found.end("list"))))
        else:
            places.append(Place(section, pages, found.span("list")))
    rest = trim_words(text, at, end)
    if rest and len(places) == 1 and places[0].section is None:
        return (Place(rest, places[0].pages, places[0].pages_span),)
    if rest:
        places.append(Place(rest))
    return tuple(places)


def read_volume_pages(text: str, start: int, end: int) -> tuple[tuple[PageRange, ...], Span | None]:
    """The pages of a journal article, ``81(4):539-548`` or ``2014;21:133-139``."""
    found = _VOLUME.search(text, start, end)
    if not found:
        return (), None
    words = found["first"] if found["last"] is None else f"{found['first']}-{found['last']}"
    return page_ranges(words), (found.start("first"), found.end())
