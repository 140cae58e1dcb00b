from __future__ import annotations

import re

import pytest

from imr_graph.lexicon.prescriptions import form_pattern, forms, frequency_pattern, number_words, read_number
from imr_graph.lexicon.tables import read_table


def test_every_form_is_a_word_of_its_own() -> None:
    for word, form in forms().items():
        assert word == word.lower()
        assert forms()[form.name].name == form.name
        assert re.fullmatch(form_pattern(form.kind), word)


@pytest.mark.parametrize("row", read_table("frequencies"), ids=lambda row: row["pattern"])
def test_every_way_to_say_how_often_reads_its_example(row: dict[str, str]) -> None:
    example = row["example"].lower()
    found = frequency_pattern().match(example)
    assert found is not None
    assert found.group() == example


@pytest.mark.parametrize("text", ["tablet", "60", "inbound", "q", "monthlies", "per tablet"])
def test_other_words_say_nothing_of_how_often(text: str) -> None:
    assert frequency_pattern().search(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("60", 60),
        ("30.00", 30),
        ("111.2", 111.2),
        ("1,000", 1000),
        ("sixty", 60),
        ("Forty-five", 45),
        ("one hundred and twenty", 120),
        ("two hundred", 200),
        ("zero", 0),
        ("some", None),
        ("", None),
    ],
)
def test_numbers(text: str, value: float | None) -> None:
    assert read_number(text) == value


def test_every_number_word_is_read() -> None:
    assert all(read_number(word) == value for word, value in number_words().items())
