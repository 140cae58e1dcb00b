"""Two versions' records compared: what changed, where, and whether gold agrees better or worse."""

from __future__ import annotations

import copy
import json
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest

from benchmarks.corpus_diff import (
    Change,
    LetterDiff,
    Parsed,
    compare_letters,
    compare_records,
    parse_with,
    report,
    worktree,
)
from benchmarks.gold import GoldLetter, Scorer
from imr_graph.record import Diagnosis
from tests.conftest import ROOT
from tests.factories import make_item, make_record, make_section_citation

RECORD: dict[str, Any] = json.loads(
    msgspec.json.encode(
        make_record(
            diagnoses=(Diagnosis(text="strain"), Diagnosis(text="radiculopathy", certainty="provisional")),
            items=(
                make_item(text="Norco #60"),
                make_item(text="MRI of the heel", drug=None, category="diagnostic-testing"),
            ),
        )
    )
)


def changed(path: str, value: Any) -> dict[str, Any]:
    record = copy.deepcopy(RECORD)
    *steps, last = (int(step) if step.isdigit() else step for step in path.split("/"))
    inner: Any = record
    for step in steps:
        inner = inner[step]
    inner[last] = value
    return record


def test_a_record_differs_not_from_itself() -> None:
    assert compare_records(RECORD, copy.deepcopy(RECORD)) == []


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("priority", "expedited", Change("priority", "", "standard", "expedited")),
        ("dates/injury", None, Change("dates.injury", "", "2012-03-04", None)),
        (
            "items/0/drug/quantity",
            90,
            Change("items.drug.quantity", "Norco #60", 120, 90),
        ),
        (
            "items/0/citations/1/pages",
            [[63, 65]],
            Change(
                "items.citations.pages",
                "Norco #60 > reviewer mtus-chronic-pain",
                [[63, 64]],
                [[63, 65]],
            ),
        ),
        (
            "items/1/text",
            "MRI of the left heel",
            Change("items.text", "MRI of the left heel", "MRI of the heel", "MRI of the left heel"),
        ),
        (
            "diagnoses/1/certainty",
            "confirmed",
            Change("diagnoses.certainty", "radiculopathy", "provisional", "confirmed"),
        ),
        (
            "items/1/drug",
            {"name": "MRI"},
            Change("items.drug", "MRI of the heel", None, {"name": "MRI"}),
        ),
        (
            "warnings",
            [{"code": "no-summary", "path": "", "detail": ""}],
            Change("warnings", "", None, "no-summary"),
        ),
    ],
)
def test_one_value_that_differs(path: str, value: Any, expected: Change) -> None:
    assert compare_records(RECORD, changed(path, value)) == [expected]


@pytest.mark.parametrize("path", ["source", "rules", "evidence", "text_sha256"])
def test_where_a_letter_lies_and_spans_do_not_count(path: str) -> None:
    assert compare_records(RECORD, changed(path, "another")) == []


def test_a_new_field_counts_where_it_holds_something() -> None:
    new = copy.deepcopy(RECORD)
    new["language"], new["items"][0]["side"] = "en", None
    assert compare_records(RECORD, new) == [Change("language", "", None, "en")]


def test_an_item_lost_or_found_leaves_the_others_paired() -> None:
    fewer = copy.deepcopy(RECORD)
    del fewer["items"][0]
    assert compare_records(RECORD, fewer) == [Change("items", "", "Norco #60", None)]
    assert compare_records(fewer, RECORD) == [Change("items", "", None, "Norco #60")]


def test_a_citation_lost() -> None:
    fewer = copy.deepcopy(RECORD)
    cited = fewer["items"][0]["citations"].pop(0)
    assert cited["section"] == make_section_citation().section
    (change,) = compare_records(RECORD, fewer)
    assert (change.field, change.where, change.after) == ("items.citations", "Norco #60", None)


def test_letters_that_fail_or_are_alike() -> None:
    before = Parsed({"a": RECORD, "b": RECORD}, {"c": "layout f3", "d": "empty"})
    after = Parsed({"a": RECORD, "c": RECORD}, {"b": "no items", "d": "empty, still"})
    diffs = compare_letters(before, after, {}, None)
    assert [(d.source, d.error_before, d.error_after) for d in diffs] == [
        ("b", None, "no items"),
        ("c", "layout f3", None),
    ]
    lines = "\n".join(report(diffs, 4, 10))
    assert "2 of 4 letters differ" in lines
    assert "now parsed: 1" in lines
    assert "no longer parsed: 1" in lines
    assert "NO LONGER PARSED: no items" in lines


def test_gold_tells_gains_from_losses(shared_letters: Path) -> None:
    scorer = Scorer(shared_letters)
    golds = {"a": GoldLetter(Path("a.txt"), RECORD)}
    right, wrong = Parsed({"a": RECORD}, {}), Parsed({"a": changed("items/0/drug/quantity", 90)}, {})
    silent = Parsed({"a": changed("items/0/drug/quantity", None)}, {})
    for before, after, gained, lost in (
        (wrong, right, {"drug.quantity": 2}, {}),
        (right, wrong, {}, {"drug.quantity": 2}),
        (wrong, silent, {"drug.quantity": 1}, {}),
        (silent, right, {"drug.quantity": 1}, {}),
    ):
        (diff,) = compare_letters(before, after, golds, scorer)
        assert (dict(diff.gained), dict(diff.lost)) == (gained, lost)
    lines = "\n".join(report(compare_letters(right, wrong, golds, scorer), 1, 10))
    assert "LOST 2 drug.quantity" in lines
    assert "items.drug.quantity [Norco #60]: 120 -> 90" in lines


def test_long_lists_of_changes_are_cut_and_say_so() -> None:
    diff = LetterDiff("a", [Change("priority", "", n, "x" * 500) for n in range(5)])
    lines = list(report([diff], 1, 2))
    assert "  and 3 more (--details)" in lines
    assert all(len(line) < 200 for line in lines)


def test_a_commit_is_parsed_as_it_was(tmp_path: Path, example_letters: Path) -> None:
    inside = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "HEAD"], capture_output=True, check=False)
    if inside.returncode:
        pytest.skip("the project is no git checkout")
    letter = min(example_letters.glob("*.txt"))
    with worktree("HEAD") as tree:
        assert (tree / "imr_graph").is_dir()
        before = parse_with(tree, [letter, example_letters / "none.txt"])
    assert not tree.exists()
    assert list(before.records) == [str(letter)]
    assert list(before.errors) == [str(example_letters / "none.txt")]
    with pytest.raises(RuntimeError, match="holds no imr_graph"):
        parse_with(tmp_path, [letter])
