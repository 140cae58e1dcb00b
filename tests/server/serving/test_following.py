"""A running server takes up newer versions, and drops no request over it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from imr_graph.errors import GraphDirectoryError
from server.app import create_app
from server.serving.following import Follower
from server.warming import Warming
from tests.server.conftest import LIMITS, build_directory, make_letters, serving

FOLLOWING = replace(LIMITS, follow_seconds=0.05, workers=1)
SOON = 30.0
COUNT = "SELECT (COUNT(?letter) AS ?n) { ?letter a <https://imr-graph.example/ontology#Determination> }"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return build_directory(tmp_path / "graph", make_letters(), tables=True)


@pytest.fixture
def prepared() -> list[str]:
    """Versions that were prepared for pages."""
    return []


@pytest.fixture
def client(directory: Path, prepared: list[str]) -> Iterator[httpx.Client]:
    warming = Warming(lambda served: iter([("version", lambda: prepared.append(served.graph.version))]))
    app = create_app(directory, FOLLOWING, warming=warming)
    with serving(app) as url, httpx.Client(base_url=url, timeout=SOON) as client:
        yield client


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SOON
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def version(client: httpx.Client) -> str:
    return str(client.get("/healthz").json()["version"])


def letters_by_sparql(client: httpx.Client) -> int:
    answer = client.get("/sparql", params={"query": COUNT}).raise_for_status().json()
    return int(answer["results"]["bindings"][0]["n"]["value"])


def letters_by_graphql(client: httpx.Client) -> int:
    query = "{ determinations { totalCount } }"
    answer = client.post("/graphql", json={"query": query}).raise_for_status().json()
    return int(answer["data"]["determinations"]["totalCount"])


def test_each_surface_answers_from_the_newer_version(
    client: httpx.Client, directory: Path, prepared: list[str]
) -> None:
    assert (letters_by_sparql(client), letters_by_graphql(client)) == (3, 3)
    build_directory(directory, make_letters()[:1], tables=True)
    until(lambda: version(client) == "000002")
    assert (letters_by_sparql(client), letters_by_graphql(client)) == (1, 1)
    assert client.get("/determination/CM16-0000002").status_code == 404
    assert client.get("/healthz").json()["letters"] == 1
    until(lambda: prepared == ["000002"])


def test_no_request_fails_while_versions_change(client: httpx.Client, directory: Path) -> None:
    answered: list[int] = []
    failed: list[Exception] = []
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            try:
                answered.append(letters_by_sparql(client))
                answered.append(letters_by_graphql(client))
            except (httpx.HTTPError, KeyError) as error:
                failed.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for number in range(2, 5):
            build_directory(directory, make_letters()[: 1 + number % 2], tables=True)
            until(lambda number=number: version(client) == f"{number:06}")  # type: ignore[misc]
    finally:
        ended.set()
        asking.join()
    assert failed == []
    assert set(answered) <= {1, 2, 3}
    assert len(set(answered)) > 1


def test_a_request_keeps_its_version_to_the_end(directory: Path) -> None:
    follower = Follower(directory, FOLLOWING)
    follower.start()
    try:
        with follower.leased() as first:
            build_directory(directory, make_letters()[:1], tables=True)
            until(lambda: follower.serving is not first)
            # Two more builds would remove it, were it not held.
            build_directory(directory, make_letters()[:2], tables=True)
            build_directory(directory, make_letters()[:1], tables=True)
            assert len(first.graph.identifiers()) == 3
        until(lambda: follower.serving.graph.version == "000004")
        until(lambda: not first.graph.store_path.exists() or not follower._old)
    finally:
        follower.close()


def test_a_version_that_cannot_be_opened_leaves_the_old_one_at_work(
    client: httpx.Client, directory: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (directory / "current").write_text("000007\n", encoding="ascii")
    until(lambda: "no newer version can be served" in caplog.text)
    assert version(client) == "000001"
    assert letters_by_sparql(client) == 3
    (directory / "current").write_text("000001\n", encoding="ascii")
    build_directory(directory, make_letters()[:2], tables=True)
    until(lambda: version(client) == "000002")


def test_several_servers_follow_one_directory(directory: Path) -> None:
    with (
        serving(create_app(directory, FOLLOWING)) as one,
        serving(create_app(directory, FOLLOWING)) as other,
        httpx.Client(timeout=SOON) as client,
    ):
        build_directory(directory, make_letters()[:2], tables=True)
        for url in (one, other):
            until(lambda url=url: client.get(f"{url}/healthz").json()["version"] == "000002")  # type: ignore[misc]


def test_a_folder_without_a_graph_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(GraphDirectoryError, match="no graph here"):
        Follower(tmp_path / "none", FOLLOWING)
