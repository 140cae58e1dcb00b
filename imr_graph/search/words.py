"""Words as the index has them: runs of letters and digits, in small letters, without accents.

The index holds words as they are printed, not their stems, so that a phrase in quotes is found exactly.
Inflected forms of a word are looked up among the printed ones when somebody searches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tantivy import TextAnalyzer

ANALYZER: Final = "words"
"""Under which name the index knows the analyzer."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text.

    Args:
        text: as the index has it.
        start: its first code point.
        end: the code point after its last.
    """

    text: str
    start: int
    end: int


@cache
def analyzer() -> TextAnalyzer:
    """What takes texts apart, both those that are indexed and those that are searched for."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple())
    return builder.filter(Filter.lowercase()).filter(Filter.ascii_fold()).build()


@cache
def _stemmer() -> TextAnalyzer:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    return TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.stemmer("english")).build()


def words_of(text: str) -> list[str]:
    """The words of a text, in order."""
    return analyzer().analyze(text)


def tokens(text: str) -> list[Token]:
    """The words of a text with their places."""
    found = analyzer().pre_tokenize(text).tokens
    return [Token(one.text, one.char_offset_from, one.char_offset_to) for one in found]


def stems(words: Sequence[str]) -> list[str]:
    """What words have in common with their inflected forms, by Snowball's rules for English.

    Args:
        words: as the index has them.

    Returns:
        a stem for each, in their order; what holds a digit is its own stem.
    """
    found = _stemmer().analyze(" ".join(words))
    return [stem if word.isalpha() else word for word, stem in zip(words, found, strict=True)]
