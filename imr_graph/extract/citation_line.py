"""A guideline line as one run of words, each character knowing its place in the reading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from imr_graph.letters.reading import Reading
from imr_graph.lexicon.guidelines import load_guidelines
from imr_graph.record import Span

_WHITE = re.compile(r"\s+")
_FIRST_HALF = re.compile(r"[A-Za-z]+-\Z")
_SECOND_HALF = re.compile(r"[a-z]+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*[-/_.=&?]\Z", re.IGNORECASE)
_FURNITURE = re.compile(r"^[ \t]*Page[ \t]+\d+[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class CitationLine:
    """White space folded to single blanks, words that a line end broke joined.

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
    """The words of a span, without page numbers that stand on lines of their own."""
    begin, end = span
    raw = _FURNITURE.sub(lambda found: " " * len(found.group()), reading.text[begin:end])
    characters: list[str] = []
    places: list[int] = []
    at = 0
    for white in _WHITE.finditer(raw):
        characters += raw[at : white.start()]
        places += range(begin + at, begin + white.start())
        at = white.end()
        if not characters or at == len(raw):
            continue
        line_break = "\n" in white.group()
        written = "".join(characters[-80:])
        if line_break and (half := _FIRST_HALF.search(written)) and (rest := _SECOND_HALF.match(raw, at)):
            if _is_one_word(half.group()[:-1] + rest.group(), half.group() + rest.group(), reading):
                del characters[-1], places[-1]
        elif not (line_break and (written.endswith("-") or _ADDRESS.search(written))):
            characters.append(" ")
            places.append(begin + white.start())
    characters += raw[at:]
    places += range(begin + at, begin + len(raw))
    return CitationLine("".join(characters), tuple(places))


def _is_one_word(joined: str, hyphenated: str, reading: Reading) -> bool:
    """Whether the hyphen of a broken word is the line end's: the guidelines or the letter know the word."""
    words = _guideline_words()
    if hyphenated.lower() in words:
        return False
    return joined.lower() in words or re.search(rf"\b{joined}\b", reading.text, re.IGNORECASE) is not None


@cache
def _guideline_words() -> frozenset[str]:
    tables = load_guidelines()
    names = [section.name for section in tables.sections]
    names += [name for document in tables.documents for name in (document.label, *document.names)]
    names += [chapter.title for chapter in tables.chapters]
    return frozenset(word for name in names for word in re.findall(r"[a-z]+(?:-[a-z]+)*", name.lower()))
