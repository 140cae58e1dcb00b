"""The kept letters of one version: a view over its segments, the newest first."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import Final

import msgspec

from imr_graph.errors import GraphDirectoryError
from imr_graph.record import Record
from imr_graph.store.databases import BATCH, Database, batches
from imr_graph.store.packing import unpack_record, unpack_text
from imr_graph.store.segment import KeptLetter, create_segment, insert_letters, open_segment

_PAGE: Final = 200
"""Letters that are read at once when all are gone through."""


class Counts(msgspec.Struct, frozen=True):
    """What stands in a version: letters, their disputed items, and how many letters are synthetic."""

    letters: int = 0
    items: int = 0
    synthetic: int = 0


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """The letter that stands under an identifier, without its contents."""

    identifier: str
    body: str
    text_sha256: str
    decided: str | None
    items: int
    synthetic: bool

    @property
    def rank(self) -> tuple[str, str]:
        """What decides between two letters of one case: the larger stands."""
        return (self.decided or "", self.text_sha256)


class LetterSegments:
    """Records and kept texts by identifier. Threads may share it.

    Args:
        segments: open segments, the newest first.
    """

    def __init__(self, segments: Sequence[Database]) -> None:
        self._segments = list(segments)

    @classmethod
    def open(cls, folder: Path) -> LetterSegments:
        """The segments in a version's folder ``letters``, for reading.

        Raises:
            GraphDirectoryError: the folder is absent, or a file in it is no segment.
        """
        if not folder.is_dir():
            raise GraphDirectoryError(f"{folder}: the graph directory is damaged here (no such folder)")
        with ExitStack() as undo:
            opened = []
            for path in segment_files(folder):
                opened.append(open_segment(path))
                undo.callback(opened[-1].close)
            undo.pop_all()
        return cls(opened)

    def record(self, identifier: str) -> Record | None:
        """The record of the letter that stands under that identifier."""
        packed = self._content("record", identifier)
        return None if packed is None else unpack_record(packed)

    def text(self, identifier: str) -> str | None:
        """Its kept text, which the record's spans point into."""
        packed = self._content("text", identifier)
        return None if packed is None else unpack_text(packed)

    def records(self, identifiers: Sequence[str]) -> dict[str, Record]:
        """The records of many letters at once; identifiers that no letter stands under are left out."""
        return {name: unpack_record(packed) for name, packed in self._contents("record", identifiers)}

    def texts(self, identifiers: Sequence[str]) -> dict[str, str]:
        """Their kept texts, as :meth:`records`."""
        return {name: unpack_text(packed) for name, packed in self._contents("text", identifiers)}

    def holds(self, identifier: str) -> bool:
        """Whether a letter stands under that identifier."""
        return self._standing_text(identifier) is not None

    def holds_text(self, text_sha256: str) -> bool:
        """Whether a letter of exactly that text is kept, standing or set aside."""
        return text_sha256 in self.known_texts([text_sha256])

    def known_texts(self, text_sha256s: Sequence[str]) -> set[str]:
        """Which of these texts are kept, standing or set aside."""
        hashes = [bytes.fromhex(text) for text in text_sha256s]
        asked = "SELECT text_sha256 FROM letter WHERE text_sha256 IN (?)"
        return {text.hex() for segment in self._segments for (text,) in segment.among(asked, hashes)}

    def identifiers(self) -> list[str]:
        """The identifiers that letters stand under, sorted."""
        return list(self._identifiers())

    def standing(self, identifier: str) -> Standing | None:
        """The letter that stands under that identifier."""
        return self.standings([identifier]).get(identifier)

    def standings(self, identifiers: Sequence[str]) -> dict[str, Standing]:
        """The letters that stand under these identifiers; those that hold none are left out."""
        texts = self._standing_texts(identifiers)
        found: dict[str, Standing] = {}
        for segment in self._segments:
            asked = "SELECT text_sha256, body, decided, items, synthetic FROM letter WHERE text_sha256 IN (?)"
            rows = list(segment.among(asked, list(texts)))
            for text, body, decided, items, synthetic in rows:
                identifier = texts.pop(text)
                found[identifier] = Standing(
                    identifier=identifier,
                    body=body,
                    text_sha256=text.hex(),
                    decided=decided,
                    items=items,
                    synthetic=bool(synthetic),
                )
        if texts:
            raise _missing(min(texts.values()))
        return found

    def case_of_body(self, body: str) -> str | None:
        """The case under whose number a letter of that body ever arrived; of several the first in order."""
        return self.cases_of_bodies([body]).get(body)

    def cases_of_bodies(self, bodies: Sequence[str]) -> dict[str, str]:
        """The same for many bodies; those that no numbered letter has are left out."""
        asked = (
            "SELECT body, min(identifier) FROM letter WHERE body IN (?) AND identifier <> body GROUP BY body"
        )
        cases: dict[str, str] = {}
        for segment in self._segments:
            for body, identifier in segment.among(asked, bodies):
                cases[body] = min(identifier, cases.get(body, identifier))
        return cases

    def letters(self) -> Iterator[tuple[Record, str]]:
        """Every standing letter's record with its kept text, in order of identifier."""
        for identifier in self._identifiers():
            record, text = self._content("record", identifier), self._content("text", identifier)
            if record is not None and text is not None:
                yield unpack_record(record), unpack_text(text)

    def kept(self, known: Callable[[Sequence[str]], set[str]] | None = None) -> Iterator[KeptLetter]:
        """Every letter that is kept, standing or set aside, each text once and none in memory for long.

        Args:
            known: which of some texts (hashes) are to be left out.
        """
        for n, segment in enumerate(self._segments):
            newer = LetterSegments(self._segments[:n])
            for page in _pages(segment):
                texts = [letter.text_sha256 for letter in page]
                left_out = newer.known_texts(texts)
                if known is not None:
                    left_out |= known(texts)
                yield from (letter for letter in page if letter.text_sha256 not in left_out)

    def of_case(self, identifier: str) -> list[Standing]:
        """All letters kept under an identifier, standing or set aside, without contents; by rank."""
        asked = "SELECT text_sha256, body, decided, items, synthetic FROM letter WHERE identifier = ?"
        found = {
            row[0]: Standing(
                identifier=identifier,
                body=row[1],
                text_sha256=row[0].hex(),
                decided=row[2],
                items=row[3],
                synthetic=bool(row[4]),
            )
            for segment in reversed(self._segments)
            for row in segment.all(asked, identifier)
        }
        return sorted(found.values(), key=lambda letter: letter.rank)

    def counts(self) -> Counts:
        """What stands, as the newest segment notes it."""
        return _noted(self._segments[0]) if self._segments else Counts()

    def recounted(self) -> Counts:
        """What stands, counted anew letter by letter."""
        letters = items = synthetic = 0
        for batch in batches(self.identifiers(), BATCH):
            found = self.standings(batch).values()
            letters += len(found)
            items += sum(letter.items for letter in found)
            synthetic += sum(letter.synthetic for letter in found)
        return Counts(letters, items, synthetic)

    def close(self) -> None:
        """Let go of all files."""
        for segment in self._segments:
            segment.close()

    def __len__(self) -> int:
        """The number of segments."""
        return len(self._segments)

    def _identifiers(self) -> Iterator[str]:
        asked = "SELECT identifier, ?, text_sha256 IS NOT NULL FROM standing ORDER BY identifier"
        rows = heapq.merge(*(segment.all(asked, age) for age, segment in enumerate(self._segments)))
        for identifier, statements in groupby(rows, key=lambda row: row[0]):
            if next(statements)[2]:  # the newest comes first
                yield identifier

    def _standing_text(self, identifier: str) -> bytes | None:
        for segment in self._segments:
            row = segment.one("SELECT text_sha256 FROM standing WHERE identifier = ?", identifier)
            if row is not None:
                text: bytes | None = row[0]
                return text
        return None

    def _content(self, column: str, identifier: str) -> bytes | None:
        text_sha256 = self._standing_text(identifier)
        if text_sha256 is None:
            return None
        for segment in self._segments:
            row = segment.one(f"SELECT {column} FROM letter WHERE text_sha256 = ?", text_sha256)  # noqa: S608
            if row is not None:
                packed: bytes = row[0]
                return packed
        raise _missing(identifier)

    def _standing_texts(self, identifiers: Sequence[str]) -> dict[bytes, str]:
        """Hash of the text to the identifier that it stands under."""
        latest: dict[str, bytes | None] = {}
        wanted = list(identifiers)
        for segment in self._segments:
            asked = "SELECT identifier, text_sha256 FROM standing WHERE identifier IN (?)"
            latest.update(segment.among(asked, wanted))
            wanted = [identifier for identifier in wanted if identifier not in latest]
        return {text: identifier for identifier, text in latest.items() if text is not None}

    def _contents(self, column: str, identifiers: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        texts = self._standing_texts(identifiers)
        for segment in self._segments:
            asked = f"SELECT text_sha256, {column} FROM letter WHERE text_sha256 IN (?)"  # noqa: S608
            for text, packed in list(segment.among(asked, list(texts))):
                yield texts.pop(text), packed
        if texts:
            raise _missing(min(texts.values()))


def _missing(identifier: str) -> GraphDirectoryError:
    return GraphDirectoryError(f"the letter of {identifier} is missing; `imr-graph verify` tells more")


class DraftLetters(LetterSegments):
    """The kept letters of a draft: the segments it began with, and a new one that is being written.

    What is written can be read at once. :func:`imr_graph.store.merging.merge_small` comes after
    :meth:`seal`.

    Args:
        folder: the draft's folder ``letters``; segments in it stay as they are.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        files = segment_files(folder)
        self._older = LetterSegments.open(folder)
        self._new = create_segment(next_segment(folder, files))
        self._new.run("BEGIN")
        self._sealed: Counts | None = None
        super().__init__([self._new, *self._older._segments])  # noqa: SLF001 - its own kind

    def put(self, letters: Iterable[KeptLetter]) -> None:
        """Keep letters and have each stand under its identifier, in the place of any other."""
        for batch in batches(list(letters), BATCH):
            insert_letters(self._new, batch)
            self._new.run_many(
                "INSERT OR REPLACE INTO standing VALUES (?, ?)",
                ((letter.identifier, bytes.fromhex(letter.text_sha256)) for letter in batch),
            )

    def set_aside(self, letters: Iterable[KeptLetter]) -> None:
        """Keep letters that give way to another of their case: they stand under nothing."""
        insert_letters(self._new, letters)

    def forget(self, identifiers: Iterable[str]) -> None:
        """Have no letter stand under these identifiers; those that stood are set aside."""
        rows = ((identifier,) for identifier in identifiers)
        self._new.run_many("INSERT OR REPLACE INTO standing VALUES (?, NULL)", rows)

    def counts(self) -> Counts:
        """What stands in the draft."""
        return self._counted() if self._sealed is None else self._sealed

    def seal(self) -> Counts:
        """End the new segment and close all; one that nothing was written to is removed."""
        counts = self._sealed = self._counted()
        used = self._new.one(
            "SELECT 1 WHERE EXISTS (SELECT 1 FROM letter) OR EXISTS (SELECT 1 FROM standing)"
        )
        note_counts(self._new, counts)
        self._new.run("COMMIT")
        self.close()
        if used is None and len(self._older):
            self._new.path.unlink()
        return counts

    def _counted(self) -> Counts:
        if not len(self._older):
            row = self._new.one(
                "SELECT count(*), total(items), total(synthetic) FROM standing "
                "JOIN letter USING (text_sha256)"
            )
            return Counts(*map(int, row)) if row else Counts()
        before = self._older.counts()
        letters, items, synthetic = before.letters, before.items, before.synthetic
        named = [identifier for (identifier,) in self._new.all("SELECT identifier FROM standing")]
        for batch in batches(named, BATCH):
            for sign, found in ((1, self.standings(batch)), (-1, self._older.standings(batch))):
                letters += sign * len(found)
                items += sign * sum(letter.items for letter in found.values())
                synthetic += sign * sum(letter.synthetic for letter in found.values())
        return Counts(letters, items, synthetic)


def segment_files(folder: Path) -> list[Path]:
    """The segments in a folder, the newest first."""
    return sorted(folder.glob("[0-9][0-9][0-9][0-9].sqlite"), reverse=True)


def next_segment(folder: Path, files: Sequence[Path]) -> Path:
    """The path of a segment newer than these."""
    return folder / f"{1 + max((int(path.stem) for path in files), default=0):04}.sqlite"


def note_counts(segment: Database, counts: Counts) -> None:
    """Note in a segment what stands in the version whose newest it is."""
    rows = ((name, getattr(counts, name)) for name in counts.__struct_fields__)
    segment.run_many("INSERT OR REPLACE INTO total VALUES (?, ?)", rows)


def _noted(segment: Database) -> Counts:
    return Counts(**dict(segment.all("SELECT name, number FROM total")))


def _pages(segment: Database) -> Iterator[list[KeptLetter]]:
    last = 0
    asked = (
        "SELECT rowid, identifier, body, text_sha256, decided, items, synthetic, record, text "
        "FROM letter WHERE rowid > ? ORDER BY rowid LIMIT ?"
    )
    while rows := segment.all(asked, last, _PAGE):
        last = rows[-1][0]
        yield [
            KeptLetter(
                identifier=identifier,
                body=body,
                text_sha256=text_sha256.hex(),
                decided=decided,
                items=items,
                synthetic=bool(synthetic),
                record=record,
                text=text,
            )
            for _, identifier, body, text_sha256, decided, items, synthetic, record, text in rows
        ]
