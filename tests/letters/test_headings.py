from __future__ import annotations

import re

import pytest

from imr_graph.letters.cleaning import clean
from imr_graph.letters.headings import Heading, Label
from imr_graph.letters.layouts import Layout, forms

HEADING = Heading(
    re.compile(r"(?<![A-Za-z])ITEMS\s{1,40}DECIDED:?|(?i:^[ ]*items\s{1,40}decided:?[ ]*$)", re.MULTILINE),
    openings=("items",),
    phrases=("items decided",),
)
SIDE = Label(
    re.compile(r"(?<=[.:]\s)|(?<=\n)[ ]*|\A"), re.compile(r"(?:The\s)?Reviewer\s{1,40}found\b"), small=False
)
TEXTS = [
    "ITEMS DECIDED: one. ITEMS\nDECIDED two",
    "  items decided\nThe items decided were two.\n   Items  Decided:  \n",
    "SUBITEMS DECIDED and ITEMS undecided",
    "items items decided",
    "",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_heading_is_found_where_its_pattern_finds_it(text: str) -> None:
    reading = clean(text)
    for begin in range(len(text) + 1):
        expected = [match.span() for match in HEADING.pattern.finditer(reading.text, begin)]
        assert [match.span() for match in HEADING.find_all(reading, begin)] == expected
        first = HEADING.search(reading, begin)
        assert (first and first.span()) == (expected[0] if expected else None)


@pytest.mark.parametrize("text", TEXTS)
def test_a_heading_leaves_a_blank(text: str) -> None:
    assert HEADING.left_out_of(text) == HEADING.pattern.sub(" ", text)


@pytest.mark.parametrize("layout", forms().layouts, ids=lambda layout: layout.id)
def test_what_all_letters_of_a_layout_print_may_stand_where_its_phrases_do(layout: Layout) -> None:
    for heading in layout.standing:
        for phrase in heading.phrases:
            assert heading.may_stand_in(f"before {phrase} after")
            assert not heading.may_stand_in(f"before {phrase[:-1]}")
            for text in (phrase, phrase.upper(), f"{phrase} of the medical records: more"):
                assert heading.left_out_of(text) == heading.pattern.sub(" ", text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Reviewer found nothing.", ["The Reviewer found"]),
        ("It was so. The Reviewer found it. Reviewer found it", ["The Reviewer found", "Reviewer found"]),
        ("First\n   Reviewer found this", ["Reviewer found"]),
        # No sentence begins there, but one may begin in the words that were tried.
        ("so The Reviewer found it", []),
        ("so The\nReviewer found it", ["Reviewer found"]),
        ("the reviewer found it", []),
    ],
)
def test_a_label_is_found_where_a_sentence_begins(text: str, found: list[str]) -> None:
    assert [match.group() for match in SIDE.find_all(clean(text))] == found


def test_a_label_in_small_letters_is_found_in_any_case() -> None:
    label = Label(re.compile(r"(?<![a-z])"), re.compile(r"reasons:"), small=True)
    match = label.search(clean("unReasons: a\nREASONS: b"))
    assert match is not None
    assert match.start() == 13
