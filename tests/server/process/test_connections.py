"""Connections that ask slowly, do not read, or are too many."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import httpx
import pytest

from imr_graph.store.graph import Graph
from server.app import create_app
from server.workers.pool import WorkerPool
from tests.server.conftest import LIMITS, serving
from tests.server.workers.test_pool import RUNAWAYS

TIGHT = replace(LIMITS, header_seconds=0.5, body_seconds=0.5, header_bytes=8192)
POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"


@pytest.fixture(scope="module")
def tight(graph: Graph) -> Iterator[tuple[str, int]]:
    with serving(create_app(graph, TIGHT), TIGHT) as url:
        yield "127.0.0.1", httpx.URL(url).port or 0


def told(address: tuple[str, int], sent: bytes) -> tuple[int, str]:
    """Status and kind of what comes back before the connection is closed."""
    received = b""
    with socket.create_connection(address, 30) as connection:
        connection.sendall(sent)
        while piece := connection.recv(1 << 16):
            received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)["type"].rpartition(":")[2]


@pytest.mark.parametrize(
    ("sent", "status", "kind"),
    [
        (b"", 408, "request-too-slow"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n", 408, "request-too-slow"),
        (POST + b"Content-Length: 6\r\n\r\nASK", 408, "body-too-slow"),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 10_000, 431, "headers-too-long"),
        (b"nonsense\r\n\r\n", 400, "not-http"),
    ],
)
def test_what_is_slow_or_too_much_is_told_so(
    tight: tuple[str, int], sent: bytes, status: int, kind: str
) -> None:
    assert told(tight, sent) == (status, kind)


def test_a_second_request_may_be_slow_no_more_than_the_first(tight: tuple[str, int]) -> None:
    with socket.create_connection(tight, 30) as connection, connection.makefile("rb") as answers:
        connection.sendall(b"HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        while answers.readline().strip():
            pass
        connection.sendall(b"GET / HT")
        assert b"408" in answers.readline()


def test_more_connections_than_may_be_are_turned_away(graph: Graph) -> None:
    limits = replace(LIMITS, connections=3, header_seconds=60.0)
    with serving(create_app(graph, limits), limits) as url, ExitStack() as held:
        address = ("127.0.0.1", httpx.URL(url).port or 0)
        for _ in range(limits.connections):
            held.enter_context(socket.create_connection(address, 30))
        assert told(address, b"") == (503, "connections")


def test_a_client_that_goes_away_stops_its_query(graph: Graph) -> None:
    limits = replace(LIMITS, workers=1, long_queries=0, query_seconds=60.0)
    app = create_app(graph, limits)
    with serving(app, limits) as url:
        pool = app.state.follower.serving.pool
        assert isinstance(pool, WorkerPool)
        runaway = RUNAWAYS["a cartesian count"].encode()
        address = ("127.0.0.1", httpx.URL(url).port or 0)
        with socket.create_connection(address, 30) as connection:
            connection.sendall(POST + f"Content-Length: {len(runaway)}\r\n\r\n".encode() + runaway)
            until(lambda: pool.queues["short"].running == 1)
        until(lambda: pool.queues["short"].running == 0)
        assert httpx.get(url + "/sparql", params={"query": "ASK {}"}, timeout=60).status_code == 200
        until(lambda: pool.kills["gone"] == 1)


def until(reached: Callable[[], bool]) -> None:
    """Until something holds."""
    pause = threading.Event()
    for _ in range(3000):
        if reached():
            return
        pause.wait(0.01)
    raise AssertionError("it did not come to hold")
