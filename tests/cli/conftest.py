"""A graph of the example letters, for the commands that read one."""

from __future__ import annotations

from pathlib import Path

import pytest

from imr_graph.build import build_graph


@pytest.fixture(scope="session")
def example_graph(example_letters: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("cli") / "graph"
    assert not build_graph([example_letters], directory).failed
    return directory
