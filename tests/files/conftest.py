"""A folder of files of the example letters, and of hand-made ones with hostile words."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from imr_graph.build import build_graph
from imr_graph.files.folder import write_files
from imr_graph.files.manifest import FolderManifest
from imr_graph.store.graph import Graph


@pytest.fixture(scope="session")
def files_graph(example_letters: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    """The graph of the example letters."""
    directory = tmp_path_factory.mktemp("files") / "graph"
    assert not build_graph([example_letters], directory).failed
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
