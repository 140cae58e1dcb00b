"""The record store: every determination's record and kept text, compressed, in one SQLite file."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
import zstandard

from imr_graph.errors import GraphDirectoryError
from imr_graph.record import Record

_SCHEMA: Final = """
CREATE TABLE letter (
    identifier TEXT PRIMARY KEY,
    text_sha256 TEXT NOT NULL,
    items INTEGER NOT NULL,
    record BLOB NOT NULL,  -- JSON, zstd
    text BLOB NOT NULL     -- UTF-8, zstd
);
CREATE INDEX letter_text ON letter (text_sha256);
-- Every body that ever arrived under a case number, so that the same body without one is known
-- for the same case, whichever came first and whichever version of the case was kept.
CREATE TABLE body (
    body_identifier TEXT NOT NULL,
    identifier TEXT NOT NULL,
    PRIMARY KEY (body_identifier, identifier)
) WITHOUT ROWID;
"""
_LEVEL: Final = 9


class RecordStore:
    """Records and kept texts by identifier.

    One connection, guarded by a lock, so that threads may share it.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._packer = zstandard.ZstdCompressor(level=_LEVEL)

    @classmethod
    def create(cls, path: Path) -> RecordStore:
        """An empty store in a new file."""
        store = cls(_connect(path, "rwc"))
        store._connection.executescript(_SCHEMA)
        return store

    @classmethod
    def open(cls, path: Path, *, read_only: bool) -> RecordStore:
        """A store that exists.

        Raises:
            GraphDirectoryError: the file is absent or no record store.
        """
        store = cls(_connect(path, "ro" if read_only else "rw"))
        try:
            store._connection.execute("SELECT count(*) FROM letter")
        except sqlite3.DatabaseError as error:
            store.close()
            raise GraphDirectoryError(f"{path}: this is no record store ({error})") from error
        return store

    def put(self, record: Record, text: str) -> None:
        """Keep a letter, in the place of any other of its identifier."""
        packed = self._packer.compress(msgspec.json.encode(record))
        kept = self._packer.compress(text.encode())
        row = (record.identifier, record.text_sha256, len(record.items), packed, kept)
        with self._lock:
            self._connection.execute("INSERT OR REPLACE INTO letter VALUES (?, ?, ?, ?, ?)", row)

    def remove(self, identifier: str) -> None:
        """Forget a letter's record and text."""
        with self._lock:
            self._connection.execute("DELETE FROM letter WHERE identifier = ?", (identifier,))

    def record(self, identifier: str) -> Record | None:
        """The record of that identifier."""
        row = self._one("SELECT record FROM letter WHERE identifier = ?", identifier)
        return None if row is None else msgspec.json.decode(_unpacked(row[0]), type=Record)

    def text(self, identifier: str) -> str | None:
        """The kept text that the record's spans point into."""
        row = self._one("SELECT text FROM letter WHERE identifier = ?", identifier)
        return None if row is None else _unpacked(row[0]).decode()

    def identifiers(self) -> list[str]:
        """All identifiers, sorted."""
        with self._lock:
            rows = self._connection.execute("SELECT identifier FROM letter ORDER BY identifier").fetchall()
        return [identifier for (identifier,) in rows]

    def holds(self, identifier: str) -> bool:
        """Whether a letter of that identifier is kept."""
        return self._one("SELECT 1 FROM letter WHERE identifier = ?", identifier) is not None

    def holds_text(self, text_sha256: str) -> bool:
        """Whether a letter of exactly that text is kept."""
        return self._one("SELECT 1 FROM letter WHERE text_sha256 = ?", text_sha256) is not None

    def name_body(self, body_identifier: str, identifier: str) -> None:
        """Note that this body arrived under a case number."""
        with self._lock:
            row = (body_identifier, identifier)
            self._connection.execute("INSERT OR IGNORE INTO body VALUES (?, ?)", row)

    def case_of_body(self, body_identifier: str) -> str | None:
        """The identifier under which a body arrived with a case number; of several the first in order."""
        row = self._one("SELECT min(identifier) FROM body WHERE body_identifier = ?", body_identifier)
        case: str | None = None if row is None else row[0]
        return case

    def bodies(self) -> list[tuple[str, str]]:
        """Every (body identifier, identifier) noted."""
        with self._lock:
            return self._connection.execute("SELECT body_identifier, identifier FROM body").fetchall()

    def letters(self) -> Iterator[tuple[Record, str]]:
        """Every record with its kept text, in order of identifier."""
        for identifier in self.identifiers():
            record, text = self.record(identifier), self.text(identifier)
            if record is not None and text is not None:
                yield record, text

    def counts(self) -> tuple[int, int]:
        """The number of letters and of their items."""
        row = self._one("SELECT count(*), total(items) FROM letter")
        return (0, 0) if row is None else (int(row[0]), int(row[1]))

    def commit(self) -> None:
        """Write everything to disk."""
        with self._lock:
            self._connection.commit()

    def close(self) -> None:
        """Close the file; what was not committed is dropped."""
        self._connection.close()

    def _one(self, sql: str, *values: str) -> tuple[Any, ...] | None:
        with self._lock:
            row: tuple[Any, ...] | None = self._connection.execute(sql, values).fetchone()
        return row


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    # A published file never changes: "immutable" spares readers the lock files beside it.
    address = f"{path.absolute().as_uri()}?mode={mode}" + ("&immutable=1" if mode == "ro" else "")
    try:
        return sqlite3.connect(address, uri=True, check_same_thread=False)
    except sqlite3.Error as error:
        raise GraphDirectoryError(f"{path}: the record store cannot be opened ({error})") from error


def _unpacked(blob: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompress(blob)
