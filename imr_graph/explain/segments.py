"""The kept text cut into runs, each with the facts that were read from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from imr_graph.explain.facts import Fact

_NONE: Final[Counter[int]] = Counter()


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of the kept text that the same facts cover.

    Args:
        start: where it begins, in code points of the kept text.
        text: its words, exactly as kept.
        facts: numbers of the facts that it belongs to, the one of the fewest words first; the first
            is what shows where only one can.
        opens: numbers of the facts whose words begin here.
    """

    start: int
    text: str
    facts: tuple[int, ...] = ()
    opens: tuple[int, ...] = ()


def segments(found: Sequence[Fact], text: str) -> Iterator[Segment]:
    """The whole text in runs, cut wherever a fact begins or ends, and at ends of pages.

    Args:
        found: the letter's facts; a segment names them by their place here.
        text: the kept text, the one that their spans point into.
    """
    begins: dict[int, Counter[int]] = {}
    ends: dict[int, Counter[int]] = {}
    for number, fact in enumerate(found):
        for start, end in fact.spans:
            if start < end:
                begins.setdefault(start, Counter())[number] += 1
                ends.setdefault(end, Counter())[number] += 1
    feeds = {found.start() for found in re.finditer("\f", text)}
    cuts = sorted({0, len(text), *begins, *ends, *feeds, *(at + 1 for at in feeds)})
    length = [sum(end - start for start, end in fact.spans) for fact in found]
    first = {number: min(fact.spans)[0] for number, fact in enumerate(found) if fact.spans}
    covering: Counter[int] = Counter()
    for start, end in pairwise(cuts):
        begun = begins.get(start, _NONE)
        if start in ends:
            covering = covering - ends[start]
        if begun:
            covering = covering + begun
        opens = tuple(number for number in sorted(begun) if first[number] == start)
        ranked = tuple(sorted(covering, key=lambda number: (length[number], number)))
        yield Segment(start, text[start:end], ranked, opens)
