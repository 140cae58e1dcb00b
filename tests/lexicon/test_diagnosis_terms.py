from __future__ import annotations

from typing import get_args

import pytest

from imr_graph.lexicon import diagnosis_terms as terms
from imr_graph.lexicon.tables import read_table


@pytest.mark.parametrize("lead_in", terms.lead_ins(), ids=lambda lead_in: lead_in.name)
def test_every_lead_in_finds_its_example(lead_in: terms.LeadIn) -> None:
    example = lead_in.example
    match = lead_in.pattern.search(example)
    assert match
    found = [(one, at.span()) for one, at in terms.find_lead_ins(example, example.lower(), 0, len(example))]
    assert (lead_in, match.span()) in found
    # What is left is the list, and nothing of the lead-in.
    assert lead_in.example[match.end() :].strip().startswith(("a", "1.", "(1)"))


def test_lead_in_names_are_unique() -> None:
    names = [lead_in.name for lead_in in terms.lead_ins()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "bound",
    [bound for kind in get_args(terms.BoundKind) for bound in terms.bounds(kind)],
    ids=lambda bound: bound.example,
)
def test_every_bound_finds_its_example(bound: terms.Bound) -> None:
    example = bound.example if bound.kind == "opening" else bound.example.lower()
    for pattern in (bound.pattern, terms.bound_pattern(bound.kind)):
        if bound.kind == "before":
            assert pattern.search(example.removesuffix("diagnosis of a"))
        elif bound.kind == "refusal":
            assert pattern.match(example.removeprefix("the diagnosis was "))
        else:
            assert pattern.search(example)


def test_every_bound_is_of_a_known_kind() -> None:
    assert {row["kind"] for row in read_table("diagnosis_list_bounds")} == set(get_args(terms.BoundKind))


def test_every_word_is_looked_up_by_its_row() -> None:
    for row in read_table("condition_words"):
        if row["role"] == "suffix":
            assert terms.roles("xyz" + row["word"].removeprefix("-")) == ("condition",), row
        else:
            assert terms.roles(row["word"]) == (row["role"],), row


def test_no_word_has_two_roles() -> None:
    words = [row["word"] for row in read_table("condition_words")]
    assert len(words) == len(set(words))


def test_every_certainty_word_is_found() -> None:
    for word in terms.certainty_words():
        match = terms.certainty_pattern(word.place, word.certainty).search(f"a {word.words} b")
        assert match, word
        assert match.group() == word.words


@pytest.mark.parametrize(
    ("phrase", "names", "complaint", "modifies"),
    [
        ("lumbar strain", True, False, False),
        ("low back pain", True, True, False),
        ("neck pain and headaches", True, True, False),
        ("chronic pain syndrome", True, False, False),
        ("lateral epicondylitis", True, False, False),
        ("left upper limb", False, False, True),
        ("L4-5 level", False, False, True),
        ("zorbitosa", False, False, False),
    ],
)
def test_phrases(phrase: str, names: bool, complaint: bool, modifies: bool) -> None:
    assert terms.names_condition(phrase) == names
    assert terms.is_complaint(phrase) == complaint
    assert terms.only_modifies(phrase) == modifies


def test_places_and_ends() -> None:
    assert terms.names_place("left knee strain")
    assert terms.names_place("C6 radiculopathy")
    assert not terms.names_place("bursitis")
    assert terms.shares_place("bursitis")
    assert not terms.shares_place("knee bursitis")
    assert not terms.shares_place("depression")
    assert terms.ends_open("fleeting homicidal")
    assert not terms.ends_open("low back")
    assert terms.opening("right wrist") == "side"
    assert terms.opening("L3 fracture") == "level"
    assert terms.opening("wrist") is None
    assert terms.lacks_place("work-related injury")
    assert not terms.lacks_place("knee injury")


@pytest.mark.parametrize("row", read_table("condition_phrases"), ids=lambda row: row["phrase"])
def test_every_phrase_holds_a_condition_together(row: dict[str, str]) -> None:
    if row["kind"] == "pair":
        assert terms.pair_pattern().search(row["example"])
    elif row["kind"] == "named":
        assert "condition" in terms.roles(row["example"])
        assert not terms.is_complaint(row["example"])
    else:
        assert row["kind"] == "continues"
        ends = [
            at for at in range(len(row["example"])) if terms.continuation_pattern().match(row["example"], at)
        ]
        assert any(row["example"][at:].startswith(row["phrase"]) for at in ends)


def test_phrases_are_whole_words() -> None:
    assert terms.continuation_pattern().match("withdrawal") is None
    assert terms.pair_pattern().search("myalgia and myositides") is None
