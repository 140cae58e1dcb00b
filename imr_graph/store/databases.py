"""SQLite files of a graph directory: opened, questioned under a lock, errors told in words."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from imr_graph.errors import GraphDirectoryError

T = TypeVar("T")

Mode = Literal["read", "watch", "write", "create"]
"""``read`` is for files that never change, ``watch`` for reading beside a process that writes."""

BATCH: Final = 500
"""Values that one look-up asks for at once."""

_MODES: Final = {"read": "mode=ro&immutable=1", "watch": "mode=ro", "write": "mode=rw", "create": "mode=rwc"}
_PATIENCE: Final = 30.0
"""Seconds to wait for another process that writes."""


class Database:
    """One SQLite file behind a lock, so that threads may share it.

    Statements commit one by one, except within :meth:`transaction`.

    Args:
        path: the file.
        mode: how it is opened.
        what: what the file is, for messages ("segment of letters").

    Raises:
        GraphDirectoryError: it cannot be opened, or is no SQLite file.
    """

    def __init__(self, path: Path, mode: Mode, what: str) -> None:
        self.path = path
        self._what = what
        self._lock = threading.RLock()
        address = f"{path.absolute().as_uri()}?{_MODES[mode]}"
        try:
            self._connection = sqlite3.connect(
                address, uri=True, check_same_thread=False, isolation_level=None, timeout=_PATIENCE
            )
        except sqlite3.Error as error:
            raise GraphDirectoryError(f"{path}: the {what} cannot be opened ({error})") from error
        try:
            self.one("SELECT count(*) FROM sqlite_master")
        except GraphDirectoryError:
            self._connection.close()
            raise

    def script(self, statements: str) -> None:
        """Run statements that give nothing back."""
        with self._told():
            self._connection.executescript(statements)

    def run(self, statement: str, *values: object) -> int:
        """Run one statement; the number of rows it changed."""
        with self._told():
            return self._connection.execute(statement, values).rowcount

    def run_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement with each row of values."""
        with self._told():
            self._connection.executemany(statement, rows)

    def one(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        """The first row of an answer."""
        with self._told():
            row: tuple[Any, ...] | None = self._connection.execute(statement, values).fetchone()
            return row

    def all(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of an answer."""
        with self._told():
            return self._connection.execute(statement, values).fetchall()

    def among(self, statement: str, values: Sequence[object]) -> Iterator[tuple[Any, ...]]:
        """Rows for many values at once; the statement holds ``IN (?)`` in one place."""
        for batch in batches(values, BATCH):
            marks = ",".join("?" * len(batch))
            yield from self.all(statement.replace("IN (?)", f"IN ({marks})"), *batch)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is done within, or nothing of it."""
        with self._told():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if self._connection.in_transaction:  # a full disk has ended it already
                    self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except sqlite3.Error as error:
                raise GraphDirectoryError(f"{self.path}: {self._trouble(error)}") from error

    def _trouble(self, error: sqlite3.Error) -> str:
        match getattr(error, "sqlite_errorcode", None):
            case sqlite3.SQLITE_FULL:
                return "the disk is full; free some space and run this again"
            case sqlite3.SQLITE_IOERR_WRITE | sqlite3.SQLITE_IOERR_FSYNC:
                return "the disk is full, or fails; free some space and run this again"
            case sqlite3.SQLITE_READONLY:
                return "this may only be read; make it writable, or name another graph directory"
            case _:
                return f"the {self._what} is damaged or cannot be read ({error})"


def batches(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Consecutive parts of a sequence."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
