"""Segments give the text back whole, and each knows every fact that covers it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from imr_graph.explain.facts import Fact, facts
from imr_graph.explain.segments import segments
from tests.explain.conftest import Letters


def fact(*spans: tuple[int, int]) -> Fact:
    return Fact("/case_number", "case", "case number", "1", (), "a.rule", 1, spans)


def test_letters_come_back_whole(examples: Letters) -> None:
    for letter, record in examples:
        found = facts(record)
        runs = list(segments(found, letter.text))
        assert "".join(run.text for run in runs) == letter.text
        assert {number for run in runs for number in run.facts} == set(range(len(found)))
        assert sorted(number for run in runs for number in run.opens) == list(range(len(found)))


def test_overlapping_facts_all_count_and_the_one_of_fewest_words_is_first() -> None:
    runs = list(segments([fact((0, 6)), fact((2, 4)), fact((3, 8))], "abcdefghij"))
    assert [(run.text, run.facts) for run in runs] == [
        ("ab", (0,)),
        ("c", (1, 0)),
        ("d", (1, 2, 0)),
        ("ef", (2, 0)),
        ("gh", (2,)),
        ("ij", ()),
    ]
    assert [run.opens for run in runs] == [(0,), (1,), (2,), (), (), ()]


def test_a_page_s_end_stands_alone() -> None:
    runs = list(segments([fact((0, 5))], "ab\fde"))
    assert [(run.text, run.facts) for run in runs] == [("ab", (0,)), ("\f", (0,)), ("de", (0,))]


def test_a_fact_in_two_places_opens_at_the_first() -> None:
    runs = list(segments([fact((4, 6), (0, 2))], "abcdef"))
    assert [(run.text, run.facts, run.opens) for run in runs] == [
        ("ab", (0,), (0,)),
        ("cd", (), ()),
        ("ef", (0,), ()),
    ]


@given(
    st.text(alphabet="ab\f ", max_size=30),
    st.lists(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=3), max_size=6),
)
def test_any_spans_cut_the_text_without_loss(text: str, places: list[list[tuple[int, int]]]) -> None:
    inside = [
        tuple((min(a, b), max(a, b)) for a, b in spans if a != b and max(a, b) <= len(text))
        for spans in places
    ]
    found = [fact(*spans) for spans in inside if spans]
    runs = list(segments(found, text))
    assert "".join(run.text for run in runs) == text
    for run in runs:
        place = range(run.start, run.start + len(run.text))
        covering = {
            number
            for number, one in enumerate(found)
            if any(start <= at < end for start, end in one.spans for at in place)
        }
        assert set(run.facts) == covering
