"""Drugs that letters mention, resolved to the right ingredients: at least 95%, and no wrong one.

`expected_drugs.csv` says what the drugs are made of, by common pharmacological knowledge and not by the
project's own table. A mention is a name of that table, a name that the project knows, a word that ends
as drugs' names do, or one that a dose follows.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from imr_graph.extract.request.drug import extract_drug
from imr_graph.letters.cleaning import clean
from imr_graph.letters.reader import LetterText
from imr_graph.letters.sections import find_sections
from imr_graph.lexicon.drugs import drug_table, words
from imr_graph.record import Record
from tests.extract.request.titles import phrase

FLOOR: Final = 0.95
LETTERS: Final = 73
LONGEST: Final = 4
"""Words of the longest name that is looked for."""
# Endings of nonproprietary names (USAN stems).
STEM: Final = re.compile(
    r"\w{2,}(?:caine|codone|morphone|orphine|orphanol|profen|fenac|olac|oxicam|coxib|salate|oxacin|cillin|mycin"
    r"|cycline|azepam|azolam|barbital|bamate|pramine|triptyline|oxetine|faxine|zodone|pirone|peridol|piprazole"
    r"|apine|idone|olol|pril|sartan|statin|dipine|thiazide|semide|azosin|prazole|tidine|setron|triptan|gabalin"
    r"|pentin|racetam|bamazepine|xaban|parin|gliptin|gliflozin|formin|conazole|clovir|afil|[bm]uterol|meterol|lukast|tadine"
    r"|solone|nisone|methasone|sonide|dronate|trexate|benzaprine|phenadrine|zanidine|oxalone|carbamol|sodol"
    r"|oxazone|trolene|ydamine|adol|tadol|pidem|clone|plon|melteon|orexant|ofezine|nacin|icin|mab|nib|toxina)"
)
DOSE: Final = re.compile(r"\s?#?\d+(?:\.\d+)?(?:\s?/\s?\d+(?:\.\d+)?)?\s?(?:mg|mcg)\b", re.IGNORECASE)
UNITS: Final = frozenset(
    {"mg", "mcg", "er", "xr", "sr", "cr", "hcl", "or", "to", "of", "and", "tab", "patch"}
)
SLIPS: Final = {"methylpredniosone": "methylprednisolone", "diazempam": "diazepam"}
"""Slips of the pen in the letters at hand, and the drugs that are meant."""


@cache
def expected() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Name, in words, to its ingredients."""
    with (Path(__file__).parent / "expected_drugs.csv").open(encoding="utf-8", newline="") as file:
        return {
            words(row["name"]): tuple(filter(None, row["ingredients"].split(" / ")))
            for row in csv.DictReader(file)
        }


def mentions(text: str) -> Iterator[tuple[str, ...]]:
    """The drugs that a text mentions, in words."""
    found = list(re.finditer(r"[A-Za-z0-9]+", text))
    said = [match.group().lower() for match in found]
    at = 0
    while at < len(said):
        length = _name_at(said, at)
        unnamed = not length and said[at].isalpha() and said[at] not in UNITS
        if unnamed and (STEM.fullmatch(said[at]) or said[at] in SLIPS or DOSE.match(text, found[at].end())):
            length = 1
        if length:
            yield tuple(said[at : at + length])
        at += length or 1


def _name_at(said: list[str], at: int) -> int:
    """How many words the longest name takes that begins there."""
    known = drug_table().at(said, at)
    lengths = (length for length in range(LONGEST, 0, -1) if tuple(said[at : at + length]) in expected())
    return max(next(lengths, 0), known[1] if known else 0)


def resolved(name: tuple[str, ...]) -> tuple[str, ...] | None:
    """The ingredients that a name leads to; None where no table knows it."""
    drug = extract_drug(phrase(" ".join(name))).value
    return drug.ingredients if drug.concept else None


def prose(letter: LetterText, record: Record) -> Iterator[str]:
    """The case summary and the rationales."""
    reading = clean(letter.text)
    yield reading.fold(*find_sections(reading, letter.source).summary)
    yield from (item.rationale for item in record.items)


@pytest.mark.parametrize("name", [" ".join(name) for name in expected()])
def test_a_drug_is_resolved_to_what_it_is_made_of(name: str) -> None:
    assert extract_drug(phrase(name)).value.ingredients == expected()[words(name)]


def test_requested_drugs(real_letters: list[tuple[LetterText, Record]]) -> None:
    assert len(real_letters) == LETTERS
    right = 0
    drugs = [item.drug for _, record in real_letters for item in record.items if item.drug]
    for drug in drugs:
        wanted = expected().get(words(drug.name or ""))
        assert wanted is not None, f"{drug.name} is not audited: add it to expected_drugs.csv"
        assert drug.ingredients in {wanted, ()}, drug
        right += drug.ingredients == wanted
    assert len(drugs) > 40
    assert right / len(drugs) >= FLOOR


def test_no_drug_is_passed_over_in_a_title(real_letters: list[tuple[LetterText, Record]]) -> None:
    """What is given by injection is none that is dispensed."""
    for _, record in real_letters:
        for item in record.items:
            if item.drug is None and list(mentions(item.text)):
                assert item.category == "injection", item.text


def test_mentioned_drugs(real_letters: list[tuple[LetterText, Record]]) -> None:
    counts: Counter[tuple[str, ...]] = Counter(
        name for letter, record in real_letters for text in prose(letter, record) for name in mentions(text)
    )
    audited = {name: words(SLIPS.get(name[0], " ".join(name))) for name in counts}
    assert [name for name, meant in audited.items() if meant not in expected()] == []
    wrong = [name for name in counts if resolved(name) not in {None, expected()[audited[name]]}]
    right = [name for name in counts if resolved(name) == expected()[audited[name]]]
    assert wrong == []
    assert counts.total() > 200
    assert sum(counts[name] for name in right) / counts.total() >= FLOOR
    assert len(right) / len(counts) >= FLOOR


def test_no_other_word_is_taken_for_a_slip(real_letters: list[tuple[LetterText, Record]]) -> None:
    table = drug_table()
    said = {word for letter, record in real_letters for text in prose(letter, record) for word in words(text)}
    taken = {
        word: found.name for word in said if not table.at((word,), 0) and (found := table.misspelt(word))
    }
    assert taken == SLIPS


def test_a_drug_that_no_table_knows_is_a_mention() -> None:
    found = list(mentions("He takes Norco and MS Contin 15 mg, imaginaprofen, and Unlistedol 5mg with food."))
    assert found == [("norco",), ("ms", "contin"), ("imaginaprofen",), ("unlistedol",)]
    assert [resolved(name) for name in found[2:]] == [None, None]
