"""A guideline line as one run of words, each character knowing its place in the reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

import msgspec

from imr_graph.letters.reading import Reading
from imr_graph.lexicon.guidelines import load_guidelines
from imr_graph.record import Span

_FOLDED = re.compile(r"\s{2,}")
_HYPHEN = re.compile(r"-(?=(?P<right>[a-z]{1,40}))")
_LEFT = re.compile(r"(?<![A-Za-z])[A-Za-z]{1,40}\Z")
_REACH = 41  # the longest word before a hyphen, and the character before it


class CitationLine(msgspec.Struct, frozen=True):
    """White space folded to single blanks, words that a line end broke whole.

    Args:
        text: the folded words.
        places: for each character of ``text``, its offset in the reading.
    """

    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """Where ``text[start:end]``, not empty, stands in the reading."""
        return self.places[start], self.places[end - 1] + 1


def fold_line(reading: Reading, span: Span) -> CitationLine:
    """The words of a span.

    A reading keeps the hyphen of a word that a line end broke, unless the letter prints the
    whole word elsewhere; here the guidelines' own words tell it too.
    """
    words = reading.text[slice(*span)]
    text = " ".join(words.split())
    at, end = span[0] + len(words) - len(words.lstrip()), span[0] + len(words.rstrip())
    hyphens = [hyphen for hyphen in _hyphens(words, span[0]) if _line_ends(reading, hyphen)]
    if len(text) == end - at and not hyphens:
        return CitationLine(text, range(at, end))
    folded = [(found.start() + 1, found.end()) for found in _FOLDED.finditer(reading.text, at, end)]
    places: list[int] = []
    for start, stop in sorted([*folded, *((hyphen, hyphen + 1) for hyphen in hyphens)]):
        places += range(at, start)
        at = stop
    places += range(at, end)
    if hyphens:
        text = "".join([" " if reading.text[place].isspace() else reading.text[place] for place in places])
    return CitationLine(text, tuple(places))


def _hyphens(words: str, begin: int) -> Iterable[int]:
    """Where a hyphen parts two halves of one of the guidelines' words."""
    for found in _HYPHEN.finditer(words) if "-" in words else ():
        left = _LEFT.search(words[max(found.start() - _REACH, 0) : found.start()])
        if left and _is_one_word(left.group(), found["right"]):
            yield begin + found.start()


def _line_ends(reading: Reading, hyphen: int) -> bool:
    """Whether the kept text breaks its line after this hyphen."""
    spans = reading.kept_spans(hyphen, hyphen + 2)
    return spans[-1][1] - spans[0][0] > len("-x")


def _is_one_word(left: str, right: str) -> bool:
    """Whether a guideline prints the word, and prints it without the hyphen."""
    words = _guideline_words()
    return f"{left}{right}".lower() in words and f"{left}-{right}".lower() not in words


@cache
def _guideline_words() -> frozenset[str]:
    tables = load_guidelines()
    names = [section.name for section in tables.sections]
    names += [name for document in tables.documents for name in (document.label, *document.names)]
    names += [chapter.title for chapter in tables.chapters]
    return frozenset(word for name in names for word in re.findall(r"[a-z]+(?:-[a-z]+)*", name.lower()))
