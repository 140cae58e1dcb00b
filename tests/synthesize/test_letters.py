"""Synthetic letters: repeatable, marked, and with a record of the agreed shape."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_graph import record as contract
from imr_graph.synthesize import LAYOUTS, MOST_LETTERS, synthetic_letters, write_letter
from imr_graph.synthesize.case import case_number

EACH = [layout for layout in LAYOUTS if layout != "mixed"]
seeds = st.integers(0, 2**32)
numbers = st.integers(0, MOST_LETTERS - 1)
layouts = st.sampled_from(LAYOUTS)
HEADINGS = {
    "f1a": "IMR ISSUES, DECISIONS AND RATIONALES",
    "f1b": "IMR ISSUES, DECISIONS AND RATIONALES",
    "f2": "IMR DECISION(S) AND RATIONALE(S)",
    "f2013b": "INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE",
    "f3": "ISSUE AT DISPUTE:",
}


@settings(deadline=None)
@given(seeds, numbers, layouts)
def test_the_same_number_gives_the_same_letter(seed: int, number: int, layout: str) -> None:
    assert write_letter(seed, number, layout) == write_letter(seed, number, layout)


def test_a_letter_does_not_depend_on_how_many_are_written() -> None:
    many = list(synthetic_letters(20, seed=5))
    assert list(synthetic_letters(3, seed=5)) == many[:3]
    assert list(synthetic_letters(4, seed=5, first=7)) == many[7:11]
    assert many != list(synthetic_letters(20, seed=6))


@settings(deadline=None)
@given(seeds, numbers, layouts)
def test_the_first_line_says_that_the_letter_is_synthetic(seed: int, number: int, layout: str) -> None:
    letter = write_letter(seed, number, layout)
    assert letter.text.startswith("SYNTHETIC LETTER ")
    assert letter.layout in EACH
    assert HEADINGS[letter.layout] in letter.text
    assert letter.text.endswith("\n")


def test_mixed_holds_every_layout() -> None:
    assert {letter.layout for letter in synthetic_letters(300, seed=1)} == set(EACH)


def test_case_numbers_are_fictitious_and_never_twice() -> None:
    assert case_number(0, 2014) == "CM14-9000000"
    assert case_number(999_999, 2016) == "CM16-9999999"
    assert case_number(1_000_000, 2016) == "CM16-8000000"
    assert case_number(MOST_LETTERS - 1, 2017) == "CM17-1999999"
    ends = [*range(5), *range(999_995, 1_000_005), *range(MOST_LETTERS - 5, MOST_LETTERS)]
    assert len({case_number(number, 2015) for number in ends}) == len(ends)


@pytest.mark.parametrize("number", [-1, MOST_LETTERS])
def test_a_number_beyond_the_fictitious_ones_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="letters are numbered"):
        write_letter(0, number)


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for one in value.values() for text in _strings(one)]
    return [text for one in value for text in _strings(one)] if isinstance(value, list) else []


@settings(deadline=None)
@given(seeds, numbers, layouts)
def test_the_record_has_the_shape_of_the_contract(seed: int, number: int, layout: str) -> None:
    record: dict[str, Any] = dict(write_letter(seed, number, layout).record)
    assert list(record) == [
        *("case_number", "dates", "priority", "patient", "diagnoses", "reviewer", "items"),
    ]
    assert list(record["dates"]) == ["injury", "decision", "assigned", "ur_denial", "application_received"]
    days = [date.fromisoformat(day) for day in record["dates"].values() if day]
    assert min(days) == days[0]
    assert record["priority"] in {None, *get_args(contract.Priority)}
    assert record["patient"]["sex"] in {None, *get_args(contract.Sex)}
    assert record["patient"]["age"] is None or 18 <= record["patient"]["age"] <= 90
    for diagnosis in record["diagnoses"]:
        assert list(diagnosis) == ["text", "certainty"]
        assert diagnosis["certainty"] in get_args(contract.Certainty)
    assert list(record["reviewer"]) == ["specialties", "subspecialties", "licensed_states"]
    states = record["reviewer"]["licensed_states"]
    assert states == sorted(states)
    assert record["items"]
    for text in _strings(record):
        assert text == " ".join(text.split())
        assert "{" not in text
        assert "%(" not in text


@settings(deadline=None)
@given(seeds, numbers, layouts)
def test_items_have_the_shape_of_the_contract(seed: int, number: int, layout: str) -> None:
    items: Any = write_letter(seed, number, layout).record["items"]
    assert len({item["text"] for item in items}) == len(items)
    for item in items:
        assert list(item) == ["text", "category", "drug", "codes", "decision", "citations", "rationale"]
        assert item["category"] in get_args(contract.Category)
        assert item["decision"] in get_args(contract.DecisionOutcome)
        assert (item["drug"] is not None) == (item["category"] == "pharmaceutical")
        assert all(code in item["text"] for code in item["codes"])
        assert item["rationale"].endswith(".")
        if item["drug"]:
            assert list(item["drug"]) == [
                *("name", "ingredients", "strength", "form", "quantity", "refills", "frequency"),
            ]
            assert item["drug"]["ingredients"] == sorted(item["drug"]["ingredients"])


@settings(deadline=None)
@given(seeds, numbers, layouts)
def test_citations_have_the_shape_of_the_contract(seed: int, number: int, layout: str) -> None:
    items: Any = write_letter(seed, number, layout).record["items"]
    for item in items:
        sides = [citation["by"] for citation in item["citations"]]
        assert sides == sorted(sides)
        for citation in item["citations"]:
            assert list(citation) == ["by", "source", "edition", "chapter", "section", "pages"]
            assert citation["source"] in get_args(contract.GuidelineSource)
            assert all(1 <= first <= last for first, last in citation["pages"])
        for side in set(sides):
            named = [
                (one["source"], one["chapter"], one["section"])
                for one in item["citations"]
                if one["by"] == side
            ]
            assert len(named) == len(set(named))


@settings(deadline=None)
@given(seeds, numbers, layouts)
def test_what_the_record_holds_stands_in_the_letter(seed: int, number: int, layout: str) -> None:
    letter = write_letter(seed, number, layout)
    plain = letter.text.replace("&amp;", "&").replace("\u00bf", "'")
    plain = re.sub("[\u2018\u2019]", "'", re.sub("[\u201c\u201d]", '"', plain))
    plain = re.sub(r"(?m)^(?:Page \d+ of \d+|Final Determination Letter .*)$", "", plain)
    folded = " ".join(re.sub(r"(?<=[a-z]-) *\n\s*(?=[a-z])", "", plain).split())
    record: Any = letter.record
    for item in record["items"]:
        assert item["text"] in folded
        assert item["rationale"] in folded
    for diagnosis in record["diagnoses"]:
        assert diagnosis["text"].lower() in folded.lower()
    if record["case_number"]:
        assert record["case_number"] in folded
