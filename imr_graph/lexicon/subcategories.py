"""Treatment subcategories as the state's public search parts them, and the words that decide them.

``data/treatment_subcategories.csv`` holds the subcategories, each below one category; ``all`` in the
column ``takes`` marks one that every item of its category belongs to. ``data/subcategory_terms.csv``
holds terms in the notation of ``lexicon.categories``, each with a rank and an example; one without a
subcategory says that the state's search has no place for it. Of several terms the highest rank
counts, then the first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from imr_graph.lexicon.categories import CategoryTerm, CategoryTerms, TermMatch, Token
from imr_graph.lexicon.tables import read_table

COMPOUND: Final = "@compound"
"""The sign of a drug mixed of several for the skin, without a product's name."""


@dataclass(frozen=True, slots=True)
class Subcategory:
    """A subcategory with its name in the state's public search."""

    category: str
    key: str
    label: str
    dwc_name: str
    takes_all: bool

    @property
    def concept(self) -> str:
        """The path of its concept (``category/surgery/spine``)."""
        return f"category/{self.category}/{self.key}"


@dataclass(frozen=True, slots=True)
class SubcategoryTerm:
    """Words that decide the subcategory of an item of a category, with a title that they decide."""

    category: str
    term: CategoryTerm


@cache
def subcategories() -> tuple[Subcategory, ...]:
    """Every subcategory, in the table's order."""
    return tuple(
        Subcategory(row["category"], row["key"], row["label"], row["dwc_name"], row["takes"] == "all")
        for row in read_table("treatment_subcategories")
    )


@cache
def subcategory_terms(category: str) -> CategoryTerms:
    """The terms of one category; each decides a subcategory's key, or "" for none."""
    return CategoryTerms(
        CategoryTerm(row["term"], row["subcategory"], int(row["rank"]), row["example"])
        for row in _term_rows()
        if row["category"] == category
    )


@cache
def _term_rows() -> list[dict[str, str]]:
    return read_table("subcategory_terms")


@cache
def whole_category(category: str) -> Subcategory | None:
    """The subcategory that takes every item of a category, if one does."""
    return next((sub for sub in subcategories() if sub.category == category and sub.takes_all), None)


def deciding_match(category: str, tokens: Sequence[Token], signs: Collection[str]) -> TermMatch | None:
    """The term that decides the subcategory of a title, ``None`` where none holds."""
    matches = subcategory_terms(category).matches(tokens, signs)
    return max(matches, key=lambda match: (match.term.rank, -match.first), default=None)
