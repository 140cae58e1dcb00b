from __future__ import annotations

import pytest

from imr_graph.extract.request.dispensing import mask, read_quantity, read_refills
from imr_graph.extract.request.dose import find_measures


def quantity(text: str) -> int | float | None:
    measures = find_measures(text)
    masked = mask(text, ((m.start, m.end) for m in measures if not m.amount))
    count = read_quantity(masked, measures)
    return count.value if count else None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Soma #60", 60),
        ("Soma # 60", 60),
        ("Soma 120 tablets", 120),
        ("Soma sixty (60) tablets", 60),
        ("Soma, one hundred and twenty tablets", 120),
        ("Soma quantity 30", 30),
        ("Soma QTY: 30.00", 30),
        ("Soma (sixty)", 60),
        ("Soma sixty (60)", 60),
        ("Soma x 30", 30),
        ("Soma 30 count", 30),
        ("Soma 350mg, 60", 60),
        ("One box of patches", 1),
        ("2 boxes of patches", 2),
        ("Gel 240gm", 240),
        ("Cream 111.2 grams", 111.2),
        ("Gel 121gm #1", 1),
        ("Gel 100 gm tube x 3", 3),
        ("Bottle: 4 bottles, #120", 120),
        ("Soma #60 day supply: 30", 60),
        ("Soma 30 day supply", None),
        ("Soma #30 day supply", None),
        ("Soma for 2 months", None),
        ("Soma on 12/07/2016", None),
        ("Soma", None),
        ("1 cream", None),
    ],
)
def test_quantities(text: str, value: float | None) -> None:
    assert quantity(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("#60 with 2 refills", 2),
        ("#60 with two refills", 2),
        ("#60 with two (2) refills", 2),
        ("#60 x 2 refills", 2),
        ("#60 refills: 3", 3),
        ("#60, refill x 1", 1),
        ("#60 with no refills", 0),
        ("#60 without refills", 0),
        ("#30 RF: 2", 2),
        ("Three refills of Soma", 3),
        ("#60 with 1-2 refills", None),
    ],
)
def test_refills(text: str, value: int | None) -> None:
    count = read_refills(text)
    assert count is not None
    assert count.value == value


def test_no_refills_are_printed() -> None:
    assert read_refills("Soma 350mg #60") is None
