"""What a build has read so far, so that one that is killed does not read it again.

One chunk of letters is one commit. Light columns stand apart from contents, so that the letters
of a case can be settled without loading any.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from imr_graph.errors import GraphDirectoryError
from imr_graph.store.databases import Database
from imr_graph.store.segment import KeptLetter

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS chunk (
    number INTEGER PRIMARY KEY,
    contents BLOB NOT NULL,  -- MessagePack: of each letter record, text and triples, as they were given
    facts BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS letter (
    chunk INTEGER NOT NULL,
    place INTEGER NOT NULL,
    text_sha256 BLOB NOT NULL,
    identifier TEXT NOT NULL,
    body TEXT NOT NULL,
    decided TEXT,
    items INTEGER NOT NULL,
    synthetic INTEGER NOT NULL,
    source TEXT NOT NULL,
    file_sha256 BLOB,
    PRIMARY KEY (chunk, place)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS letter_text ON letter (text_sha256);
"""
_SETTLING: Final = """
CREATE INDEX IF NOT EXISTS letter_identifier ON letter (identifier);
CREATE INDEX IF NOT EXISTS letter_body ON letter (body);
"""
# A power cut may cost the last chunks, never the file.
_SETTINGS: Final = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384;"
_SUMMARY: Final = (
    "chunk, place, text_sha256, identifier, body, decided, items, synthetic, source, file_sha256"
)


class StagedLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that gave a record, with everything that loading it needs.

    Args:
        letter: as it will be kept.
        source: the file as the user named it, for reports.
        file_sha256: hash of the file, hexadecimal; None for a kept text of an unknown file.
        triples: its statements, in whatever form the build gave them.
    """

    letter: KeptLetter
    source: str
    file_sha256: str | None
    triples: bytes


class StagedChunk(msgspec.Struct, frozen=True, kw_only=True):
    """One chunk as it was staged.

    Args:
        number: its place in the order of staging, from 1.
        letters: what it holds.
        facts: the chunk's rows, in whatever form the build gave them.
    """

    number: int
    letters: tuple[StagedLetter, ...]
    facts: bytes


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """A staged letter without its contents; ``chunk`` and ``place`` (from 0) tell where it lies."""

    chunk: int
    place: int
    text_sha256: str
    identifier: str
    body: str
    decided: str | None
    items: int
    synthetic: bool
    source: str
    file_sha256: str | None

    @property
    def rank(self) -> tuple[str, str]:
        """What decides between two letters of one case: the larger stands."""
        return (self.decided or "", self.text_sha256)


class Staging:
    """The staging area of a graph directory.

    Args:
        folder: the graph directory's folder ``staging``; made where it is absent.
        key: what the staged results depend on beside the letters (rules, base, form of evidence).
            What was staged under another key is thrown away, and so is what is damaged.

    Raises:
        GraphDirectoryError: the folder cannot be written.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self._folder = folder
        self._database = self._opened()
        held = self._database.one("SELECT value FROM setting WHERE name = 'key'")
        if held != (key,):
            if held is not None:
                self._database.close()
                shutil.rmtree(folder)
                self._database = self._opened()
            self._database.run("INSERT OR REPLACE INTO setting VALUES ('key', ?)", key)

    def append(self, letters: Sequence[StagedLetter], facts: bytes = b"") -> int:
        """Stage a chunk, all of it or nothing; its number."""
        contents = msgspec.msgpack.encode(
            [(staged.letter.record, staged.letter.text, staged.triples) for staged in letters]
        )
        database = self._database
        with database.transaction():
            database.run("INSERT INTO chunk (contents, facts) VALUES (?, ?)", contents, facts)
            row = database.one("SELECT last_insert_rowid()")
            number = int(row[0]) if row else 0
            database.run_many(
                "INSERT INTO letter VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (
                        number,
                        place,
                        bytes.fromhex(staged.letter.text_sha256),
                        staged.letter.identifier,
                        staged.letter.body,
                        staged.letter.decided,
                        staged.letter.items,
                        staged.letter.synthetic,
                        staged.source,
                        bytes.fromhex(staged.file_sha256) if staged.file_sha256 else None,
                    )
                    for place, staged in enumerate(letters)
                ),
            )
        return number

    def known_texts(self, text_sha256s: Sequence[str]) -> set[str]:
        """Which of these texts are staged."""
        hashes = [bytes.fromhex(text) for text in text_sha256s]
        asked = "SELECT text_sha256 FROM letter WHERE text_sha256 IN (?)"
        return {text.hex() for (text,) in self._database.among(asked, hashes)}

    def summaries(self) -> Iterator[Summary]:
        """All staged letters without contents, in the order of staging."""
        chunk, place = 0, -1
        asked = (
            f"SELECT {_SUMMARY} FROM letter WHERE (chunk, place) > (?, ?) "  # noqa: S608 - a constant
            "ORDER BY chunk, place LIMIT 1000"
        )
        while rows := self._database.all(asked, chunk, place):
            yield from map(_summary, rows)
            chunk, place = rows[-1][:2]

    def rivals(self) -> list[Summary]:
        """The staged letters that share an identifier or a body with another, in the order of staging.

        All others can be settled against what the graph holds alone.
        """
        self._database.script(_SETTLING)
        rows = self._database.all(
            f"SELECT {_SUMMARY} FROM letter WHERE "  # noqa: S608 - a constant
            "identifier IN (SELECT identifier FROM letter GROUP BY identifier HAVING count(*) > 1) "
            "OR body IN (SELECT body FROM letter GROUP BY body HAVING count(*) > 1) ORDER BY chunk, place"
        )
        return [_summary(row) for row in rows]

    def chunks(self) -> Iterator[StagedChunk]:
        """All chunks in the order of staging, one in memory at a time."""
        for (number,) in self._database.all("SELECT number FROM chunk ORDER BY number"):
            yield self.chunk(number)

    def chunk(self, number: int) -> StagedChunk:
        """One chunk.

        Raises:
            GraphDirectoryError: there is none of that number, or it is damaged.
        """
        held = self._database.one("SELECT contents, facts FROM chunk WHERE number = ?", number)
        if held is None:
            raise GraphDirectoryError(f"{self._folder}: nothing is staged as chunk {number}")
        contents = msgspec.msgpack.decode(held[0], type=list[tuple[bytes, bytes, bytes]])
        rows = self._database.all(
            f"SELECT {_SUMMARY} FROM letter WHERE chunk = ? ORDER BY place",  # noqa: S608 - a constant
            number,
        )
        letters = []
        for summary, (record, text, triples) in zip(map(_summary, rows), contents, strict=True):
            letter = KeptLetter(
                identifier=summary.identifier,
                body=summary.body,
                text_sha256=summary.text_sha256,
                decided=summary.decided,
                items=summary.items,
                synthetic=summary.synthetic,
                record=record,
                text=text,
            )
            letters.append(
                StagedLetter(
                    letter=letter, source=summary.source, file_sha256=summary.file_sha256, triples=triples
                )
            )
        return StagedChunk(number=number, letters=tuple(letters), facts=held[1])

    def __len__(self) -> int:
        """The number of staged letters."""
        row = self._database.one("SELECT count(*) FROM letter")
        return int(row[0]) if row else 0

    def close(self) -> None:
        """Let go of the files; what is staged stays."""
        self._database.close()

    def drop(self) -> None:
        """Throw away all that is staged, and close."""
        self._database.close()
        shutil.rmtree(self._folder)

    def _opened(self) -> Database:
        path = self._folder / "staging.sqlite"
        try:
            self._folder.mkdir(exist_ok=True)
            opened = Database(path, "create", "staging area")
            opened.script(_SETTINGS + _SCHEMA)
        except GraphDirectoryError:
            if not path.exists():
                raise
            shutil.rmtree(self._folder)  # damaged: its letters are read once more
            self._folder.mkdir()
            opened = Database(path, "create", "staging area")
            opened.script(_SETTINGS + _SCHEMA)
        return opened


def staged_letters(directory: Path) -> int:
    """How many letters a build at work, or one that ended too early, has in the staging area."""
    return _asked(directory, "SELECT count(*) FROM letter")


def drop_staged(directory: Path, identifier: str) -> None:
    """Throw the staging area away if it holds a letter of a case.

    Args:
        directory: the graph directory, in which no build is at work.
        identifier: the case's.
    """
    if _asked(directory, "SELECT count(*) FROM letter WHERE identifier = ?", identifier):
        shutil.rmtree(directory / "staging")


def _asked(directory: Path, statement: str, *values: str) -> int:
    path = directory / "staging" / "staging.sqlite"
    if not path.exists():
        return 0
    database = Database(path, "watch", "staging area")
    try:
        row = database.one(statement, *values)
        return int(row[0]) if row else 0
    finally:
        database.close()


def _summary(row: tuple[Any, ...]) -> Summary:
    chunk, place, text_sha256, identifier, body, decided, items, synthetic, source, file_sha256 = row
    return Summary(
        chunk=chunk,
        place=place,
        text_sha256=text_sha256.hex(),
        identifier=identifier,
        body=body,
        decided=decided,
        items=items,
        synthetic=bool(synthetic),
        source=source,
        file_sha256=file_sha256.hex() if file_sha256 else None,
    )
