"""The tables of conditions: every code is one of ICD-10-CM, every form and every name does its work."""

from __future__ import annotations

import importlib
import re
import warnings
from collections import Counter
from functools import cache
from types import ModuleType

import pytest

from imr_graph.lexicon.conditions import (
    Condition,
    ConditionTable,
    Form,
    condition_forms,
    condition_table,
    conditions,
    side_pattern,
)
from imr_graph.lexicon.tables import read_table

ROWS = conditions()
FORMS = condition_forms()


@cache
def icd10cm() -> ModuleType:
    """The package that ships the codes; its way of reading its own data is deprecated."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return importlib.import_module("simple_icd_10_cm")


def test_every_code_is_one_of_icd10cm_and_has_its_title() -> None:
    wrong = [
        (row.name, code, title)
        for row in ROWS
        for code, title in zip(row.codes, row.titles, strict=True)
        if not icd10cm().is_valid_item(code) or icd10cm().get_description(code) != title
    ]
    assert wrong == []
    assert sum(bool(row.codes) for row in ROWS) > 400


def test_a_condition_matches_exactly_one_code_and_a_code_exactly_one_condition() -> None:
    exact = [row for row in ROWS if row.match == "exact"]
    assert all(len(row.codes) == 1 for row in exact)
    assert [code for code, count in Counter(row.codes for row in exact).items() if count > 1] == []
    assert all(bool(row.codes) == bool(row.match) for row in ROWS)


def test_what_is_verified_stands_in_icd10cm() -> None:
    for row in ROWS:
        assert row.evidence
        assert row.verified == (row.match in {"exact", "close"}), row.name


def test_broader_conditions_are_rows_and_no_name_stands_twice() -> None:
    names = {row.name for row in ROWS}
    assert len(names) == len({row.concept for row in ROWS}) == len(ROWS)
    assert {name for row in ROWS for name in row.broader} <= names
    # The code of a narrower condition may only be one below, or the same.
    assert not any(row.name in row.broader for row in ROWS)


def test_every_name_and_variant_finds_its_condition() -> None:
    table = condition_table()
    for row in ROWS:
        for name in (row.name, *row.variants):
            assert table.find(table.words(name)) is row, name


def test_a_name_cannot_stand_for_two_conditions() -> None:
    def row(name: str, variant: str) -> Condition:
        return Condition(name, (variant,), (), (), (), "", verified=False, evidence="a test")

    with pytest.raises(ValueError, match="'sore knee' stands for 'Gout' and for 'Knee pain'"):
        ConditionTable([row("Gout", "knee sore"), row("Knee pain", "sore knee")], ())
    of = Form(("of",), "function", "", "")
    with pytest.raises(ValueError, match="no word of its own"):
        ConditionTable([row("Gout", "of")], [of])


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.kind} {' '.join(form.words)}")
def test_every_form_is_read_in_its_example(form: Form) -> None:
    """With the form the example is known; with a word that nobody knows in its place it is not."""
    table = condition_table()
    printed = re.sub(r" ([,;/&]) ", r"\1", form.example)
    phrase = re.sub(r" ([,;/&]) ?", r"\1", " ".join(form.words))
    assert phrase in printed or " ".join(form.words) in form.example
    if form.kind in {"link", "tail"}:
        return  # what they join is looked up by the extractor, whose tests hold them
    assert table.find(table.words(form.example)) is not None, form.example
    without = form.example.replace(" ".join(form.words), "zzyzx", 1)
    assert table.find(table.words(without)) is None, without


def test_no_form_stands_twice() -> None:
    keys = Counter((form.words, form.kind == "tail") for form in FORMS)
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("strain of the left hip", "Strain of the hip"),
        ("left hip strain", "Strain of the hip"),
        ("dislocation, shoulder", "Dislocation of the shoulder"),
        ("Sprain of ligaments of lumbar spine, initial encounter", "Sprain of the lumbar spine"),
        ("L4-5 and L5-S1 disc protrusions", "Lumbar disc displacement"),
        ("C5-C6 herniated disk", "Cervical disc displacement"),
        ("T12 compression fracture", "Compression fracture of a thoracic vertebra"),
        ("right L5 radiculopathy", "Lumbar radiculopathy"),
        ("chronic pain", "Chronic pain"),
        ("severe chronic pain syndrome", "Chronic pain syndrome"),
        ("status post right ankle fracture, healed", "Fracture of the ankle"),
        ("s/p left shoulder arthroscopy 03/2015", "Status post shoulder surgery"),
        ("lumbosacral spondylosis without myelopathy", "Lumbar spondylosis"),
        ("lumbar spondylosis with myelopathy", "Lumbar spondylosis with myelopathy"),
        ("thoracic or lumbosacral neuritis or radiculitis, unspecified", "Thoracic or lumbar radiculopathy"),
        ("pain in joint, lower leg", "Pain in the knee"),
        ("de Quervain's disease", "De Quervain's tenosynovitis"),
    ],
)
def test_other_ways_to_say_it(printed: str, name: str) -> None:
    table = condition_table()
    found = table.find(table.words(printed))
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "chronic",
        "left",
        "moonstruck syndrome",
        "no fracture of the ankle",
        "fear of radiculopathy",
        "medial and lateral meniscus tear",  # two conditions
        "C5-6 and L4-5 disc bulge",
    ],
)
def test_what_is_unknown_or_of_two_minds_is_none(printed: str) -> None:
    table = condition_table()
    assert table.find(table.words(printed)) is None


@pytest.mark.parametrize(
    ("printed", "spelled"),
    [
        ("radiculopthy", "radiculopathy"),
        ("cervcial", "cervical"),
        ("spondylolithesis", "spondylolisthesis"),
        ("capsulitus", "capsulitis"),
        ("herniations", "herniation"),
        ("injuries", "injury"),
        ("bursitis", "bursitis"),
        # Too short, too far, or another word.
        ("spran", "spran"),
        ("radclpthy", "radclpthy"),
        ("arteritis", "arteritis"),
        ("hypoglycemia", "hypoglycemia"),
    ],
)
def test_spelling_slips(printed: str, spelled: str) -> None:
    assert condition_table().spelled(printed) == spelled


def test_a_slip_of_two_words_is_of_none() -> None:
    rows = [
        Condition(name, (), (), (), (), "", verified=False, evidence="a test")
        for name in ("Abcdefgha", "Abcdefghb")
    ]
    assert ConditionTable(rows, ()).spelled("abcdefghc") == "abcdefghc"


@cache
def words_of_icd10cm() -> frozenset[str]:
    titles = (icd10cm().get_description(code) for code in icd10cm().get_all_codes())
    return frozenset(word for title in titles for word in re.findall(r"[a-z]{3,}", title.lower()))


def test_no_word_of_icd10cm_is_taken_for_a_slip_of_another() -> None:
    """How the bounds of slips were measured: 7,000 words that are spelled as they should be."""
    table = condition_table()
    words = words_of_icd10cm()
    assert len(words) > 7000
    taken = {word: spelled for word in words if (spelled := table.spelled(word)) != word}
    # Singulars alone.
    assert {word: spelled for word, spelled in taken.items() if not _is_plural(word, spelled)} == {}


def _is_plural(word: str, spelled: str) -> bool:
    return word in {spelled + "s", spelled.removesuffix("y") + "ies"}


def test_words_apart_would_be_taken_for_slips() -> None:
    table = ConditionTable(ROWS, FORMS)
    rows = read_table("condition_words_apart")
    assert len(rows) > 50
    for row in rows:
        assert table.spelled(row["word"]) == table.spelled(row["resembles"])


def test_sides() -> None:
    assert side_pattern().findall("Left knee, RIGHT hip; bilaterally; bright") == [
        "Left",
        "RIGHT",
        "bilaterally",
    ]
