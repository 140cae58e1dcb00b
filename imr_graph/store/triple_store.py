"""The triple store behind a small interface, and Oxigraph on disk as its first implementation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Protocol, Self

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
)

from imr_graph.errors import GraphDirectoryError
from imr_graph.store.query_outline import admitted

QueryResults = QuerySolutions | QueryBoolean | QueryTriples
"""What a query gives. Results are bound to the thread that made them: query and read in one function."""


class TripleStore(Protocol):
    """What the graph needs of a triple store, so that a remote one can take the place of Oxigraph."""

    def add(self, quads: Iterable[Quad]) -> None:
        """Add quads; one that is there already stays as it is."""

    def load(self, statements: IO[bytes]) -> None:
        """Add N-Triples to the default graph, in bulk."""

    def remove(self, quads: Iterable[Quad]) -> None:
        """Remove exactly these quads; one that is absent is no error."""

    def quads(self, graph: NamedNode | DefaultGraph | None = None) -> Iterator[Quad]:
        """The quads of one graph, or of all."""

    def named_graphs(self) -> list[NamedNode]:
        """The names of all named graphs that hold triples."""

    def query(self, sparql: str) -> QueryResults:
        """Run a query over the union of all graphs, unless it names a dataset (``FROM``) itself."""

    def snapshot(self, path: Path) -> None:
        """Write a copy of the store that can be opened by itself; ``path`` must not exist."""

    def optimize(self) -> None:
        """Put the store in shape for reading; a fresh bulk load answers 5 to 7 times slower without."""

    def close(self) -> None:
        """Let go of files and locks."""

    def __len__(self) -> int:
        """The number of quads."""


class OxigraphStore:
    """Oxigraph (RocksDB) on disk.

    A store is opened for writing by one process at a time. What others read meanwhile is a
    snapshot of its own: reading beside a writer is undefined in Oxigraph.
    """

    def __init__(self, store: Store) -> None:
        self._store: Store | None = store

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open for writing; made where it is absent."""
        return cls(_opened(Store, path))

    @classmethod
    def open_read_only(cls, path: Path) -> Self:
        """Open a snapshot for reading; many processes may."""
        return cls(_opened(Store.read_only, path))

    @classmethod
    def in_memory(cls) -> Self:
        """A store that is gone when it is closed; it can give no snapshot."""
        return cls(Store())

    @property
    def _open(self) -> Store:
        if self._store is None:
            raise GraphDirectoryError("the triple store has been closed")
        return self._store

    def add(self, quads: Iterable[Quad]) -> None:
        """Add quads in bulk."""
        self._open.bulk_extend(quads)

    def load(self, statements: IO[bytes]) -> None:
        """Add N-Triples to the default graph, in bulk: sorted files go right into the store."""
        self._open.bulk_load(statements, RdfFormat.N_TRIPLES)

    def remove(self, quads: Iterable[Quad]) -> None:
        """Remove exactly these quads."""
        store = self._open
        for quad in quads:
            store.remove(quad)

    def quads(self, graph: NamedNode | DefaultGraph | None = None) -> Iterator[Quad]:
        """The quads of one graph, or of all."""
        return self._open.quads_for_pattern(None, None, None, graph)

    def named_graphs(self) -> list[NamedNode]:
        """The names of all named graphs that hold triples, sorted."""
        store = self._open
        named = (name for name in store.named_graphs() if isinstance(name, NamedNode))
        held = (name for name in named if next(store.quads_for_pattern(None, None, None, name), None))
        return sorted(held, key=lambda name: name.value)

    def query(self, sparql: str) -> QueryResults:
        """Run a query over the union of all graphs, unless it names a dataset itself.

        Raises:
            QuestionError: it may ask a remote service, or brackets nest too deeply; Oxigraph would
                do the one and end the process on the other.
            SyntaxError: the query cannot be parsed.
            RuntimeError: it calls a function that the store does not know.
            OSError: the disk fails.
        """
        seen = admitted(sparql)
        return self._open.query(sparql, use_default_graph_as_union=not seen.names_dataset)

    def snapshot(self, path: Path) -> None:
        """A copy by hard links: milliseconds, whatever the size."""
        self._open.backup(path)

    def optimize(self) -> None:
        """Compact, then write everything to disk."""
        self._open.optimize()
        self._open.flush()

    def close(self) -> None:
        """Drop the store; RocksDB lets go of its files with the last reference."""
        self._store = None

    def __len__(self) -> int:
        return len(self._open)


def _opened(opener: Callable[[str], Store], path: Path) -> Store:
    try:
        return opener(str(path))
    except OSError as error:
        raise GraphDirectoryError(f"{path}: the triple store cannot be opened ({error})") from error
