"""Lists whose entries bear marks: numbers ("1. … 2. …", also glued), letters ("a) … b) …") or bullets.

A mark parts for certain; the question is what is one. The number that goes on a list may as well
end a day ("on 10-4-2013. Care …"), a spinal level or a sentence ("rated 3. The …").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from imr_graph.letters.reading import in_small_letters
from imr_graph.lexicon import diagnosis_terms as terms
from imr_graph.record import Span

_MOST = 60
_NEXT_WITHIN = 300
_GLUED_WITHIN = 16
# An entry may begin with its ICD-9 code ("2. 724.4 Radiculitis").
_OPENS = r"(?:[^\d\s.,;)]|[VE]?\d{3}\.\d{1,2}\s)"
_FIRST_NUMBER = re.compile(rf"\s*(?:[(#]?1\s?[.):]\)?\s*(?={_OPENS})|#1\s+)")
_FIRST_LETTER = re.compile(r"\s*\(?[aA][.)]\s+(?=\w)")
_FIRST_BULLET = re.compile(r"\s*(?P<bullet>[-*\u2022\u2013\u00b7])\s+(?=\w)")
# What a list's number may be glued to, with the number's own digits left out.
_BEFORE_GLUED = re.compile(
    r"(?:\b[CLTS]\d{1,2}(?:\s?[-/]\s?[CLTS]?\d{1,2})?"
    r"|\b[VE]?\d{3}\.\d{1,2}|\b[A-TV-Z]\d{2}\.\w{1,4}"
    r"|\b(?:grade|stage|type|phase|level|axis|episode|times|x)\s?\d|(?:19|20)\d\d)\Z",
    re.IGNORECASE,
)
_AFTER_DIGIT = re.compile(r"\d[./-]?\Z")
_DIGITS = re.compile(r"\d+")
_DAY = re.compile(r"(?<!\d)(?:\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?(?:\d{2}|\d{4})|(?:19|20)\d{2})\Z")
_STOP = re.compile(r"[.!?][\"')\]]{0,2}\s+(?=[A-Z])")
_CLOSED = re.compile(r"[.,;:!?)\]]\s*\Z")


def marked_entries(text: str, start: int, end: int) -> tuple[Span, ...]:
    """The entries of a list whose first mark stands at ``start``; the last one is open until ``end``.

    Empty where no mark stands there. A list that only one letter or bullet opens is none.
    """
    if first := _FIRST_NUMBER.match(text, start, end):
        return _entries(text, first.end(), end, _number)
    if first := _FIRST_LETTER.match(text, start, end):
        spans = _entries(text, first.end(), end, _letter)
    elif first := _FIRST_BULLET.match(text, start, end):
        bullet = first["bullet"]
        spans = _entries(text, first.end(), end, lambda _: _bullet(bullet))
    else:
        return ()
    return spans if len(spans) > 1 else ()


def _entries(text: str, at: int, end: int, mark: Callable[[int], re.Pattern[str]]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for number in range(2, _MOST + 1):
        following = _next_mark(text, at, end, mark(number), mark(number + 1))
        if following is None:
            break
        spans.append((at, following.start()))
        at = following.end()
    return (*spans, (at, end))


def _next_mark(
    text: str, at: int, end: int, mark: re.Pattern[str], later: re.Pattern[str] | None
) -> re.Match[str] | None:
    """The first mark that is one, unless a sentence stands before it that no list would hold.

    Digits that go on a number may be a list's where the list itself goes on ("BMI 423. Gout 4. …").
    """
    for found in mark.finditer(text, at, min(end, at + _NEXT_WITHIN)):
        if _ends_number(text, at, found) and (
            later is None or _ends_day(text, found) or not _next_mark(text, found.end(), end, later, None)
        ):
            continue
        return None if _ends_prose(text[at : found.start()]) else found
    return None


def _ends_number(text: str, at: int, mark: re.Match[str]) -> bool:
    """Whether the mark's digits may end a day, or a number that a list's own is not glued to."""
    start = mark.start()
    if not mark.group()[0].isdigit() or not _AFTER_DIGIT.search(text, max(at, start - 2), start):
        return False
    before = text[max(at, start - _GLUED_WITHIN) : start].removesuffix(".")
    return _ends_day(text, mark) or _BEFORE_GLUED.search(before) is None


def _ends_day(text: str, mark: re.Match[str]) -> bool:
    digits = _DIGITS.match(text, mark.start())
    begin = max(0, mark.start() - _GLUED_WITHIN)
    return bool(digits and _DAY.search(text, begin, digits.end()))


def _ends_prose(before: str) -> bool:
    """Whether an entry would run on into a sentence that tells something and is not closed."""
    stops = list(_STOP.finditer(before))
    if not stops or _CLOSED.search(before):
        return False
    last = before[stops[-1].end() :]
    clause = terms.bound_pattern("clause").search(in_small_letters(last))
    return clause is not None or not terms.names_condition(last)


@cache
def _number(number: int) -> re.Pattern[str]:
    return re.compile(rf"[(#]?{number}[.)]\)?\s*(?={_OPENS})|#{number}\s+")


@cache
def _letter(number: int) -> re.Pattern[str]:
    letter = chr(ord("a") + number - 1) if number <= 26 else "a"
    return re.compile(rf"(?<![\w.])\(?{letter}[.)]\s+(?=\w)", re.IGNORECASE)


@cache
def _bullet(bullet: str) -> re.Pattern[str]:
    return re.compile(rf"(?:\s|(?<=[.;,])){re.escape(bullet)}\s+(?=\w)")
