"""How a server ends: running requests are answered, long ones cut off, nothing is left behind."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.server.launching import serve_until_healthy, stopped, until

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def connected(url: str) -> socket.socket:
    where = urlsplit(url)
    return socket.create_connection((str(where.hostname), int(where.port or 0)), timeout=60)


def half_asked(url: str, query: bytes = b"ASK {}") -> tuple[socket.socket, bytes]:
    """A connection with a request that runs, and the end of its body, which is not sent yet."""
    head = (
        "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        f"Content-Length: {len(query)}\r\n\r\n"
    )
    opened = connected(url)
    opened.sendall(head.encode() + query[:3])
    return opened, query[3:]


def answer_on(connection: socket.socket) -> bytes:
    """All that comes until the end of the connection."""
    pieces = []
    while piece := connection.recv(65_536):
        pieces.append(piece)
    return b"".join(pieces)


def refuses(url: str) -> bool:
    try:
        with connected(url):
            return False
    except ConnectionRefusedError:
        return True


def children(process: subprocess.Popen[str]) -> list[int]:
    """All processes below one, by /proc."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        parents.setdefault(int(fields[1]), []).append(int(folder.name))
    found, left = [], [process.pid]
    while left:
        below = parents.get(left.pop(), [])
        found += below
        left += below
    return found


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def told(log: Path) -> list[str]:
    """The messages of a log in JSON."""
    return [json.loads(line)["message"] for line in log.read_text().splitlines() if line.startswith("{")]


def test_a_request_that_runs_is_answered_and_no_new_one_taken(graph_directory: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    process, url = serve_until_healthy("--graph", str(graph_directory), log=log)
    connection, rest = half_asked(url)
    with connection:
        httpx.get(f"{url}/healthz")  # one event loop: what came before is read
        process.send_signal(signal.SIGTERM)
        until(lambda: refuses(url))
        connection.sendall(rest)
        answer = answer_on(connection)
    assert process.wait(60) == 128 + signal.SIGTERM
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert b'"boolean":true' in answer
    messages = told(log)
    assert messages[-2:] == ["request", "server process stopped"]
    assert "server process stops" in messages


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds processes by /proc")
@pytest.mark.parametrize("processes", ["1", "2"])
def test_a_request_over_its_time_is_cut_off_and_nothing_is_left(
    example_letters: Path, tmp_path: Path, processes: str
) -> None:
    letter = min(example_letters.glob("*.txt"))
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    process, url = serve_until_healthy(
        str(letter),
        *("--stop-seconds", "1", "--query-seconds", "600", "--processes", processes),
        log=tmp_path / "log",
        environment={"TMPDIR": str(temporary)},
    )
    try:
        httpx.get(f"{url}/export/whole.gexf", timeout=60)
        asking = threading.Thread(target=ask_without_end, args=(url,))
        asking.start()
        until(lambda: long_queries(url) == 1)
        below = children(process)
        assert len(below) >= 2
        assert any(temporary.glob("imr-graph-*"))
        began = time.monotonic()
    finally:
        stopped(process, signal.SIGTERM)
    assert time.monotonic() - began < 30
    assert process.returncode == 128 + signal.SIGTERM
    asking.join(30)
    assert not asking.is_alive()
    until(lambda: not any(map(alive, below)))
    assert list(temporary.glob("imr-graph*")) == []


def ask_without_end(url: str) -> None:
    with contextlib.suppress(httpx.TransportError):  # cut off, as it should be
        httpx.get(f"{url}/sparql", params={"query": ENDLESS}, timeout=120)


def long_queries(url: str) -> float:
    """How many run, in all processes."""
    lines = httpx.get(f"{url}/metrics", timeout=60).text.splitlines()
    of_queue = [line for line in lines if line.startswith("imr_graph_running{") and "sparql-long" in line]
    return sum(float(line.split()[-1]) for line in of_queue)


def test_while_it_drains_it_answers_and_says_that_it_is_not_ready(graph_directory: Path) -> None:
    process, url = serve_until_healthy("--graph", str(graph_directory), "--drain-seconds", "600")
    try:
        process.send_signal(signal.SIGTERM)
        until(lambda: httpx.get(f"{url}/readyz").status_code == 503)
        assert httpx.get(f"{url}/readyz").json()["status"] == "the server is stopping"
        assert httpx.get(f"{url}/healthz").json()["status"] == "ok"
        assert httpx.get(f"{url}/sparql", params={"query": "ASK {}"}).json()["boolean"] is True
    finally:
        process.kill()
        process.communicate()


def test_workers_go_with_a_server_that_is_killed(graph_directory: Path) -> None:
    process, _ = serve_until_healthy("--graph", str(graph_directory), "--processes", "2")
    below = children(process)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    assert len(below) >= 4
    until(lambda: not any(map(alive, below)))
