"""The read side of a graph directory: one published version, open for questions."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self

from imr_graph.errors import GraphDirectoryError
from imr_graph.record import Record
from imr_graph.store.directory import GraphDirectory, Manifest, Version
from imr_graph.store.ledger import refused_letters
from imr_graph.store.manifest import ServerPlace
from imr_graph.store.segments import LetterSegments
from imr_graph.store.triple_store import OxigraphStore, QueryResults


class Queried(Protocol):
    """Triples that can be asked."""

    def query(self, sparql: str) -> QueryResults:
        """Run a query over letters, ontology and schemes together, unless it names a dataset."""

    def close(self) -> None:
        """Let go of files or connections."""

    def __len__(self) -> int:
        """The number of triples."""


Connect = Callable[[ServerPlace], Queried]
"""Gives the triples that a server keeps."""


def open_triples(version: Version, connect: Connect | None) -> Queried:
    """The triples of a version, wherever they are.

    Args:
        version: held by the caller.
        connect: opens those in a server.

    Raises:
        GraphDirectoryError: the store cannot be opened, or there is nothing to open a server with.
    """
    server = version.manifest.server
    if server is None:
        return OxigraphStore.open_read_only(version.store_path)
    if connect is None:
        raise GraphDirectoryError(f"{version.path}: {server} keeps the triples; imr_graph.remote opens it")
    return connect(server)


class Graph:
    """One published version of a graph, read-only; later builds neither change nor remove it.

    Threads may share it, but each must read the results of a query where it asked for them.
    """

    def __init__(self, version: Version, held: IO[bytes], connect: Connect | None = None) -> None:
        self._version = version
        self._held = held
        with contextlib.ExitStack() as undo:
            undo.callback(held.close)
            self._triples = open_triples(version, connect)
            undo.callback(self._triples.close)
            self._letters = LetterSegments.open(version.letters_path)
            undo.pop_all()

    @classmethod
    def open(cls, directory: Path, connect: Connect | None = None) -> Graph:
        """The current version of a graph directory.

        Args:
            directory: the graph directory.
            connect: opens the triples of a graph that keeps them in a server; see
                :func:`imr_graph.remote.open_graph`.

        Raises:
            GraphDirectoryError: the folder is absent, no graph directory, empty, damaged or was
                built by a newer version of this program.
        """
        version, held = GraphDirectory(directory).held()
        return cls(version, held, connect)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def base(self) -> str:
        """The base of the letters' IRIs."""
        return self._version.manifest.base

    @property
    def version(self) -> str:
        """The published version's name; it changes with every build that changed something."""
        return self._version.name

    @property
    def manifest(self) -> Manifest:
        """Counts and versions of what is open."""
        return self._version.manifest

    @property
    def newest_version(self) -> str:
        """The version that the graph directory points to now: another one after a later build.

        Raises:
            GraphDirectoryError: the graph directory is gone or damaged.
        """
        newest = GraphDirectory(self._version.path.parent.parent).current()
        return self.version if newest is None else newest.name

    @property
    def refused_letters(self) -> int:
        """Files that gave no record: they lie in quarantine of the graph directory now.

        Raises:
            GraphDirectoryError: the ledger is damaged.
        """
        return refused_letters(self._version.path.parent.parent)

    @property
    def store_path(self) -> Path:
        """The Oxigraph folder, for processes that open it read-only by themselves."""
        return self._version.store_path

    @property
    def facts_path(self) -> Path | None:
        """The DuckDB file of the fact tables, to be opened read-only; None where there is none."""
        path = self._version.facts_path
        return path if path.exists() else None

    @property
    def cube_path(self) -> Path | None:
        """The Oxigraph folder of the data cube, to be opened read-only; None where there is none."""
        path = self._version.cube_path
        return path if path.is_dir() else None

    @property
    def search_path(self) -> Path | None:
        """The folder of the full-text index; None where there is none: the next build makes it."""
        path = self._version.search_path
        return path if path.is_dir() else None

    def query(self, sparql: str) -> QueryResults:
        """Run a query over letters, ontology and schemes together, unless it names a dataset.

        Raises:
            QuestionError: it may ask a remote service, or nests too deeply.
            SyntaxError: the query cannot be parsed.
            RuntimeError: it calls a function that the store does not know.
            OSError: the disk fails.
        """
        return self._triples.query(sparql)

    def identifiers(self) -> list[str]:
        """The identifiers of all determinations, sorted."""
        return self._letters.identifiers()

    def resolve(self, identifier: str) -> str | None:
        """The identifier under which a determination stands now, None where it is unknown.

        The ``body-…`` identifier of a letter that arrived with its case number, then or later,
        leads to that case.
        """
        if self._letters.holds(identifier):
            return identifier
        return self._letters.case_of_body(identifier)

    def record(self, identifier: str) -> Record | None:
        """The record of a determination, by its present identifier."""
        return self._letters.record(identifier)

    def text(self, identifier: str) -> str | None:
        """The kept text that the record's spans point into."""
        return self._letters.text(identifier)

    def records(self, identifiers: Sequence[str]) -> dict[str, Record]:
        """The records of many determinations in one read; unknown identifiers are left out."""
        return self._letters.records(identifiers)

    def texts(self, identifiers: Sequence[str]) -> dict[str, str]:
        """The kept texts of many determinations in one read; unknown identifiers are left out."""
        return self._letters.texts(identifiers)

    def close(self) -> None:
        """Let go of all files."""
        self._triples.close()
        self._letters.close()
        self._held.close()
