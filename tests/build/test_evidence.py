"""A graph built with its evidence: kept in its form, and removed to the last triple."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import DefaultGraph, QuerySolutions

from imr_graph.build import build_graph, rebuild_graph
from imr_graph.cli.main import main
from imr_graph.rdf.vocabulary import ANNOTATION, OA
from imr_graph.store.directory import GraphDirectory, Manifest
from imr_graph.store.graph import Graph
from tests.build.sketches import SCHEME, n_quads, use_scheme


@pytest.fixture(autouse=True)
def _few_schemes(monkeypatch: pytest.MonkeyPatch) -> None:
    use_scheme(monkeypatch, SCHEME)


@pytest.fixture
def letters(example_letters: Path, tmp_path: Path) -> list[Path]:
    """Two letters, copied so that they can be changed."""
    folder = tmp_path / "letters"
    folder.mkdir()
    return [Path(shutil.copy(path, folder)) for path in sorted(example_letters.glob("0[12]*.txt"))]


def annotations_in(directory: Path) -> int:
    with Graph.open(directory) as graph:
        rows = graph.query(f"SELECT (COUNT(*) AS ?n) {{ ?annotation a {ANNOTATION} }}")
        assert isinstance(rows, QuerySolutions)
        return int(next(rows)["n"].value)


def manifest(directory: Path) -> Manifest:
    version = GraphDirectory(directory).current()
    assert version
    return version.manifest


def facts_in(directory: Path) -> int:
    with Graph.open(directory) as graph:
        records = [graph.record(identifier) for identifier in graph.identifiers()]
        return sum(len(record.evidence) for record in records if record)


def test_without_it_there_is_none(letters: list[Path], tmp_path: Path) -> None:
    build_graph(letters, tmp_path / "graph")
    assert manifest(tmp_path / "graph").evidence == "none"
    assert annotations_in(tmp_path / "graph") == 0


def test_with_it_there_is_one_annotation_a_fact(letters: list[Path], tmp_path: Path) -> None:
    build_graph(letters, tmp_path / "graph", evidence="rdf")
    assert manifest(tmp_path / "graph").evidence == "rdf"
    assert annotations_in(tmp_path / "graph") == facts_in(tmp_path / "graph") > 100


def test_later_builds_keep_the_form(letters: list[Path], tmp_path: Path) -> None:
    build_graph(letters[:1], tmp_path / "steps", evidence="rdf")
    build_graph(letters[1:], tmp_path / "steps")
    build_graph(letters, tmp_path / "whole", evidence="rdf")
    assert n_quads(tmp_path / "steps") == n_quads(tmp_path / "whole")
    rebuild_graph(tmp_path / "steps")
    assert n_quads(tmp_path / "steps") == n_quads(tmp_path / "whole")


def test_the_form_can_be_changed_and_changed_back(letters: list[Path], tmp_path: Path) -> None:
    directory = tmp_path / "graph"
    build_graph(letters, directory)
    plain = n_quads(directory)
    report = build_graph([], directory, evidence="rdf")
    assert (report.failed, manifest(directory).evidence) == ([], "rdf")
    assert len(n_quads(directory)) > 5 * len(plain)
    version = GraphDirectory(directory).current()
    build_graph([], directory, evidence="rdf")
    assert GraphDirectory(directory).current() == version
    build_graph([], directory, evidence="none")
    assert n_quads(directory) == plain


def test_a_letter_that_is_replaced_takes_its_evidence_along(letters: list[Path], tmp_path: Path) -> None:
    directory = tmp_path / "graph"
    build_graph(letters, directory, evidence="rdf")
    text = letters[0].read_text(encoding="utf-8")
    later = text.replace("Decision Date:    09/22/2014", "Decision Date:    09/23/2014")
    assert later != text
    letters[0].write_text(f"Shifted by a line.\n{later}", encoding="utf-8")
    assert build_graph(letters[:1], directory).replaced == 1
    build_graph(letters, tmp_path / "fresh", evidence="rdf")
    assert n_quads(directory) == n_quads(tmp_path / "fresh")


def test_a_letter_replaced_before_it_was_loaded(letters: list[Path], tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    text = letters[0].read_text(encoding="utf-8")
    other.write_text(text.replace("09/22/2014", "09/23/2014"), encoding="utf-8")
    build_graph([letters[0], other], tmp_path / "both", evidence="rdf")
    build_graph([other], tmp_path / "one", evidence="rdf")
    assert annotations_in(tmp_path / "both") == facts_in(tmp_path / "both")
    evidence = [[line for line in n_quads(tmp_path / name) if OA in line] for name in ("both", "one")]
    assert evidence[0] == evidence[1]


def test_it_stands_in_the_letters_graph(letters: list[Path], tmp_path: Path) -> None:
    build_graph(letters[:1], tmp_path / "graph", evidence="rdf")
    with Graph.open(tmp_path / "graph") as graph:
        rows = graph.query(f"ASK {{ GRAPH ?any {{ ?annotation a {ANNOTATION} }} }}")
        assert not rows, DefaultGraph()


def test_the_command_line_takes_the_choice(letters: list[Path], tmp_path: Path) -> None:
    graph = str(tmp_path / "graph")
    for given in (["--evidence", "rdf"], []):
        result = CliRunner().invoke(main, ["build", str(letters[0]), "--graph", graph, *given])
        assert result.exit_code == 0, result.output
        assert manifest(tmp_path / "graph").evidence == "rdf"
    wrong = CliRunner().invoke(main, ["build", str(letters[0]), "--graph", graph, "--evidence", "xml"])
    assert wrong.exit_code == 2
