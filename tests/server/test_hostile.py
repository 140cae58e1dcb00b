"""A hundred hostile requests beside a well-behaved client: clear errors in time, and the server goes on."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.server.hostile.requests import HOSTILE
from tests.server.hostile.sending import sent
from tests.server.hostile.serve import LIMITS, LONGEST_SECONDS

_AT_ONCE = 8
_ADDRESSES = ("127.0.0.3", "127.0.0.4", "127.0.0.5", "127.0.0.6")
_SERVER_BYTES = 1 << 30
_ONE_RECORD = "SELECT ?p ?o { <https://imr-graph.example/determination/CM16-0000002> ?p ?o }"


@dataclass
class Watched:
    """A server in a process of its own.

    Args:
        process: the server.
        port: where it listens.
        peak: the most memory that the server and its workers held, in bytes.
    """

    process: subprocess.Popen[str]
    port: int
    peak: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def watch(self) -> None:
        """Look at the memory until the end."""
        while not self.ended.wait(0.1):
            self.peak = max(self.peak, sum(map(_resident, _family(self.process.pid))))


@pytest.fixture(scope="module")
def watched(graph_directory: Path) -> Iterator[Watched]:
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "tests.server.hostile.serve", str(graph_directory)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        server = Watched(process, int(process.stdout.readline()))
        deadline = time.monotonic() + 60
        while not _up(server.url):
            assert process.poll() is None, "the server ended while starting"
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.05)
        watcher = threading.Thread(target=server.watch, daemon=True)
        watcher.start()
        yield server
        server.ended.set()
        watcher.join()
        process.terminate()
        process.wait(60)


def test_there_are_a_hundred_of_them() -> None:
    assert len(HOSTILE) >= 100
    assert len({hostile.name for hostile in HOSTILE}) == len(HOSTILE)


def test_each_ends_in_time_with_a_clear_error_and_others_are_answered(watched: Watched) -> None:
    over = threading.Event()
    with ThreadPoolExecutor(_AT_ONCE + 1) as threads:
        well_behaved = threads.submit(_ask_on, watched.url, over)
        try:
            ends = list(
                threads.map(
                    lambda hostile: sent(
                        hostile, watched.port, _ADDRESSES[len(hostile.name) % 4], LONGEST_SECONDS + 30
                    ),
                    HOSTILE,
                )
            )
        finally:
            over.set()
        statuses = well_behaved.result()
    faults = [
        f"{hostile.name}: {kind} after {seconds:.1f} s"
        for hostile, (kind, seconds) in zip(HOSTILE, ends, strict=True)
        if (kind not in hostile.kinds and (hostile.answered or kind != "closed"))
        or seconds > LONGEST_SECONDS + 1
    ]
    assert not faults, "\n".join(faults)
    assert set(statuses) == {200}
    workers = 2 * LIMITS.workers + LIMITS.long_queries
    assert watched.peak < _SERVER_BYTES + workers * LIMITS.worker_memory
    assert watched.process.poll() is None


def test_the_server_is_up_after(watched: Watched) -> None:
    with httpx.Client(base_url=watched.url, timeout=60) as client:
        assert client.get("/healthz").json()["status"] == "ok"
        assert client.get("/sparql", params={"query": _ONE_RECORD}).json()["results"]["bindings"]
        assert client.post("/graphql", json={"query": "{ __typename }"}).json() == {
            "data": {"__typename": "Query"}
        }


def _ask_on(url: str, over: threading.Event) -> list[int]:
    """Statuses of one query after the other, until it is over."""
    statuses = []
    transport = httpx.HTTPTransport(local_address="127.0.0.2")  # another client than the hostile one
    with httpx.Client(base_url=url, timeout=60, transport=transport) as client:
        while not over.is_set():
            statuses.append(client.get("/sparql", params={"query": _ONE_RECORD}).status_code)
            over.wait(0.1)
    return statuses


def _up(url: str) -> bool:
    try:
        return httpx.get(url + "/healthz", timeout=10).status_code == 200
    except httpx.TransportError:
        return False


def _family(pid: int) -> Iterator[int]:
    """A process and all below it."""
    yield pid
    try:
        children = [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:
        return  # it ended meanwhile
    for child in children:
        yield from _family(child)


def _resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0  # it ended meanwhile
    return pages * 4096
