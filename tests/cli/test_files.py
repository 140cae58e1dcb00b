"""``imr-graph files``: a folder to publish, refusals in one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from imr_graph.cli.main import main


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["files", "--graph", *map(str, arguments)])


def kept_files(graph: Path) -> set[Path]:
    """All files of a graph directory but those that its libraries write to read it."""
    return {path for path in graph.rglob("*") if not path.name.startswith(("LOG", "LOCK", ".tantivy-"))}


def test_one_product_alone(example_graph: Path, tmp_path: Path) -> None:
    result = run(example_graph, "--out", tmp_path / "out", "--only", "records", "--only", "csv")
    assert result.exit_code == 0, result.output
    assert "synthetic examples" in result.stderr
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"records.jsonl.gz", "record.schema.json", "csv", "README.md", "SHA256SUMS"} <= names
    assert not {name for name in names if name.startswith(("letters", "imr-graph", "parquet"))}


def test_zstd_instead_of_gzip(example_graph: Path, tmp_path: Path) -> None:
    result = run(example_graph, "--out", tmp_path / "out", "--only", "records", "--compression", "zstd")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "records.jsonl.zst").is_file()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("absent", "--out", "out"), 1, "error: absent"),
        (("{graph}", "--out", "{graph}"), 1, "name another folder"),
        (("{graph}", "--out", "out", "--only", "excel"), 2, "is not one of"),
        (("{graph}",), 2, "Missing option '--out'"),
    ],
)
def test_what_cannot_be_written_is_one_line(
    example_graph: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    before = kept_files(example_graph)
    result = run(*(argument.format(graph=example_graph) for argument in arguments))
    assert (result.exit_code, said in result.stderr) == (code, True), result.stderr
    assert "Traceback" not in result.output
    assert kept_files(example_graph) == before
    assert not (tmp_path / "out").exists()
