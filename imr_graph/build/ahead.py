"""Triples that go into an empty draft while letters are still being read.

Which letters stand is known only when all are read. Few do not, so all are loaded as they come, and
what does not stand is taken out afterwards (:func:`imr_graph.build.loading.load`).
"""

from __future__ import annotations

import queue
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Final, Self

from imr_graph.build.reading import unpack_triples
from imr_graph.remote.letters import LetterStatements, LetterTriples
from imr_graph.store.ledger import Tombstones
from imr_graph.store.staging import StagedLetter

_WAITING: Final = 8
"""Chunks that wait for the store: some megabytes each."""

_PATIENCE: Final = 0.5
"""Seconds between looks whether the store still takes what waits."""


class LoadingAhead:
    """Loads letters in a thread, which is the only one to write triples until :meth:`end`.

    Args:
        triples: where the draft's triples are; it holds none yet.
        buried: cases that were removed: not even the strings of their triples may come in, since a
            store keeps those for good.
    """

    def __init__(self, triples: LetterTriples, buried: Tombstones) -> None:
        self._triples = triples
        self._buried = buried
        self._waiting: queue.Queue[Sequence[StagedLetter] | None] = queue.Queue(_WAITING)
        self._given_up = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="load")
        self._loaded: Future[None] | None = None

    def __enter__(self) -> Self:
        self._loaded = self._thread.submit(lambda: self._triples.put(self._arriving()))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give up what still waits, unless :meth:`end` was called."""
        self._given_up = True
        try:
            self._hand_over(None)
        finally:
            self._thread.shutdown()

    def take(self, letters: Sequence[StagedLetter]) -> None:
        """Have letters loaded; waits while too many do.

        Raises:
            Exception: what the store raised over former letters.
        """
        wanted = [
            staged
            for staged in letters
            if not self._buried.cover(staged.letter.identifier, staged.letter.body)
        ]
        if wanted and not self._hand_over(wanted):
            self.end()

    def end(self) -> None:
        """Wait until all are loaded.

        Raises:
            Exception: what the store raised.
        """
        self._hand_over(None)
        if self._loaded is not None:
            self._loaded.result()

    def _hand_over(self, letters: Sequence[StagedLetter] | None) -> bool:
        """Whether the thread was still there to take something."""
        while self._loaded is not None and not self._loaded.done():
            try:
                self._waiting.put(letters, timeout=_PATIENCE)
            except queue.Full:
                continue
            return True
        return False

    def _arriving(self) -> Iterator[LetterStatements]:
        while (letters := self._waiting.get()) is not None and not self._given_up:
            for staged in letters:
                yield staged.letter.identifier, unpack_triples(staged.triples)
