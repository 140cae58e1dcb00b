"""A pool of warm worker processes with a wall clock: a query over its time is killed, not asked.

Oxigraph cannot cancel a query, and a few kinds of query end its process. So each query has a
process of its own for as long as it runs; one that is killed or dies is replaced beside the
answer, and the next query finds a warm worker.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from server.problems import Problem, busy, too_slow
from server.settings import Settings
from server.sparql.worker import Answered, Failed, Job, serve_jobs

log = logging.getLogger(__name__)

_START_SECONDS: Final = 30.0
_SPAWN: Final = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Answer:
    """A serialised result."""

    media_type: str
    body: bytes


class QuerySyntaxError(Problem):
    """A query that the parser refuses.

    Args:
        message: what the parser said.
    """

    def __init__(self, message: str) -> None:
        super().__init__(400, "query-syntax", "Not a SPARQL query", message)
        self.message = message


class WorkerStartError(RuntimeError):
    """A worker that could not open the store."""


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, store_path: Path, settings: Settings) -> None:
        ours, theirs = _SPAWN.Pipe()
        self._connection: Connection = ours
        self._process: BaseProcess = _SPAWN.Process(
            target=serve_jobs,
            args=(theirs, str(store_path), settings.worker_memory, settings.result_bytes),
            name="sparql-worker",
            daemon=True,
        )
        self._process.start()
        theirs.close()
        try:
            ready = ours.recv() if ours.poll(_START_SECONDS) else Failed("start", "no sign of life")
        except EOFError:
            ready = Failed("start", "it ended at once")
        if isinstance(ready, Failed):
            self.kill()
            raise WorkerStartError(f"{store_path}: a SPARQL worker did not start: {ready.message}")

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def answer(self, job: Job, seconds: float) -> Answer | Failed | None:
        """The result, a failure, or None when the time is over.

        Raises:
            EOFError: the process died.
        """
        try:
            self._connection.send(job)
            if not self._connection.poll(seconds):
                return None
            reply: Answered | Failed = self._connection.recv()
            if isinstance(reply, Failed):
                return reply
            return Answer(reply.media_type, self._connection.recv_bytes())
        except (BrokenPipeError, ConnectionResetError) as error:
            raise EOFError from error

    def stop(self) -> None:
        """End the process; whoever waits for its answer learns of it from the pipe."""
        self._process.kill()

    def kill(self) -> None:
        """End the process, whatever it does, and let go of the pipe."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self._connection.close()


@dataclass(slots=True)
class _Slot:
    """A place for one worker; empty after a kill until the worker is replaced."""

    worker: _Worker | None = None


class WorkerPool:
    """Answers jobs in separate processes, ``settings.workers`` at a time.

    Threads may share it; :meth:`run` blocks, so call it off the event loop.

    Args:
        store_path: folder of a published store; each worker opens it read-only.
        settings: the limits.
    """

    def __init__(self, store_path: Path, settings: Settings) -> None:
        self._store_path = store_path
        self._settings = settings
        self._slots = [_Slot() for _ in range(settings.workers)]
        self._idle: queue.SimpleQueue[_Slot] = queue.SimpleQueue()
        for slot in self._slots:
            self._idle.put(slot)
        self._places = threading.BoundedSemaphore(settings.workers + settings.waiting)
        self._closed = False
        self._failing = False

    def start(self) -> None:
        """Warm the workers up.

        Raises:
            WorkerStartError: the store cannot be opened.
        """
        with ThreadPoolExecutor(len(self._slots)) as side_by_side:
            for _ in side_by_side.map(self._fill, self._slots):
                pass

    def able(self) -> bool:
        """Whether queries can be answered; where the last worker did not start, try again. Blocks."""
        if self._failing:
            with contextlib.suppress(queue.Empty):
                slot = self._idle.get_nowait()
                try:
                    self._fill(slot)
                except WorkerStartError as error:
                    log.error("%s", error)  # noqa: TRY400 - the message says it all
                finally:
                    self._idle.put(slot)
        return not self._failing

    def run(self, job: Job, seconds: float | None = None) -> Answer:
        """Answer one job.

        Args:
            job: the query.
            seconds: a time limit below that of the settings.

        Raises:
            Problem: the query is faulty, over a limit, or all workers stay busy.
        """
        if not self._places.acquire(blocking=False):
            raise busy(self._settings.query_seconds)
        try:
            limit = self._settings.query_seconds
            return self._run(job, limit if seconds is None else min(limit, seconds))
        finally:
            self._places.release()

    def close(self) -> None:
        """End all workers; a query that still runs gets a problem for an answer."""
        self._closed = True
        for slot in self._slots:
            if (worker := slot.worker) is not None:
                worker.stop()
        with contextlib.suppress(queue.Empty):
            while True:
                slot = self._idle.get_nowait()
                if slot.worker is not None:
                    slot.worker.kill()
                    slot.worker = None

    def _run(self, job: Job, seconds: float) -> Answer:
        try:
            slot = self._idle.get(timeout=seconds)
        except queue.Empty:
            raise busy(self._settings.query_seconds) from None
        lost = True
        try:
            worker = self._fill(slot)
            began = time.monotonic()
            reply = worker.answer(job, seconds)
            lost = reply is None
        except EOFError:
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
            self._give_back(slot, lost=lost)
        if reply is None:
            log.warning("a SPARQL query was killed after %.1f s", seconds)
            raise too_slow(seconds)
        if isinstance(reply, Failed):
            raise _problem_of(reply)
        return reply

    def _fill(self, slot: _Slot) -> _Worker:
        """The slot's worker, started where there is none or where it has died idle."""
        if slot.worker is not None and not slot.worker.alive:
            slot.worker.kill()
            slot.worker = None
        if slot.worker is None:
            try:
                slot.worker = _Worker(self._store_path, self._settings)
            except WorkerStartError:
                self._failing = True
                raise
            self._failing = False
        return slot.worker

    def _give_back(self, slot: _Slot, *, lost: bool) -> None:
        if not lost:
            self._idle.put(slot)
            return
        if slot.worker is not None:
            slot.worker.kill()
            slot.worker = None
        threading.Thread(target=self._replace, args=(slot,), name="sparql-replace", daemon=True).start()

    def _replace(self, slot: _Slot) -> None:
        try:
            if not self._closed:
                self._fill(slot)
        except WorkerStartError as error:
            log.error("%s", error)  # noqa: TRY400 - the message says it all
        finally:
            self._idle.put(slot)


def _problem_of(failure: Failed) -> Problem:
    """What the client hears of a failure."""
    if failure.kind == "syntax":
        return QuerySyntaxError(failure.message)
    if failure.kind == "too-large":
        return Problem(
            503, "result-too-large", "Result too large", f"{failure.message}; there is no partial result."
        )
    if failure.kind == "memory":
        return Problem(503, "query-too-large", "Query stopped", failure.message)
    return Problem(400, "query-failed", "Query failed", failure.message)
