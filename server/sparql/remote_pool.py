"""Answers jobs from the SPARQL server that keeps a graph's triples, within the limits of the worker pool."""

from __future__ import annotations

import logging
import threading
import time

from imr_graph.errors import QuestionError, RemoteAnswerTooLargeError, RemoteStoreError, RemoteTimeoutError
from imr_graph.remote import Patience, RemoteStore
from imr_graph.remote.store import Dataset
from imr_graph.store.manifest import ServerPlace
from server.problems import Problem, busy
from server.settings import Settings
from server.sparql.worker import BoundedBuffer, Job, ResultTooLargeError, write_results
from server.sparql.workers import Answer, QuerySyntaxError, WorkerStartError

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
        self._store = RemoteStore.at(place, patience(settings))
        self._running = threading.BoundedSemaphore(settings.workers)
        self._places = threading.BoundedSemaphore(settings.workers + settings.waiting)

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

    def run(self, job: Job, seconds: float | None = None) -> Answer:
        """Answer one job.

        Args:
            job: the query.
            seconds: a time limit below that of the settings.

        Raises:
            Problem: the query is faulty, over a limit, the server fails, or it is busy for too long.
        """
        if not self._places.acquire(blocking=False):
            raise busy(self._settings.query_seconds)
        try:
            limit = self._settings.query_seconds
            limit = limit if seconds is None else min(limit, seconds)
            until = time.monotonic() + limit
            if not self._running.acquire(timeout=limit):
                raise busy(self._settings.query_seconds)
            try:
                return self._answer(job, max(until - time.monotonic(), 0.001))
            finally:
                self._running.release()
        finally:
            self._places.release()

    def close(self) -> None:
        """Close all connections."""
        self._store.close()

    def _answer(self, job: Job, seconds: float) -> Answer:
        most = self._settings.result_bytes
        dataset = None
        if job.default_graphs is not None or job.named_graphs is not None:
            dataset = Dataset(job.default_graphs or (), job.named_graphs or ())
        buffer = BoundedBuffer(most)
        try:
            media_type = write_results(self._store.query(job.query, seconds, most, dataset), job, buffer)
        except QuestionError as error:
            raise QuerySyntaxError(str(error)) from error
        except RemoteTimeoutError as error:
            detail = f"The query ran longer than {seconds:.3g} s; there is no partial result."
            raise Problem(503, "query-too-slow", "Query stopped", detail) from error
        except (RemoteAnswerTooLargeError, ResultTooLargeError) as error:
            detail = f"the result has more than {most} bytes; there is no partial result."
            raise Problem(503, "result-too-large", "Result too large", detail) from error
        except RemoteStoreError as error:
            raise store_problem(error) from error
        return Answer(media_type, buffer.getvalue())


def patience(settings: Settings) -> Patience:
    """How long a request that somebody waits for may try."""
    return Patience(query_seconds=settings.query_seconds, attempts=2, first_pause=0.2, longest_pause=1.0)


def store_problem(error: RemoteStoreError) -> Problem:
    """What clients hear of a server that fails; its address and words are for the log alone."""
    log.error("%s", error)
    detail = "The SPARQL server that keeps the triples gives no answer that could be used; try again later."
    return Problem(503, "store-failed", "Store failed", detail)
