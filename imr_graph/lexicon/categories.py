"""Treatment categories and the words that decide them.

``data/categories.csv`` holds the categories; ``data/category_terms.csv`` the terms, each with the
category it decides, a rank and an example. A term is words in a row, ``*`` standing for the rest of
a word; ``&`` joins parts that must all occur in the title; a part that begins with ``@`` is
something about the title rather than a word of it (see ``SIGNS``). Of terms within one stretch of
words the longest counts; of several the highest rank, then the first.

``data/ancillary_phrases.csv`` holds what reviewers write of a service that falls with the surgery it was
to accompany: patterns, each with an example.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

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
class Token:
    """A word of a title, lower case, and where it stands."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A term and the tokens (first, one past the last) that its first row of words stands at."""

    term: CategoryTerm
    first: int
    last: int


def tokenize(text: str) -> tuple[Token, ...]:
    """The words of a title that terms are matched with."""
    return tuple(
        Token(word, found.start(), found.end())
        for found in _TOKEN.finditer(text)
        if (word := found.group().lower()) not in _SKIPPED
    )


class CategoryTerms:
    """The terms, indexed by the beginning of their first word."""

    def __init__(self, terms: Iterable[CategoryTerm]) -> None:
        self.terms = tuple(terms)
        self._indexed: dict[str, list[tuple[_Row, tuple[_Row, ...], CategoryTerm]]] = defaultdict(list)
        self._signs: list[CategoryTerm] = []
        for term in self.terms:
            rows = [part for part in term.parts if not part[0].startswith("@")]
            if rows:
                others = tuple(part for part in term.parts if part != rows[0])
                self._indexed[rows[0][0].rstrip("*")[:_PREFIX]].append((rows[0], others, term))
            else:
                self._signs.append(term)
        for found in self._indexed.values():
            found.sort(key=lambda entry: -len(entry[0]))

    def matches(self, tokens: Sequence[Token], signs: Collection[str]) -> list[TermMatch]:
        """Every term that holds of a title, the longest of each stretch only, in order.

        A term of signs alone stands at the beginning.
        """
        words = [token.word for token in tokens]
        found: list[TermMatch] = []

        @cache  # the same parts are asked for wherever their terms begin
        def holds(part: tuple[str, ...]) -> bool:
            return _holds(part, words, signs)

        covered = 0
        for index, word in enumerate(words):
            candidates = self._indexed.get(word[:_PREFIX], [])
            longest = 0
            for row, others, term in candidates:
                hidden = not others and index + len(row) <= covered
                if hidden or not _row_at(row, words, index):
                    continue
                if not all(map(holds, others)):
                    continue
                if others or len(row) >= longest:
                    found.append(TermMatch(term, index, index + len(row)))
                    longest = max(longest, len(row))
            covered = max(covered, index + longest)
        found += [
            TermMatch(term, 0, 0) for term in self._signs if all(part[0] in signs for part in term.parts)
        ]
        return found


def _row_at(row: tuple[str, ...], words: Sequence[str], index: int) -> bool:
    if index + len(row) > len(words):
        return False
    return all(
        word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern
        for pattern, word in zip(row, words[index : index + len(row)], strict=True)
    )


def _holds(part: tuple[str, ...], words: Sequence[str], signs: Collection[str]) -> bool:
    if part[0].startswith("@"):
        return part[0] in signs
    return any(_row_at(part, words, index) for index in range(len(words)))


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
def ancillary_phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The patterns of ``data/ancillary_phrases.csv``, each with its example."""
    return tuple(
        (re.compile(row["pattern"], re.IGNORECASE), row["example"]) for row in read_table("ancillary_phrases")
    )


def names_ancillary(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]``, a rationale, tells of a service that accompanies a surgery."""
    return any(pattern.search(text, start, end) for pattern, _ in ancillary_phrases())
