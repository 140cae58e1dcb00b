"""The example letters as a graph directory, and the same behind a server: both are asked alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import imr_graph
from imr_graph.client import OpenGraph
from server.app import create_app
from server.settings import Settings
from tests.server.conftest import serving


@pytest.fixture(scope="session")
def example_directory(example_graph: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the graph of the example letters lies as ``my-graph``, as the documents call it."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "my-graph").symlink_to(example_graph)
    return folder


@pytest.fixture(scope="session")
def server_url(example_directory: Path) -> Iterator[str]:
    """The root of a server over that graph."""
    with serving(create_app(example_directory / "my-graph", Settings())) as url:
        yield url


@pytest.fixture(scope="session")
def local(example_directory: Path) -> Iterator[OpenGraph]:
    """The graph directory, open."""
    with imr_graph.open(example_directory / "my-graph") as graph:
        yield graph


@pytest.fixture(scope="session")
def served(server_url: str) -> Iterator[OpenGraph]:
    """The server's graph, open."""
    with imr_graph.open(server_url) as graph:
        yield graph


@pytest.fixture(params=["local", "served"])
def graph(request: pytest.FixtureRequest) -> OpenGraph:
    """Each of both in turn."""
    opened: OpenGraph = request.getfixturevalue(request.param)
    return opened
