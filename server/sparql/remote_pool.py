"""Answers jobs from the SPARQL server that keeps a graph's triples, within the limits of the worker pool."""

from __future__ import annotations

import logging

from imr_graph.errors import QuestionError, RemoteAnswerTooLargeError, RemoteStoreError, RemoteTimeoutError
from imr_graph.remote.store import Dataset, RemoteStore
from imr_graph.store.manifest import ServerPlace
from server.admission import Admission
from server.problems import Problem, store_problem
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
        self._store = RemoteStore.at(place, settings.patience)
        self._admission = Admission(settings)

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
        with self._admission.admitted(seconds) as left:
            return self._answer(job, left)

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
