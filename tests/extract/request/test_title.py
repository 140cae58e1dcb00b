from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from tests.extract.request.titles import block_of, request_of


def test_a_request_whole() -> None:
    title = "The request for Lyrica\n 50mg #40 with 2 refills"
    reading, _ = block_of(title)
    part = request_of(title)
    facts = part.value
    assert facts.text == "Lyrica 50mg #40 with 2 refills"
    assert facts.category == "pharmaceutical"
    assert facts.drug is not None
    assert facts.drug.concept == "drug/lyrica"
    assert facts.drug.ingredient_concepts == ("ingredient/pregabalin",)
    printed = {found.path: reading.text[slice(*found.spans[0])] for found in part.found}
    assert printed == {
        "/text": "Lyrica\n 50mg #40 with 2 refills",
        "/category": "Lyrica",
        "/drug/name": "Lyrica",
        "/drug/ingredients": "Lyrica",
        "/drug/strength": "50mg",
        "/drug/quantity": "#40",
        "/drug/refills": "2 refills",
    }


def test_codes_are_found_below_the_item() -> None:
    part = request_of("Knee brace (L1832)")
    assert part.value.codes == ("L1832",)
    assert "/codes/0" in {found.path for found in part.found}


def test_a_drug_given_by_injection_in_the_clinic_is_no_pharmaceutical() -> None:
    facts = request_of("Toradol injection 60mg").value
    assert facts.category == "injection"
    assert facts.drug is None


def test_a_test_whose_rationale_calls_it_ancillary_belongs_to_the_surgery() -> None:
    rationale = "As the requested surgery is not needed, the requested ancillary service is not."
    assert request_of("EKG").value.category == "diagnostic-testing"
    assert request_of("EKG", rationale).value.category == "surgery"


def test_warnings_name_their_field() -> None:
    part = request_of("Zyloquin 20mg")
    assert [(warning.code, warning.path) for warning in part.warnings] == [("unresolved-drug", "/drug/name")]


def _gold_items(shared_letters: Path) -> list[dict[str, object]]:
    files = sorted(shared_letters.rglob("*.gold.json"))
    return [item for file in files for item in json.loads(file.read_text(encoding="utf-8"))["items"]]


@pytest.mark.parametrize("field", ["text", "category", "codes", "drug"])
def test_the_shared_titles_are_read_as_annotated(shared_letters: Path, field: str) -> None:
    items = _gold_items(shared_letters)
    assert len(items) > 50
    for gold in items:
        read = json.loads(msgspec.json.encode(request_of(str(gold["text"])).value))
        value, wanted = read[field], gold[field]
        if isinstance(wanted, dict):
            assert value is not None, gold["text"]
            value = {key: value[key] for key in wanted}
        assert value == wanted, gold["text"]
