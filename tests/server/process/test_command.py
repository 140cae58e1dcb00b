"""``imr-graph serve`` as a user starts and stops it."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from imr_graph.cli.main import main
from imr_graph.store.graph import Graph
from tests.server.launching import QUIET, serve_until_healthy, stopped


def test_serving_a_graph_that_was_built(graph_directory: Path) -> None:
    process, url = serve_until_healthy("--graph", str(graph_directory), *QUIET)
    answer = httpx.get(f"{url}/sparql", params={"query": "ASK { ?s ?p ?o }"})
    said = stopped(process)
    assert answer.json()["boolean"] is True
    assert f"{url}/graphql" in said
    assert f"{url}/sparql" in said
    assert "3 determinations, 4 disputed items" in said
    assert said.endswith("Stop with Ctrl-C.\n")
    assert "Traceback" not in said


def test_a_server_that_counted_ends_without_a_word_of_its_libraries(counted_graph: Graph) -> None:
    """DuckDB tells on stderr, as the process ends, of objects that outlive it."""
    process, url = serve_until_healthy("--graph", str(directory_of(counted_graph)), *QUIET)
    query = "{ drugGuidelineDenials { nodes { determinations { identifier } } } }"
    answer = httpx.post(f"{url}/graphql", json={"query": query}, timeout=60).json()
    assert answer["data"]["drugGuidelineDenials"]["nodes"]
    assert stopped(process).endswith("Stop with Ctrl-C.\n")


def directory_of(graph: Graph) -> Path:
    return graph.store_path.parents[2]


def test_a_server_loads_what_it_answers_with_and_no_more() -> None:
    code = "import sys, server.process.command; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    rooms = {f"imr_graph.{room}" for room in ("build", "extract", "lexicon", "tables", "cube")}
    libraries = {"networkx", "igraph", "duckdb", "pyarrow", "httpx", "strawberry", "jinja2", "distributed"}
    assert not set(ran.stdout.split()) & (rooms | libraries)


def test_serving_letters_builds_a_graph_first(example_letters: Path) -> None:
    letters = sorted(example_letters.glob("*.txt"))[:2]
    process, url = serve_until_healthy(*map(str, letters))
    held = httpx.get(f"{url}/healthz").json()["letters"]
    said = stopped(process)
    assert held == 2
    assert "read 2, built 2" in said
    assert "Traceback" not in said


def test_nothing_to_serve_is_told_with_a_way_out() -> None:
    result = CliRunner().invoke(main, ["serve"])
    assert result.exit_code == 2
    assert "--graph" in result.output


def test_a_directory_without_a_graph_is_told_in_one_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["serve", "--graph", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert "imr-graph build" in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("--port", "99999"),
        ("--port", "0"),
        ("--workers", "0"),
        ("--query-seconds", "-1"),
        ("--query-seconds", "0"),
        ("--query-seconds", "nan"),
        ("--query-seconds", "inf"),
    ],
)
def test_values_that_make_no_sense_are_refused(graph_directory: Path, arguments: tuple[str, str]) -> None:
    result = CliRunner().invoke(main, ["serve", "--graph", str(graph_directory), *arguments])
    assert result.exit_code == 2
    assert f"Invalid value for '{arguments[0]}'" in result.output
    assert "Stop with" not in result.output


def test_a_port_in_use_is_told_before_anything_is_built(example_letters: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        arguments = [str(example_letters), "--graph", str(tmp_path / "graph"), "--port", str(port)]
        result = CliRunner().invoke(main, ["serve", *arguments])
    assert result.exit_code == 1
    (line,) = result.output.splitlines()
    assert line.startswith(f"error: 127.0.0.1:{port} cannot be listened on")
    assert "another --port" in line
    assert not (tmp_path / "graph").exists()


def test_a_host_that_is_not_here_is_told_in_one_line(graph_directory: Path) -> None:
    arguments = ["--graph", str(graph_directory), "--host", "999.999.999.999"]
    result = CliRunner().invoke(main, ["serve", *arguments])
    assert result.exit_code == 1
    assert len(result.output.splitlines()) == 1
    assert "--host" in result.output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_however_it_ends_the_temporary_graph_goes(
    example_letters: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    letter = next(iter(sorted(example_letters.glob("*.txt"))))
    process, url = serve_until_healthy(str(letter))
    httpx.get(f"{url}/export/whole.gexf", timeout=60)
    assert list(tmp_path.glob("imr-graph-*"))
    said = stopped(process, number)
    assert process.returncode == (0 if number == signal.SIGINT else 128 + signal.SIGTERM)
    assert list(tmp_path.glob("imr-graph-*")) == []
    assert "Traceback" not in said


def test_help_teaches() -> None:
    result = CliRunner().invoke(main, ["serve", "--help"])
    assert "imr-graph serve LETTERS" in result.output
    assert "127.0.0.1" in result.output
