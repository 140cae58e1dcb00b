"""A stretch of the reading with its white space folded, each character knowing where it stood.

Titles wrap and blanks double; patterns are simpler, and values read as printed, when every
run of white space is one blank.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from imr_graph.letters.reading import Reading
from imr_graph.record import Span

_WORDS = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Folded text and the offset in the reading of each of its characters."""

    text: str
    origins: tuple[int, ...]

    @classmethod
    def of(cls, reading: Reading, span: Span) -> Phrase:
        """The words of ``reading.text[span]``."""
        start, end = span
        text: list[str] = []
        origins: list[int] = []
        for word in _WORDS.finditer(reading.text, start, end):
            if text:
                text.append(" ")
                origins.append(word.start() - 1)
            text.append(word.group())
            origins.extend(range(word.start(), word.end()))
        return cls("".join(text), tuple(origins))

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
