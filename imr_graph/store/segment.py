"""One segment of the kept letters: an SQLite file that never changes once it is published.

``letter`` holds every letter that the segment brought, by the hash of its text; ``standing`` says
which of them stands under an identifier since then, or that none does. A letter that does not
stand is set aside: it gave way to another of its case.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from imr_graph.store.databases import Database

_SCHEMA: Final = """
CREATE TABLE letter (
    text_sha256 BLOB NOT NULL,
    identifier TEXT NOT NULL,
    body TEXT NOT NULL,      -- identifier of the body alone
    decided TEXT,            -- ISO day
    items INTEGER NOT NULL,
    synthetic INTEGER NOT NULL,
    record BLOB NOT NULL,    -- JSON, packed
    text BLOB NOT NULL       -- UTF-8, packed
);
CREATE UNIQUE INDEX letter_text ON letter (text_sha256);
CREATE INDEX letter_body ON letter (body, identifier);
CREATE INDEX letter_identifier ON letter (identifier);
CREATE TABLE standing (
    identifier TEXT PRIMARY KEY,
    text_sha256 BLOB         -- NULL: no letter stands under it any more
) WITHOUT ROWID;
CREATE TABLE total (name TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
"""

# Large pages hold several letters each, so that little is lost at their ends. What is not
# committed belongs to a draft, which is thrown away whole: no journal is needed.
_FOR_WRITING: Final = """
PRAGMA page_size = 65536;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA cache_size = -65536;
PRAGMA temp_store = MEMORY;
"""
_FOR_READING: Final = "PRAGMA cache_size = -8192;"


class KeptLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter as it is kept.

    Args:
        identifier: the case number, else that of the body.
        body: identifier of the body alone (``body-…``).
        text_sha256: hash of the kept text, hexadecimal; names the letter.
        decided: the decision's day, ISO.
        items: number of disputed items.
        synthetic: whether the letter says that it was made up.
        record: the record, by :func:`~imr_graph.store.packing.pack_record`.
        text: the kept text, by :func:`~imr_graph.store.packing.pack_text`.
    """

    identifier: str
    body: str
    text_sha256: str
    decided: str | None
    items: int
    synthetic: bool
    record: bytes
    text: bytes

    @property
    def rank(self) -> tuple[str, str]:
        """What decides between two letters of one case: the larger stands."""
        return (self.decided or "", self.text_sha256)


def create_segment(path: Path) -> Database:
    """An empty segment, open for writing."""
    database = Database(path, "create", "segment of letters")
    database.script(_FOR_WRITING + _SCHEMA)
    return database


def open_segment(path: Path) -> Database:
    """A published segment, open for reading.

    Raises:
        GraphDirectoryError: the file is absent or no segment.
    """
    database = Database(path, "read", "segment of letters")
    database.script(_FOR_READING)
    database.one("SELECT count(*) FROM total")
    return database


def insert_letters(segment: Database, letters: Iterable[KeptLetter]) -> None:
    """Write letters into a segment; of the same text the last stays."""
    segment.run_many(
        "INSERT OR REPLACE INTO letter VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                bytes.fromhex(letter.text_sha256),
                letter.identifier,
                letter.body,
                letter.decided,
                letter.items,
                letter.synthetic,
                letter.record,
                letter.text,
            )
            for letter in letters
        ),
    )
