"""The reading: a letter's text made fit for patterns, each character knowing where it came from.

The *kept text* is what the reader took out of the file; it is stored with the graph and
every span of a record points into it. The *reading* is what the extractors see: entities
decoded, typographic quotes and dashes plain, page furniture gone, words that a line end broke
whole again. Its offsets lead back.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass
from functools import cached_property

from imr_graph.record import Span

Piece = tuple[int, int, int, int]
"""Start in the reading, start in the kept text, length in the reading, length in the kept text."""

_WHITE = re.compile(r"\s+")


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
    def _starts(self) -> list[int]:
        return [piece[0] for piece in self.pieces]

    @cached_property
    def _form_feeds(self) -> list[int]:
        return [m.start() for m in re.finditer("\f", self.kept)]

    def fold(self, start: int, end: int) -> str:
        """The words of ``text[start:end]``, white space folded to single blanks."""
        return _WHITE.sub(" ", self.text[start:end]).strip()

    def trim(self, start: int, end: int, characters: str = "") -> Span:
        """The span without white space, and without ``characters``, at either end."""
        words = self.text[start:end]
        strip = characters + " \t\n\r\f\v\u00a0"
        left = len(words) - len(words.lstrip(strip))
        if left == len(words):
            return start, start
        return start + left, start + len(words.rstrip(strip))

    def kept_spans(self, start: int, end: int) -> tuple[Span, ...]:
        """Where ``text[start:end]`` stands in the kept text.

        Runs that only white space parts in the kept text are joined; what stands between
        two runs and was cleaned away (page furniture) parts them.
        """
        spans: list[Span] = []
        index = max(bisect.bisect_right(self._starts, start) - 1, 0)
        if index < len(self.pieces):  # most spans lie within one run
            at, origin, length, width = self.pieces[index]
            if length == width and at <= start < end <= at + length:
                return ((origin + start - at, origin + end - at),)
        for number in range(index, len(self.pieces)):
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
        return tuple(spans)

    def page(self, start: int) -> int:
        """The page, counted from 1, on which ``text[start]`` stands."""
        spans = self.kept_spans(start, start + 1)
        return 1 + bisect.bisect_right(self._form_feeds, spans[0][0] if spans else 0)

    def turns_page(self, start: int, end: int) -> bool:
        """Whether a page ends between the words at ``text[start]`` and ``text[end]``.

        A form feed between them says so, and so does page furniture that was cleaned away.
        """
        before, after = self.kept_spans(start, start + 1), self.kept_spans(end, end + 1)
        if not before or not after:
            return False
        between = self.kept[before[-1][1] : after[0][0]]
        return "\f" in between or bool(between.strip())
