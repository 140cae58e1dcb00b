"""What a build is given goes through the workers into the staging area.

A file that was read before is not read again: neither one whose text is kept or staged, nor one that
failed by the same rules. That it is the same file, its hash tells.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Final

from imr_graph.build.ahead import LoadingAhead
from imr_graph.build.progress import Progress
from imr_graph.build.reading import FailedLetter, KeptText, ReadChunk, Task, read_chunk
from imr_graph.build.report import BuildReport
from imr_graph.build.sources import read_source
from imr_graph.build.work import SerialExecutor, Workforce, chunks_of
from imr_graph.errors import LetterError
from imr_graph.extract.letter import RULES_VERSION
from imr_graph.store.ledger import Ledger, Quarantined
from imr_graph.store.segments import LetterSegments
from imr_graph.store.staging import Staging

_CHUNK: Final = 200
"""Letters that a worker is given at a time: what they give is some megabytes."""

_ALONE: Final = 400
"""Letters that are read sooner than other processes have started."""

_AHEAD: Final = 3
"""Chunks for each worker that wait for it, are at work, or wait for us."""

_HASHING: Final = 8
"""Files that are hashed at a time: that is waiting for the disk more than work."""

Given = str | KeptText
"""A file by path or URL, or a text that is kept."""


@dataclass(frozen=True, slots=True)
class Intake:
    """Reads letters into the staging area.

    Args:
        task: how letters are read.
        held: what the graph keeps.
        staging: what was read for this build.
        ahead: takes letters to load while others are read; None where they wait for all to be read.
        ledger: what is known of files.
        report: of the build.
        progress: who watches.
        start: gives an executor; called again after one broke.
        workers: how many letters it reads at a time.
    """

    task: Task
    held: LetterSegments
    staging: Staging
    ahead: LoadingAhead | None
    ledger: Ledger
    report: BuildReport
    progress: Progress
    start: Callable[[], Executor]
    workers: int

    def take_staged(self) -> None:
        """Have what a build that died has staged loaded ahead."""
        if self.ahead is not None:
            for chunk in self.staging.chunks():
                self.ahead.take(chunk.letters)

    def take_files(self, sources: Iterable[str]) -> None:
        """Read files, but for those that were read before."""
        self._take(self._unread(sources))

    def take_kept(self, texts: Iterable[KeptText]) -> None:
        """Read kept texts again."""
        self._take(texts)

    def _take(self, given: Iterable[Given]) -> None:
        waiting = iter(given)
        first = list(itertools.islice(waiting, _ALONE))
        alone = len(first) < _ALONE
        reading: Workforce[Given, ReadChunk] = Workforce(
            partial(read_chunk, task=self.task),
            SerialExecutor if alone else self.start,
            1 if alone else _AHEAD * self.workers,
        )
        size = 1 if alone else _CHUNK
        for chunk, result in reading.run(chunks_of(itertools.chain(first, waiting), size)):
            self._keep(chunk, result or _lost(chunk))
            self.progress.advance(len(chunk))

    def _keep(self, chunk: Sequence[Given], result: ReadChunk) -> None:
        """Stage what a chunk gave, then note what its files were: never the other way round."""
        if result.letters:
            self.staging.append(result.letters, result.facts)
            if self.ahead is not None:
                self.ahead.take(result.letters)
        buried = self.ledger.tombstones()
        files = [
            (staged.file_sha256, staged.letter.text_sha256)
            for staged in result.letters
            if staged.file_sha256 and not buried.cover(staged.letter.identifier, staged.letter.body)
        ]
        self.ledger.note_files(files)
        self.ledger.release(sources=[s.source for s in result.letters], files=[file for file, _ in files])
        stays = {one.source for one in chunk if isinstance(one, KeptText) and one.record is not None}
        self.ledger.quarantine(
            Quarantined(
                source=failed.source,
                file_sha256=failed.file_sha256,
                place=failed.place,
                cause=failed.cause,
                cure=failed.cure,
                rules=RULES_VERSION,
                text=failed.text,
            )
            for failed in result.failed
            if failed.source not in stays
        )
        self.report.failed.extend(failed.error() for failed in result.failed)
        for code, number in result.warnings.items():
            self.report.warnings[code] = self.report.warnings.get(code, 0) + number

    def _unread(self, sources: Iterable[str]) -> Iterator[str]:
        if not self.ledger.knows_files():  # a first build: each file goes over the disk once
            for source in sources:
                self.report.read += 1
                yield source
            return
        with ThreadPoolExecutor(_HASHING, thread_name_prefix="hash") as threads:
            for batch in chunks_of(sources, _CHUNK):
                self.report.read += len(batch)
                yield from self._unread_of(batch, list(threads.map(self._file_hash, batch)))

    def _unread_of(self, sources: Sequence[str], hashes: Sequence[str | None]) -> Iterator[str]:
        known = [one for one in hashes if one is not None]
        texts = self.ledger.texts_of_files(known)
        held = self.held.known_texts(list(texts.values()))
        staged = self.staging.known_texts(list(texts.values()))
        failed = self.ledger.quarantined_files(known, RULES_VERSION)
        for source, file in zip(sources, hashes, strict=True):
            text = None if file is None else texts.get(file)
            if text in held:
                self.report.unchanged += 1
            elif text in staged:
                self.report.resumed += 1
            elif file in failed:
                before = failed[file]
                self.report.failed.append(LetterError(source, before.place, before.cause, before.cure))
            else:
                yield source
                continue
            self.progress.advance(1)

    def _file_hash(self, source: str) -> str | None:
        """A file's hash; None where it cannot be read, which the worker will tell."""
        try:
            return hashlib.sha256(read_source(source, self.task.limits.file_bytes)).hexdigest()
        except LetterError:
            return None


def _lost(chunk: Sequence[Given]) -> ReadChunk:
    """What is told of a letter that ended each process that read it."""
    failed = [
        FailedLetter(
            source=one if isinstance(one, str) else one.source,
            file_sha256=None if isinstance(one, str) else one.file_sha256,
            place="letter",
            cause="the process that read it ended, each time",
            cure="see whether memory was short; else report this letter",
            text=None,
        )
        for one in chunk
    ]
    return ReadChunk(letters=[], failed=failed, facts=b"", warnings={})
