from __future__ import annotations

from typing import get_args

import pytest

from imr_graph.lexicon.decisions import decision_outcome, decision_words, necessity_words
from imr_graph.record import DecisionOutcome


def test_words_and_outcomes_agree_both_ways() -> None:
    assert set(decision_words().values()) == set(get_args(DecisionOutcome))


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("upheld", "upheld"),
        ("is not medically necessary and appropriate", "upheld"),
        ("is medically necessary", "overturned"),
        ("modified", "modified"),
    ],
)
def test_outcomes(words: str, outcome: str) -> None:
    assert decision_words()[words] == outcome


def test_each_closing_word_has_its_contrary() -> None:
    table = necessity_words()
    assert set(table.values()) == {"necessary", "not necessary"}
    for words, says in table.items():
        contrary = words.replace(" not ", " ") if " not " in words else words.replace(" ", " not ", 1)
        assert {says, table[contrary]} == {"necessary", "not necessary"}


@pytest.mark.parametrize(
    ("printed", "outcome"),
    [
        ("NotMedically  necessary\nand appropriate", "upheld"),
        ("partially medically necessary and appropriate", "modified"),
        ("Medically Necessary", "overturned"),
        ("deferred", None),
    ],
)
def test_words_however_printed(printed: str, outcome: str | None) -> None:
    assert decision_outcome(printed) == outcome
