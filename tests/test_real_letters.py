"""What is promised of the real letters that lie beside the checkout."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from imr_graph.letters.reader import LetterText
from imr_graph.record import Record, Span

Letters = list[tuple[LetterText, Record]]

ALWAYS_RIGHT = (
    "items",
    "items.decision",
    "items.rationale",
    "case_number",
    "dates.injury",
    "dates.decision",
    "dates.assigned",
    "dates.ur_denial",
    "dates.application_received",
    "reviewer.specialties",
    "reviewer.subspecialties",
    "reviewer.licensed_states",
)


def scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_rationale_yields_its_item(real_letters: Letters) -> None:
    assert len(real_letters) == 73
    for letter, record in real_letters:
        headings = len(re.findall(r"Decision\s+rationale", letter.text))
        assert len(record.items) == headings, letter.source


def test_scores_on_gold(shared_letters: Path, real_letters: Letters) -> None:
    score = scorer(shared_letters / "score.py")
    tally = score.Tally()
    scored = 0
    for letter, record in real_letters:
        gold = Path(letter.source).with_suffix(".gold.json")
        if gold.exists():
            scored += 1
            got = json.loads(msgspec.json.encode(record))
            score.score_letter(tally, gold.name, json.loads(gold.read_text()), got)
    assert scored == 17
    fields = sorted(set(tally.tp) | set(tally.fp) | set(tally.fn))
    f1 = {field: tally.f1(field)[2] for field in fields}
    misses = "\n".join(tally.misses)
    assert sum(f1.values()) / len(f1) >= 0.97, misses
    for field in ALWAYS_RIGHT:
        assert f1[field] == 1.0, f"{field}\n{misses}"
    assert f1["citations"] >= 0.98, misses


def folded(text: str) -> str:
    return "".join(re.findall(r"[a-z0-9]+", text.lower()))


def sliced(letter: LetterText, spans: tuple[Span, ...]) -> str:
    return folded("".join(letter.text[start:end] for start, end in spans))


@pytest.mark.parametrize("field", ["text", "rationale"])
def test_an_items_words_stand_at_their_spans(real_letters: Letters, field: str) -> None:
    checked = 0
    for letter, record in real_letters:
        evidence = {e.path: e for e in record.evidence}
        for number, item in enumerate(record.items):
            found = evidence[f"/items/{number}/{field}"]
            assert sliced(letter, found.spans) == folded(getattr(item, field)), letter.source
            checked += 1
    assert checked > 150


def test_diagnoses_stand_at_their_spans(real_letters: Letters) -> None:
    checked = 0
    for letter, record in real_letters:
        evidence = {e.path: e for e in record.evidence}
        for number, diagnosis in enumerate(record.diagnoses):
            found = evidence[f"/diagnoses/{number}/text"]
            assert folded(diagnosis.text) in sliced(letter, found.spans), letter.source
            checked += 1
    assert checked > 100


def test_spans_are_inside_the_text_and_pages_inside_the_letter(real_letters: Letters) -> None:
    assert len(real_letters) == 73
    for letter, record in real_letters:
        assert record.evidence, letter.source
        pages = letter.text.count("\f") + 1
        for evidence in record.evidence:
            assert evidence.spans, evidence.path
            assert all(0 <= start < end <= len(letter.text) for start, end in evidence.spans)
            assert 1 <= evidence.page <= pages
            assert evidence.page == letter.text.count("\f", 0, evidence.spans[0][0]) + 1


def test_every_value_of_a_record_has_its_evidence(real_letters: Letters) -> None:
    assert len(real_letters) == 73
    for letter, record in real_letters:
        assert record.items, letter.source
        paths = {e.path for e in record.evidence}
        for name in record.dates.__struct_fields__:
            assert (getattr(record.dates, name) is None) == (f"/dates/{name}" not in paths), (
                letter.source,
                name,
            )
        for number, item in enumerate(record.items):
            assert f"/items/{number}/decision" in paths
            if item.drug and item.drug.name:
                assert f"/items/{number}/drug/name" in paths
            for n, _ in enumerate(item.citations):
                assert any(path.startswith(f"/items/{number}/citations/{n}") for path in paths)
