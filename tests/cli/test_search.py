"""``imr-graph search`` prints the items found, and how many there are."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from imr_graph.cli.main import main
from imr_graph.store.directory import GraphDirectory
from imr_graph.store.graph import Graph
from tests.shared_graphs import copy_graph


def search(directory: Path, *arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["search", *arguments, "--graph", str(directory)])
    return result.exit_code, result.stdout, result.stderr


def test_items_are_printed_with_the_best_passage(example_graph: Path) -> None:
    code, out, err = search(example_graph, '"medically necessary"', "--format", "json", "--first", "3")
    rows = json.loads(out)
    assert code == 0
    assert len(rows) == 3
    assert list(rows[0]) == ["letter", "item", "decided", "decision", "title", "page", "passage", "score"]
    with Graph.open(example_graph) as graph:
        for row in rows:
            record = graph.record(row["letter"])
            assert record is not None
            item = record.items[row["item"] - 1]
            assert (row["title"], row["decision"]) == (item.text, item.decision)
            assert row["passage"] in item.rationale
            assert "medically necessary" in row["passage"].lower()
            assert row["page"] >= 1
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
    total = int(err.split()[0])
    assert err == f"{total} items found, 3 shown\n"
    assert total > 3


def test_only_the_field_named_is_searched(example_graph: Path) -> None:
    _, out, _ = search(example_graph, "norco", "--in", "title", "--format", "json")
    assert all("norco" in row["title"].lower() for row in json.loads(out))


def test_nothing_found_is_an_empty_table(example_graph: Path) -> None:
    code, out, err = search(example_graph, "xyzzyplugh", "--format", "csv")
    assert (code, out, err) == (
        0,
        "letter,item,decided,decision,title,page,passage,score\n",
        "0 items found, 0 shown\n",
    )


@pytest.mark.parametrize(("words", "why"), [("x" * 1001, "1000 are possible"), ("(" * 30, "20 are possible")])
def test_what_is_over_a_limit_is_one_line(example_graph: Path, words: str, why: str) -> None:
    code, _, err = search(example_graph, words)
    assert code == 1
    assert err.startswith("error: the search")
    assert why in err


def test_a_graph_without_an_index_says_what_makes_it(example_graph: Path, tmp_path: Path) -> None:
    copy_graph(example_graph, tmp_path / "graph")
    shutil.rmtree(GraphDirectory(tmp_path / "graph").opened().search_path)
    code, _, err = search(tmp_path / "graph", "norco")
    assert code == 1
    assert "the next `imr-graph build` makes it" in err
