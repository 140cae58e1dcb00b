"""Several server processes on one graph and one port."""

from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from prometheus_client.parser import text_string_to_metric_families

from imr_graph.cli.main import main
from server.process.processes import ServeError, serve_processes
from server.settings import Settings
from tests.server.conftest import build_directory, make_letters
from tests.server.launching import serve_until_healthy, stopped, until

NUMBERS = {"1", "2"}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return build_directory(tmp_path / "graph", make_letters(), tables=True)


@pytest.fixture
def url(directory: Path, tmp_path: Path) -> Iterator[str]:
    """The root URL of two processes."""
    arguments = ("--graph", str(directory), "--processes", "2", "--follow-seconds", "0.1", "--workers", "1")
    process, url = serve_until_healthy(*arguments, log=tmp_path / "log")
    yield url
    stopped(process, signal.SIGTERM)
    assert process.returncode == 128 + signal.SIGTERM
    assert "Traceback" not in (tmp_path / "log").read_text()


def counted(url: str, name: str) -> dict[str, dict[str, float]]:
    """Values of a metric by process and by the other labels."""
    found: dict[str, dict[str, float]] = {}
    for family in text_string_to_metric_families(httpx.get(f"{url}/metrics").text):
        for sample in family.samples:
            if sample.name == name:
                labels = dict(sample.labels)
                found.setdefault(labels.pop("process"), {})[" ".join(labels.values())] = sample.value
    return found


def versions(url: str) -> dict[str, str]:
    """The version that each process serves."""
    served = counted(url, "imr_graph_served")
    return {number: label.split()[-1] for number, labels in served.items() for label in labels}


def test_each_answers_and_each_takes_up_new_versions(url: str, directory: Path) -> None:
    until(lambda: set(versions(url)) == NUMBERS)
    for _ in range(10):  # each on a connection of its own
        answer = httpx.get(f"{url}/sparql", params={"query": "ASK { ?s ?p ?o }"})
        assert answer.json()["boolean"] is True
        query = {"query": "{ determinations { totalCount } }"}
        counts = httpx.post(f"{url}/graphql", json=query, timeout=60).json()
        assert counts["data"]["determinations"]["totalCount"] == 3
    build_directory(directory, make_letters()[:1], tables=True)
    until(lambda: versions(url) == {"1": "000002", "2": "000002"})
    for _ in range(10):
        assert httpx.get(f"{url}/healthz").json()["letters"] == 1


def test_the_counts_of_any_are_those_of_all(url: str) -> None:
    for _ in range(8):
        httpx.get(f"{url}/questions").raise_for_status()

    def total() -> float:
        processes = counted(url, "imr_graph_requests_total").values()
        return sum(value for labels in processes for name, value in labels.items() if "/questions" in name)

    until(lambda: total() == 8)


def test_a_client_is_told_alike_by_all(url: str, tmp_path: Path) -> None:
    def told() -> list[dict[str, object]]:
        lines = (tmp_path / "log").read_text().splitlines()
        return [line for line in map(json.loads, lines) if line["message"] == "request"]

    until(lambda: set(versions(url)) == NUMBERS)
    until(lambda: len(told()) > 1)
    assert len({line["client"] for line in told()}) == 1


def test_one_that_dies_is_replaced(url: str, tmp_path: Path) -> None:
    def pids() -> list[int]:
        lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines() if line[:1] == "{"]
        return [line["pid"] for line in lines if line["message"] == "server process started"]

    until(lambda: len(pids()) == 2)
    first, second = pids()
    os.kill(first, signal.SIGKILL)
    until(lambda: len(pids()) == 3)
    until(lambda: set(counted(url, "imr_graph_letters")) == NUMBERS)
    assert second in pids()
    for _ in range(10):
        assert httpx.get(f"{url}/readyz").status_code == 200


def test_processes_that_cannot_start_are_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    settings = Settings(processes=2, stop_seconds=1.0)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        with pytest.raises(ServeError, match="server process 1 did not start"):
            serve_processes(tmp_path / "none", settings, "json", listener, lambda: None)
    assert "no graph here" in capfd.readouterr().err


def test_a_number_that_makes_no_sense_is_refused(directory: Path) -> None:
    result = CliRunner().invoke(main, ["serve", "--graph", str(directory), "--processes", "0"])
    assert result.exit_code == 2
    assert "--processes" in result.output
