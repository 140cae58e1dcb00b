"""One fair queue: how many requests run side by side, in all and of one client, and how long others wait.

Whoever waits is let in by turns: of the clients that wait, one that has the fewest requests running comes
next, and among those the one that was let in longest ago; the requests of one client keep their order. So a
client that sends a hundred queries at once delays the one query of another by one at most.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Self

from server.limits.clients import asking
from server.responses.problems import Problem, busy
from server.settings import Settings

_LEAST_SECONDS = 0.001
"""What is left to a query that was let in as its time ran out: it ends by the clock, not by a fault."""
_WEIGHT = 0.1
"""Of the newest request, in the mean of how long requests hold their places."""


@dataclass(frozen=True, slots=True)
class QueueState:
    """A queue at one moment, and what passed it since the start.

    Args:
        running: requests that hold a place.
        waiting: requests that wait for one.
        admitted: requests let in so far.
        refused: requests turned away so far.
        waited_seconds: time that those let in have waited, together.
    """

    running: int
    waiting: int
    admitted: int
    refused: int
    waited_seconds: float


class Place:
    """The right to run, until it is left; any thread may leave it, and once is enough.

    Attributes:
        seconds: how long it may be held.
    """

    def __init__(self, seconds: float, leave: Callable[[float], None]) -> None:
        self.seconds = seconds
        self._since = time.monotonic()
        self._leave = leave
        self._left = threading.Lock()

    def leave(self) -> None:
        """Let the next one in."""
        if self._left.acquire(blocking=False):  # for good
            self._leave(time.monotonic() - self._since)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()


@dataclass(slots=True, eq=False)
class _Turn:
    """One request that waits; ``let_in`` is done when its turn has come."""

    client: str
    let_in: Future[None]


class Admission:
    """A fair queue for a number of places; threads and event loops may share it.

    Args:
        settings: the limits.
        places: requests that run side by side; ``settings.workers`` where it is None.
        of_client: how many of them one client's may be; ``settings.client_queries`` where it is None.
        seconds: time of one request from when it is let in; ``settings.query_seconds`` where it is None.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        places: int | None = None,
        of_client: int | None = None,
        seconds: float | None = None,
    ) -> None:
        self._settings = settings
        self._places = settings.workers if places is None else places
        self._of_client = settings.client_queries if of_client is None else of_client
        self._seconds = settings.query_seconds if seconds is None else seconds
        self._lock = threading.Lock()
        self._running: Counter[str] = Counter()
        self._queues: dict[str, deque[_Turn]] = {}  # in the order in which clients come next
        self._admitted = self._refused = 0
        self._waited = 0.0
        self._mean_held = 0.0

    @property
    def state(self) -> QueueState:
        """What is in the queue now."""
        with self._lock:
            return QueueState(
                self._running.total(), self._waiting, self._admitted, self._refused, self._waited
            )

    @contextlib.contextmanager
    def admitted(self, seconds: float | None = None, client: str = "") -> Iterator[float]:
        """Wait until the request may run; blocks. As :meth:`enter`, left at the end of the block.

        Yields:
            the seconds that are left to it.
        """
        with self.enter(seconds, client) as place:
            yield place.seconds

    @contextlib.asynccontextmanager
    async def admitted_async(self, seconds: float | None = None, client: str = "") -> AsyncIterator[float]:
        """As :meth:`admitted`, for asyncio: whoever waits holds no thread."""
        with await self.enter_async(seconds, client) as place:
            yield place.seconds

    def enter(self, seconds: float | None = None, client: str = "") -> Place:
        """Wait for a place; blocks.

        Args:
            seconds: a time limit below that of the settings, waiting included.
            client: who asks; where it is empty, the client of the request at hand
                (:data:`server.limits.clients.asking`).

        Returns:
            the place, which the caller leaves.

        Raises:
            Problem: too many wait already, or its turn did not come in time.
        """
        began = time.monotonic()
        turn = self._queued(client or asking.get())
        try:
            turn.let_in.result(self._patience(seconds))
        except TimeoutError:
            if self._withdrawn(turn):
                raise self._too_late() from None
        except BaseException:
            self._give_up(turn)
            raise
        return self._place(turn.client, began, seconds)

    async def enter_async(self, seconds: float | None = None, client: str = "") -> Place:
        """As :meth:`enter`, for asyncio: whoever waits holds no thread."""
        began = time.monotonic()
        turn = self._queued(client or asking.get())
        try:
            # Shielded: the future is the queue's, not to be cancelled by whoever waits for it.
            waiting = asyncio.shield(asyncio.wrap_future(turn.let_in))
            await asyncio.wait_for(waiting, self._patience(seconds))
        except TimeoutError:
            if self._withdrawn(turn):
                raise self._too_late() from None
        except BaseException:
            self._give_up(turn)
            raise
        return self._place(turn.client, began, seconds)

    def enter_at_once(self, client: str = "") -> Place | None:
        """A place if one is free and nobody may have it before; else None."""
        client = client or asking.get()
        with self._lock:
            if not self._free_for(client) or any(map(self._may_run, self._queues)):
                return None
            self._running[client] += 1
        return self._place(client, time.monotonic(), None)

    def _place(self, client: str, began: float, seconds: float | None) -> Place:
        waited = time.monotonic() - began
        with self._lock:
            self._admitted += 1
            self._waited += waited
        left = self._seconds if seconds is None else min(self._seconds, seconds - waited)
        return Place(max(left, _LEAST_SECONDS), lambda held: self._leave(client, held))

    def _patience(self, seconds: float | None) -> float:
        longest = self._settings.wait_seconds
        return longest if seconds is None else min(longest, seconds)

    @property
    def _waiting(self) -> int:
        return sum(map(len, self._queues.values()))

    def _may_run(self, client: str) -> bool:
        return self._running[client] < self._of_client

    def _free_for(self, client: str) -> bool:
        return self._running.total() < self._places and self._may_run(client)

    def _queued(self, client: str) -> _Turn:
        """Take a place, or a turn.

        Raises:
            Problem: too many wait already.
        """
        turn = _Turn(client, Future())
        with self._lock:
            if self._free_for(client) and client not in self._queues:
                self._running[client] += 1
                turn.let_in.set_result(None)
                return turn
            settings = self._settings
            if len(self._queues.get(client, ())) >= settings.client_waiting:
                raise self._refusal(
                    f"{self._of_client} requests of one client run at once and "
                    f"{settings.client_waiting} more may wait; send the next when one has been answered.",
                    "client-busy",
                )
            if self._waiting >= settings.waiting:
                raise self._refusal(
                    f"{self._places} requests run and {settings.waiting} wait already, no more may; "
                    "try again after the time that Retry-After gives."
                )
            self._queues.setdefault(client, deque()).append(turn)
        return turn

    def _withdrawn(self, turn: _Turn) -> bool:
        """Take a turn back out of the queue; False where it has come after all."""
        with self._lock:
            if turn.let_in.done():
                return False
            queue = self._queues[turn.client]
            queue.remove(turn)
            if not queue:
                del self._queues[turn.client]
            return True

    def _give_up(self, turn: _Turn) -> None:
        """Let go of a turn, or of the place that it has become."""
        if not self._withdrawn(turn):
            self._leave(turn.client, 0.0)

    def _leave(self, client: str, held: float) -> None:
        with self._lock:
            self._mean_held += _WEIGHT * (held - self._mean_held)
            self._running[client] -= 1
            if not self._running[client]:
                del self._running[client]
            self._let_in_next()

    def _let_in_next(self) -> None:
        while self._queues and self._running.total() < self._places:
            client = min(self._queues, key=self._running.__getitem__)  # the first of equals
            if not self._may_run(client):
                return
            queue = self._queues.pop(client)
            turn = queue.popleft()
            if queue:
                self._queues[client] = queue  # at the end of the round
            self._running[client] += 1
            turn.let_in.set_result(None)

    def _too_late(self) -> Problem:
        with self._lock:
            return self._refusal(
                f"No place came free within {self._settings.wait_seconds:.3g} s, "
                "and no request waits longer; try again."
            )

    def _refusal(self, detail: str, kind: str = "busy") -> Problem:
        """A request turned away, and when it would have its turn if all goes on as it did; under the lock."""
        self._refused += 1
        queued = self._waiting + 1
        return busy(detail, min(self._mean_held * queued / self._places, self._seconds), kind)
