"""Graphs that many tests ask: built once a run, whatever number of processes share them; read only."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from imr_graph.build import build_graph
from imr_graph.synthesize import synthetic_letters
from imr_graph.synthesize.output import write_folders

LETTERS: Final = 20_000
"""Of the large graph."""


def large_graph_in(folder: Path) -> Path:
    """The directory of a graph of synthetic letters.

    Args:
        folder: of this run of the tests, the same for all of its processes.
    """

    def build(directory: Path) -> None:
        letters = folder / "large-letters"
        for _ in write_folders(synthetic_letters(LETTERS, seed=53), letters):
            pass
        assert not build_graph([letters], directory, workers=2).failed

    return _built_once(folder / "large-graph", build)


def real_graph_in(folder: Path, shared_letters: Path) -> Path:
    """The directory of the graph of the real letters that lie beside the checkout."""

    def build(directory: Path) -> None:
        assert not build_graph([shared_letters / "real"], directory).failed

    return _built_once(folder / "real-graph", build)


def example_graph_in(folder: Path, example_letters: Path) -> Path:
    """The directory of the graph of the synthetic letters of the project."""

    def build(directory: Path) -> None:
        assert not build_graph([example_letters], directory).failed

    return _built_once(folder / "example-graph", build)


def copy_graph(directory: Path, to: Path) -> None:
    """Copy a graph directory that others read meanwhile: what its libraries write for that comes and goes."""
    shutil.copytree(directory, to, ignore=shutil.ignore_patterns("LOG*", "LOCK", ".tantivy-*"))


def _built_once(directory: Path, build: Callable[[Path], None]) -> Path:
    """Who comes first builds, who comes meanwhile waits."""
    with directory.with_suffix(".lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not directory.exists():
            unfinished = directory.with_suffix(".part")
            build(unfinished)
            unfinished.rename(directory)
    return directory
