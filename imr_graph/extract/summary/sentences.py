"""Sentences of a section, as spans of the reading."""

from __future__ import annotations

import re

from imr_graph.letters.reading import Reading
from imr_graph.record import Span

# A full stop ends a sentence before white space and anything but a small letter, and where the
# letter lost the blank ("infection.The progress"). Decimals and "L4-5. L5" stay what they are.
_STOP = re.compile(r"[.!?](?:[\"')\]]*(?=\s+[^\sa-z]|\s*\Z)|(?<=[a-z0-9)]\.)(?=[A-Z][a-z]))")
_ABBREVIATIONS = (
    *("dr.", "mr.", "mrs.", "ms.", "no.", "vs.", "st.", "jr.", "approx.", "dept.", "e.g.", "i.e."),
    *("m.d.", "d.o.", "d.c.", "p.a.", "q.d.", "b.i.d.", "t.i.d.", "inc."),
)
_MONTHS = ("jan.", "feb.", "mar.", "apr.", "jun.", "jul.", "aug.", "sept.", "sep.", "oct.", "nov.", "dec.")
_DAY_FOLLOWS = re.compile(r"\s{1,9}\d")
_ABBREVIATION = re.compile(rf"\b(?:{'|'.join(map(re.escape, _ABBREVIATIONS))})\Z")
_REACH = 12  # the longest abbreviation, and more


def split_sentences(reading: Reading, start: int, end: int) -> tuple[Span, ...]:
    """The sentences of ``reading.text[start:end]``, in order, without white space at their ends.

    An abbreviation ("Dr.", "Feb. 3") ends no sentence; a list number ("2.") does, as "out of 10." must.
    """
    spans: list[Span] = []
    text = reading.text
    at = start
    for match in _STOP.finditer(text, start, end):
        stop = match.end()
        word = text[max(at, stop - _REACH) : match.start() + 1].lower()
        if word.endswith(_ABBREVIATIONS) and _ABBREVIATION.search(word):
            continue
        if word.endswith(_MONTHS) and _DAY_FOLLOWS.match(text, stop, end):
            continue
        span = reading.trim(at, stop)
        if span[0] < span[1]:
            spans.append(span)
        at = stop
    span = reading.trim(at, end)
    if span[0] < span[1]:
        spans.append(span)
    return tuple(spans)
