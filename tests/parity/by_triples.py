"""Asks questions of a graph's triples in processes of their own, so that both cores of a machine work."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

from imr_graph.questions import Table, run_question
from imr_graph.store.graph import Graph

PROCESSES: Final = 2


@cache
def _opened(directory: Path) -> Graph:
    """A worker's graph; it is let go of with the process."""
    return Graph.open(directory)


def _told(directory: Path, name: str, values: Mapping[str, str]) -> Table:
    return run_question(_opened(directory), name, values, source="triples")


class AskedTriples:
    """Answers of the triples of one graph, asked ahead."""

    def __init__(self, directory: Path, pool: ProcessPoolExecutor) -> None:
        self._directory = directory
        self._pool = pool
        self._ahead: dict[str, Future[Table]] = {}

    def ask(self, name: str, values: Mapping[str, str]) -> None:
        """Ask a question now and take its answer later."""
        key = repr((name, values))
        if key not in self._ahead:
            self._ahead[key] = self._pool.submit(_told, self._directory, name, values)

    def answer(self, name: str, values: Mapping[str, str]) -> Table:
        """The answer to a question that was asked."""
        return self._ahead[repr((name, values))].result()


@contextmanager
def asked_triples(directory: Path) -> Iterator[AskedTriples]:
    """Processes that ask a graph directory's triples; what waits at the end is not asked any more."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
        try:
            yield AskedTriples(directory, pool)
        finally:
            pool.shutdown(cancel_futures=True)
