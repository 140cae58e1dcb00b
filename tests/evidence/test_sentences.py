"""A rationale's sentences, each leading back to the kept text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_graph.evidence.sentences import runs, sentences


def words(text: str) -> list[str]:
    return [one.words for one in sentences(text, ((0, len(text)),))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One thing. Another thing.", ["One thing.", "Another thing."]),
        ("Seen by Dr. Roe. He agreed.", ["Seen by Dr. Roe.", "He agreed."]),
        ("See p. 63 of it. It fits.", ["See p. 63 of it.", "It fits."]),
        ("A dose of 4.5 mg. No more.", ["A dose of 4.5 mg.", "No more."]),
        ("In ch. 12 and No. 5. Then on.", ["In ch. 12 and No. 5.", "Then on."]),
        ("The answer was no. Ten days went by.", ["The answer was no.", "Ten days went by."]),
        ("Creams, gels, etc. Other forms too.", ["Creams, gels, etc.", "Other forms too."]),
        ("Up to 8 visits per 4 weeks, i.e. Two a week.", ["Up to 8 visits per 4 weeks, i.e. Two a week."]),
        (
            "It says, \u201cno more than 10.\u201d The request is for 12.",
            ["It says, \u201cno more than 10.\u201d", "The request is for 12."],
        ),
        ("Is it needed? No! It is not.", ["Is it needed?", "No!", "It is not."]),
        ("1. Norco is asked for. 2. Soma too.", ["1. Norco is asked for.", "2. Soma too."]),
        ("Grade is 3. The next is 4.", ["Grade is 3.", "The next is 4."]),
        ("By J. Roe, a nurse. Then home.", ["By J. Roe, a nurse.", "Then home."]),
        ("Broken off approx. half way. done so far.", ["Broken off approx. half way. done so far."]),
        ("no stop at the end", ["no stop at the end"]),
        ("  \n ", []),
        ("", []),
    ],
)
def test_a_sentence_ends_where_it_ends(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_a_sentence_that_a_page_parts_has_a_run_on_each_page() -> None:
    text = "The first part of it\nPage 2 of 5\n\fgoes on here. The end."
    spans = ((0, 20), (text.index("goes"), len(text)))
    first, last = sentences(text, spans)
    assert first.words == "The first part of it goes on here."
    found = runs(text, first.places)
    assert [(text[run.start : run.end], run.page) for run in found] == [
        ("The first part of it", 1),
        ("goes on here.", 2),
    ]
    assert [(text[run.start : run.end], run.page) for run in runs(text, last.places)] == [("The end.", 2)]


def test_a_form_feed_within_a_span_parts_a_sentence_too() -> None:
    text = "It begins here\n\fand ends there."
    (one,) = sentences(text, ((0, len(text)),))
    assert [(text[run.start : run.end], run.page) for run in runs(text, one.places)] == [
        ("It begins here", 1),
        ("and ends there.", 2),
    ]


TEXTS = st.text(st.sampled_from("ab.?! \n\f\t1Dr\u00a0\u201d\u2028(P"), max_size=60)


@given(TEXTS, st.data())
def test_every_word_is_in_one_sentence_and_every_run_is_the_kept_text(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=4)))
    spans = tuple(zip(cuts[::2], cuts[1::2], strict=False))
    found = sentences(text, spans)
    read = "".join("".join(one.words.split()) for one in found)
    assert read == "".join("".join(text[start:end].split()) for start, end in spans)
    for one in found:
        held = runs(text, one.places)
        assert "".join("".join(text[run.start : run.end].split()) for run in held) == "".join(
            one.words.split()
        )
        assert all(run.page == 1 + text[: run.start].count("\f") for run in held)
        assert not any("\f" in text[run.start : run.end] for run in held)
