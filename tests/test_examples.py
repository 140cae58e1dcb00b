"""The example letters are synthetic, say so, are varied, and are understood whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from imr_graph.extract.letter import parse_letter
from imr_graph.letters.reader import read_letter
from imr_graph.record import Record
from tests.conftest import ROOT

LETTERS = sorted((ROOT / "examples" / "letters").glob("*.txt"))


def parsed(path: Path) -> Record:
    return parse_letter(read_letter(path))


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.stem)
def test_a_letter_says_that_it_is_synthetic(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[0].startswith("SYNTHETIC LETTER written for the imr-graph examples")
    assert re.findall(r"CM\d\d-\d{7}", text) == re.findall(r"CM\d\d-99000\d\d", text), "a fictitious number"
    assert 3_000 < len(text) < 8_000
    assert f"`{path.stem}`" in (ROOT / "examples" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.stem)
def test_no_item_is_lost_or_invented(path: Path) -> None:
    record = parsed(path)
    assert len(record.items) == path.read_text(encoding="utf-8").count("Decision rationale:")
    for item in record.items:
        assert item.rationale
        assert {citation.by for citation in item.citations} == {"claims-administrator", "reviewer"}
    assert record.patient.age is not None
    assert record.diagnoses
    assert record.reviewer.licensed_states
    assert None not in record.reviewer.specialty_concepts


def test_the_letters_are_varied() -> None:
    records = [parsed(path) for path in LETTERS]
    items = [item for record in records for item in record.items]
    citations = [citation for item in items for citation in item.citations]
    assert len(records) >= 8
    assert {item.decision for item in items} == {"upheld", "overturned", "modified"}
    assert {record.priority for record in records} == {"standard", "expedited", None}
    assert len({item.category for item in items}) >= 9
    assert {citation.edition for citation in citations} >= {None, 2004, 2007, 2009, 2016}
    assert any(first < last for citation in citations for first, last in citation.pages)
    assert {citation.source for citation in citations} >= {
        "odg",
        "other",
        "none",
        "mtus-acoem",
        "mtus-opioids",
    }
    assert sum(item.original_request is not None for item in items) == 3
    assert any(d.certainty == "provisional" for record in records for d in record.diagnoses)
    assert len({name for record in records for name in record.reviewer.specialties}) >= 8
