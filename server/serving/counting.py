"""Counting questions asked of a version's fact tables, within the limits of the server."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import duckdb

from imr_graph.tables import FactTables, answer
from imr_graph.tables.answers import Answer, AskedTables, RowKey, letters_behind
from imr_graph.tables.coverage import Coverage, coverage, question_coverage
from server.limits.admission import Admission, QueueState
from server.responses.problems import Problem, too_slow
from server.serving.kept import Kept
from server.settings import Settings

log = logging.getLogger(__name__)

_AGAIN_SECONDS: Final = 0.02
"""Between interruptions of a query over its time: one that falls between two statements stops neither."""
_COVERED: Final[Kept[Coverage]] = Kept(10_000)
"""A few hundred bytes each."""
_LONGEST_KEPT: Final = 500
"""Characters of the values that a coverage is kept by."""


class _Cursor:
    """Fact tables as one query asks them: all its statements by one cursor, so that they can be stopped."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql, parameters).fetchall()


class Counting:
    """The fact tables of one version; threads may share it, and all of its calls block.

    Args:
        path: the DuckDB file.
        settings: the limits.

    Raises:
        GraphDirectoryError: it cannot be opened.
    """

    def __init__(self, path: Path, settings: Settings) -> None:
        self._tables = FactTables.open(path)
        self._admission = Admission(settings)
        self._at_work: set[duckdb.DuckDBPyConnection] = set()
        # Set afterwards: all connections of a process to one file, such as an export's, must begin alike.
        with self._tables.connection as own:
            own.execute(f"SET memory_limit = '{settings.counting_memory}B'")
            own.execute("SET enable_external_access = false")  # for good

    def page(
        self,
        name: str,
        values: Mapping[str, str | None],
        limit: int | None,
        offset: int,
        seconds: float | None = None,
    ) -> Answer:
        """Rows of the answer to a question, without columns that list letters.

        Args:
            name: of a question that is counted.
            values: of all its parameters; see :func:`imr_graph.questions.values.plain_values`.
            limit: rows at most; None for all.
            offset: rows to leave out before them.
            seconds: a time limit below that of the settings.

        Raises:
            Problem: the query is over a limit.
        """
        with self._cursor(seconds) as cursor:
            return answer(cursor, name, values, limit=limit, offset=offset)

    def letters(
        self,
        name: str,
        values: Mapping[str, str | None],
        keys: Sequence[RowKey],
        most: int | None,
        seconds: float | None = None,
    ) -> list[list[str]]:
        """Identifiers of the letters behind each of some rows, ``most`` of a row; else as :meth:`page`."""
        with self._cursor(seconds) as cursor:
            return letters_behind(cursor, name, values, keys, most)

    def coverage(
        self, name: str | None, values: Mapping[str, str | None], seconds: float | None = None
    ) -> Coverage:
        """What the answer to a question covers, kept once it is counted: a version never changes.

        Args:
            name: of a question that is counted; None for all letters.
            values: of all its parameters.
            seconds: a time limit below that of the settings.

        Raises:
            Problem: the query is over a limit.
        """
        key = (name, *sorted(values.items(), key=itemgetter(0)))

        def counted() -> Coverage:
            with self._cursor(seconds) as cursor:
                return coverage(cursor, []) if name is None else question_coverage(cursor, name, values)

        if sum(len(value or "") for value in values.values()) > _LONGEST_KEPT:
            return counted()
        return _COVERED.get(self, key, counted)

    def asked(self, seconds: float | None = None) -> contextlib.AbstractContextManager[AskedTables]:
        """The tables for some statements of one query, which are stopped together when its time is over.

        Raises:
            Problem: on entering or within, the query is over a limit.
        """
        return self._cursor(seconds)

    @property
    def queue(self) -> QueueState:
        """The state of the queue."""
        return self._admission.state

    def close(self) -> None:
        """Stop what runs, and let go of the file."""
        for connection in self._at_work.copy():
            connection.interrupt()
        self._tables.close()

    @contextlib.contextmanager
    def _cursor(self, seconds: float | None) -> Iterator[_Cursor]:
        """A cursor that is stopped when its time is over."""
        with self._admission.admitted(seconds) as left, self._tables.connection as connection:
            ended = threading.Event()
            watch = threading.Thread(
                target=_interrupt, args=(connection, ended, left), name="counting-clock", daemon=True
            )
            watch.start()
            self._at_work.add(connection)
            try:
                yield _Cursor(connection)
            except duckdb.InterruptException:
                log.warning("a query of the fact tables was stopped after %.1f s", left)
                raise too_slow(left) from None
            except duckdb.OutOfMemoryException:
                detail = "The query needed more memory than queries may have; narrow it."
                raise Problem(503, "query-too-large", "Query stopped", detail) from None
            finally:
                self._at_work.discard(connection)
                ended.set()
                watch.join()


def _interrupt(connection: duckdb.DuckDBPyConnection, ended: threading.Event, seconds: float) -> None:
    """Stop what a cursor does from its time on; the thread's main function."""
    wait = seconds
    while not ended.wait(wait):
        connection.interrupt()
        wait = _AGAIN_SECONDS
