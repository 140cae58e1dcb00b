"""A guideline line as one run of words, each character knowing its place in the reading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from imr_graph.letters.reading import Reading
from imr_graph.lexicon.guidelines import load_guidelines
from imr_graph.record import Span

_WORD = re.compile(r"\S+")
_HYPHEN = re.compile(r"(?<![A-Za-z])([A-Za-z]{1,40})-(?=([a-z]{1,40}))")


@dataclass(frozen=True)
class CitationLine:
    """White space folded to single blanks, words that a line end broke whole.

    Args:
        text: the folded words.
        places: for each character of ``text``, its offset in the reading.
    """

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Where ``text[start:end]``, not empty, stands in the reading."""
        return self.places[start], self.places[end - 1] + 1


def fold_line(reading: Reading, span: Span) -> CitationLine:
    """The words of a span.

    A reading keeps the hyphen of a word that a line end broke, unless the letter prints the
    whole word elsewhere; here the guidelines' own words tell it too.
    """
    begin, end = span
    raw = reading.text[begin:end]
    left_out = {
        begin + found.end() - 1
        for found in _HYPHEN.finditer(raw)
        if _is_one_word(found.group(1), found.group(2)) and _line_ends(reading, begin + found.end() - 1)
    }
    words: list[str] = []
    places: list[int] = []
    before = begin
    for found in _WORD.finditer(reading.text, *reading.trim(begin, end)):
        if words:
            words.append(" ")
            places.append(before)
        at, before = found.span()
        for hyphen in sorted(left_out.intersection(range(at, before))) if left_out else ():
            words.append(reading.text[at:hyphen])
            places += range(at, hyphen)
            at = hyphen + 1
        words.append(reading.text[at:before])
        places += range(at, before)
    return CitationLine("".join(words), tuple(places))


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
