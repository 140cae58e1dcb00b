from __future__ import annotations

import json
from pathlib import Path

import pytest

from imr_graph.extract.fact import Part
from imr_graph.extract.reviewer import extract_reviewer
from imr_graph.letters.cleaning import clean
from imr_graph.letters.files import find_letters
from imr_graph.letters.reader import read_letter
from imr_graph.letters.reading import Reading
from imr_graph.letters.sections import find_sections
from imr_graph.record import Reviewer
from tests.letters.forms import FORMS, Entry, Form, make_letter

PMR, PAIN = "Physical Medicine and Rehabilitation", "Pain Medicine"
AROUND = (
    "The expert reviewer sent by the reviewing organisation {} He/she has been in active clinical practice "
    "for more than five years and is familiar with governing laws and regulations."
)


def read(credentials: str, form: Form = "pdf") -> tuple[Reading, Part[Reviewer]]:
    reading = clean(make_letter([Entry("MRI of the neck")], form, credentials=credentials))
    return reading, extract_reviewer(reading, find_sections(reading))


def facts(reviewer: Reviewer) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    return reviewer.specialties, reviewer.subspecialties, reviewer.licensed_states


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "is Board Certified in Emergency Medicine and is licensed to practice in New Jersey.",
            (("Emergency Medicine",), (), ("NJ",)),
        ),
        (
            "is Board Certified in Neurology, has a subspecialty in Pain Management and is licensed to "
            "practice in Nevada and Arizona.",
            (("Neurology",), (PAIN,), ("AZ", "NV")),
        ),
        (
            "is Board Certified in Physical Rehabilitation & Family Practice has a subspecialty in "
            "Sports Medicine and is licensed to practice in Utah.",
            ((PMR, "Family Medicine"), ("Sports Medicine",), ("UT",)),
        ),
        (
            "is Board Certified in PM&R & Neurology and is licensed to practice in Ohio, Idaho.",
            ((PMR, "Neurology"), (), ("ID", "OH")),
        ),
        (
            "is Board Certified in Neurology and Family Practice, has a subspecialty in Addiction "
            "Medicine is licensed to practice in Oregon, Maryland, and the District of Columbia.",
            (("Neurology", "Family Medicine"), ("Addiction Medicine",), ("DC", "MD", "OR")),
        ),
        (
            "is a licensed Chiropractor and is licensed to practice in Oregon and is licensed in Virginia.",
            (("Chiropractic",), (), ("OR", "VA")),
        ),
        (
            "is a Doctor of Chiropractic, has a subspecialty in Acupuncture and is licensed to practice in "
            "Ohio.",
            (("Chiropractic",), ("Acupuncture",), ("OH",)),
        ),
        (
            "is a practicing physician, Board Certified in Critical Care, and is licensed to practice in "
            "Ohio.",
            (("Critical Care Medicine",), (), ("OH",)),
        ),
        (
            "is licensed in Acupuncture and Chiropractic, and is licensed to practice in Maine.",
            (("Acupuncture", "Chiropractic"), (), ("ME",)),
        ),
    ],
)
def test_the_sentence(sentence: str, expected: tuple[tuple[str, ...], ...], form: Form) -> None:
    _, part = read(AROUND.format(sentence), form)
    assert facts(part.value) == expected
    assert part.warnings == ()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("credentials", "expected"),
    [
        (
            "State(s) of Licensure: Nevada,North Dakota\n"
            "Certification(s)/Specialty: Pediatrics, Occupational Medicine, Family Practice",
            (("Pediatrics", "Occupational Medicine", "Family Medicine"), (), ("ND", "NV")),
        ),
        (
            "State(s) of Licensure: Utah, Vermont, Kansas\n"
            "Certification(s)/Specialty: Pediatrics, Internal Medicine, Public Health & General "
            "Preventive Medicine, Hospice & Palliative Medicine",
            (
                (
                    "Pediatrics",
                    "Internal Medicine",
                    "Public Health and General Preventive Medicine",
                    "Hospice and Palliative Medicine",
                ),
                (),
                ("KS", "UT", "VT"),
            ),
        ),
        (
            "Certification(s)/Specialty: Orthopedic Surgery, Sports Medicinea\nState(s) of Licensure: Texas",
            (("Orthopaedic Surgery", "Sports Medicine"), (), ("TX",)),
        ),
        (
            "State(s) of Licensure: Idaho\nCertification(s)/Specialty: Surgery\n"
            "He/she is familiar with governing laws and regulations.",
            (("Surgery",), (), ("ID",)),
        ),
    ],
)
def test_the_block(credentials: str, expected: tuple[tuple[str, ...], ...], form: Form) -> None:
    _, part = read(f"The Expert Reviewer has the following credentials:\n{credentials}", form)
    assert facts(part.value) == expected
    assert part.warnings == ()


