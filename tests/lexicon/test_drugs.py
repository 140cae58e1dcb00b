from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from imr_graph.extract.request.drug import extract_drug
from imr_graph.lexicon.drugs import (
    DrugName,
    DrugTable,
    drug_classes,
    drug_table,
    ingredient_concept,
    strength_partners,
    words,
)
from imr_graph.lexicon.tables import read_table
from tests.conftest import ROOT
from tests.extract.request.titles import phrase
from tests.lexicon.test_conditions import words_of_icd10cm

TABLE = drug_table()


def test_every_name_is_found_by_its_own_words() -> None:
    for name in TABLE.names:
        found = TABLE.at(words(name.name), 0)
        assert found is not None, name
        assert found[0].ingredients == name.ingredients, (name, found)


def test_every_concept_is_one_names() -> None:
    twice = [path for path, count in Counter(name.concept for name in TABLE.names).items() if count > 1]
    assert twice == []


def test_rows_are_well_formed() -> None:
    for name in TABLE.names:
        assert name.kind in {"brand", "generic", "compound-kit", "medical-food"}, name
        assert list(name.ingredients) == sorted(set(name.ingredients)), name
        assert all(ingredient == ingredient.lower() for ingredient in name.ingredients), name
        assert name.evidence, name
        assert not name.verified or "unverified" not in name.evidence, name


def test_classes_and_names_agree_both_ways() -> None:
    assert {name.drug_class for name in TABLE.names} == {entry.name for entry in drug_classes()}


def test_aliases_partners_and_salts_lead_to_ingredients() -> None:
    for row in read_table("ingredient_aliases"):
        assert TABLE.ingredient(row["alias"]) == row["ingredient"]
    for (ingredient, _), partner in strength_partners().items():
        assert ingredient in TABLE.ingredients
        assert TABLE.generic(sorted((ingredient, partner))) is not None
    for salt in TABLE.salts:
        assert TABLE.ingredient(f"tramadol {salt}") == "tramadol"


@pytest.mark.parametrize(
    ("written", "ingredient"),
    [
        ("tramadol HCL", "tramadol"),
        ("APAP", "acetaminophen"),
        ("gabapentine", "gabapentin"),
        ("Omeprozole", "omeprazole"),
        ("tizandine", "tizanidine"),
        ("Norco", None),
        ("unheardofine", None),
        ("table", None),
        ("", None),
    ],
)
def test_one_ingredient(written: str, ingredient: str | None) -> None:
    assert TABLE.ingredient(written) == ingredient


def _table(**ingredients: str) -> DrugTable:
    rows = [
        DrugName(name, "generic", (of,), "opioid", verified=True, evidence="x")
        for name, of in ingredients.items()
    ]
    return DrugTable(rows, [], [])


def test_two_candidates_leave_a_misspelling_unresolved() -> None:
    two = _table(morphane="a", morphone="b")
    assert two.misspelt("morphine") is None
    one = _table(morphane="a", morphone="a")
    assert one.misspelt("morphine") is not None


def test_short_words_and_other_first_letters_are_not_corrected() -> None:
    table = _table(soma="a", ultram="b")
    assert table.misspelt("some") is None
    assert table.misspelt("altram") is None
    assert table.misspelt("ultrom") is not None


def test_the_longest_name_counts() -> None:
    name = TABLE.at(words("Ultram ER 100mg"), 0)
    assert name is not None
    assert (name[0].name, name[1]) == ("Ultram ER", 2)


def test_a_parted_name_is_one() -> None:
    found = TABLE.at(words("oxy contin"), 0)
    assert found is not None
    assert found[0].name == "OxyContin"


def test_an_unknown_ingredient_has_no_concept() -> None:
    assert ingredient_concept("tramadol") == "ingredient/tramadol"
    assert ingredient_concept("zyloquin") is None


def test_every_name_of_the_reference_keeps_its_ingredients() -> None:
    reference = ROOT.parent / "shared" / "reference" / "drugs.csv"
    if not reference.is_file():
        pytest.skip("../shared/reference is absent")
    with Path(reference).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            wanted = (
                ()
                if row["kind"] == "medical-food"
                else tuple(i for i in row["ingredients"].split(" / ") if i)
            )
            assert extract_drug(phrase(row["name"])).value.ingredients == wanted, row["name"]


def test_words_apart_would_be_taken_for_slips() -> None:
    table = DrugTable(
        TABLE.names, ((row["alias"], row["ingredient"]) for row in read_table("ingredient_aliases")), ()
    )
    rows = read_table("drug_words_apart")
    assert len(rows) > 150
    for row in rows:
        found = table.misspelt(row["word"])
        assert found is not None, row
        assert found.name == row["resembles"], row
        assert row["kind"] in {"word", "substance"}, row
        assert TABLE.misspelt(row["word"]) is None, row


def test_no_word_of_icd10cm_is_taken_for_a_slip() -> None:
    """7,000 words that are spelled as they should be; plurals of drugs alone are theirs."""
    taken = {
        word: found.name
        for word in words_of_icd10cm()
        if TABLE.at((word,), 0) is None and (found := TABLE.misspelt(word))
    }
    assert {word: name for word, name in taken.items() if word != f"{name}s"} == {}


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("conditions", "name"),
        ("guideline_sections", "section"),
        ("specialties", "name"),
        ("title_words", "word"),
    ],
)
def test_no_word_of_another_table_is_taken_for_a_slip(table: str, column: str) -> None:
    known = {word for row in read_table(table) for word in words(row[column])}
    assert len(known) > 100
    assert [word for word in known if TABLE.at((word,), 0) is None and TABLE.misspelt(word)] == []
