"""Words of letters with marks on what was searched for: verbatim from the kept text, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from imr_graph.record import Record, Span
from imr_graph.search.highlights import Highlighter, Passage
from imr_graph.search.places import KeptPlaces

GAP: Final = " \N{HORIZONTAL ELLIPSIS} "
"""Between words where a page of the letter ends."""

_BEGINNING: Final = 200
"""Characters that are shown of a rationale in which nothing was searched for."""
_SPACE: Final = re.compile(r"\s+")

Piece = tuple[str, bool]
"""Words, and whether they were searched for."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage of a letter.

    Args:
        pieces: its words, in order.
        page: of the letter, from 1; None where the record does not tell the place.
        begins: whether the text begins with it.
        ends: whether the text ends with it.
    """

    pieces: tuple[Piece, ...]
    page: int | None
    begins: bool
    ends: bool


class Quoting:
    """Quotes one letter.

    Args:
        record: the letter's.
        kept: its kept text.
        sought: what is marked; None where nothing was searched for.
    """

    def __init__(self, record: Record, kept: str, sought: Highlighter | None) -> None:
        self._record = record
        self._kept = kept
        self._sought = sought
        self._places = KeptPlaces(record, kept)

    def title(self, position: int) -> tuple[Piece, ...]:
        """The title of an item, as the record has it."""
        text = self._record.items[position - 1].text
        found = self._sought.passages(text, "title", len(text)) if self._sought else []
        return tuple(_pieces(text, (0, len(text)), [match for one in found for match in one.matches]))

    def rationale(self, position: int, most: int) -> list[Quote]:
        """Passages of an item's rationale that hold most of what was searched for; else its beginning."""
        text = self._record.items[position - 1].rationale
        if not text:
            return []
        found = self._sought.passages(text, "rationale", most) if self._sought else []
        pointer = f"/items/{position - 1}/rationale"
        return [self._quote(pointer, text, one) for one in found or [_beginning(text)]]

    def _quote(self, pointer: str, text: str, passage: Passage) -> Quote:
        begins, ends = passage.start == 0, passage.end >= len(text.rstrip(" ."))
        place = self._places.place(pointer, text, passage.start, passage.end)
        if place is None or not place.is_exact:
            # The letter's own words cannot be told apart; the record has them with white space folded.
            span = (passage.start, passage.end)
            page = place.page if place is not None else None
            return Quote(tuple(_pieces(text, span, passage.matches)), page, begins, ends)
        marks = [
            span
            for match in passage.matches
            if (marked := self._places.place(pointer, text, *match)) is not None and marked.is_exact
            for span in marked.spans
        ]
        pieces: list[Piece] = []
        for number, span in enumerate(place.spans):
            pieces += [(GAP, False)] if number else []
            pieces += _pieces(self._kept, span, marks)
        return Quote(tuple(pieces), place.page, begins, ends)


def _beginning(text: str) -> Passage:
    if len(text) <= _BEGINNING:
        return Passage(0, len(text), ())
    end = text.rfind(" ", 0, _BEGINNING)
    return Passage(0, end if end > 0 else _BEGINNING, ())


def _pieces(text: str, within: Span, marks: Sequence[Span]) -> Iterator[Piece]:
    """A stretch of a text, cut where marks begin and end; white space is folded, nothing else changes."""
    at, end = within
    for first, last in sorted(marks):
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        if at < first:
            yield _SPACE.sub(" ", text[at:first]), False
        yield _SPACE.sub(" ", text[first:last]), True
        at = last
    if at < end:
        yield _SPACE.sub(" ", text[at:end]), False
