"""``imr-graph serve`` as a user starts and stops it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from imr_graph.cli.main import main

LAUNCH = "from imr_graph.cli import main; main()"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def serve_until_healthy(*arguments: str) -> tuple[subprocess.Popen[str], str]:
    """A server in a process of its own that answers, and its root URL."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", LAUNCH, "serve", *arguments, "--port", str(port)],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"the server ended: {process.communicate()[1]}")
        try:
            httpx.get(f"{url}/healthz").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return process, url
    process.kill()
    return pytest.fail(f"the server did not answer: {process.communicate()[1]}")


def stopped(process: subprocess.Popen[str]) -> str:
    """What the server said on stderr, after Ctrl-C."""
    process.send_signal(signal.SIGINT)
    try:
        return process.communicate(timeout=30)[1]
    finally:
        process.kill()


def test_serving_a_graph_that_was_built(graph_directory: Path) -> None:
    process, url = serve_until_healthy("--graph", str(graph_directory))
    answer = httpx.get(f"{url}/sparql", params={"query": "ASK { ?s ?p ?o }"})
    said = stopped(process)
    assert answer.json()["boolean"] is True
    assert f"{url}/graphql" in said
    assert f"{url}/sparql" in said
    assert "3 determinations, 4 disputed items" in said
    assert "Traceback" not in said


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


def test_help_teaches() -> None:
    result = CliRunner().invoke(main, ["serve", "--help"])
    assert "imr-graph serve LETTERS" in result.output
    assert "127.0.0.1" in result.output
