"""``imr-graph explain`` shows the letter whole, its facts marked, in the terminal or as a page."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from imr_graph.cli.main import main
from imr_graph.extract.letter import parse_letter
from imr_graph.letters.reader import read_letter


def first(example_letters: Path) -> Path:
    return next(iter(sorted(example_letters.glob("*.txt"))))


def test_facts_come_first_then_the_letter(example_letters: Path) -> None:
    path = first(example_letters)
    result = CliRunner().invoke(main, ["explain", str(path)])
    assert result.exit_code == 0, result.output
    record = parse_letter(read_letter(path))
    assert record.items[0].text in result.output
    assert "[decision: " in result.output
    assert "synthetic" in result.output.partition("The letter, as kept")[0]
    assert result.output.index("item 1") < result.output.index("The letter, as kept")


def test_a_page_is_written(example_letters: Path, tmp_path: Path) -> None:
    page = tmp_path / "letter.html"
    result = CliRunner().invoke(main, ["explain", str(first(example_letters)), "--html", str(page)])
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"written: {page}\n"
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>\n")


def test_a_page_that_cannot_be_written_is_one_line(example_letters: Path, tmp_path: Path) -> None:
    page = tmp_path / "absent" / "letter.html"
    result = CliRunner().invoke(main, ["explain", str(first(example_letters)), "--html", str(page)])
    assert result.exit_code == 1
    assert result.stderr == f"error: {page}: the page cannot be written (No such file or directory)\n"


def test_a_bad_letter_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    result = CliRunner().invoke(main, ["explain", str(tmp_path / "empty.txt")])
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
    assert "Traceback" not in result.output
