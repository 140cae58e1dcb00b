"""Synthetic letters are as long and as full as the real ones, and their words are not taken from them."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from imr_graph.letters.reader import LetterText
from imr_graph.record import Record
from imr_graph.synthesize import LAYOUTS, SyntheticLetter, synthetic_letters
from imr_graph.synthesize.tables import read_rows

REAL = {
    "characters": 6348.0,
    "items": 2.67,
    "citations": 6.76,
    "drugs": 0.57,
    "ingredients": 0.71,
    "diagnoses": 2.81,
    "states": 1.76,
    "specialties": 1.61,
}
"""Means of the 70 real letters of 2016-2017 that were measured."""

MEDIAN_CHARACTERS = 5372
MARGIN = 0.1
_SLOTS = re.compile(r"\{\w+\}")

_COUNTS: dict[str, Callable[[Any], int]] = {
    "items": lambda record: len(record["items"]),
    "citations": lambda record: sum(len(item["citations"]) for item in record["items"]),
    "drugs": lambda record: sum(item["drug"] is not None for item in record["items"]),
    "ingredients": lambda record: sum(
        len(item["drug"]["ingredients"]) for item in record["items"] if item["drug"]
    ),
    "diagnoses": lambda record: len(record["diagnoses"]),
    "states": lambda record: len(record["reviewer"]["licensed_states"]),
    "specialties": lambda record: (
        len(record["reviewer"]["specialties"]) + len(record["reviewer"]["subspecialties"])
    ),
}


def means(texts: list[str], records: list[Any]) -> dict[str, float]:
    return {
        "characters": statistics.fmean(map(len, texts)),
        **{name: statistics.fmean(map(count, records)) for name, count in _COUNTS.items()},
    }


@pytest.fixture(scope="module")
def two_thousand() -> list[SyntheticLetter]:
    return list(synthetic_letters(2000, seed=20))


@pytest.mark.parametrize("fact", REAL)
def test_letters_are_as_full_as_the_real_ones(two_thousand: list[SyntheticLetter], fact: str) -> None:
    found = means([letter.text for letter in two_thousand], [letter.record for letter in two_thousand])
    assert found[fact] == pytest.approx(REAL[fact], rel=MARGIN)


def test_letters_are_as_long_as_the_real_ones(two_thousand: list[SyntheticLetter]) -> None:
    median = statistics.median(len(letter.text) for letter in two_thousand)
    assert median == pytest.approx(MEDIAN_CHARACTERS, rel=MARGIN)


@pytest.mark.parametrize("layout", [layout for layout in LAYOUTS if layout != "mixed"])
def test_every_layout_is_about_as_long(layout: str) -> None:
    letters = list(synthetic_letters(800, seed=20, layout=layout))
    assert statistics.fmean(len(letter.text) for letter in letters) == pytest.approx(6348, rel=1.5 * MARGIN)


def test_the_real_letters_are_as_they_were_measured(real_letters: list[tuple[LetterText, Record]]) -> None:
    published = [(letter, record) for letter, record in real_letters if letter.source.endswith(".pdf")]
    found = means(
        [letter.text for letter, _ in published],
        [msgspec.json.decode(msgspec.json.encode(record)) for _, record in published],
    )
    assert found == pytest.approx(REAL, rel=MARGIN)


def test_no_sentence_comes_from_a_letter(
    real_letters: list[tuple[LetterText, Record]], shared_letters: Path
) -> None:
    texts = [letter.text for letter, _ in real_letters]
    texts += [path.read_text(encoding="utf-8") for path in (shared_letters / "practice").glob("*.txt")]
    real = " ".join(" ".join(texts).split()).lower()
    for table in ("summary", "rationale"):
        for row in read_rows(table):
            pieces = [piece.strip(" ,.") for piece in _SLOTS.split(row["text"].lower())]
            for piece in pieces:
                if len(piece.split()) >= 8:
                    assert piece not in real, row["text"]
