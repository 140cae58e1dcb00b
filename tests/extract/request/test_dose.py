from __future__ import annotations

import pytest

from imr_graph.extract.request.dose import find_measures, has_dose, linked, strength_text


@pytest.mark.parametrize(
    ("text", "combined", "strength"),
    [
        ("5/325mg", True, "5/325 mg"),
        ("7.5-325mg", True, "7.5/325 mg"),
        ("5-10mg", False, "5-10 mg"),
        ("7.5mg/300mg", True, "7.5/300 mg"),
        ("10mg-325mg", True, "10/325 mg"),
        ("8 mg/2 mg", True, "8/2 mg"),
        ("20mcg/hr", False, "20 mcg/hr"),
        ("25 mcg/hour", False, "25 mcg/hour"),
        ("10mg/1ml", False, "10 mg/1 ml"),
        ("25mg per ml", False, "25 mg/ml"),
        ("5%", False, "5%"),
        ("1percent", False, "1%"),
        ("4%-27.5%-0.0325%", True, "4%/27.5%/0.0325%"),
        ("20/10/4%", True, "20/10/4%"),
        ("3% 300mg/g", False, "3% 300 mg/g"),
        ("1,000 MG", False, "1,000 mg"),
        ("50,000 IU", False, "50,000 IU"),
        (".5mg", False, ".5 mg"),
        ("50/325/40mg", True, "50/325/40 mg"),
    ],
)
def test_strengths_keep_their_numbers(text: str, combined: bool, strength: str) -> None:
    assert strength_text(text, linked(text, find_measures(text)), combined=combined) == strength


@pytest.mark.parametrize("text", ["240gm", "120 grams", "500ml", "4 oz", "30 g"])
def test_what_a_container_holds_is_an_amount(text: str) -> None:
    (measure,) = find_measures(text)
    assert measure.amount
    assert not has_dose(text)


@pytest.mark.parametrize("text", ["10mg", "5%", "20 mcg/hr", "100 mg/ml"])
def test_a_strength_is_no_amount(text: str) -> None:
    (measure,) = find_measures(text)
    assert not measure.amount
    assert has_dose(text)


@pytest.mark.parametrize("text", ["L4-5", "3 Tesla", "#60", "2 times a week", "11/11/2016"])
def test_other_numbers_are_no_measures(text: str) -> None:
    assert find_measures(text) == []
