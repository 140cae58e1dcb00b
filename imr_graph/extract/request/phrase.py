"""A stretch of the reading with its white space folded, each character knowing where it stood.

Titles wrap and blanks double; patterns are simpler, and values read as printed, when every
run of white space is one blank.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from imr_graph.letters.reading import Reading
from imr_graph.record import Span

_FOLDED = re.compile(r"\s{2,}")


class Phrase(msgspec.Struct, frozen=True):
    """Folded text and the offset in the reading of each of its characters."""

    text: str
    origins: Sequence[int]

    @classmethod
    def of(cls, reading: Reading, span: Span) -> Phrase:
        """The words of ``reading.text[span]``."""
        words = reading.text[slice(*span)]
        text = " ".join(words.split())
        at, end = span[0] + len(words) - len(words.lstrip()), span[0] + len(words.rstrip())
        if len(text) == end - at:
            return cls(text, range(at, end))
        origins: list[int] = []
        for blanks in _FOLDED.finditer(reading.text, at, end):
            origins += range(at, blanks.start())
            at = blanks.end() - 1
        origins += range(at, end)
        return cls(text, tuple(origins))

    def span(self, start: int, end: int) -> Span:
        """Where ``text[start:end]`` stands in the reading.

        Raises:
            ValueError: the stretch is empty.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no stretch of {len(self.text)} characters: {start} to {end}")
        return self.origins[start], self.origins[end - 1] + 1

    def part(self, start: int, end: int) -> Phrase:
        """``text[start:end]`` as a phrase of its own, without blanks at either end."""
        words = self.text[start:end]
        start += len(words) - len(words.lstrip())
        end = max(start, end - (len(words) - len(words.rstrip())))
        return Phrase(self.text[start:end], self.origins[start:end])
