"""The commands that care for a graph directory."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from imr_graph.build import build_graph
from imr_graph.cli import main
from imr_graph.store.graph import Graph
from tests.shared_graphs import copy_graph


@pytest.fixture
def directory(example_graph: Path, tmp_path: Path) -> Path:
    copy_graph(example_graph, tmp_path / "graph")
    return tmp_path / "graph"


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_status_tells_what_the_graph_holds(directory: Path) -> None:
    told = run("status", "--graph", directory)
    assert told.exit_code == 0
    assert told.stdout.startswith("version 000001: 11 determinations (11 synthetic), 46 items, ")
    assert "quarantine: 0 letters; removed cases: 0" in told.stdout
    held = json.loads(run("status", "--graph", directory, "--json").stdout)
    assert (held["version"], held["manifest"]["letters"], held["building"]) == ("000001", 11, False)
    assert held["bytes"]["letters"] > 0


def test_status_tells_what_waits(directory: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "no letter.txt").write_text("A shopping list.", encoding="utf-8")
    assert build_graph([tmp_path / "in"], directory, workers=1).failed
    assert "quarantine: 1 letters" in run("status", "--graph", directory).stdout


def test_a_removed_case_is_gone_and_the_versions_before_it(directory: Path) -> None:
    removed = run("remove", "--graph", directory, "CM14-9900001")
    assert removed.exit_code == 0
    assert "removed CM14-9900001: 1 letters; current: 000002" in removed.stderr
    with Graph.open(directory) as graph:
        assert not graph.resolve("CM14-9900001")
    assert run("versions", "--graph", directory).stdout.startswith("* 000002  10 determinations")
    assert "removed cases: 1" in run("status", "--graph", directory).stdout
    back = run("rollback", "--graph", directory)
    assert back.exit_code == 1
    assert "no version before 000002" in back.stderr


def test_a_version_that_is_read_is_told(directory: Path) -> None:
    with Graph.open(directory):
        removed = run("remove", "--graph", directory, "CM14-9900001", "--wait", "0")
        assert removed.exit_code == 1
        assert "in use, and holding it still: 000001" in removed.stderr
        assert "000001  11 determinations" in (listed := run("versions", "--graph", directory).stdout)
        assert "to be removed" in listed


def test_rollback_opens_an_older_version(directory: Path, example_letters: Path) -> None:
    build_graph([example_letters], directory, evidence="rdf", workers=1)
    listed = json.loads(run("versions", "--graph", directory, "--json").stdout)
    assert [(version["version"], version["current"]) for version in listed] == [
        ("000001", False),
        ("000002", True),
    ]
    back = run("rollback", "--graph", directory)
    assert (back.exit_code, back.stderr) == (0, "current: 000001, 11 determinations\n")
    assert run("versions", "--graph", directory).stdout.startswith("* 000001")
    assert run("rollback", "--graph", directory, "000002").exit_code == 0


def test_compact_leaves_what_is_compact(directory: Path) -> None:
    compacted = run("compact", "--graph", directory)
    assert compacted.exit_code == 0
    assert compacted.stderr.startswith("current: 000001, ")


def test_verify_says_whole_or_damaged(directory: Path) -> None:
    whole = run("verify", "--graph", directory)
    assert (whole.exit_code, whole.stdout) == (0, "")
    assert "version 000001 is whole: 11 determinations" in whole.stderr
    (segment,) = (directory / "versions" / "000001" / "letters").iterdir()
    content = bytearray(segment.read_bytes())
    content[-1] ^= 1
    segment.write_bytes(content)
    damaged = run("verify", "--graph", directory)
    assert damaged.exit_code == 1
    assert f"file letters/{segment.name} has changed" in damaged.stdout
    assert "`imr-graph rollback`" in damaged.stderr


@pytest.mark.parametrize("command", ["status", "versions", "rollback", "verify", "compact", "remove"])
def test_no_graph_is_one_line(command: str, tmp_path: Path) -> None:
    case = ["CM14-9900001"] if command == "remove" else []
    told = run(command, "--graph", tmp_path / "new", *case)
    assert told.exit_code == 1
    assert told.stderr.startswith("error: ")
    assert "no graph here; make one with `imr-graph build" in told.stderr
    assert not (tmp_path / "new").exists()
