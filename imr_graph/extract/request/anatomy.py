"""Where in the body a request is for: regions, side and spinal levels, from the words of its title.

A region stands for its words ("low back") or for a spinal level that lies in it. A side counts only
where it is one: words for both sides, or for left and right of one place, make it both; different
sides of different places leave it open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, cast

import msgspec

from imr_graph.extract.fact import Found, Part
from imr_graph.extract.request.phrase import Phrase
from imr_graph.extract.request.spinal_levels import Level, spinal_levels
from imr_graph.lexicon.body_regions import (
    region_concepts,
    region_matcher,
    region_terms,
    side_beginnings,
    side_forms,
    side_marks,
)
from imr_graph.lexicon.categories import Token, tokenize
from imr_graph.record import Category, Side

_LABORATORY: Final = "category/diagnostic-testing/lab-and-pathology"
_WITH_LEVELS: Final = frozenset(
    {"injection", "surgery", "diagnostic-testing", "rehabilitation", "evaluation-management", "program"}
)
"""Categories whose titles print spinal levels; elsewhere a letter and a number is a size, a vitamin …"""


class Anatomy(msgspec.Struct, frozen=True):
    """The fields of a record's item that say where in the body the request is for."""

    regions: tuple[str, ...] = ()
    side: Side | None = None
    spinal_levels: tuple[str, ...] = ()


class _Mention(msgspec.Struct, frozen=True):
    """A region or a side named by words of a title."""

    name: str
    start: int
    end: int


def extract_anatomy(item: Phrase, category: Category, subcategory: str | None) -> Part[Anatomy]:
    """Regions, side and levels of a title, found at ``/regions/N``, ``/side`` and ``/spinal_levels/N``."""
    tokens = tokenize(item.text)
    printed = category in _WITH_LEVELS and subcategory != _LABORATORY
    levels = spinal_levels(item.text) if printed else ()
    sides, others = _sides(tokens, levels)
    named, told = _regions(others)
    sides += told
    of_words = {mention.name for mention in named}
    of_levels = [
        _Mention(region, level.start, level.end)
        for level in levels
        for region in level.regions
        if region not in of_words
    ]
    found: list[Found] = []
    regions = _gathered(item, (*named, *of_levels), "/regions", "request.region", found)
    places = _gathered(
        item, [_Mention(level.name, level.start, level.end) for level in levels], "/spinal_levels",
        "request.spinal-level", found,
    )  # fmt: skip
    side = _one_side({mention.name for mention in sides}, one_place=len(places or regions) <= 1)
    if side is not None:
        spans = tuple(item.span(mention.start, mention.end) for mention in sides)
        found.append(Found("/side", spans, "request.side"))
    return Part(Anatomy(regions, side, places), tuple(found))


def _gathered(
    item: Phrase, mentions: Iterable[_Mention], path: str, rule: str, found: list[Found]
) -> tuple[str, ...]:
    """The names in the title's order, each once; adds the places of each to ``found``."""
    places: dict[str, list[_Mention]] = {}
    for mention in sorted(mentions, key=lambda mention: mention.start):
        places.setdefault(mention.name, []).append(mention)
    for number, group in enumerate(places.values()):
        spans = tuple(item.span(mention.start, mention.end) for mention in group)
        found.append(Found(f"{path}/{number}", spans, rule))
    return tuple(places)


def _regions(tokens: Sequence[Token]) -> tuple[list[_Mention], list[_Mention]]:
    """The regions that words name, and the sides that some of these words tell."""
    regions, sides = [], []
    for match in region_matcher().matches(tokens, ()):
        term = region_terms()[match.term.term]
        start, end = tokens[match.first].start, tokens[match.last - 1].end
        regions += [_Mention(region_concepts()[name], start, end) for name in term.regions]
        if term.side:
            sides.append(_Mention(term.side, start, end))
    return regions, sides


def _sides(tokens: Sequence[Token], levels: Sequence[Level]) -> tuple[list[_Mention], list[Token]]:
    """The sides that words print, and the words without them: "lower left leg" holds "lower leg"."""
    sides, others = [], []
    at = 0
    while at < len(tokens):
        begins = tokens[at].word in side_beginnings()
        length, side = _side_at(tokens, at, levels) if begins else (0, None)
        if side is not None:
            sides.append(_Mention(side, tokens[at].start, tokens[at + length - 1].end))
            at += length
        else:
            others.append(tokens[at])
            at += 1
    return sides, others


def _side_at(tokens: Sequence[Token], at: int, levels: Sequence[Level]) -> tuple[int, str | None]:
    """How many words print a side here, and which side."""
    for length in range(min(max(map(len, side_forms())), len(tokens) - at), 0, -1):
        words = tuple(token.word for token in tokens[at : at + length])
        if side := side_forms().get(words):
            return length, side
    if _begins_place(tokens, at, levels):
        return 0, None  # "L-spine"
    marked = {side_marks()[tokens[at].word]} if tokens[at].word in side_marks() else set()
    length = 1
    if marked and at + 1 < len(tokens) and (other := side_marks().get(tokens[at + 1].word)):
        marked.add(other)
        length = 2
    if not marked or not _begins_place(tokens, at + length, levels):
        return 0, None
    return length, marked.pop() if len(marked) == 1 else "bilateral"


def _begins_place(tokens: Sequence[Token], at: int, levels: Sequence[Level]) -> bool:
    if at >= len(tokens):
        return False
    if any(level.start == tokens[at].start for level in levels):
        return True
    # The longest terms are of three words.
    matches = region_matcher().matches(tokens[at : at + 3], ())
    return any(match.first == 0 and region_terms()[match.term.term].regions for match in matches)


def _one_side(printed: set[str], *, one_place: bool) -> Side | None:
    if len(printed) == 1:
        return cast(Side, next(iter(printed)))
    return "bilateral" if printed and one_place else None
