"""``imr-graph build``: what it says, how it ends, and that it adds."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from imr_graph.cli.main import main
from imr_graph.store.graph import Graph


def build(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["build", *map(str, arguments)])


def test_it_ends_with_what_was_counted(example_letters: Path, tmp_path: Path) -> None:
    letters = sorted(example_letters.glob("*.txt"))
    result = build(example_letters, "--graph", tmp_path / "graph")
    assert result.exit_code == 0, result.stderr
    assert f"read {len(letters)}, built {len(letters)}" in result.stderr
    assert "failed 0" in result.stderr
    assert f"holds {len(letters)} determinations ({len(letters)} of them synthetic)" in result.stderr


def test_a_path_that_is_not_there_makes_no_graph(tmp_path: Path) -> None:
    result = build(tmp_path / "mistyped", "--graph", tmp_path / "graph")
    assert result.exit_code == 1
    failed, _ = result.stderr.splitlines()
    assert failed == f"failed: {tmp_path}/mistyped: file: there is no such file; check the path"


def test_a_folder_without_letters_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = build(tmp_path / "empty", "--graph", tmp_path / "graph")
    assert result.exit_code == 1
    assert "holds no letters" in result.stderr


def test_a_letter_that_gives_way_is_named(example_letters: Path, tmp_path: Path) -> None:
    letter = min(example_letters.glob("*.txt"))
    (tmp_path / "again.txt").write_text(letter.read_text() + "\nA later page.\n")
    result = build(letter, tmp_path / "again.txt", "--graph", tmp_path / "graph")
    (note,) = (line for line in result.stderr.splitlines() if line.startswith("note: "))
    assert "gives way to" in note


def test_letters_can_be_added(example_letters: Path, tmp_path: Path) -> None:
    first, *others = sorted(example_letters.glob("*.txt"))
    assert build(first, "--graph", tmp_path / "graph").exit_code == 0
    result = build(first, *others, "--graph", tmp_path / "graph")
    assert f"{len(others)} new, 0 replaced), unchanged 1" in result.stderr
    with Graph.open(tmp_path / "graph") as graph:
        assert len(graph.identifiers()) == 1 + len(others)


def test_a_bad_letter_is_one_line_and_the_rest_is_built(example_letters: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    result = build(tmp_path / "empty.txt", example_letters, "--graph", tmp_path / "graph")
    assert result.exit_code == 1
    (failure,) = (line for line in result.stderr.splitlines() if line.startswith("failed: "))
    assert "empty.txt: " in failure
    with Graph.open(tmp_path / "graph") as graph:
        assert len(graph.identifiers()) == len(list(example_letters.glob("*.txt")))


def test_the_base_of_the_iris_is_a_choice(example_letters: Path, tmp_path: Path) -> None:
    letter = min(example_letters.glob("*.txt"))
    result = build(letter, "--graph", tmp_path / "graph", "--base", "https://letters.example/")
    assert result.exit_code == 0, result.stderr
    with Graph.open(tmp_path / "graph") as graph:
        assert graph.base == "https://letters.example/"


def test_a_base_that_is_none_is_told(example_letters: Path, tmp_path: Path) -> None:
    result = build(example_letters, "--graph", tmp_path / "graph", "--base", "letters")
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")


def test_a_folder_of_something_else_is_left_alone(example_letters: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    result = build(example_letters, "--graph", tmp_path)
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]
