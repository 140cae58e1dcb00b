from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest

from imr_graph.extract.request.category import deciding_term
from imr_graph.lexicon.categories import (
    SIGNS,
    CategoryTerm,
    CategoryTerms,
    ancillary_phrase,
    ancillary_phrases,
    categories,
    category_terms,
    tokenize,
)
from imr_graph.record import Category

TERMS = category_terms().terms


def test_the_categories_are_the_records() -> None:
    assert tuple(category.key for category in categories()) == get_args(Category)


def test_every_category_has_a_term_and_every_term_a_category() -> None:
    assert {term.category for term in TERMS} == set(get_args(Category))


def test_no_term_stands_twice() -> None:
    assert [term for term, count in Counter(term.term for term in TERMS).items() if count > 1] == []


def test_signs_are_known_and_used() -> None:
    used = {part[0] for term in TERMS for part in term.parts if part[0].startswith("@")}
    assert used == set(SIGNS)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.term)
def test_every_example_is_decided_by_its_term(term: CategoryTerm) -> None:
    decided = deciding_term(term.example, tokenize(term.example), beside_surgery="@associated" in term.term)
    assert decided is not None
    assert decided.term == term


def _terms(*terms: str) -> CategoryTerms:
    return CategoryTerms(CategoryTerm(term, "other", 1, term) for term in terms)


def _matched(terms: CategoryTerms, title: str, *signs: str) -> list[str]:
    return [match.term.term for match in terms.matches(tokenize(title), signs)]


def test_of_one_stretch_the_longest_term_counts() -> None:
    assert _matched(_terms("hospital", "hospital bed", "bed"), "A hospital bed") == ["hospital bed"]


def test_a_star_stands_for_the_rest_of_a_word() -> None:
    assert _matched(_terms("inject*"), "Injections") == ["inject*"]
    assert _matched(_terms("inject"), "Injections") == []


def test_parts_must_all_hold() -> None:
    terms = _terms("referral & chiro* & @sessions")
    assert _matched(terms, "Referral to chiropractor", "@sessions")
    assert not _matched(terms, "Referral to chiropractor")
    assert not _matched(terms, "Referral to surgeon", "@sessions")


def test_every_ancillary_phrase_finds_its_example_alone() -> None:
    phrases = ancillary_phrases()
    assert phrases
    for at, phrase in enumerate(phrases):
        assert [n for n, other in enumerate(phrases) if other.pattern.search(phrase.example)] == [at], phrase
        assert ancillary_phrase(phrase.example, 0, len(phrase.example)), phrase


def test_a_rationale_names_an_ancillary_service_within_its_bounds_only() -> None:
    text = "The surgery was not certified. The knee is stable."
    assert ancillary_phrase(text, 0, len(text))
    assert not ancillary_phrase(text, text.index("The knee"), len(text))
