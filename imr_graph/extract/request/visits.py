"""How many visits a request for a service asks for: a count, or a rate and how long it lasts.

"12 sessions", "2 x 6", "twice a week for four weeks". All that a title says must agree: several
different numbers, or a range, leave the number open. A rate alone says nothing of a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple

from imr_graph.extract.fact import Found, Part
from imr_graph.extract.request import visit_patterns as patterns
from imr_graph.extract.request.dispensing import mask
from imr_graph.extract.request.phrase import Phrase
from imr_graph.letters.reading import in_small_letters
from imr_graph.lexicon.prescriptions import read_number
from imr_graph.record import Category, RecordWarning, Span

_VISITED: Final = frozenset({"rehabilitation", "mental-health", "evaluation-management"})
_VISITED_IF_NAMED: Final = frozenset({"home-health", "program"})
"""Categories whose weeks and hours are no visits, unless the title names visits."""
_MOST_VISITS: Final = 400
_REACH: Final = 80
"""Characters within which a rate's length is told."""
_EACH: Final = {"once": 1, "twice": 2, "thrice": 3}

# On small letters, all of them.
_NAMED = re.compile(rf"\b{patterns.VISIT}\b")
_COUNTS_OTHER = re.compile(rf"(?:\b{patterns.OTHER}|\b[a-z]?\d{{4,5}})\s*$")
_BREAK = re.compile(r"\d|\x00|;|\bthen\b")
_JOINS = re.compile(r"(?:\band|\bplus|\bthen|\bby|&)(?: additional| another| an?)? $")
_TIMES = re.compile(r" ?-?(?:x|times?)$")


class _Total(NamedTuple):
    """A number of visits, ``None`` where what is printed gives none, and where it stands."""

    value: int | None
    spans: tuple[Span, ...]


def extract_visits(item: Phrase, category: Category) -> Part[int | None]:
    """The visits of a request, found at ""; ``None`` where it prints none or no one number."""
    text = in_small_letters(item.text)
    if category not in _VISITED and not (category in _VISITED_IF_NAMED and _NAMED.search(text)):
        return Part(None)
    totals = tuple(_totals(text))
    if not totals:
        return Part(None)
    value = totals[0].value
    if value is None or value > _MOST_VISITS or any(total.value != value for total in totals):
        printed = "; ".join(item.text[start:end].strip() for total in totals for start, end in total.spans)
        return Part(None, (), (RecordWarning(code="unresolved-visits", detail=printed),))
    spans = sorted(span for total in totals for span in total.spans)
    return Part(value, (Found("", tuple(item.span(*span) for span in spans), "request.visits"),))


def _totals(text: str) -> Iterator[_Total]:
    """What the title says of the number of visits in each of the forms that it uses."""
    counts = (partial(_counts, pattern) for pattern in patterns.counts())
    readers: tuple[Callable[[str], Iterator[_Total]], ...] = (_rates, _products, *counts)
    for reader in readers:
        found = list(reader(text))
        if found:
            yield _sum(text, found)
        # What one form has read no later one may read.
        text = mask(text, (span for total in found for span in total.spans))


def _sum(text: str, found: list[_Total]) -> _Total:
    """The sum of numbers joined by "and" or "then"; several that are not joined give none."""
    spans = tuple(span for total in found for span in total.spans)
    joined = all(_JOINS.search(text, 0, total.spans[0][0]) for total in found[1:])
    values = [total.value for total in found]
    return _Total(sum(filter(None, values)) if joined and all(values) else None, spans)


def _rates(text: str) -> Iterator[_Total]:
    for rate in patterns.rate().finditer(text):
        if length := _length_after(text, rate) or _length_before(text, rate):
            span = min(rate.start(), length.start()), max(rate.end(), length.end())
            yield _Total(_visits_at(rate, length), (span,))


def _products(text: str) -> Iterator[_Total]:
    for found in patterns.times().finditer(text):
        one, other, check = (_number(found[group] or "") for group in ("one", "other", "check"))
        total = one * other if one and other else None
        yield _Total(total if check in (None, total) else None, (found.span(),))


def _counts(pattern: re.Pattern[str], text: str) -> Iterator[_Total]:
    for found in pattern.finditer(text):
        if not (found.groupdict().get("x") and _counts_other(text, found.start())):
            yield _Total(_number(found["count"]), ((found.start("count"), found.end()),))


def _length_after(text: str, rate: re.Match[str]) -> re.Match[str] | None:
    """How long the rate lasts, told after it."""
    if bare := patterns.bare_length().match(text, rate.end()):
        return bare
    found = patterns.length().search(text, rate.end(), rate.end() + _REACH)
    between = text[rate.end() : found.start()] if found else ""
    return None if _BREAK.search(between) or patterns.rate().search(between) else found


def _length_before(text: str, rate: re.Match[str]) -> re.Match[str] | None:
    """How long the rate lasts, told right before it."""
    before = list(patterns.length().finditer(text, max(0, rate.start() - _REACH), rate.start()))
    return before[-1] if before and not text[before[-1].end() : rate.start()].strip(" ,(") else None


def _counts_other(text: str, at: int) -> bool:
    """Whether what stands before ``at`` is counted by other things than visits ("60 minutes x 6")."""
    return _COUNTS_OTHER.search(text[max(0, at - 12) : at]) is not None


def _visits_at(rate: re.Match[str], length: re.Match[str]) -> int | None:
    """The visits of so many weeks at so many a week, or the like of months."""
    unit = rate["unit"] or rate["adverb"]
    lasts = length.groupdict().get("lasts") or unit
    often = rate["each"] or rate["often"] or "once"
    printed = _TIMES.sub("", often)
    bare = printed == often and often not in _EACH
    if unit[0] != lasts[0] or (rate["visits"] and bare):
        return None  # "2 weekly visits for 6 weeks" may be two in all
    each, times = _EACH.get(printed) or _number(printed), _number(length["count"])
    return each * times if each and times else None


def _number(printed: str) -> int | None:
    """A number, in brackets the same again ("twelve (12)"); ``None`` for a range."""
    said = {read_number(part.strip(" )")) for part in printed.split("(")}
    value = said.pop() if len(said) == 1 else None
    return int(value) if value else None
