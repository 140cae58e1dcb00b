"""How a letter and its facts stand on a page: pages of marked runs, facts in groups, quotes, anchors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from imr_graph.explain.facts import Fact, Kind
from imr_graph.explain.segments import Segment
from imr_graph.record import Record

QUOTE_LENGTH: Final = 90
"""Code points of a fact's words that its entry quotes; longer ones are cut in the middle."""

# What HTML cannot carry, each taking one place, so that the page's text is as long as the letter's.
_UNCARRIED: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_ITEM: Final = re.compile(r"/items/(\d+)")
_TITLES: Final[Mapping[Kind, str]] = {
    "case": "Case",
    "date": "Case",
    "patient": "Patient and diagnoses",
    "diagnosis": "Patient and diagnoses",
    "reviewer": "Reviewer",
}


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One page of the letter.

    Args:
        number: counted from 1.
        segments: its runs.
    """

    number: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Facts that stand together in the list.

    Args:
        title: of the group.
        facts: each with its number.
    """

    title: str
    facts: tuple[tuple[int, Fact], ...]


def letter_pages(runs: Iterable[Segment]) -> Iterator[LetterPage]:
    """The runs page by page; the form feeds between pages are left out."""
    number = 1
    for is_feed, group in groupby(runs, key=lambda segment: segment.text == "\f"):
        if is_feed:
            number += len(list(group))
        else:
            yield LetterPage(number, tuple(segment for segment in group if segment.text))


def fact_groups(record: Record, found: Sequence[Fact]) -> Iterator[FactGroup]:
    """The facts in the order of the record: the case, the people, then each item."""
    grouped: dict[str, list[tuple[int, Fact]]] = {title: [] for title in _TITLES.values()}
    for number, _ in enumerate(record.items, 1):
        grouped[f"Item {number}"] = []
    for number, fact in enumerate(found):
        item = _ITEM.match(fact.path)
        title = f"Item {int(item[1]) + 1}" if item else _TITLES.get(fact.kind, "Case")
        grouped.setdefault(title, []).append((number, fact))
    for title, entries in grouped.items():
        if entries:
            yield FactGroup(title, tuple(entries))


def quoted(text: str, fact: Fact) -> str:
    """The fact's words, white space folded, an ellipsis where they are not all shown."""
    words = " … ".join(" ".join(text[start:end].split()) for start, end in fact.spans)
    if len(words) <= QUOTE_LENGTH:
        return words
    half = QUOTE_LENGTH // 2
    return f"{words[:half].rstrip()} … {words[-half:].lstrip()}"


def carried(written: str) -> str:
    """A page's text with a mark for each character that HTML cannot carry."""
    return _UNCARRIED.sub("\ufffd", written)


def anchors(pointers: Iterable[str], found: Sequence[Fact]) -> dict[str, int]:
    """Where JSON pointers lead that no fact has: to the first fact below, else to one right above.

    Args:
        pointers: places of the record, ``/items/0/drug`` for one.
        found: the letter's facts.

    Returns:
        Pointer to the number of a fact; what no fact is near to is left out.
    """
    first: dict[str, int] = {}
    for number, fact in enumerate(found):
        path = fact.path
        while path:
            first.setdefault(path, number)
            path = path.rpartition("/")[0]
    own = {fact.path for fact in found}
    led: dict[str, int] = {}
    for pointer in pointers:
        if pointer in own:
            continue
        near = pointer
        while near and near not in first:
            near = near.rpartition("/")[0]
        if near:
            led[pointer] = first[near]
    return led
