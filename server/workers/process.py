"""The server's end of one worker process: its start, a job and its answer, its end."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import threading
import time
from multiprocessing import reduction
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from server.workers.answer import Answer, SpoolRoom
from server.workers.worker import Failed, Job, Orders, Reply, Wanted, serve_jobs

_START_SECONDS: Final = 30.0
_SPAWN: Final = multiprocessing.get_context("spawn")
_BEHIND: Final = 10
"""Niceness of a process at a long query: a tenth of the processor's time where others want it."""


_children: Final = threading.Lock()
"""Held where children are started, looked at or waited for: each of these may take note of the end of any
child, and a thread that waits for that one would not learn of it."""


class WorkerStartError(RuntimeError):
    """A worker that could not open the store."""


class WorkerProcess:
    """One process and the pipe to it; one thread at a time uses it, any may :meth:`stop` it.

    Args:
        orders: its store and limits.
        room: what its results may take on the disk.

    Raises:
        WorkerStartError: it cannot open the store.
    """

    def __init__(self, orders: Orders, room: SpoolRoom) -> None:
        self._room = room
        self._taken = 0
        ours, theirs = _SPAWN.Pipe()
        self._connection: Connection = ours
        self._process: BaseProcess = _SPAWN.Process(
            target=serve_jobs, args=(theirs, orders), name="sparql-worker", daemon=True
        )
        with _children:
            self._process.start()
        theirs.close()
        try:
            ready = ours.recv() if ours.poll(_START_SECONDS) else Failed("start", "no sign of life")
        except EOFError:
            ready = Failed("start", "it ended at once")
        if isinstance(ready, Failed):
            self.kill()
            raise WorkerStartError(f"{orders.store_path}: a SPARQL worker did not start: {ready.message}")

    @property
    def alive(self) -> bool:
        """Whether the process is."""
        with _children:
            return self._process.is_alive()

    def begin(self, job: Job) -> None:
        """Hand a job over.

        Raises:
            EOFError: the process died.
        """
        try:
            self._connection.send(job)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise EOFError from error

    def reply(self, seconds: float) -> Answer | Failed | None:
        """The result of the job, a failure, or None when the time is over; then it may be asked again.

        Raises:
            EOFError: the process died.
        """
        until = time.monotonic() + seconds
        try:
            while self._connection.poll(max(0.0, until - time.monotonic())):
                reply: Reply = self._connection.recv()
                if isinstance(reply, Wanted):
                    self._connection.send(self._grant(reply.room))
                    continue
                if isinstance(reply, Failed):
                    self._free()
                    return reply
                if not reply.spooled:
                    return Answer(reply.media_type, self._connection.recv_bytes())
                descriptor = reduction.recv_handle(self._connection)
                self._room.give_back(self._taken - reply.size)
                self._taken = 0
                return Answer.of_file(reply.media_type, reply.size, descriptor, self._room, reply.size)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise EOFError from error
        return None

    def step_back(self) -> None:
        """Leave the processor to others where they want it, from now on for good."""
        pid = self._process.pid
        threads = Path(f"/proc/{pid}/task")
        # Niceness is each thread's own on Linux, the process's elsewhere.
        with contextlib.suppress(OSError):  # it ended meanwhile
            numbers = [int(thread.name) for thread in threads.iterdir()] if threads.exists() else [pid or 0]
            for number in numbers:
                os.setpriority(os.PRIO_PROCESS, number, _BEHIND)

    def stop(self) -> None:
        """End the process; whoever waits for its reply learns of it from the pipe."""
        with contextlib.suppress(ValueError), _children:  # it is closed already
            self._process.kill()

    def kill(self) -> None:
        """End the process, whatever it does, and let go of the pipe."""
        with _children:
            self._process.kill()
            self._process.join()
            self._process.close()
        self._connection.close()
        self._free()

    def _grant(self, size: int) -> bool:
        granted = self._room.take(size)
        if granted:
            self._taken += size
        return granted

    def _free(self) -> None:
        self._room.give_back(self._taken)
        self._taken = 0


class Run:
    """One job's way through a pool, which whoever waits for it may end from elsewhere.

    Args:
        job: the query.
        seconds: time for all of it; None leaves it to the settings.
        client: who asks.
    """

    def __init__(self, job: Job, seconds: float | None, client: str) -> None:
        self.job = job
        self.client = client
        self._until = None if seconds is None else time.monotonic() + seconds
        self._worker: WorkerProcess | None = None
        self._ended = False
        self._lock = threading.Lock()

    @property
    def seconds(self) -> float | None:
        """What is left of the time that was given for all."""
        return None if self._until is None else max(self._until - time.monotonic(), 0.0)

    @property
    def ended(self) -> bool:
        """Whether nobody waits for it any more."""
        return self._ended

    def at(self, worker: WorkerProcess) -> None:
        """Tell which worker has the job.

        Raises:
            EOFError: nobody waits for it any more.
        """
        with self._lock:
            if self._ended:
                raise EOFError
            self._worker = worker

    def done(self) -> None:
        """The worker has it no more."""
        with self._lock:
            self._worker = None

    def end(self) -> None:
        """Stop the worker that has the job, and let no other take it."""
        with self._lock:
            self._ended = True
            if self._worker is not None:
                self._worker.stop()
