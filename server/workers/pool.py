"""A pool of warm worker processes with a wall clock: a query over its time is killed, not asked.

Oxigraph cannot cancel a query, and a few kinds of query end its process. So each query has a
process of its own for as long as it runs; one that is killed or dies is replaced beside the
answer, and the next query finds a warm worker.

Long queries stand in nobody's way: one that has run for ``settings.short_seconds`` gives its place up
and goes on in one of ``settings.long_queries`` others, in a process that steps back behind all others.
Where none of those is free, it is stopped and begins anew when its turn in their queue comes.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import anyio
import anyio.to_thread

from server.limits.admission import Admission, Place, QueueState
from server.responses.problems import Problem, busy, client_gone, no_room, too_large, too_slow
from server.settings import Settings
from server.workers.answer import Answer, SpoolRoom
from server.workers.process import Run, WorkerProcess, WorkerStartError
from server.workers.worker import Failed, Job, Orders

__all__ = ["Answer", "QuerySyntaxError", "WorkerPool", "WorkerStartError"]

log = logging.getLogger(__name__)

_LOOK_SECONDS: Final = 0.05
"""Between looks for a slot whose worker could not be replaced."""


class QuerySyntaxError(Problem):
    """A query that the parser refuses.

    Args:
        message: what the parser said.
    """

    def __init__(self, message: str) -> None:
        super().__init__(400, "query-syntax", "Not a SPARQL query", message)
        self.message = message


@dataclass(slots=True)
class _Slot:
    """A place for one worker; empty until it is needed, and after a kill until the worker is replaced."""

    worker: WorkerProcess | None = None


class WorkerPool:
    """Answers jobs in separate processes.

    Threads may share it. :meth:`run` blocks; :meth:`answer` is for the event loop and holds a thread only
    while a worker has the job.

    Args:
        store_path: folder of a published store; each worker opens it read-only.
        settings: the limits.
        room: what results may take on the disk; a share of its own where it is None.
        sockets: whether queries may ask other servers.
    """

    def __init__(
        self, store_path: Path, settings: Settings, room: SpoolRoom | None = None, *, sockets: bool = False
    ) -> None:
        self._orders = Orders(
            str(store_path), settings.worker_memory, settings.result_bytes, settings.result_rows, sockets
        )
        self._settings = settings
        self._room = room or SpoolRoom(settings.spooled_bytes)
        self._slots = [_Slot() for _ in range(settings.workers + settings.long_queries)]
        self._warm: queue.LifoQueue[_Slot] = queue.LifoQueue()
        self._cold: queue.SimpleQueue[_Slot] = queue.SimpleQueue()
        for slot in self._slots:
            self._cold.put(slot)
        self._short = Admission(settings)
        of_client = min(settings.client_queries, max(1, settings.long_queries - 1))
        self._long = Admission(settings, places=settings.long_queries, of_client=of_client)
        self._threads = anyio.CapacityLimiter(2 * len(self._slots))
        self._outward: WorkerPool | None = None
        self._closed = False
        self._failing = False
        self._kills: dict[str, int] = {"time": 0, "died": 0, "gone": 0, "moved": 0}

    @property
    def queues(self) -> dict[str, QueueState]:
        """The queues' states, by name."""
        return {"short": self._short.state, "long": self._long.state}

    @property
    def kills(self) -> dict[str, int]:
        """Workers ended so far, by cause.

        ``time``: over the limit; ``died``: by memory or a fault; ``gone``: nobody waited for the answer any
        more; ``moved``: a long query that begins anew in the queue of those.
        """
        return dict(self._kills)

    def start(self) -> None:
        """Warm the workers up, and one to spare.

        Raises:
            WorkerStartError: the store cannot be opened.
        """
        count = min(self._settings.workers + 1, len(self._slots))
        slots = [self._cold.get_nowait() for _ in range(count)]
        with ThreadPoolExecutor(count) as side_by_side:
            try:
                for _ in side_by_side.map(self._fill, slots):
                    pass
            finally:
                for slot in slots:
                    self._warm.put(slot)

    def able(self) -> bool:
        """Whether queries can be answered; where the last worker did not start, try again. Blocks."""
        if self._failing:
            with contextlib.suppress(queue.Empty):
                slot = self._cold.get_nowait()
                try:
                    self._fill(slot)
                except WorkerStartError as error:
                    log.error("%s", error)  # noqa: TRY400 - the message says it all
                finally:
                    self._put_back(slot)
        return not self._failing

    def run(self, job: Job, seconds: float | None = None, client: str = "") -> Answer:
        """Answer one job; blocks.

        Args:
            job: the query.
            seconds: a time limit below that of the settings, waiting included.
            client: who asks, for the limits of one client.

        Raises:
            Problem: the query is faulty, over a limit, or its turn does not come.
        """
        if job.asks_services:
            return self._outward_pool().run(replace(job, asks_services=False), seconds, client)
        run = Run(job, seconds, client)
        with self._short.enter(seconds, client) as place:
            answer = self._first_try(run, place)
        if answer is None:
            with self._long.enter(run.seconds, client) as place:
                answer = self._second_try(run, place)
        return answer

    async def answer(self, job: Job, seconds: float | None = None, client: str = "") -> Answer:
        """As :meth:`run`, for the event loop; where it is cancelled, the query is stopped."""
        if job.asks_services:
            return await self._outward_pool().answer(replace(job, asks_services=False), seconds, client)
        run = Run(job, seconds, client)
        try:
            with await self._short.enter_async(seconds, client) as place:
                answer = await anyio.to_thread.run_sync(
                    self._first_try, run, place, abandon_on_cancel=True, limiter=self._threads
                )
            if answer is not None:
                return answer
            with await self._long.enter_async(run.seconds, client) as place:
                return await anyio.to_thread.run_sync(
                    self._second_try, run, place, abandon_on_cancel=True, limiter=self._threads
                )
        except anyio.get_cancelled_exc_class():
            run.end()
            raise

    def close(self) -> None:
        """End all workers; a query that still runs gets a problem for an answer."""
        self._closed = True
        if self._outward is not None:
            self._outward.close()
        for slot in self._slots:
            if (worker := slot.worker) is not None:
                worker.stop()
        with contextlib.suppress(queue.Empty):
            while True:
                slot = self._warm.get_nowait()
                if slot.worker is not None:
                    slot.worker.kill()
                    slot.worker = None

    def _outward_pool(self) -> WorkerPool:
        """The workers that may open sockets, for queries whose ``SERVICE`` the guard has looked at."""
        if self._outward is None:
            settings = replace(self._settings, workers=1, long_queries=1)
            self._outward = WorkerPool(Path(self._orders.store_path), settings, self._room, sockets=True)
        return self._outward

    def _first_try(self, run: Run, place: Place) -> Answer | None:
        """A job among the short ones; None where it has to begin anew among the long ones."""
        short = place.seconds
        if self._settings.long_queries:
            short = min(short, self._settings.short_seconds)
        with self._worker_at(run) as (worker, keep):
            reply = worker.reply(short)
            if reply is not None:
                run.done()
                keep()
                return _result(reply)
            if place.seconds <= short:
                raise self._killed(place.seconds)
            long = self._long.enter_at_once(run.client)
            if long is None:
                self._kills["moved"] += 1
                return None
            place.leave()
            with long:
                self._warm_a_spare()
                worker.step_back()
                reply = worker.reply(place.seconds - short)
                if reply is None:
                    raise self._killed(place.seconds)
                return _result(reply)

    def _second_try(self, run: Run, place: Place) -> Answer:
        """A job among the long ones."""
        with self._worker_at(run) as (worker, _):
            worker.step_back()
            reply = worker.reply(place.seconds)
            if reply is None:
                raise self._killed(place.seconds)
            return _result(reply)

    def _killed(self, seconds: float) -> Problem:
        self._kills["time"] += 1
        log.warning("a SPARQL query was killed after %.1f s", seconds)
        return too_slow(seconds)

    @contextlib.contextmanager
    def _worker_at(self, run: Run) -> Iterator[tuple[WorkerProcess, Callable[[], None]]]:
        """A worker that has the job, and how to say that it can be kept; else it is replaced at the end.

        Raises:
            Problem: the worker died, or none could be started.
        """
        slot = self._taken()
        kept = False

        def keep() -> None:
            nonlocal kept
            kept = True

        began = time.monotonic()
        try:
            worker = self._fill(slot)
            run.at(worker)
            worker.begin(run.job)
            yield worker, keep
        except EOFError:
            kept = False
            if run.ended:
                self._kills["gone"] += 1
                raise client_gone() from None
            self._kills["died"] += 1
            log.warning("a SPARQL worker died after %.1f s and is replaced", time.monotonic() - began)
            raise Problem(
                503,
                "query-ended-worker",
                "Query stopped",
                "The query needed more memory than one query may have, or nests too deeply. "
                "Make it smaller: fewer combinations, a LIMIT without ORDER BY, shorter strings.",
            ) from None
        except WorkerStartError as error:
            log.error("%s", error)  # noqa: TRY400 - the message says it all
            raise Problem(
                503, "no-worker", "No worker", "No process to answer queries could be started."
            ) from None
        finally:
            run.done()
            self._give_back(slot, lost=not kept)

    def _taken(self) -> _Slot:
        """A slot for a job that has a place: a warm one, else a cold one, else one that is just freed."""
        with contextlib.suppress(queue.Empty):
            return self._warm.get_nowait()
        with contextlib.suppress(queue.Empty):
            return self._cold.get_nowait()
        # Its former worker is ended or replaced just now.
        until = time.monotonic() + self._settings.wait_seconds
        while time.monotonic() < until:
            with contextlib.suppress(queue.Empty):
                return self._warm.get(timeout=_LOOK_SECONDS)
            with contextlib.suppress(queue.Empty):
                return self._cold.get_nowait()
        raise busy("No worker came free in time; try again.", self._settings.wait_seconds)

    def _fill(self, slot: _Slot) -> WorkerProcess:
        """The slot's worker, started where there is none or where it has died idle."""
        if slot.worker is not None and not slot.worker.alive:
            slot.worker.kill()
            slot.worker = None
        if slot.worker is None:
            try:
                slot.worker = self._started()
            except WorkerStartError:
                self._failing = True
                raise
            self._failing = False
        return slot.worker

    def _started(self) -> WorkerProcess:
        """A new worker; on a machine short of memory the first attempt may fail where the second does not."""
        try:
            return WorkerProcess(self._orders, self._room)
        except WorkerStartError as error:
            log.warning("%s; it is tried once more", error)
            return WorkerProcess(self._orders, self._room)

    def _give_back(self, slot: _Slot, *, lost: bool) -> None:
        if not lost:
            self._put_back(slot)
            return
        if slot.worker is not None:
            slot.worker.kill()
            slot.worker = None
        self._replaced_beside(slot)

    def _warm_a_spare(self) -> None:
        """Start a worker for the next query beside this one, where no warm one is left."""
        if self._warm.empty():
            with contextlib.suppress(queue.Empty):
                self._replaced_beside(self._cold.get_nowait())

    def _replaced_beside(self, slot: _Slot) -> None:
        threading.Thread(target=self._replace, args=(slot,), name="sparql-replace", daemon=True).start()

    def _replace(self, slot: _Slot) -> None:
        try:
            if not self._closed:
                self._fill(slot)
        except WorkerStartError as error:
            log.error("%s", error)  # noqa: TRY400 - the message says it all
        finally:
            self._put_back(slot)

    def _put_back(self, slot: _Slot) -> None:
        if self._closed and slot.worker is not None:
            slot.worker.kill()
            slot.worker = None
        (self._cold if slot.worker is None else self._warm).put(slot)


def _result(reply: Answer | Failed) -> Answer:
    """The answer.

    Raises:
        Problem: the reply is a failure.
    """
    if isinstance(reply, Answer):
        return reply
    if reply.kind == "syntax":
        raise QuerySyntaxError(reply.message)
    if reply.kind == "too-large":
        raise too_large(reply.message)
    if reply.kind == "no-room":
        raise no_room(reply.message)
    if reply.kind == "memory":
        raise Problem(503, "query-too-large", "Query stopped", reply.message)
    raise Problem(400, "query-failed", "Query failed", reply.message)
