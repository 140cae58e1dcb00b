"""Standing words that open the parts of a letter, and where they stand in a reading.

A letter holds few of them and has thousands of places: they are tried only where one can begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from imr_graph.letters.reading import Reading, in_small_letters

_INDENT: Final = 200
"""Blanks that may stand before a heading on its line."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, a label or the sentence that opens a section, in all its wordings.

    Args:
        pattern: finds each wording.
        openings: what these begin with, in small letters; empty where the pattern alone finds them as fast.
        phrases: what these say, a sentence's first words at least, in small letters with single blanks.
    """

    pattern: re.Pattern[str]
    openings: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()

    def search(self, reading: Reading, begin: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first of ``reading.text[begin:end]``."""
        return next(self.find_all(reading, begin, end), None)

    def find_all(self, reading: Reading, begin: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Every one of ``reading.text[begin:end]``."""
        end = len(reading.text) if end is None else end
        return self._tried(reading.text, reading.lower, begin, end)

    def may_stand_in(self, folded: str) -> bool:
        """Whether a text, given in small letters with single blanks, holds one of the phrases."""
        return any(phrase in folded for phrase in self.phrases)

    def left_out_of(self, text: str) -> str:
        """The text with a blank in the place of each wording."""
        left: list[str] = []
        done = 0
        for found in self._tried(text, in_small_letters(text), 0, len(text)):
            left += (text[done : found.start()], " ")
            done = found.end()
        return "".join([*left, text[done:]])

    def _tried(self, text: str, lower: str, begin: int, end: int) -> Iterator[re.Match[str]]:
        """Every wording, tried only where an opening stands and where the blanks before it begin."""
        if not self.openings:
            yield from self.pattern.finditer(text, begin, end)
            return
        done = begin
        for at in sorted(at for words in self.openings for at in _places(lower, words, begin, end)):
            if at < done:
                continue
            indented = _indented(text, done, at)
            found = self.pattern.match(text, indented, end)
            if found is None and indented < at:
                found = self.pattern.match(text, at, end)
            if found:
                yield found
                done = found.end()


@dataclass(frozen=True, slots=True)
class Label:
    """Words that open a part of an item whose decision is a sentence.

    They are looked for first, since few others begin like them.

    Args:
        before: matches what parts the words from the place where they may begin: blanks or nothing.
        words: finds the words, on small letters if ``small``.
        small: whether their case does not matter.
    """

    before: re.Pattern[str]
    words: re.Pattern[str]
    small: bool

    def search(self, reading: Reading, begin: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first of ``reading.text[begin:end]``."""
        return next(self.find_all(reading, begin, end), None)

    def find_all(self, reading: Reading, begin: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Every one of ``reading.text[begin:end]``."""
        text = reading.lower if self.small else reading.text
        end = len(text) if end is None else end
        at = begin
        while found := self.words.search(text, at, end):
            start = found.start()
            indented = _indented(text, at, start)
            if self.before.fullmatch(text, start, start) or self.before.fullmatch(text, indented, start):
                yield found
                at = found.end()
            else:
                at = start + 1


def _places(text: str, words: str, begin: int, end: int) -> Iterator[int]:
    """Every place of the words."""
    at = text.find(words, begin, end)
    while at >= 0:
        yield at
        at = text.find(words, at + 1, end)


def _indented(text: str, begin: int, at: int) -> int:
    """Where the blanks begin that stand in ``text[begin:at]`` right before ``at``."""
    before = text[max(begin, at - _INDENT) : at]
    return at - len(before) + len(before.rstrip(" "))
