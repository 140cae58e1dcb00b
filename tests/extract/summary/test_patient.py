from __future__ import annotations

import pytest

from imr_graph.extract.summary.patient import extract_patient
from imr_graph.record import Patient, Sex
from tests.extract.summary.summaries import summary


@pytest.mark.parametrize(
    ("text", "age", "sex"),
    [
        ("The patient is a 71-year-old male who fell.", 71, "male"),
        ("The injured worker is a 67 year old female.", 67, "female"),
        ("The injured worker is a 71-year-\nold male.", 71, "male"),
        ("The claimant is a 44 y/o man.", 44, "male"),
        ("The claimant is a 44 y.o. lady.", 44, "female"),
        ("This is a 62-year old gentleman.", 62, "male"),
        ("A forty-five year old woman.", 45, "female"),
        ("A sixty year old right-hand dominant male welder.", 60, "male"),
        ("This case involves a now 37-year-old female with a claim.", 37, "female"),
        ("The injured worker is a(n) 48 year old female.", 48, "female"),
        ("The patient is a male aged 52.", 52, "male"),
        ("The patient is a 38 years old man.", 38, "male"),
        ("The worker, a woman, is 51 years of age.", 51, "female"),
        ("The claimant is a woman of 58 years who sews.", 58, "female"),
        ("He is a man of 29 yrs. and lays bricks.", 29, "male"),
        ("She is a woman of many years' service.", None, "female"),
        # Another person's age, or the patient's at another time.
        ("She has had migraines since 13 years old. She is a 40 year old clerk.", 40, "female"),
        ("He lives with his son, 12 years old. He is a 41 year old cook.", 41, "male"),
        # No noun: pronouns tell the sex where all agree.
        ("This claimant, 45 years old, types all day. She has neck pain; her neck is stiff.", 45, "female"),
        ("This claimant, 45 years old, fell. He called his wife and she came.", 45, None),
        # Not told.
        ("The injured worker has low back pain.", None, None),
        ("He is a welder of many years.", None, "male"),
        ("A 300 year old building collapsed.", None, None),
    ],
)
def test_age_and_sex(text: str, age: int | None, sex: Sex | None) -> None:
    part = extract_patient(*summary(text))
    assert part.value == Patient(age=age, sex=sex)


def test_places() -> None:
    reading, sections = summary("The injured worker is a 53 year old female who slipped.")
    places = {
        found.path: [reading.text[low:high] for low, high in found.spans]
        for found in extract_patient(reading, sections).found
    }
    assert places == {"/age": ["53 year old"], "/sex": ["female"]}
