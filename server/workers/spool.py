"""Where a worker writes a result: memory for a small one, a temporary file for what is longer.

Limits on bytes and rows are looked at while it is written. Room on the disk is asked of the server piece by
piece, which knows what all results together take. The file has no name from the start, so nothing of it
stays, however its worker ends.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO, TYPE_CHECKING, Final, TypeVar, cast

from pyoxigraph import QueryResultsFormat

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

T = TypeVar("T")

IN_MEMORY: Final = 1 << 20
"""Bytes of a result that are kept in memory."""
ROOM: Final = 16 << 20
"""Bytes of room that are asked for at a time."""


class ResultTooLargeError(Exception):
    """A result that would pass the limit of bytes or of rows."""


class SpoolFullError(Exception):
    """A result for which there is no room on the disk."""


class Spool:
    """A result as it is written; writing over a limit raises, so that nothing is cut silently.

    Args:
        most_bytes: limit of its size.
        most_rows: limit of its rows.
        room: asks for so many bytes more on the disk; whether they are granted.
    """

    def __init__(self, most_bytes: int, most_rows: int, room: Callable[[int], bool]) -> None:
        self.size = 0
        self.rows = 0
        self._most_bytes = most_bytes
        self._most_rows = most_rows
        self._room = room
        self._granted = 0
        self._counter: Callable[[bytes], int] | None = None
        self._memory = io.BytesIO()
        self._file: IO[bytes] | None = None

    @property
    def output(self) -> IO[bytes]:
        """The spool as libraries want it: they write and flush, and no more."""
        return cast("IO[bytes]", self)

    @property
    def file(self) -> IO[bytes] | None:
        """The temporary file that holds all of it; None where memory does."""
        return self._file

    @property
    def content(self) -> memoryview:
        """All of it, where memory holds it."""
        return self._memory.getbuffer()

    def count_rows_of(self, results_format: QueryResultsFormat) -> None:
        """Count rows of SELECT in what is written from now on."""
        self._counter = _COUNTERS[results_format]()

    def counted(self, rows: Iterable[T]) -> Iterator[T]:
        """The same rows, counted.

        Raises:
            ResultTooLargeError: they are more than the limit.
        """
        for row in rows:
            self._add_rows(1)
            yield row

    def write(self, data: ReadableBuffer, /) -> int:
        """Take data in.

        Raises:
            ResultTooLargeError: that would pass a limit.
            SpoolFullError: there is no room for it.
        """
        piece = bytes(data)
        if self.size + len(piece) > self._most_bytes:
            raise ResultTooLargeError(f"the result has more than {self._most_bytes} bytes")
        if self._counter is not None:
            self._add_rows(self._counter(piece))
        if self._file is None and self.size + len(piece) > IN_MEMORY:
            self._spill()
        if self._file is None:
            self._memory.write(piece)
        else:
            self._write_out(self._file, piece)
        self.size += len(piece)
        return len(piece)

    def flush(self) -> None:
        """Hand everything to the system."""
        if self._file is not None:
            try:
                self._file.flush()
            except OSError as error:
                raise SpoolFullError(os.strerror(error.errno or 0)) from error

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()

    def _add_rows(self, count: int) -> None:
        self.rows += count
        if self.rows > self._most_rows:
            raise ResultTooLargeError(f"the result has more than {self._most_rows} rows")

    def _spill(self) -> None:
        try:
            self._file = tempfile.TemporaryFile(prefix="imr-graph-result-")  # noqa: SIM115 - close() does
        except OSError as error:
            raise SpoolFullError(os.strerror(error.errno or 0)) from error
        self._write_out(self._file, self._memory.getvalue())
        self._memory = io.BytesIO()

    def _write_out(self, file: IO[bytes], piece: bytes) -> None:
        after = file.tell() + len(piece)
        while self._granted < after:
            if not self._room(ROOM):
                raise SpoolFullError("results that wait to be sent take all of it")
            self._granted += ROOM
        try:
            file.write(piece)
        except OSError as error:
            raise SpoolFullError(os.strerror(error.errno or 0)) from error


def _lines() -> Callable[[bytes], int]:
    """Rows of TSV, where every line end is one; the first line names the columns."""
    first = 1

    def count(piece: bytes) -> int:
        nonlocal first
        ends = piece.count(b"\n")
        rows = max(0, ends - first)
        first = max(0, first - ends)
        return rows

    return count


def _unquoted_lines() -> Callable[[bytes], int]:
    """Rows of CSV, where quoted texts may hold line ends; a doubled quote ends and begins one."""
    quoted = 0
    lines = _lines()

    def count(piece: bytes) -> int:
        nonlocal quoted
        if not quoted and b'"' not in piece:
            return lines(piece)
        parts = piece.split(b'"')
        outside = b"".join(parts[quoted::2])
        quoted = (quoted + len(parts) - 1) % 2
        return lines(outside)

    return count


def _marks(*marks: bytes, but: tuple[bytes, ...] = ()) -> Callable[[bytes], int]:
    """Rows of a format in which each begins with one of some marks, but not where it goes on as in others."""
    longest = max(map(len, (*marks, *but)))
    before = b""

    def count(piece: bytes) -> int:
        nonlocal before
        joined = before + piece
        found = sum(joined.count(mark) - before.count(mark) for mark in marks)
        found -= sum(joined.count(mark) - before.count(mark) for mark in but)
        before = joined[-(longest - 1) :]
        return found

    return count


_COUNTERS: Final[dict[QueryResultsFormat, Callable[[], Callable[[bytes], int]]]] = {
    QueryResultsFormat.CSV: _unquoted_lines,
    QueryResultsFormat.TSV: _lines,
    QueryResultsFormat.XML: lambda: _marks(b"<result>"),
    # Rows are the only objects in an array. After a text that ends in `[{` or `,{` comes no name of a
    # variable. One that holds `,{}` counts as a row more: near the limit a result may be refused that is
    # within it by a few rows, none is let through.
    QueryResultsFormat.JSON: lambda: _marks(
        b'[{"', b',{"', b"[{}", b",{}", but=(b'[{"}', b'[{",', b',{"}', b',{",')
    ),
}
