"""The notice's list of decisions: printed twice in a letter, told once.

"1) MAXIMUS Federal Services, Inc. has determined the request for X is not medically necessary and
appropriate." Both printings may differ in their blanks and line ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from imr_graph.letters.layouts import forms
from imr_graph.letters.reading import Reading
from imr_graph.record import Span

_NUMBER: Final = re.compile(r"(?:^|\n)[ ]*#?\(?(\d{1,2})[.)]{1,2}\s{0,5}\Z")
_LONGEST: Final = 900
_WORD: Final = re.compile(r"[a-z0-9%]+")
_STANDING: Final = frozenset(
    (
        "the",
        "a",
        "an",
        "of",
        "for",
        "and",
        "to",
        "in",
        "on",
        "with",
        "request",
        "requests",
        "regarding",
        "maximus",
        "federal",
        "services",
        "inc",
        "has",
        "determined",
        "that",
    )
)
_ALIKE: Final = 0.5
_MOST: Final = 400
"""Sentences that are read of the list, both printings counted; no letter comes near."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One decision of the list: its number, if printed, what was asked for, the decision's words."""

    number: int | None
    title: Span
    decision: Span


def listed_decisions(reading: Reading, end: int) -> tuple[Listed, ...]:
    """The decisions listed before ``end``, each once, in order."""
    listed: list[Listed] = []
    for entry in _printed(reading, end):
        if not any(_same(reading, entry, other) for other in listed):
            listed.append(entry)
    return tuple(listed)


def _printed(reading: Reading, end: int) -> Iterable[Listed]:
    text, sentences = reading.text, forms().sentences
    openings = list(sentences.determined.find_all(reading, 0, end))
    for n, opening in enumerate(openings[:_MOST]):
        until = openings[n + 1].start() if n + 1 < len(openings) else end
        decision = sentences.decision.search(text, opening.end(), min(until, opening.end() + _LONGEST))
        if decision is None:
            continue
        number = _NUMBER.search(text[max(opening.start() - 20, 0) : opening.start()])
        yield Listed(
            int(number.group(1)) if number else None,
            reading.trim(opening.end(), decision.start(), ":;,-"),
            decision.span("words"),
        )


def _same(reading: Reading, entry: Listed, other: Listed) -> bool:
    if entry.number is not None and other.number is not None and entry.number != other.number:
        return False
    if _letters(reading, entry.title) == _letters(reading, other.title):
        return True
    return entry.number is not None and alike(reading, entry.title, other.title) >= _ALIKE


def _letters(reading: Reading, span: Span) -> str:
    return "".join(reading.text[slice(*span)].lower().split())


def alike(reading: Reading, left: Span, right: Span) -> float:
    """How many of the two titles' own words are the same: 0 to 1."""
    a, b = _own_words(reading, left), _own_words(reading, right)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def holds(reading: Reading, whole: Span, part: Span) -> bool:
    """Whether all of a title's own words stand in another."""
    words = _own_words(reading, part)
    return bool(words) and words <= _own_words(reading, whole)


def _own_words(reading: Reading, span: Span) -> frozenset[str]:
    return frozenset(_WORD.findall(reading.text[slice(*span)].lower())) - _STANDING
