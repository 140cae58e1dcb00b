"""The ledger: what a graph directory knows beside its versions, in one SQLite file.

Files that were read, letters in quarantine, cases that were removed for good. Every method commits
what it writes, so that a build that is killed keeps all that it noted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from imr_graph.errors import LetterError
from imr_graph.store.databases import Database
from imr_graph.store.packing import unpack_text

LEDGER: Final = "ledger.sqlite"
"""The ledger's name in a graph directory."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS file (
    file_sha256 BLOB PRIMARY KEY,
    text_sha256 BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS file_text ON file (text_sha256);
CREATE TABLE IF NOT EXISTS quarantine (
    source TEXT PRIMARY KEY,
    file_sha256 BLOB,
    place TEXT NOT NULL,
    cause TEXT NOT NULL,
    cure TEXT NOT NULL,
    rules TEXT NOT NULL,
    text BLOB              -- kept text, packed, where the file gave one
);
CREATE INDEX IF NOT EXISTS quarantine_file ON quarantine (file_sha256);
CREATE TABLE IF NOT EXISTS tombstone (
    identifier TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (identifier, body)
) WITHOUT ROWID;
"""
# The bytes of what is deleted are overwritten: a removed case leaves nothing behind.
_SETTINGS: Final = "PRAGMA secure_delete = ON; PRAGMA journal_mode = TRUNCATE;"


class Quarantined(msgspec.Struct, frozen=True, kw_only=True):
    """A file that gave no record.

    Args:
        source: the file as the user named it.
        file_sha256: hash of the file, hexadecimal; None where it could not be read at all.
        place: where in the file it failed.
        cause: why, in words.
        cure: what can be done.
        rules: version of the rules that failed.
        text: the kept text by :func:`~imr_graph.store.packing.pack_text`, where the file gave one.
    """

    source: str
    file_sha256: str | None
    place: str
    cause: str
    cure: str
    rules: str
    text: bytes | None = None

    def error(self) -> LetterError:
        """The failure, to be reported once more."""
        return LetterError(self.source, self.place, self.cause, self.cure)


class Tombstones:
    """The cases that were removed, in memory.

    Args:
        rows: identifiers of removed cases, each with the identifier of a body that it had.
    """

    def __init__(self, rows: Iterable[tuple[str, str]] = ()) -> None:
        known = list(rows)
        self.identifiers = {identifier for identifier, _ in known}
        self.bodies = {body for _, body in known}

    def cover(self, identifier: str, body: str) -> bool:
        """Whether a letter is of a removed case: by its number, or by its body where it has none."""
        return identifier in self.identifiers or (identifier == body and body in self.bodies)


class Ledger:
    """The ledger of a graph directory, open for reading and writing.

    Args:
        directory: the graph directory.

    Raises:
        GraphDirectoryError: the ledger cannot be made or opened.
    """

    def __init__(self, directory: Path) -> None:
        path = directory / LEDGER
        writable = not path.exists() or _writable(path)
        self._database = Database(path, "create" if writable else "watch", "ledger")
        if writable:
            self._database.script(_SETTINGS + _SCHEMA)

    def note_files(self, files: Iterable[tuple[str, str]]) -> None:
        """Note what files gave which kept texts.

        Args:
            files: hashes of files and of their texts, hexadecimal.
        """
        rows = [(bytes.fromhex(file), bytes.fromhex(text)) for file, text in files]
        with self._database.transaction():
            self._database.run_many("INSERT OR REPLACE INTO file VALUES (?, ?)", rows)

    def texts_of_files(self, files: Sequence[str]) -> dict[str, str]:
        """The texts that these files gave when they were read, by hash; unknown files are left out.

        Whether a text is still kept, the version at hand tells.
        """
        asked = "SELECT file_sha256, text_sha256 FROM file WHERE file_sha256 IN (?)"
        hashes = [bytes.fromhex(file) for file in files]
        return {file.hex(): text.hex() for file, text in self._database.among(asked, hashes)}

    def knows_files(self) -> bool:
        """Whether any file was read before, or lies in quarantine."""
        asked = "SELECT EXISTS (SELECT 1 FROM file) OR EXISTS (SELECT 1 FROM quarantine)"
        return self._database.one(asked) == (1,)

    def quarantine(self, letters: Iterable[Quarantined]) -> None:
        """Put files into quarantine, in the place of what lay there of the same sources."""
        rows = [
            (
                letter.source,
                bytes.fromhex(letter.file_sha256) if letter.file_sha256 else None,
                letter.place,
                letter.cause,
                letter.cure,
                letter.rules,
                letter.text,
            )
            for letter in letters
        ]
        with self._database.transaction():
            self._database.run_many("INSERT OR REPLACE INTO quarantine VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def quarantined(self, *, except_rules: str | None = None) -> Iterator[Quarantined]:
        """What lies in quarantine, by source.

        Args:
            except_rules: leave out what failed by this version of the rules: it would fail again.
        """
        asked = (
            "SELECT source, file_sha256, place, cause, cure, rules, text FROM quarantine "
            "WHERE rules IS NOT ? AND source > ? ORDER BY source LIMIT 100"
        )
        last = ""
        while rows := self._database.all(asked, except_rules, last):
            yield from map(_quarantined, rows)
            last = rows[-1][0]

    def quarantined_files(self, files: Sequence[str], rules: str) -> dict[str, Quarantined]:
        """Which of these files, by hash, failed by these rules: reading them again would not help."""
        asked = (
            "SELECT source, file_sha256, place, cause, cure, rules, text FROM quarantine "
            "WHERE file_sha256 IN (?)"
        )
        hashes = [bytes.fromhex(file) for file in files]
        found = map(_quarantined, self._database.among(asked, hashes))
        return {one.file_sha256: one for one in found if one.file_sha256 and one.rules == rules}

    def quarantine_size(self) -> int:
        """The number of files in quarantine."""
        row = self._database.one("SELECT count(*) FROM quarantine")
        return int(row[0]) if row else 0

    def release(self, *, sources: Iterable[str] = (), files: Iterable[str] = ()) -> None:
        """Let files out of quarantine, by source or by hash."""
        with self._database.transaction():
            self._database.run_many(
                "DELETE FROM quarantine WHERE source = ?", ((source,) for source in sources)
            )
            self._database.run_many(
                "DELETE FROM quarantine WHERE file_sha256 = ?", ((bytes.fromhex(file),) for file in files)
            )

    def bury(self, identifier: str, bodies: Iterable[str]) -> None:
        """Leave a tombstone: no build takes letters of this case, or of these bodies alone, any more."""
        with self._database.transaction():
            self._database.run_many(
                "INSERT OR IGNORE INTO tombstone VALUES (?, ?)", ((identifier, body) for body in bodies)
            )

    def readmit(self, identifiers: Iterable[str]) -> int:
        """Lift the tombstones of these cases; how many cases had one."""
        with self._database.transaction():
            return sum(
                self._database.run("DELETE FROM tombstone WHERE identifier = ?", one) > 0
                for one in identifiers
            )

    def tombstones(self) -> Tombstones:
        """All tombstones."""
        rows = self._database.all("SELECT identifier, body FROM tombstone")
        return Tombstones((identifier, body) for identifier, body in rows)

    def expunge(self, texts: Sequence[str], identifier: str) -> None:
        """Forget the files that gave these texts, and what lies in quarantine of them or names a case.

        Args:
            texts: hashes of kept texts, hexadecimal.
            identifier: the case.
        """
        hashes = [bytes.fromhex(text) for text in texts]
        found = self._database.among("SELECT file_sha256 FROM file WHERE text_sha256 IN (?)", hashes)
        files = [file for (file,) in found]
        naming = [
            (letter.source,)
            for letter in self.quarantined()
            if identifier in letter.source
            or (letter.text is not None and identifier in unpack_text(letter.text))
        ]
        with self._database.transaction():
            for table in ("quarantine", "file"):
                self._database.run_many(
                    f"DELETE FROM {table} WHERE file_sha256 = ?",  # noqa: S608 - named above
                    ((file,) for file in files),
                )
            self._database.run_many("DELETE FROM quarantine WHERE source = ?", naming)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()


def refused_letters(directory: Path) -> int:
    """How many files lie in quarantine of a graph directory, asked beside whoever writes there.

    Raises:
        GraphDirectoryError: the ledger is damaged.
    """
    path = directory / LEDGER
    if not path.exists():
        return 0
    database = Database(path, "watch", "ledger")
    try:
        row = database.one("SELECT count(*) FROM quarantine")
    finally:
        database.close()
    return int(row[0]) if row else 0


def _quarantined(row: tuple[str, bytes | None, str, str, str, str, bytes | None]) -> Quarantined:
    source, file, place, cause, cure, rules, text = row
    return Quarantined(
        source=source,
        file_sha256=file.hex() if file else None,
        place=place,
        cause=cause,
        cure=cure,
        rules=rules,
        text=text,
    )


def _writable(path: Path) -> bool:
    try:
        with path.open("ab"):
            return True
    except OSError:
        return False
