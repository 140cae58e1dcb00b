"""The reading: a letter's text made fit for patterns, each character knowing where it came from.

The *kept text* is what the reader took out of the file; it is stored with the graph and
every span of a record points into it. The *reading* is what the extractors see: entities
decoded, typographic quotes and dashes plain, page furniture gone, words that a line end broke
whole again. Its offsets lead back.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from imr_graph.record import Span

Piece = tuple[int, int, int, int]
"""Start in the reading, start in the kept text, length in the reading, length in the kept text."""

BLANKS: Final = " \t\n\r\f\v\u00a0"
"""What ``Reading.trim`` leaves out at either end."""


def in_small_letters(text: str) -> str:
    """The text in small letters, each character at its place.

    A pattern in small letters finds on it, and several times as fast, what one that ignores case
    finds on the text.
    """
    # Of the first letter the small form is two characters; the others ignoring case takes for i and s.
    return text.replace("\u0130", "i").replace("\u0131", "i").replace("\u017f", "s").lower()


@dataclass(frozen=True)
class Reading:
    """A cleaned text with its way back to the kept text.

    Args:
        kept: the text that is kept with the graph.
        text: the cleaned text that patterns run on.
        pieces: the runs that ``text`` is made of, in order, without gaps in ``text``. A run whose two
            lengths are equal maps character by character; any other run (an entity, say) maps as a
            whole.
    """

    kept: str
    text: str
    pieces: tuple[Piece, ...]

    @cached_property
    def lower(self) -> str:
        """``text`` in small letters (see ``in_small_letters``)."""
        return in_small_letters(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [piece[0] for piece in self.pieces]

    @cached_property
    def _form_feeds(self) -> list[int]:
        return [m.start() for m in re.finditer("\f", self.kept)]

    def fold(self, start: int, end: int) -> str:
        """The words of ``text[start:end]``, white space folded to single blanks."""
        return " ".join(self.text[start:end].split())

    def trim(self, start: int, end: int, characters: str = "") -> Span:
        """The span without white space, and without ``characters``, at either end."""
        words = self.text[start:end]
        strip = characters + BLANKS
        left = words.lstrip(strip)
        if not left:
            return start, start
        return start + len(words) - len(left), start + len(words.rstrip(strip))

    def kept_spans(self, start: int, end: int) -> tuple[Span, ...]:
        """Where ``text[start:end]`` stands in the kept text.

        Runs that only white space parts in the kept text are joined; what stands between
        two runs and was cleaned away (page furniture) parts them. So parted, they begin and end
        with words.
        """
        index = bisect.bisect_right(self._starts, start) - 1
        if index >= 0:  # most spans lie within one run
            at, origin, length, width = self.pieces[index]
            if length == width and start < end <= at + length:
                return ((origin + start - at, origin + end - at),)
        spans: list[Span] = []
        for number in range(max(index, 0), len(self.pieces)):
            at, origin, length, width = self.pieces[number]
            if at >= end:
                break
            low, high = max(start, at), min(end, at + length)
            if low >= high:
                continue
            span = (origin + low - at, origin + high - at) if length == width else (origin, origin + width)
            if spans and not self.kept[spans[-1][1] : span[0]].strip():
                spans[-1] = (spans[-1][0], max(spans[-1][1], span[1]))
            else:
                spans.append(span)
        return tuple(spans) if len(spans) < 2 else tuple(self._worded(spans)) or tuple(spans)

    def _worded(self, spans: list[Span]) -> Iterator[Span]:
        """The spans without white space at their ends; one of nothing else is left out."""
        for start, end in spans:
            words = self.kept[start:end]
            if bare := words.strip():
                start += len(words) - len(words.lstrip())
                yield start, start + len(bare)

    def page(self, start: int) -> int:
        """The page, counted from 1, on which ``text[start]`` stands."""
        spans = self.kept_spans(start, start + 1)
        return self.kept_page(spans[0][0] if spans else 0)

    def kept_page(self, start: int) -> int:
        """The page, counted from 1, on which ``kept[start]`` stands."""
        return 1 + bisect.bisect_right(self._form_feeds, start)

    def turns_page(self, start: int, end: int) -> bool:
        """Whether a page ends between the words at ``text[start]`` and ``text[end]``.

        A form feed between them says so, and so does page furniture that was cleaned away.
        """
        index = bisect.bisect_right(self._starts, start) - 1
        if index >= 0:  # most neighbours stand in one run
            at, origin, length, width = self.pieces[index]
            if length == width and start < end < at + length:
                between = self.kept[origin + start + 1 - at : origin + end - at]
                return "\f" in between or bool(between.strip())
        before, after = self.kept_spans(start, start + 1), self.kept_spans(end, end + 1)
        if not before or not after:
            return False
        between = self.kept[before[-1][1] : after[0][0]]
        return "\f" in between or bool(between.strip())
