from __future__ import annotations

import json
from pathlib import Path

import pytest

from imr_graph.lexicon.specialties import specialties, specialty_concept, split_specialties


def known(text: str) -> list[str | None]:
    return [name.known for name in split_specialties(text, 0, len(text))]


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Family Practice", ["Family Medicine"]),
        ("Orthopedic Surgery, Sports Medicinea", ["Orthopaedic Surgery", "Sports Medicine"]),
        ("General Surgery", ["Surgery"]),
        ("Neurosurgery", ["Neurological Surgery"]),
        ("Preventive Medicine, Occupational Medicine", ["Preventive Medicine", "Occupational Medicine"]),
        (
            "Pediatrics, Internal Medicine, Public Health & \nGeneral Preventive Medicine",
            ["Pediatrics", "Internal Medicine", "Public Health and General Preventive Medicine"],
        ),
        (
            "Anesthesiology,Pain Management,Hospice & Palliative Medicine",
            ["Anesthesiology", "Pain Medicine", "Hospice and Palliative Medicine"],
        ),
        (
            "Physical Rehabilitation & Pain Management",
            ["Physical Medicine and Rehabilitation", "Pain Medicine"],
        ),
        ("PM&R", ["Physical Medicine and Rehabilitation"]),
        ("Allergy and  Immunology", ["Allergy and Immunology"]),
        ("Psychiatry and Neurology", ["Psychiatry", "Neurology"]),
        ("Chiropractor, Acupuncture", ["Chiropractic", "Acupuncture"]),
        ("Pain Medicine, Pain Management", ["Pain Medicine"]),
        ("Phrenology", [None]),
    ],
)
def test_lists_as_letters_print_them(printed: str, names: list[str | None]) -> None:
    assert known(printed) == names


def test_every_spelling_in_the_table_is_known_by_its_row() -> None:
    for specialty in specialties():
        for spelling in (specialty.name, *specialty.variants):
            assert known(spelling) == [specialty.name], spelling


def test_names_and_concepts_are_single() -> None:
    table = specialties()
    assert len({s.name for s in table}) == len({s.concept for s in table}) == len(table) > 90
    assert (
        specialty_concept("Physical Medicine and Rehabilitation")
        == "specialty/physical-medicine-and-rehabilitation"
    )
    assert (
        specialty_concept("Otolaryngology - Head and Neck Surgery")
        == "specialty/otolaryngology-head-and-neck-surgery"
    )
    assert specialty_concept("Phrenology") is None


def test_every_row_has_its_kind_and_evidence() -> None:
    for specialty in specialties():
        assert specialty.kind in {"specialty", "subspecialty", "other licence"}
        assert specialty.evidence
        assert not specialty.verified or "unverified" not in specialty.evidence


def test_parents_are_names_of_the_table_or_of_a_board() -> None:
    boards = {"Psychiatry and Neurology", "Pathology", "Otolaryngology"}
    names = {specialty.name for specialty in specialties()} | boards
    for specialty in specialties():
        assert set(specialty.parents) <= names, specialty.name


def test_gold_names_are_in_the_table(shared_letters: Path) -> None:
    names = {specialty.name for specialty in specialties()}
    golds = [json.loads(path.read_text()) for path in shared_letters.rglob("*.gold.json")]
    assert golds
    for gold in golds:
        assert {*gold["reviewer"]["specialties"], *gold["reviewer"]["subspecialties"]} <= names
