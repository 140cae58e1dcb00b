"""``imr-graph evidence`` writes one file, or nothing and why."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from imr_graph.cli.main import main


def evidence(directory: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["evidence", "--graph", str(directory), *arguments])
    return result.exit_code, result.stderr


def test_a_pack_is_written_in_the_form_that_its_name_tells(example_graph: Path, tmp_path: Path) -> None:
    page, document = tmp_path / "pack.html", tmp_path / "pack.pdf"
    for out in (page, document):
        code, said = evidence(example_graph, "--treatment", "category/pharmaceutical", "--out", str(out))
        assert code == 0, said
        assert said.startswith(f"{out}: ")
        assert "overturned" in said
    written = page.read_text(encoding="utf-8")
    assert written.startswith("<!doctype html>")
    assert "https://imr-graph.example/determination/" in written
    assert "synthetic examples" in written
    assert document.read_bytes().startswith(b"%PDF-")


def test_words_a_period_a_server_and_the_number_of_quotes_are_taken(
    example_graph: Path, tmp_path: Path
) -> None:
    out = tmp_path / "pack"
    code, said = evidence(
        example_graph,
        *("--words", "norco OR soma OR mri", "--from", "2014-01-01", "--to", "2018-12-31"),
        *("--quotes", "1", "--server", "http://127.0.0.1:9", "--format", "html", "--out", str(out)),
    )
    assert code == 0, said
    written = out.read_text(encoding="utf-8")
    assert "http://127.0.0.1:9/determination/" in written
    assert "from 2014-01-01 to 2018-12-31" in written
    assert "up to 1 sentence," in written


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "needs a treatment"),
        (("--treatment", "norko"), "no drug, ingredient, class or category is called 'norko'"),
        (("--treatment", "category/pharmaceutical", "--most-letters", "1"), "a pack holds 1 at most"),
        (("--treatment", "drug/norco", "--from", "yesterday"), "'yesterday' does not match the format"),
        (("--treatment", "drug/norco", "--cited-by", "nobody"), "'nobody' is not one of"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_written(
    example_graph: Path, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    out = tmp_path / "pack.html"
    code, told = evidence(example_graph, *arguments, "--out", str(out))
    assert code != 0
    assert said in told
    assert not out.exists()


def test_a_file_that_cannot_be_written_is_told_in_one_line(example_graph: Path, tmp_path: Path) -> None:
    code, said = evidence(
        example_graph, "--treatment", "drug/norco", "--out", str(tmp_path / "none" / "pack.html")
    )
    assert code == 1
    assert "cannot be written" in said
    assert said.count("\n") == 1
