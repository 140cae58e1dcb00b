"""``imr-graph parse`` and its bad input: one clear line each, the rest unharmed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from imr_graph.cli.main import main

BAD = {
    "empty.txt": b"",
    "blank.txt": b" \n\n\x0c\n",
    "binary.txt": bytes(range(256)) * 40,
    "binary.pdf": bytes(range(256)) * 40,
    "foreign.txt": b"Dear Sir,\n\nplease find enclosed our invoice for the month of May.\n",
    "truncated.pdf": b"%PDF-1.6\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
    "no-items.txt": (
        b"HOW THE IMR FINAL DETERMINATION WAS MADE\n\nCLINICAL CASE SUMMARY\n\n"
        b"The injured worker is well.\n\n"
        b"IMR ISSUES, DECISIONS AND RATIONALES\n"
    ),
}


@pytest.fixture
def mixed(tmp_path: Path, example_letters: Path) -> Path:
    """A folder of one good letter among the bad."""
    for name, content in BAD.items():
        (tmp_path / name).write_bytes(content)
    good = next(iter(sorted(example_letters.glob("*.txt"))))
    (tmp_path / "good.txt").write_bytes(good.read_bytes())
    return tmp_path


def test_the_examples_give_records_with_every_key_of_the_contract(example_letters: Path) -> None:
    result = CliRunner().invoke(main, ["parse", str(example_letters)])
    assert result.exit_code == 0, result.stderr
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(records) == len(list(example_letters.glob("*.txt")))
    for record in records:
        assert {
            "case_number",
            "dates",
            "priority",
            "patient",
            "diagnoses",
            "reviewer",
            "items",
        } <= record.keys()
        assert Path(record["source"]).parent == example_letters
        for item in record["items"]:
            assert {"text", "category", "drug", "codes", "decision", "citations", "rationale"} <= item.keys()


def test_bad_input_is_one_line_each_and_spoils_nothing(mixed: Path) -> None:
    result = CliRunner().invoke(main, ["parse", str(mixed)])
    assert result.exit_code == 1
    assert [Path(json.loads(line)["source"]).name for line in result.stdout.splitlines()] == ["good.txt"]
    failures = [line for line in result.stderr.splitlines() if line.startswith("failed: ")]
    assert len(failures) == len(BAD)
    for name in BAD:
        (line,) = (failure for failure in failures if f"{name}:" in failure)
        assert len(line.split(": ", 3)) == 4, f"file, place and cause: {line}"
        assert ";" in line, f"the cure: {line}"
    assert result.stderr.splitlines()[-1] == f"read {len(BAD) + 1}, parsed 1, failed {len(BAD)}"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_an_unreadable_file_is_one_line(tmp_path: Path) -> None:
    locked = tmp_path / "locked.txt"
    locked.write_text("x")
    locked.chmod(0)
    result = CliRunner().invoke(main, ["parse", str(locked)])
    assert result.exit_code == 1
    assert "locked.txt" in result.stderr


@pytest.mark.parametrize("name", ["absent.txt", "absent.pdf", "absent"])
def test_a_missing_file_is_one_line(tmp_path: Path, name: str) -> None:
    result = CliRunner().invoke(main, ["parse", str(tmp_path / name)])
    assert result.exit_code == 1
    assert result.stderr.count("failed: ") == 1
    assert name in result.stderr


def test_a_named_file_of_another_type_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(b"PK\x03\x04")
    result = CliRunner().invoke(main, ["parse", str(tmp_path / "letter.docx")])
    assert result.exit_code == 1
    assert "letter.docx" in result.stderr


def test_other_files_in_a_folder_are_passed_over(tmp_path: Path, mixed: Path) -> None:
    (tmp_path / "notes.md").write_text("not a letter")
    result = CliRunner().invoke(main, ["parse", str(tmp_path)])
    assert "notes.md" not in result.stderr


def test_a_limit_can_be_set(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("ten bytes.", encoding="utf-8")
    run = CliRunner().invoke(main, ["parse", "--limit", "file_bytes=9", str(letter)])
    assert run.exit_code == 1
    assert "byte 9: the file has more than 9 bytes" in run.stderr
    assert "--limit file_bytes=NUMBER raises the limit" in run.stderr


@pytest.mark.parametrize(
    "setting", ["pages", "pages=", "pages=-1", "pages=0", "pages=many", "colour=1", "=5"]
)
def test_a_limit_that_is_none_is_refused(setting: str) -> None:
    run = CliRunner().invoke(main, ["parse", "--limit", setting, "letter.txt"])
    assert run.exit_code == 2
    assert "NAME=NUMBER" in run.stderr
    assert "text_characters" in run.stderr
