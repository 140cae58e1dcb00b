"""How many queries run side by side, how many may wait, and how long they may take."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator

from server.problems import busy
from server.settings import Settings

_LEAST_SECONDS = 0.001
"""What is left to a query that was let in as its time ran out: it ends by the clock, not by a fault."""


class Admission:
    """Lets ``settings.workers`` in at a time, ``settings.waiting`` more wait; threads may share it."""

    def __init__(self, settings: Settings) -> None:
        self._seconds = settings.query_seconds
        self._running = threading.BoundedSemaphore(settings.workers)
        self._places = threading.BoundedSemaphore(settings.workers + settings.waiting)

    @contextlib.contextmanager
    def admitted(self, seconds: float | None = None) -> Iterator[float]:
        """Wait until the query may run; blocks.

        Args:
            seconds: a time limit below that of the settings.

        Yields:
            the seconds that are left to it.

        Raises:
            Problem: too many wait already, or the time was over first.
        """
        if not self._places.acquire(blocking=False):
            raise busy(self._seconds)
        try:
            limit = self._seconds if seconds is None else min(self._seconds, seconds)
            until = time.monotonic() + limit
            if not self._running.acquire(timeout=limit):
                raise busy(self._seconds)
            try:
                yield max(until - time.monotonic(), _LEAST_SECONDS)
            finally:
                self._running.release()
        finally:
            self._places.release()
