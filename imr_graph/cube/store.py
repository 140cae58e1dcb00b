"""The cube's store, open for questions."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from pyoxigraph import Store

from imr_graph.errors import GraphDirectoryError
from imr_graph.store.query_outline import admitted
from imr_graph.store.triple_store import QueryResults


class Cube:
    """A written cube, read-only; many processes may open one folder.

    Results are bound to the thread that asked: query and read in one function.
    """

    def __init__(self, store: Store) -> None:
        self._store: Store | None = store

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the folder that ``write_cube`` wrote.

        Raises:
            GraphDirectoryError: there is no cube, or it cannot be opened.
        """
        try:
            return cls(Store.read_only(str(path)))
        except OSError as error:
            raise GraphDirectoryError(f"{path}: the cube cannot be opened ({error})") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def query(self, sparql: str) -> QueryResults:
        """Run a query over the cube; it is one graph, the default one.

        Raises:
            QuestionError: it may ask a remote service, or nests too deeply.
            SyntaxError: the query cannot be parsed.
            RuntimeError: it calls a function that the store does not know.
            OSError: the disk fails.
        """
        admitted(sparql)
        if self._store is None:
            raise GraphDirectoryError("the cube has been closed")
        return self._store.query(sparql)

    def close(self) -> None:
        """Let go of the files."""
        self._store = None
