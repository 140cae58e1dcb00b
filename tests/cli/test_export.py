"""``imr-graph export gephi``."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import etree

from imr_graph.cli.main import main
from imr_graph.export import VIEWS


def export(graph: Path, view: str, out: Path, *more: str) -> Result:
    arguments = ["export", "gephi", "--graph", str(graph), "--view", view, "--out", str(out), *more]
    return CliRunner().invoke(main, arguments)


def count(path: Path, element: str) -> int:
    return len(etree.parse(path).findall(f".//{{http://gexf.net/1.3}}{element}"))


@pytest.mark.parametrize("view", VIEWS)
def test_the_file_holds_what_is_said(example_graph: Path, tmp_path: Path, view: str) -> None:
    out = tmp_path / "view.gexf"
    result = export(example_graph, view, out)
    assert result.exit_code == 0, result.stderr
    assert result.stderr.strip().endswith(f"{count(out, 'node')} nodes, {count(out, 'edge')} edges")
    assert count(out, "node") > 0
    assert "letters are synthetic." in out.read_text(encoding="utf-8")


def test_a_parameter_narrows_the_view(example_graph: Path, tmp_path: Path) -> None:
    export(example_graph, "drug-guideline", tmp_path / "all.gexf")
    export(example_graph, "drug-guideline", tmp_path / "one.gexf", "-p", "ingredient=ingredient/carisoprodol")
    assert 0 < count(tmp_path / "one.gexf", "edge") < count(tmp_path / "all.gexf", "edge")


@pytest.mark.parametrize("option", ["--least-weight", "--leastWeight"])
def test_filters_are_options(example_graph: Path, tmp_path: Path, option: str) -> None:
    out = tmp_path / "some.gexf"
    result = export(example_graph, "drug-guideline", out, "--from", "2000-01-01", option, "2")
    assert result.exit_code == 0, result.stderr
    assert "edges of less weight than 2 are left out." in out.read_text(encoding="utf-8")


def test_the_end_of_the_name_says_the_form(example_graph: Path, tmp_path: Path) -> None:
    for name, more, start in (
        ("x.graphml", (), b"<?xml"),
        ("x.csv.zip", (), b"PK"),
        ("x.bin", ("--format", "csv.zip"), b"PK"),
    ):
        result = export(example_graph, "drugs-together", tmp_path / name, *more)
        assert result.exit_code == 0, result.stderr
        assert (tmp_path / name).read_bytes().startswith(start)


def test_an_unknown_parameter_is_one_line(example_graph: Path, tmp_path: Path) -> None:
    result = export(example_graph, "drug-guideline", tmp_path / "x.gexf", "-p", "colour=red")
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
    assert not (tmp_path / "x.gexf").exists()


def test_a_folder_that_is_not_there_is_one_line(example_graph: Path, tmp_path: Path) -> None:
    result = export(example_graph, "drugs-together", tmp_path / "nowhere" / "x.gexf")
    assert result.exit_code == 1
    told = f"error: {tmp_path}/nowhere/x.gexf: it cannot be written (there is no such folder); "
    assert result.stderr == f"{told}choose another place\n"


def test_a_full_disk_is_one_line(example_graph: Path) -> None:
    result = export(example_graph, "drugs-together", Path("/dev/full"))
    assert result.exit_code == 1
    assert result.stderr.startswith("error: /dev/full: it cannot be written (No space left")
    assert len(result.stderr.splitlines()) == 1
