"""Answers jobs from the SPARQL server that keeps a graph's triples, within the limits of the worker pool."""

from __future__ import annotations

import contextlib
import logging
import os

import anyio
import anyio.to_thread

from imr_graph.errors import QuestionError, RemoteAnswerTooLargeError, RemoteStoreError, RemoteTimeoutError
from imr_graph.remote.store import Dataset, RemoteStore
from imr_graph.store.manifest import ServerPlace
from server.limits.admission import Admission, QueueState
from server.responses.problems import no_room, store_problem, too_large, too_slow
from server.settings import Settings
from server.workers.answer import Answer, SpoolRoom
from server.workers.pool import QuerySyntaxError
from server.workers.process import WorkerStartError
from server.workers.spool import ResultTooLargeError, Spool, SpoolFullError
from server.workers.worker import Job, write_results

log = logging.getLogger(__name__)

_ANY = "ASK { ?s ?p ?o }"


class RemotePool:
    """Hands jobs on, ``settings.workers`` at a time; :meth:`run` blocks, threads may share it.

    Args:
        place: the server.
        settings: the limits.
    """

    def __init__(self, place: ServerPlace, settings: Settings) -> None:
        self._settings = settings
        self._store = RemoteStore.at(place, settings.patience)
        self._admission = Admission(settings)
        self._threads = anyio.CapacityLimiter(settings.workers)
        self._room = SpoolRoom(settings.spooled_bytes)

    def start(self) -> None:
        """See that the server answers.

        Raises:
            WorkerStartError: it does not.
        """
        try:
            self._store.query(_ANY)
        except RemoteStoreError as error:
            raise WorkerStartError(str(error)) from error

    def able(self) -> bool:
        """Whether the server answers; blocks."""
        try:
            self.start()
        except WorkerStartError as error:
            log.error("%s", error)  # noqa: TRY400 - the message says it all
            return False
        return True

    def run(self, job: Job, seconds: float | None = None, client: str = "") -> Answer:
        """Answer one job; blocks.

        Args:
            job: the query.
            seconds: a time limit below that of the settings, waiting included.
            client: who asks, for the limits of one client.

        Raises:
            Problem: the query is faulty, over a limit, the server fails, or it is busy for too long.
        """
        with self._admission.admitted(seconds, client) as left:
            return self._answer(job, left)

    async def answer(self, job: Job, seconds: float | None = None, client: str = "") -> Answer:
        """As :meth:`run`, for the event loop: whoever waits holds no thread."""
        async with self._admission.admitted_async(seconds, client) as left:
            return await anyio.to_thread.run_sync(self._answer, job, left, limiter=self._threads)

    @property
    def queues(self) -> dict[str, QueueState]:
        """The queue's state, by name."""
        return {"short": self._admission.state}

    @property
    def kills(self) -> dict[str, int]:
        """Workers ended so far, by cause: there are none."""
        return {}

    def close(self) -> None:
        """Close all connections."""
        self._store.close()

    def _answer(self, job: Job, seconds: float) -> Answer:
        most = self._settings.result_bytes
        dataset = None
        if job.default_graphs is not None or job.named_graphs is not None:
            dataset = Dataset(job.default_graphs or (), job.named_graphs or ())
        with contextlib.ExitStack() as undo:
            taken = 0

            def room(size: int) -> bool:
                nonlocal taken
                granted = self._room.take(size)
                taken += size if granted else 0
                return granted

            spool = Spool(most, self._settings.result_rows, room)
            undo.callback(lambda: self._room.give_back(taken))
            with contextlib.closing(spool):
                media_type = self._written(job, seconds, dataset, spool)
                if spool.file is None:
                    return Answer(media_type, bytes(spool.content))
                descriptor = os.dup(spool.file.fileno())
            undo.pop_all()
            return Answer.of_file(media_type, spool.size, descriptor, self._room, taken)

    def _written(self, job: Job, seconds: float, dataset: Dataset | None, spool: Spool) -> str:
        """Write the result; its media type."""
        most = self._settings.result_bytes
        try:
            results = self._store.query(job.query, seconds, most, dataset)
            media_type = write_results(results, job, spool)
            spool.flush()
        except QuestionError as error:
            raise QuerySyntaxError(str(error)) from error
        except RemoteTimeoutError as error:
            raise too_slow(seconds) from error
        except RemoteAnswerTooLargeError as error:
            raise too_large(f"the result has more than {most} bytes") from error
        except ResultTooLargeError as error:
            raise too_large(str(error)) from error
        except SpoolFullError as error:
            raise no_room(str(error)) from error
        except RemoteStoreError as error:
            raise store_problem(error) from error
        return media_type
