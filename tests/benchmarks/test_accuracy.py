"""The page of accuracy is in step with the record, and its numbers are counted as it says."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

from benchmarks import accuracy
from benchmarks.accuracy import (
    MEASURED,
    PAGE,
    Result,
    not_measured,
    record_fields,
    unseen_letters,
    weaknesses,
    wilson,
)
from benchmarks.gold import Counts, NoGoldError, Scorer, gold_letters
from imr_graph.extract.letter import parse_letter
from imr_graph.letters.reader import LetterText
from tests.letters.forms import Entry, make_letter


def section(title: str) -> str:
    text = PAGE.read_text(encoding="utf-8")
    found = re.search(rf"^## {title}[^\n]*\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, title
    return found.group(1)


def first_cells(table: str) -> list[str]:
    return re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)


def test_each_measured_field_is_one_of_the_record() -> None:
    for fields in MEASURED.values():
        assert set(fields) <= set(record_fields())


@pytest.mark.parametrize("title", ["All", "F1 of each field"])
def test_the_page_has_a_row_for_each_measured_field(title: str) -> None:
    assert first_cells(section(title)) == list(MEASURED)


def test_the_page_names_every_other_field_of_the_record() -> None:
    listed = re.findall(r"^- `([^`]+)`$", section("Not measured"), re.MULTILINE)
    assert listed == list(not_measured()), "run `make accuracy`"


def test_the_page_tells_the_scores_at_first_sight() -> None:
    told = section("At first sight")
    for entry in unseen_letters():
        assert f"| {entry['what']} | {entry['letters']} | {entry['first']:.4f} |" in told, (
            "run `make accuracy`"
        )


def test_the_page_tells_the_known_weaknesses() -> None:
    told = section("Known weaknesses")
    for entry in weaknesses():
        assert f"- {entry['what']}\n" in told, "run `make accuracy`"


@pytest.mark.parametrize(
    "entry", [e for e in weaknesses() if "example" in e], ids=lambda e: e["example"][:40]
)
def test_a_weakness_is_as_told(entry: dict[str, Any]) -> None:
    """One that is mended is taken out of the list."""
    example, summary = entry["example"], "The injured worker is a 44 year old male with low back pain."
    changes = {entry["where"]: example}
    letter = make_letter([Entry(changes.get("title", "Norco #60"), reviewer=changes.get("reviewer", "MTUS"))])
    letter = letter.replace(summary, changes.get("summary", summary))
    value = json.loads(msgspec.json.encode(parse_letter(LetterText("letter.txt", letter))))
    for step in entry["path"].split("/")[1:]:
        value = value[int(step) if step.isdigit() else step]
    assert value == entry.get("read")


@pytest.mark.parametrize(
    ("successes", "tries", "low", "high"),
    [
        (0, 0, 0.0, 1.0),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (8, 10, 0.4902, 0.9433),
        (50, 100, 0.4038, 0.5962),
    ],
)
def test_wilson(successes: int, tries: int, low: float, high: float) -> None:
    assert wilson(successes, tries) == pytest.approx((low, high), abs=1e-4)


def test_scores_add_up() -> None:
    counts = Counts()
    for agreed, invented, missed in ((3, 1, 0), (5, 0, 1)):
        one = Counts()
        one.agreed["items"], one.invented["items"], one.missed["items"] = agreed, invented, missed
        counts.add(one)
    assert counts.fields() == ["items"]
    assert counts.errors("items") == 2
    assert counts.f1("items") == pytest.approx(16 / 18)
    assert counts.f1("unheard") == 1.0
    assert counts.mean_f1() == counts.f1("items")


def test_without_gold_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "accuracy.md"
    monkeypatch.setattr("sys.argv", ["accuracy", "--letters", str(tmp_path), "--page", str(page)])
    assert accuracy.main() == 1
    assert "there is no score.py" in capsys.readouterr().err
    assert not page.exists()
    (tmp_path / "score.py").write_text("")
    assert accuracy.main() == 1
    assert "no letter here has a .gold.json" in capsys.readouterr().err


def test_a_letter_is_measured_by_kind_and_layout(tmp_path: Path, shared_letters: Path) -> None:
    """A record that is its own gold scores 1; one that cannot be read misses all of it."""
    shutil.copy(shared_letters / "score.py", tmp_path)
    folder = tmp_path / "real"
    folder.mkdir()
    letter = make_letter([Entry("Norco 10/325mg #60")])
    gold = msgspec.json.encode(parse_letter(LetterText("a.txt", letter)))
    for name, text in (("a", letter), ("b", "no letter at all")):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        (folder / f"{name}.gold.json").write_bytes(gold)
    results = accuracy.measure(tmp_path)
    assert list(results) == ["all", "real", "layout f1", "layout not read"]
    assert results["all"].letters == results["all"].items == 2
    assert results["layout f1"].counts.mean_f1() == 1.0
    assert results["layout not read"].counts.f1("letters") == 0.0
    assert results["all"].counts.missed["case_number"] == 1
    assert results["all"].holding["case_number"] == 2
    text = accuracy.page(results)
    assert "| `case_number` | 2 | 2 | 1.000 (0.21-1.00) | 0.500 (0.09-0.91) | 0.667 |" in text
    assert "real: as the state published them | 2 | 2 |" in text


def test_fields_that_the_scorer_adds_are_shown_too() -> None:
    result = Result()
    counts = Counts()
    counts.agreed["items.colour"] = 1
    result.add(counts, {"items": []})
    assert "| `items.colour` | 1 | 1 |" in accuracy.page({"all": result})


def test_gold_beside_the_checkout_is_found(shared_letters: Path) -> None:
    letters = gold_letters([shared_letters])
    assert len(letters) == len(list(shared_letters.rglob("*.gold.json")))
    counted = {
        name for letter in letters for name in Scorer(shared_letters).count(letter, letter.gold).fields()
    }
    assert counted == set(MEASURED)
    with pytest.raises(NoGoldError):
        gold_letters([shared_letters / "none"])
