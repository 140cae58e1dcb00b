"""What a worker does with a chunk of letters: read, parse, derive, pack.

Everything that later steps need leaves the worker as bytes, so that it may be another process or
another machine, and so that it can be kept until all letters are read.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Final

import msgspec
import zstandard
from pyoxigraph import RdfFormat, serialize

from imr_graph.build.sources import read_source
from imr_graph.errors import LetterError
from imr_graph.extract.letter import body_identifier, parse_letter
from imr_graph.letters.limits import Limits
from imr_graph.letters.reader import LetterReader, LetterText
from imr_graph.rdf.annotations import evidence_annotations
from imr_graph.rdf.iris import Iris
from imr_graph.rdf.triples import n_triples
from imr_graph.record import Record
from imr_graph.store.manifest import EvidenceForm
from imr_graph.store.packing import pack_record, pack_text, unpack_record, unpack_text
from imr_graph.store.segment import KeptLetter
from imr_graph.store.staging import StagedLetter
from imr_graph.tables import fact_batch

_LEVEL: Final = 1  # triples are packed for a while only, and repeat themselves much


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """How letters are read: the same for all chunks of a build.

    Args:
        base: base of the letters' IRIs.
        evidence: whether the triples hold the evidence too.
        limits: what one file may take.
    """

    base: str
    evidence: EvidenceForm
    limits: Limits


class KeptText(msgspec.Struct, frozen=True, kw_only=True):
    """A text that is kept already: no file is read for it.

    Args:
        source: what errors call it.
        text: the text, packed.
        record: the record that it gave before, packed, to stay where it gives none any more.
        file_sha256: hash of the file that it came from, where that is known.
    """

    source: str
    text: bytes
    record: bytes | None = None
    file_sha256: str | None = None


class FailedLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that gave no record.

    Args:
        source: the file as the user named it.
        file_sha256: hash of the file's bytes; None where they could not be read.
        place: where in the file.
        cause: what is wrong.
        cure: what to do about it.
        text: the kept text, packed, where the file gave one.
    """

    source: str
    file_sha256: str | None
    place: str
    cause: str
    cure: str
    text: bytes | None

    def error(self) -> LetterError:
        """The failure as it is told."""
        return LetterError(self.source, self.place, self.cause, self.cure)


class ReadChunk(msgspec.Struct, frozen=True, kw_only=True):
    """What a chunk of letters gave.

    Args:
        letters: those that gave a record, with everything that loading them needs; ``triples`` as
            :func:`unpack_triples` takes them.
        failed: those that gave none.
        facts: the fact tables' rows of ``letters``, in their order, packed.
        warnings: the codes of all their warnings, with how often each came.
    """

    letters: list[StagedLetter]
    failed: list[FailedLetter]
    facts: bytes
    warnings: dict[str, int]


def read_chunk(given: Sequence[str | KeptText], task: Task) -> ReadChunk:
    """Read a chunk of letters; one that gives no record spoils none of the others.

    Args:
        given: paths or URLs of files, or texts that are kept.
        task: how to read them.
    """
    letters: list[StagedLetter] = []
    failed: list[FailedLetter] = []
    records: list[Record] = []
    texts: set[str] = set()
    for one in given:
        attempt = _Attempt(one if isinstance(one, str) else one.source)
        try:
            record = attempt.record(one, task)
        except LetterError as error:
            failed.append(attempt.failure(error))
            if isinstance(one, str) or one.record is None:
                continue
            record = unpack_record(one.record)
        if record.text_sha256 in texts:
            continue
        texts.add(record.text_sha256)
        records.append(record)
        letters.append(_staged(record, attempt, task))
    warnings = Counter(warning.code for record in records for warning in record.warnings)
    return ReadChunk(
        letters=letters, failed=failed, facts=fact_batch(records).to_bytes(), warnings=dict(warnings)
    )


def statements(record: Record, text: str, iris: Iris, evidence: EvidenceForm) -> bytes:
    """Everything that a letter adds to the graph, and takes with it when it goes, as N-Triples."""
    said = n_triples(record, iris)
    if evidence == "rdf":
        annotations = (quad.triple for quad in evidence_annotations(record, text, iris))
        said += serialize(annotations, format=RdfFormat.N_TRIPLES) or b""
    return said


def unpack_triples(packed: bytes) -> bytes:
    """The N-Triples of a letter that was read, each line ended."""
    return zstandard.ZstdDecompressor().decompress(packed)


class _Attempt:
    """One letter being read, and how far that went."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.file_sha256: str | None = None
        self.text: str | None = None

    def record(self, given: str | KeptText, task: Task) -> Record:
        """The letter's record.

        Raises:
            LetterError: it gives none.
        """
        if isinstance(given, KeptText):
            self.file_sha256 = given.file_sha256
            letter = LetterText(given.source, unpack_text(given.text))
        else:
            data = read_source(given, task.limits.file_bytes)
            self.file_sha256 = hashlib.sha256(data).hexdigest()
            letter = _reader(task.limits).read_data(given, data)
        self.text = letter.text
        # Where a file lay is no part of what the letter says.
        return msgspec.structs.replace(parse_letter(letter), source=None)

    def failure(self, error: LetterError) -> FailedLetter:
        """Why there is no record."""
        return FailedLetter(
            source=self.source,
            file_sha256=self.file_sha256,
            place=error.place,
            cause=error.cause,
            cure=error.cure,
            text=None if self.text is None else pack_text(self.text),
        )


def _staged(record: Record, attempt: _Attempt, task: Task) -> StagedLetter:
    decided, text = record.dates.decision, attempt.text or ""
    written = statements(record, text, _iris(task.base), task.evidence)
    return StagedLetter(
        letter=KeptLetter(
            identifier=record.identifier,
            body=body_identifier(record.body_sha256),
            text_sha256=record.text_sha256,
            decided=None if decided is None else decided.isoformat(),
            items=len(record.items),
            synthetic=record.synthetic,
            record=pack_record(record),
            text=pack_text(text),
        ),
        source=attempt.source,
        file_sha256=attempt.file_sha256,
        triples=zstandard.ZstdCompressor(level=_LEVEL).compress(written),
    )


@cache
def _reader(limits: Limits) -> LetterReader:
    """One reader a process; its PDF processes end with it."""
    return LetterReader(limits, processes=1)


@cache
def _iris(base: str) -> Iris:
    return Iris(base)
