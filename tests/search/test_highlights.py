"""Passages hold the words that were searched for, and nothing is marked that was not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_graph.search import FIELDS
from imr_graph.search.highlights import Highlighter
from imr_graph.search.words import words_of

TEXT = (
    "Opioids were requested. The café\u2019s opioid is 10/325mg; medical necessity is absent. "
    + "Filler stands between. " * 30
    + "Another request closes the text."
)


def marked(words: str, text: str = TEXT, most: int = 3) -> list[str]:
    passages = Highlighter(words).passages(text, "rationale", most)
    return [text[start:end] for passage in passages for start, end in passage.matches]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("opioid", ["Opioids", "opioid"]),
        ('"opioid"', ["opioid"]),
        ("opio*", ["Opioids", "opioid"]),
        ("CAFE", ["café"]),
        ('"medical necessity"', ["medical necessity"]),
        ('"medical nec*"', ["medical necessity"]),
        ('"necessity medical"', []),
        ("10/325mg", ["10/325mg"]),
        ("request", ["requested", "request"]),
        ("medical OR xyzzy", ["medical"]),
        ("absent -opioid", ["absent"]),
        ("title:opioid absent", ["absent"]),
        ('medical "medical necessity" necessity', ["medical necessity"]),
        ("xyzzy", []),
        ("-opioid", []),
        ("", []),
    ],
)
def test_marked_are(words: str, found: list[str]) -> None:
    assert marked(words) == found


def test_passages_are_short_whole_words_and_the_richest() -> None:
    passages = Highlighter("request necessity").passages(TEXT, "rationale")
    first, last = (TEXT[one.start : one.end] for one in passages)
    assert first.startswith("Opioids were requested")
    assert last.endswith("Another request closes the text")
    assert all(one.end - one.start <= 240 for one in passages)
    assert passages[0].end < passages[1].start
    (only,) = Highlighter("request necessity").passages(TEXT, "rationale", most=1)
    assert only == passages[0]
    assert Highlighter("request").passages(TEXT, "rationale", most=0) == []


def test_what_is_shown_nowhere_else_goes_before_what_is() -> None:
    text = "opioid opioid opioid. " + "Filler stands between. " * 30 + "An opioid. Functional improvement."
    (only,) = Highlighter('"functional improvement" opioid').passages(text, "rationale", most=1)
    assert [text[start:end] for start, end in only.matches] == ["opioid", "Functional improvement"]
    first, second = Highlighter("opioid filler").passages(text, "rationale", most=2)
    assert text[slice(*first.matches[0])] == "opioid"
    assert "filler" in {text[start:end].lower() for start, end in (*first.matches, *second.matches)}


def test_a_long_phrase_stands_whole() -> None:
    words = " ".join(f"unfathomable{n}" for n in range(30))
    ((passage,),) = [Highlighter(f'"{words}"').passages(f"Before {words} after", "rationale")]
    assert f"Before {words} after"[passage.start : passage.end].endswith(words)
    assert len(passage.matches) == 1


@given(st.text(max_size=300), st.text(max_size=20))
def test_every_match_stands_in_its_passage_in_order(text: str, more: str) -> None:
    known = words_of(text)
    sought = " OR ".join(f'"{word}"' for word in [*known[:3], *words_of(more)][:10])
    passages = Highlighter(sought, FIELDS).passages(text, "rationale", most=1000)
    spans = [span for passage in passages for span in passage.matches]
    assert spans == sorted(spans)
    for passage in passages:
        assert passage.matches
        assert all(passage.start <= start < end <= passage.end for start, end in passage.matches)
    # Every place of a word that is sought is marked, once.
    assert sum(len(words_of(text[start:end])) for start, end in spans) == sum(
        word in {*known[:3], *words_of(more)} for word in known
    )
