from __future__ import annotations

import time

import pytest

from imr_graph.extract.summary.diagnoses import extract_diagnoses
from tests.extract.summary.summaries import read_diagnoses, summary


@pytest.mark.parametrize(
    ("text", "diagnoses"),
    [
        ("Diagnoses included neck strain and gout. Treatment included rest.", ["neck strain", "gout"]),
        ("The diagnoses are:1. Status post fusions2. Disc disease grade IIAccording to this report, he fell.",
         ["Status post fusions", "Disc disease grade II"]),
        ("The diagnoses listed were: neck strain; gout; and possible apnea. He rests.",
         ["neck strain", "gout", "apnea?"]),
        ("The current diagnosis is documented as fracture, wrist.", ["fracture, wrist"]),
        ("He was diagnosed with a left\nelbow sprain and a hip strain. X-rays were clear.",
         ["left elbow sprain", "hip strain"]),
        ("She was diagnosed as having elbow epicondylitis.", ["elbow epicondylitis"]),
        ("The worker has a comorbid diagnosis of tachycardia.", ["tachycardia"]),
        ("An evaluation gives the diagnoses as neck strain, and gout.", ["neck strain", "gout"]),
        ("Diagnoses: (1) neck strain (847.0); (2) probable hernia; (3) gout. The plan is rest.",
         ["neck strain", "hernia?", "gout"]),
        ("Assessment - Neck pain; Suspected gout; Headache. He rests.", ["Neck pain", "gout?", "Headache"]),
        ("Clinical impression: cuff tear; rule out labral tear.", ["cuff tear", "labral tear?"]),
        ("The report says: Axis I - Depressive disorder, single episode; rule out dementia, NOS."
         " Axis II - deferred. Axis III - neck strain, gout. GAF is 55.",
         ["Depressive disorder, single episode", "dementia, NOS?", "neck strain", "gout"]),
        ("Diagnoses: Neck strain. Knee contusion. Treatment began.", ["Neck strain", "Knee contusion"]),
        ("He is being treated for neck strain and possible gout.", ["neck strain", "gout?"]),
        ("He was being treated for the diagnosis of wrist pain.", ["wrist pain"]),
        ("Diagnoses include, but are not limited to, neck strain and gout.", ["neck strain", "gout"]),
        ("The surgeon diagnosed the patient with neck strain in May 2012 and advised rest.", ["neck strain"]),
        ('The diagnoses were "neck strain," "knee strain," and "gout."',
         ["neck strain", "knee strain", "gout"]),
        ("He was diagnosed with a neck strain. Later he was diagnosed with gout and neck strain.",
         ["neck strain", "gout"]),
    ],
)  # fmt: skip
def test_forms_of_a_list(text: str, diagnoses: list[str]) -> None:
    assert read_diagnoses(text) == diagnoses


@pytest.mark.parametrize(
    "text",
    [
        # Complaints only.
        "She is undergoing treatment for knee and right ankle pain.",
        "He has been treated for complaints of neck pain with radiation to the arms.",
        "He is being treated for an industrial injury.",
        # No lead-in: findings, complaints, history, what a study is for.
        "X-rays showed a fracture of the radius. He has a history of hip dysplasia.",
        "An MRI was requested to rule out a rotator cuff tear.",
        "An MRI was requested to confirm the diagnosis of rotator cuff tear.",
        "An MRI of the neck was done. Impression: disc herniation; stenosis.",
        # Refused by what stands around.
        "The diagnosis was not provided. He has gout.",
        "There is no diagnosis of diabetes.",
        "His father was diagnosed with gout.",
        "The differential diagnosis includes gout.",
        "He was treated for 6 weeks with rest and is under treatment for 3 months.",
        "Diagnoses: deferred.",
        "",
    ],
)
def test_no_diagnosis(text: str) -> None:
    assert read_diagnoses(text) == []


@pytest.mark.parametrize(
    ("entry", "diagnosis"),
    [
        ("rule out gout", "gout?"),
        ("r/o gout", "gout?"),
        ("possible right knee tear", "right knee tear?"),
        ("right knee possible tear", "right knee tear?"),
        ("right knee tear, suspected", "right knee tear?"),
        ("knee strain versus tear", "knee strain versus tear?"),
        # Sure of the first, whatever comes with it.
        ("tendinitis with possible tear", "tendinitis with possible tear"),
        # Words and codes that are no part of the name.
        ("history of gout", "gout"),
        ("a neck strain (S16.1XXA)", "neck strain"),
        ("neck strain [ICD-9: 847.0, 723.1]", "neck strain"),
        ("neck strain - 847.0", "neck strain"),
        ("847.0 neck strain", "neck strain"),
        ("neck strain on 10/12/2016", "neck strain"),
        ("neck strain and was given rest", "neck strain"),
        ("neck strain and the patient was referred", "neck strain"),
        ("neck strain after falling", "neck strain"),
        ("neck strain per the report", "neck strain"),
        # These stay.
        ("compression fracture (T12)", "compression fracture (T12)"),
        ("status post fusion in 2009", "status post fusion in 2009"),
        ("neck sprain/strain", "neck sprain/strain"),
        ("right-\nsided carpal tunnel syndrome", "right-sided carpal tunnel syndrome"),
    ],
)
def test_an_entry(entry: str, diagnosis: str) -> None:
    assert read_diagnoses(f"Diagnoses included {entry}. He rests.") == [diagnosis]


def test_ruled_out_is_none() -> None:
    assert read_diagnoses("Diagnoses included gout, fracture ruled out.") == ["gout"]


def test_places() -> None:
    reading, sections = summary("Diagnoses included neck strain (847.0), left, and possible gout.")
    parts = extract_diagnoses(reading, sections)
    places = [
        {found.path: [reading.text[low:high] for low, high in found.spans] for found in part.found}
        for part in parts
    ]
    assert [part.value.text for part in parts] == ["neck strain left", "gout"]
    assert places == [
        {
            "/text": ["neck strain", "left"],
            "/certainty": ["neck strain", "left"],
            "/side": ["left"],
            "/printed_codes/0": ["847.0"],
        },
        {"/text": ["gout"], "/certainty": ["possible"]},
    ]


def test_long_summaries_take_no_time() -> None:
    started = time.process_time()
    read_diagnoses("Diagnoses included " + "right knee pain with numbness, and " * 2000)
    read_diagnoses("Diagnoses: " + "1. " * 3000 + ", and " * 3000)
    assert time.process_time() - started < 10
