"""Treatment categories and the words that decide them.

``data/categories.csv`` holds the categories; ``data/category_terms.csv`` the terms, each with the
category it decides, a rank and an example. A term is words in a row, ``*`` standing for the rest of
a word; ``&`` joins parts that must all occur in the title; a part that begins with ``@`` is
something about the title rather than a word of it (see ``SIGNS``). Of terms within one stretch of
words the longest counts; of several the highest rank, then the first.

``data/ancillary_phrases.csv`` holds what reviewers write of a service that falls with the surgery it was
to accompany: patterns, each with an example and a word that all it finds holds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import msgspec

from imr_graph.lexicon.tables import read_table

SIGNS: Final = {
    "@drug": "a word of the title names a drug",
    "@misspelt": "a word of the title misspells a drug's name, and no other term holds",
    "@dose": "the title prints a strength",
    "@count": "the title prints a number sign and a count",
    "@sessions": "the title counts sessions or visits",
    "@associated": "the item is requested beside a surgery",
    "@test": "another term of the title is a diagnostic test",
    "@visit": "another term of the title is a visit or consultation",
}

_TOKEN = re.compile(r"[A-Za-z0-9]+")
_SKIPPED = frozenset({"and", "a", "an", "the"})
_PREFIX = 3

_Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TreatmentCategory:
    """A category with its name in the state's public search, where it has one there."""

    key: str
    label: str
    dwc_category: str | None
    definition: str

    @property
    def concept(self) -> str:
        """The path of the category's concept (``category/surgery``)."""
        return f"category/{self.key}"


@dataclass(frozen=True, slots=True)
class CategoryTerm:
    """Words that decide a category, with a title that they decide."""

    term: str
    category: str
    rank: int
    example: str

    @property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """The term's parts, each a row of words."""
        return tuple(tuple(part.split()) for part in self.term.split(" & "))


@dataclass(frozen=True, slots=True)
class AncillaryPhrase:
    """What a rationale writes of an ancillary service; ``word``, in small letters, is a part of all of it."""

    word: str
    pattern: re.Pattern[str]
    example: str


class _Entry(msgspec.Struct, frozen=True):
    """A term in the index: its first row of words, and what else the title must show.

    ``exact`` tells that no word of the row stands for several.
    """

    first: str
    row: _Row
    exact: bool
    others: tuple[_Row, ...]
    signs: frozenset[str]
    term: CategoryTerm


class Token(msgspec.Struct, frozen=True):
    """A word of a title, lower case, and where it stands."""

    word: str
    start: int
    end: int


class TermMatch(msgspec.Struct, frozen=True):
    """A term and the tokens (first, one past the last) that its first row of words stands at."""

    term: CategoryTerm
    first: int
    last: int


@lru_cache(maxsize=64)  # several rules read the same title
def tokenize(text: str) -> tuple[Token, ...]:
    """The words of a title that terms are matched with."""
    return tuple(
        [
            Token(word, *found.span())
            for found in _TOKEN.finditer(text)
            if (word := found.group().lower()) not in _SKIPPED
        ]
    )


class CategoryTerms:
    """The terms, indexed by the beginning of their first word."""

    def __init__(self, terms: Iterable[CategoryTerm]) -> None:
        self.terms = tuple(terms)
        self._indexed: dict[str, list[_Entry]] = defaultdict(list)
        self._of_signs: list[tuple[frozenset[str], CategoryTerm]] = []
        for term in self.terms:
            rows = [part for part in term.parts if not part[0].startswith("@")]
            signs = frozenset(part[0] for part in term.parts if part[0].startswith("@"))
            if rows:
                row, *others = rows
                beside = tuple(part for part in others if part != row)
                entry = _Entry(row[0], row, "*" not in "".join(row), beside, signs, term)
                self._indexed[row[0].rstrip("*")[:_PREFIX]].append(entry)
            else:
                self._of_signs.append((signs, term))
        for found in self._indexed.values():
            found.sort(key=lambda entry: -len(entry.row))
        # Titles share their words.
        self._beginning = lru_cache(maxsize=4096)(self._entries_beginning)

    def _entries_beginning(self, word: str) -> tuple[_Entry, ...]:
        """What may stand where this word does, the longest first."""
        return tuple(entry for entry in self._indexed.get(word[:_PREFIX], ()) if _is_word(entry.first, word))

    def matches(self, tokens: Sequence[Token], signs: Collection[str]) -> list[TermMatch]:
        """Every term that holds of a title, the longest of each stretch only, in order.

        A term of signs alone stands at the beginning.
        """
        words = tuple([token.word for token in tokens])
        found: list[TermMatch] = []
        known: dict[_Row, bool] = {}  # the same rows are asked for wherever their terms begin
        covered = 0
        for index, word in enumerate(words):
            longest = 0
            for entry in self._beginning(word):
                if entry.signs and not entry.signs.issubset(signs):
                    continue
                row, plain = entry.row, not entry.others and not entry.signs
                if plain and (len(row) < longest or index + len(row) <= covered):
                    continue
                if len(row) > 1 and not _row_at(row, words, index, exact=entry.exact):
                    continue
                if all(_holds(other, words, known) for other in entry.others):
                    found.append(TermMatch(entry.term, index, index + len(row)))
                    longest = max(longest, len(row))
            if longest:
                covered = max(covered, index + longest)
        found += [TermMatch(term, 0, 0) for needed, term in self._of_signs if needed.issubset(signs)]
        return found


def _is_word(pattern: str, word: str) -> bool:
    return word == pattern or (pattern[-1] == "*" and word.startswith(pattern[:-1]))


def _row_at(row: _Row, words: _Row, index: int, *, exact: bool = False) -> bool:
    there = words[index : index + len(row)]
    return there == row or (not exact and len(there) == len(row) and all(map(_is_word, row, there)))


def _holds(row: _Row, words: _Row, known: dict[_Row, bool]) -> bool:
    """Whether the row stands anywhere in the words."""
    if row not in known:
        possible = row[0] in words or row[0].endswith("*")
        known[row] = possible and any(
            _is_word(row[0], word) and _row_at(row, words, index) for index, word in enumerate(words)
        )
    return known[row]


@cache
def categories() -> tuple[TreatmentCategory, ...]:
    """Every category, in the table's order."""
    return tuple(
        TreatmentCategory(row["key"], row["label"], row["dwc_category"] or None, row["definition"])
        for row in read_table("categories")
    )


@cache
def category_terms() -> CategoryTerms:
    """The terms of ``data/category_terms.csv``."""
    return CategoryTerms(
        CategoryTerm(row["term"], row["category"], int(row["rank"]), row["example"])
        for row in read_table("category_terms")
    )


@cache
def ancillary_phrases() -> tuple[AncillaryPhrase, ...]:
    """The rows of ``data/ancillary_phrases.csv``."""
    return tuple(
        AncillaryPhrase(row["word"], re.compile(row["pattern"], re.IGNORECASE), row["example"])
        for row in read_table("ancillary_phrases")
    )


def ancillary_phrase(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where ``text[start:end]``, a rationale, tells of a service that accompanies a surgery, if it does."""
    words = text[start:end].lower()
    phrases = (phrase for phrase in ancillary_phrases() if phrase.word in words)
    found = (phrase.pattern.search(text, start, end) for phrase in phrases)
    return next((match.span() for match in found if match), None)