def test_concepts_run_beside_the_names() -> None:
    _, part = read(
        "State(s) of Licensure: Texas\n"
        "Certification(s)/Specialty: Family Practice, Phrenology, Pain Management"
    )
    assert part.value.specialties == ("Family Medicine", "Phrenology", PAIN)
    assert part.value.specialty_concepts == ("specialty/family-medicine", None, "specialty/pain-medicine")
    assert [(w.code, w.path, w.detail) for w in part.warnings] == [
        ("unresolved-specialty", "/specialties/1", "Phrenology")
    ]


def test_an_unknown_state_is_flagged() -> None:
    _, part = read("State(s) of Licensure: Ontario, Texas\nCertification(s)/Specialty: Surgery")
    assert part.value.licensed_states == ("TX",)
    assert [(w.code, w.detail) for w in part.warnings] == [("unresolved-state", "Ontario")]


def test_every_value_stands_where_it_was_found() -> None:
    reading, part = read(
        "State(s) of Licensure: Texas,California\nCertification(s)/Specialty: Surgery, Pain Management"
    )
    words = {found.path: [reading.text[start:end] for start, end in found.spans] for found in part.found}
    assert words == {
        "/specialties/0": ["Surgery"],
        "/specialties/1": ["Pain Management"],
        "/licensed_states/0": ["California"],
        "/licensed_states/1": ["Texas"],
    }


def test_no_qualifications() -> None:
    _, part = read("Nothing is told of the reviewer.")
    assert part.value == Reviewer()
    assert [warning.code for warning in part.warnings] == ["no-reviewer"]


def test_reviewers_of_the_real_letters_are_all_known(shared_letters: Path) -> None:
    paths = list(find_letters([shared_letters / "real"]))
    assert len(paths) == 73
    for path in paths:
        reading = clean(read_letter(path).text)
        part = extract_reviewer(reading, find_sections(reading))
        assert part.warnings == (), path.name
        assert part.value.specialties, path.name
        assert part.value.licensed_states, path.name


def test_reviewers_of_the_gold_letters(shared_letters: Path) -> None:
    checked = 0
    for path in find_letters([shared_letters / "real", shared_letters / "practice"]):
        gold_path = path.with_suffix(".gold.json")
        if path.match("*-l[23].txt") or not gold_path.exists():
            continue
        gold = json.loads(gold_path.read_text())["reviewer"]
        reading = clean(read_letter(path).text)
        reviewer = extract_reviewer(reading, find_sections(reading)).value
        assert {name: list(getattr(reviewer, name)) for name in gold} == gold, path.name
        checked += 1
    assert checked == 17 + 8


@pytest.mark.parametrize("page_end", ["\n\nPage 2 of 5\n\n", "\n\n\n\n\n", "\n\n2\n\f\n"])
@pytest.mark.parametrize("last", ["in Internal", "a subspecialty in", "practice in"])
def test_a_page_ends_within_the_sentence(page_end: str, last: str) -> None:
    sentence = (
        "The expert reviewer is Board Certified in Internal Medicine, has a subspecialty in Sports Medicine "
        "and is licensed to practice in Ohio."
    )
    letter = make_letter([Entry("MRI of the neck")], "pdf", credentials="CREDENTIALS")
    reading = clean(letter.replace("CREDENTIALS", sentence.replace(f"{last} ", f"{last}{page_end}")))
    found = extract_reviewer(reading, find_sections(reading)).value
    assert facts(found) == (("Internal Medicine",), ("Sports Medicine",), ("OH",))
