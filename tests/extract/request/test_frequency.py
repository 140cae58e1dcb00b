from __future__ import annotations

import pytest

from imr_graph.extract.request.frequency import read_frequency


@pytest.mark.parametrize(
    ("text", "frequency", "direction"),
    [
        ("Soma twice daily #60", "twice daily", "twice daily"),
        ("Xanax #60, one tablet BID PRN anxiety", "BID PRN anxiety", "one tablet BID PRN anxiety"),
        (
            "Ultram, 2-3 tabs orally every 6-8 hrs as needed",
            "every 6-8 hrs as needed",
            "2-3 tabs orally every",
        ),
        ("Colace, 1 tablet by mouth as needed", "as needed", "1 tablet by mouth as needed"),
        ("Advil take one tablet twice a day with food", "twice a day with food", "take one tablet twice"),
        ("Elavil 25mg 2 QHS", "QHS", "2 QHS"),
        (
            "Lyrica one capsule in the morning and two capsules at bedtime",
            "in the morning and at bedtime",
            "one",
        ),
        ("Patch, 12 hours on and 12 hours off", "12 hours on and 12 hours off", "12 hours on"),
        (
            "OxyContin every 8 hours as needed for severe pain, #90",
            "every 8 hours as needed for severe pain",
            "every",
        ),
        ("Valium 1 hour before exam", "1 hour before exam", "1 hour"),
        ("Cream, apply TID, 240 gm", "TID", "apply TID"),
        ("Nucynta q 6 hours", "q 6 hours", "q 6"),
    ],
)
def test_how_often_is_read_without_the_amount(text: str, frequency: str, direction: str) -> None:
    found = read_frequency(text)
    assert found is not None
    assert found.text == frequency
    assert text.startswith(direction, found.direction)


def test_an_amount_dispensed_is_none_taken() -> None:
    found = read_frequency("Norco 120 tablets every 6 hours")
    assert found is not None
    assert found.direction == found.start


@pytest.mark.parametrize("text", ["Norco 10/325mg #60", "Soma for 30 days", "Lidocaine patch"])
def test_without_frequency(text: str) -> None:
    assert read_frequency(text) is None
