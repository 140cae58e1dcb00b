"""The command ``synthesize``."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from imr_graph.cli.main import main
from imr_graph.synthesize import write_letter


def test_lines_go_to_stdout() -> None:
    result = CliRunner().invoke(main, ["synthesize", "3", "--seed", "4", "--layout", "f2"])
    assert result.exit_code == 0
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["text"] for line in lines] == [write_letter(4, number, "f2").text for number in range(3)]


def test_letters_go_into_folders(tmp_path: Path) -> None:
    out, records = tmp_path / "out", tmp_path / "records.jsonl"
    result = CliRunner().invoke(main, ["synthesize", "2", "--out", str(out)])
    assert result.exit_code == 0
    assert len(list(out.glob("0000/*.gold.json"))) == len(list(out.glob("0000/*.txt"))) == 2
    result = CliRunner().invoke(main, ["synthesize", "2", "--out", str(out), "--records", str(records)])
    assert result.exit_code == 0
    sources = [json.loads(line)["source"] for line in records.read_text(encoding="utf-8").splitlines()]
    assert all((out / source).is_file() for source in sources)


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["synthesize", "2", "--records", str(tmp_path / "r.jsonl")])
    assert result.exit_code == 2
    assert "--records goes with --out" in result.stderr
    result = CliRunner().invoke(main, ["synthesize", "2", "--first", "8999999"])
    assert result.exit_code == 2
    assert "ask for fewer" in result.stderr
    (tmp_path / "0000").write_text("in the way", encoding="utf-8")
    result = CliRunner().invoke(main, ["synthesize", "2", "--out", str(tmp_path)])
    assert result.exit_code == 1
    assert "name another" in result.stderr
