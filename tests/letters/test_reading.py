from __future__ import annotations

import re

import pytest

from imr_graph.letters.cleaning import clean
from imr_graph.letters.reading import in_small_letters


def test_fold_and_trim() -> None:
    reading = clean(" : one \n\n two ; ")
    assert reading.fold(0, len(reading.text)) == ": one two ;"
    start, end = reading.trim(0, len(reading.text), ":;")
    assert reading.text[start:end] == "one \n\n two"


def test_trim_of_nothing_is_an_empty_span_where_it_began() -> None:
    assert clean("a   b").trim(1, 4) == (1, 1)


def test_white_space_joins_spans_and_other_words_part_them() -> None:
    kept = "one\n\ntwo\nPage 1 of 2\nthree"
    reading = clean(kept)
    spans = reading.kept_spans(0, len(reading.text))
    assert [kept[start:end] for start, end in spans] == ["one\n\ntwo", "three"]


def test_an_entity_maps_as_a_whole() -> None:
    reading = clean("a &amp; b")
    assert reading.kept_spans(2, 3) == ((2, 7),)
    assert reading.kept_spans(4, 5) == ((8, 9),)


def test_pages_are_counted_from_one() -> None:
    reading = clean("one\ftwo\fthree")
    assert [reading.page(reading.text.index(word)) for word in ("one", "two", "three")] == [1, 2, 3]


def test_a_page_turns_between_words() -> None:
    reading = clean("one two\fthree\nPage 2 of 3\nfour")
    one, two, three, four = (reading.text.index(word) for word in ("one", "two", "three", "four"))
    assert not reading.turns_page(one + 2, two)
    assert reading.turns_page(two + 2, three)
    assert reading.turns_page(three + 4, four)


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("Norco 10mg", "norco"),
        ("\u0130S", "is"),
        ("d\u0131agnos\u0131s", "diagnosis"),
        ("\u017ftrain", "strain"),
        ("\u212anee", "knee"),
    ],
)
def test_small_letters_show_what_ignoring_case_finds(text: str, pattern: str) -> None:
    lower = in_small_letters(f"x {text} \u00c9\u00ae")
    assert len(lower) == len(text) + 5
    found = re.search(pattern, f"x {text}", re.IGNORECASE)
    same = re.search(pattern, lower)
    assert found is not None
    assert same is not None
    assert found.span() == same.span()
