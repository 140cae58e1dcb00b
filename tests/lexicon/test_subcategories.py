"""The tables of subcategories: each is reached, each term decides its example."""

from __future__ import annotations

from collections import Counter

import pytest

from imr_graph.lexicon.categories import CategoryTerm, CategoryTerms, categories, tokenize
from imr_graph.lexicon.subcategories import (
    COMPOUND,
    deciding_match,
    subcategories,
    subcategory_terms,
    whole_category,
)

SUBCATEGORIES = subcategories()
TERMS = [(category.key, term) for category in categories() for term in subcategory_terms(category.key).terms]


def test_every_subcategory_stands_below_a_category_and_once() -> None:
    assert {sub.category for sub in SUBCATEGORIES} <= {category.key for category in categories()}
    for field in ("concept", "label", "dwc_name"):
        assert len({getattr(sub, field) for sub in SUBCATEGORIES}) == len(SUBCATEGORIES)


def test_every_name_begins_with_the_states_name_of_its_category() -> None:
    dwc = {category.key: category.dwc_category for category in categories()}
    for sub in SUBCATEGORIES:
        assert sub.dwc_name.startswith(f"{dwc[sub.category]} * ")


def test_every_subcategory_is_decided_by_a_term_and_every_term_decides_one() -> None:
    known = {(sub.category, sub.key) for sub in SUBCATEGORIES}
    decided = {(category, term.category) for category, term in TERMS if term.category}
    assert decided <= known
    taken = {(sub.category, sub.key) for sub in SUBCATEGORIES if sub.takes_all}
    # A consultation is of "evaluation-management", so no item of surgery is one.
    assert known - decided - taken == {("surgery", "surgical-consult")}


def test_one_that_takes_all_is_alone_in_its_category() -> None:
    for sub in SUBCATEGORIES:
        alone = [other for other in SUBCATEGORIES if other.category == sub.category] == [sub]
        assert not sub.takes_all or alone
        assert whole_category(sub.category) == (sub if sub.takes_all else None)
    assert whole_category("other") is None


def test_no_term_stands_twice() -> None:
    counts = Counter((category, term.term) for category, term in TERMS)
    assert [key for key, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(("category", "term"), TERMS, ids=[f"{c}: {t.term}" for c, t in TERMS])
def test_every_example_is_decided_as_its_term_says(category: str, term: CategoryTerm) -> None:
    signs = {COMPOUND} if COMPOUND in term.term else set()
    decided = deciding_match(category, tokenize(term.example), signs)
    assert decided is not None
    assert decided.term.category == term.category
    # The term itself holds of it, whichever of several of one meaning decides.
    assert CategoryTerms([term]).matches(tokenize(term.example), signs)


@pytest.mark.parametrize(
    ("category", "title", "key"),
    [
        ("surgery", "Lumbar fusion with assistant surgeon and inpatient stay", "spine"),
        ("surgery", "Assistant surgeon for lumbar fusion", "adjunct-surgical-services"),
        ("surgery", "Testicular surgery", None),
        ("injection", "Radiofrequency ablation of the medial branch", ""),
        ("evaluation-management", "Functional capacity evaluation", ""),
        ("dmepos", "Electrodes for a TENS unit", "supplies"),
        ("dmepos", "TENS unit with electrodes", "electrical-stimulation"),
        ("pharmaceutical", "Norco 10/325mg #60", None),
    ],
)
def test_of_several_the_rank_counts_then_the_first(category: str, title: str, key: str | None) -> None:
    match = deciding_match(category, tokenize(title), set())
    assert (match.term.category if match else None) == key
