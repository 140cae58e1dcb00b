"""What pages need is prepared beside the requests, and nothing waits for it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from imr_graph.store.graph import Graph
from server import warming
from server.serving.following import Follower
from server.serving.version import Serving
from server.warming import Step, Warming, steps_of
from tests.server.conftest import LIMITS
from tests.server.launching import QUIET, serve_until_healthy, stopped, until

ONE_WORKER = replace(LIMITS, workers=1)


@pytest.fixture
def follower(counted_graph: Graph, monkeypatch: pytest.MonkeyPatch) -> Iterator[Follower]:
    monkeypatch.setattr(warming, "_BEFORE", 0.0)
    follower = Follower(counted_graph, ONE_WORKER)
    yield follower
    follower.close()


def test_every_step_can_be_taken(counted_graph: Graph) -> None:
    served = Serving(counted_graph, ONE_WORKER, owns_graph=False)
    names = []
    for name, step in steps_of(served):
        step()
        names.append(name)
    served.close()
    assert names[0] == "templates"
    assert {"concepts", "the first page", "values of outcome", "suggestions of drug", "names of drug"} <= set(
        names
    )
    assert len(names) == len(set(names))


def test_without_fact_tables_there_is_less_to_prepare(
    counted_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Graph, "facts_path", None)
    served = Serving(counted_graph, ONE_WORKER, owns_graph=False)
    names = [name for name, _ in steps_of(served)]
    served.close()
    assert "concepts" in names
    assert "the first page" not in names


def test_steps_come_one_after_the_other_and_failures_stop_none(
    follower: Follower, caplog: pytest.LogCaptureFixture
) -> None:
    taken: list[str] = []

    def fail() -> None:
        raise OSError("the disk is gone")

    def steps(_: Serving) -> Iterator[Step]:
        yield "first", lambda: taken.append("first")
        yield "second", fail
        yield "third", lambda: taken.append("third")

    with caplog.at_level(logging.INFO):
        one = Warming(steps)
        one.begin(follower)
        until(lambda: "pages prepared" in caplog.text)
        one.end()
    assert taken == ["first", "third"]
    assert "second could not be prepared: the disk is gone" in caplog.text


def test_a_step_waits_while_requests_are_answered(follower: Follower) -> None:
    taken = threading.Event()
    one = Warming(lambda _: iter([("step", taken.set)]))
    with follower.leased():
        one.begin(follower)
        assert not taken.wait(0.1)
    assert taken.wait(10)
    one.end()


def test_but_not_for_ever(follower: Follower, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "_LONGEST_WAIT", 0.05)
    taken = threading.Event()
    one = Warming(lambda _: iter([("step", taken.set)]))
    with follower.leased():
        one.begin(follower)
        assert taken.wait(10)
    one.end()


def test_the_end_waits_for_the_step_at_work_and_takes_no_other(follower: Follower) -> None:
    began, taken = threading.Event(), []

    def work() -> None:
        began.set()
        time.sleep(0.1)
        taken.append("first")

    one = Warming(lambda _: iter([("first", work), ("second", lambda: taken.append("second"))]))
    one.begin(follower)
    assert began.wait(10)
    one.end()
    assert taken == ["first"]


def test_only_the_command_prepares_of_itself(counted_graph: Graph, tmp_path: Path) -> None:
    log = tmp_path / "log"
    directory = counted_graph.store_path.parents[2]
    arguments = ("--graph", str(directory), "--log-format", "text", "--log-level", "info")
    process, url = serve_until_healthy(*arguments, log=log, environment={"IMR_GRAPH_PREPARE_PAGES": "yes"})
    until(lambda: "pages prepared" in log.read_text())
    assert httpx.get(url, headers={"Accept": "text/html"}).status_code == 200
    stopped(process)
    assert "could not be prepared" not in log.read_text()
    assert "Traceback" not in log.read_text()


def test_a_server_that_is_stopped_meanwhile_ends_without_a_word(counted_graph: Graph) -> None:
    directory = counted_graph.store_path.parents[2]
    process, _ = serve_until_healthy(
        "--graph", str(directory), *QUIET, environment={"IMR_GRAPH_PREPARE_PAGES": "yes"}
    )
    time.sleep(0.4)  # some step is at work
    assert stopped(process).endswith("Stop with Ctrl-C.\n")
    assert process.returncode == 0
