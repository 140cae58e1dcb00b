"""A folder of files of the example letters, and of hand-made ones with hostile words."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from imr_graph.files.folder import write_files
from imr_graph.files.manifest import FolderManifest
from imr_graph.store.graph import Graph
from tests.shared_graphs import copy_graph


@pytest.fixture(scope="session")
def files_graph(example_graph: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    """The graph of the example letters; a copy, since DuckDB opens one file in one way a process."""
    directory = tmp_path_factory.mktemp("files") / "graph"
    copy_graph(example_graph, directory)
    with Graph.open(directory) as opened:
        yield opened


@pytest.fixture(scope="session")
def written(files_graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, FolderManifest]:
    """All its files, and the list of them."""
    out = tmp_path_factory.mktemp("files") / "out"
    return out, write_files(files_graph, out)


def unpacked(path: Path) -> bytes:
    """The content of a gzip file."""
    return gzip.decompress(path.read_bytes())
