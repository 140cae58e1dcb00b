"""The tables of body regions: each region is reached, each term means what its example says."""

from __future__ import annotations

import importlib
import warnings
from collections import Counter
from functools import cache
from types import ModuleType

import pytest

from imr_graph.lexicon.body_regions import (
    BodyRegion,
    RegionTerm,
    body_regions,
    region_concepts,
    region_matcher,
    region_terms,
    side_forms,
    side_marks,
    vertebrae,
)
from imr_graph.lexicon.categories import tokenize
from imr_graph.lexicon.tables import read_table

REGIONS = body_regions()
TERMS = tuple(region_terms().values())
NAMED = [region for region in REGIONS if region.verified]


@cache
def icd10cm() -> ModuleType:
    """The package that ships the titles; its way of reading its own data is deprecated."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return importlib.import_module("simple_icd_10_cm")


def test_every_concept_is_one_regions_and_every_wider_one_is_there() -> None:
    assert len({region.concept for region in REGIONS}) == len(REGIONS)
    for region in REGIONS:
        assert set(region.broader) <= set(region_concepts())


@pytest.mark.parametrize("region", NAMED, ids=lambda region: region.name)
def test_what_is_verified_is_named_by_a_title_of_icd10cm(region: BodyRegion) -> None:
    assert icd10cm().get_description(region.code) == region.title
    names = [name.lower() for name in (region.name, *region.variants)]
    assert any(name in region.title.lower() for name in names)


def test_what_is_not_verified_has_no_title() -> None:
    for region in set(REGIONS) - set(NAMED):
        assert not region.title
        assert not region.code
        assert region.evidence.startswith("recall")


def test_no_term_stands_twice() -> None:
    counts = Counter(row["term"] for row in read_table("body_region_terms"))
    assert [term for term, count in counts.items() if count > 1] == []


def test_every_term_leads_to_regions_and_every_region_is_led_to() -> None:
    named = {name for term in TERMS for name in term.regions}
    assert named == set(region_concepts())


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.term)
def test_every_example_is_read_by_its_term(term: RegionTerm) -> None:
    found = region_matcher().matches(tokenize(term.example), ())
    assert term.term in {match.term.term for match in found}
    assert term.side in {"", "left", "right", "bilateral"}


def test_vertebrae_stand_in_their_regions() -> None:
    assert {letter: count for letter, (count, _) in vertebrae().items()} == {"C": 8, "T": 12, "L": 5, "S": 5}
    assert vertebrae()["L"][1] == "body-region/lumbar-spine"


def test_a_mark_is_no_form_and_each_mark_has_an_example() -> None:
    assert side_forms()["left", "right"] == "bilateral"
    assert side_forms()["bilaterally",] == "bilateral"
    assert not {(mark,) for mark in side_marks()} & set(side_forms())
    for row in read_table("side_marks"):
        assert row["mark"] in {token.word for token in tokenize(row["example"])}
        assert row["side"] in {"left", "right", "bilateral"}
