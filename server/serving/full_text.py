"""Words sought in a version's full-text index, within the limits of the server."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from imr_graph.search import FIELDS, Field, Hits, SearchIndex
from server.limits.admission import Admission, QueueState
from server.responses.problems import too_slow
from server.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa


class Searching:
    """The full-text index of one version; threads may share it, and all of its calls block.

    A search cannot be stopped in the middle, so what may be sought at once is bounded
    (:mod:`imr_graph.search.query`), and long ones look at the clock between their steps.

    Args:
        folder: the index.
        settings: the limits.

    Raises:
        GraphDirectoryError: it cannot be opened.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._index = SearchIndex.open(folder)
        self._admission = Admission(settings)

    def search(
        self,
        words: str,
        fields: Sequence[Field] = FIELDS,
        limit: int = 20,
        offset: int = 0,
        seconds: float | None = None,
        client: str = "",
    ) -> Hits:
        """The items that fit best.

        Args:
            words: as typed.
            fields: where they are sought.
            limit: items at most.
            offset: items to leave out before them.
            seconds: a time limit below that of the settings.
            client: who asks.

        Raises:
            SearchError: the words are over one of the limits.
            Problem: too many searches run, or this one takes too long.
        """
        with self._within(seconds, client) as check:
            return self._index.search(words, fields, limit, offset, check)

    def items(
        self, words: str, fields: Sequence[Field] = FIELDS, seconds: float | None = None, client: str = ""
    ) -> pa.Table:
        """All items that fit: columns ``identifier`` and ``position``; else as :meth:`search`."""
        with self._within(seconds, client) as check:
            return self._index.items(words, fields, check)

    def matches(
        self, words: str, fields: Sequence[Field] = FIELDS, seconds: float | None = None, client: str = ""
    ) -> pa.Table:
        """As :meth:`items`, with columns ``score`` and ``decided``."""
        with self._within(seconds, client) as check:
            return self._index.matches(words, fields, check)

    @property
    def queue(self) -> QueueState:
        """The state of the queue."""
        return self._admission.state

    def close(self) -> None:
        """Let go of the index."""
        self._index.close()

    @contextlib.contextmanager
    def _within(self, seconds: float | None, client: str) -> Iterator[Callable[[], None]]:
        with self._admission.admitted(seconds, client) as left:
            until = time.monotonic() + left

            def check() -> None:
                if time.monotonic() > until:
                    raise too_slow(left)

            yield check
