"""Regions of the body that requests name, the words that name them, and the words for sides.

``data/body_regions.csv`` holds the regions: name, variants, wider regions, the vertebrae that stand in
it, and a title of ICD-10-CM that names it. ``data/body_region_terms.csv`` holds the words of titles in the
notation of ``lexicon.categories``, each with the regions and, where it tells one, the side ("BUE") that
it means; one without a region says that its words name none ("hand-held"). ``data/side_marks.csv`` holds
words that print a side only right before a region ("L shoulder"); all other words for sides are those
of diagnoses (``data/condition_forms.csv``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from imr_graph.lexicon.categories import CategoryTerm, CategoryTerms, tokenize
from imr_graph.lexicon.conditions import condition_forms
from imr_graph.lexicon.tables import read_table, slug

_LEVELS: Final = re.compile(r"([A-Z])1-\1(\d{1,2})")


@dataclass(frozen=True, slots=True)
class BodyRegion:
    """A row of the table; ``broader`` names other rows, ``code`` is that of ``title`` in ICD-10-CM.

    ``levels`` are the letter of the region's vertebrae and nerve roots and how many there are.
    """

    name: str
    variants: tuple[str, ...]
    broader: tuple[str, ...]
    levels: tuple[str, int] | None
    code: str
    title: str
    verified: bool
    evidence: str

    @property
    def concept(self) -> str:
        """The path of the region's concept (``body-region/lumbar-spine``)."""
        return f"body-region/{slug(self.name)}"


@dataclass(frozen=True, slots=True)
class RegionTerm:
    """Words of a title, the names of the regions that they mean, and the side that they tell or ""."""

    term: str
    regions: tuple[str, ...]
    side: str
    example: str


@cache
def body_regions() -> tuple[BodyRegion, ...]:
    """Every region, in the table's order."""
    return tuple(
        BodyRegion(
            name=row["name"],
            variants=_list(row["variants"]),
            broader=_list(row["broader"]),
            levels=_levels(row["levels"]),
            code=row["icd10cm"],
            title=row["icd10cm_title"],
            verified=row["verified"] == "yes",
            evidence=row["evidence"],
        )
        for row in read_table("body_regions")
    )


@cache
def region_concepts() -> dict[str, str]:
    """Name of a region to its concept's path."""
    return {region.name: region.concept for region in body_regions()}


@cache
def region_terms() -> dict[str, RegionTerm]:
    """The words of titles, by themselves."""
    return {
        row["term"]: RegionTerm(row["term"], _list(row["regions"]), row["side"], row["example"])
        for row in read_table("body_region_terms")
    }


@cache
def region_matcher() -> CategoryTerms:
    """What finds the terms in the words of a title; each match's category is the term itself."""
    return CategoryTerms(
        CategoryTerm(term.term, term.term, 0, term.example) for term in region_terms().values()
    )


@cache
def vertebrae() -> dict[str, tuple[int, str]]:
    """Letter of a vertebra, from the head down: how many there are, and the region they stand in."""
    return {
        region.levels[0]: (region.levels[1], region.concept) for region in body_regions() if region.levels
    }


@cache
def side_forms() -> dict[tuple[str, ...], str]:
    """The words that print a side wherever they stand, as ``tokenize`` gives them, to the side."""
    forms = {
        tuple(token.word for token in tokenize(" ".join(form.words))): form.stands_for
        for form in condition_forms()
        if form.kind == "side"
    }
    return {words: side for words, side in forms.items() if words not in {(mark,) for mark in side_marks()}}


@cache
def side_beginnings() -> frozenset[str]:
    """The words that a side may begin with."""
    return frozenset({words[0] for words in side_forms()} | set(side_marks()))


@cache
def side_marks() -> dict[str, str]:
    """The words that print a side right before a region, to the side."""
    return {row["mark"]: row["side"] for row in read_table("side_marks")}


def _levels(cell: str) -> tuple[str, int] | None:
    found = _LEVELS.fullmatch(cell)
    if cell and found is None:
        raise ValueError(f"body_regions.csv: {cell!r} are no vertebrae")
    return (found[1], int(found[2])) if found else None


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part for part in map(str.strip, cell.split(";")) if part)
