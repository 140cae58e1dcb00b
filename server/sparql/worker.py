"""The process that answers queries: opens the published store read-only, serialises in place.

A result of Oxigraph is bound to the thread that asked, so query and serialisation are one step
here, and only bytes leave the process. The step runs in a thread of its own with a large stack:
Oxigraph recurses over deep queries.
"""

from __future__ import annotations

import io
import os
import signal
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Final, Literal

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
)

from imr_graph.store.triple_store import QueryResults
from server.sparql.confinement import forbid_sockets, limit_memory

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_STACK_BYTES: Final = 64 << 20

FailureKind = Literal["syntax", "evaluation", "too-large", "memory", "start"]


@dataclass(frozen=True, slots=True)
class Job:
    """One query and how its answer is written.

    Args:
        query: SPARQL text.
        results_type: media type for SELECT and ASK.
        graph_type: media type for CONSTRUCT and DESCRIBE.
        union: whether the default graph is the union of all graphs.
        default_graphs: IRIs of the graphs to merge; None leaves the dataset to the query.
        named_graphs: IRIs of the graphs that ``GRAPH`` sees; None leaves it to the query.
    """

    query: str
    results_type: str
    graph_type: str
    union: bool = True
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A job done; the serialised result follows it as bytes."""

    media_type: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A job that gave no result, and Oxigraph's words for why."""

    kind: FailureKind
    message: str


class ResultTooLargeError(Exception):
    """A serialised result that would pass the limit."""


class BoundedBuffer(io.BytesIO):
    """Bytes in memory up to a limit; writing more raises, so that nothing is cut silently."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: ReadableBuffer, /) -> int:
        """Take data in.

        Raises:
            ResultTooLargeError: that would pass the limit.
        """
        if self.tell() + len(memoryview(data)) > self._limit:
            raise ResultTooLargeError(f"the result has more than {self._limit} bytes")
        return super().write(data)


def serve_jobs(connection: Connection, store_path: str, memory: int, result_bytes: int) -> None:
    """Answer jobs until the other end closes; the process's main function.

    Args:
        connection: jobs come in, ``Answered`` with bytes or ``Failed`` go out; the first message
            is ``Answered`` when the store is open.
        store_path: folder of the published store.
        memory: bytes of address space.
        result_bytes: limit of one result.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the pool ends its workers itself
    forbid_sockets()
    limit_memory(memory)
    _silence_allocator()
    threading.stack_size(_STACK_BYTES)
    thread = threading.Thread(target=_loop, args=(connection, store_path, result_bytes), name="sparql")
    thread.start()
    thread.join()


def _silence_allocator() -> None:
    """Let nothing more of this process reach the server's stderr.

    Out of memory, Oxigraph's allocator prints a notice and a stack of its own there before it ends
    the process; the pool tells of that in one line.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _loop(connection: Connection, store_path: str, result_bytes: int) -> None:
    try:
        store = Store.read_only(store_path)
    except (OSError, ValueError) as error:
        connection.send(Failed("start", str(error)))
        return
    connection.send(Answered("ready"))
    while True:
        try:
            job: Job = connection.recv()
        except EOFError:
            return
        _answer(connection, store, job, result_bytes)


def _answer(connection: Connection, store: Store, job: Job, result_bytes: int) -> None:
    buffer = BoundedBuffer(result_bytes)
    try:
        media_type = _serialised(store, job, buffer)
    except SyntaxError as error:
        connection.send(Failed("syntax", str(error)))
    except ResultTooLargeError as error:
        connection.send(Failed("too-large", str(error)))
    except MemoryError:
        connection.send(Failed("memory", "the memory of one query is used up"))
    except (RuntimeError, OSError, ValueError) as error:
        connection.send(Failed("evaluation", str(error)))
    else:
        connection.send(Answered(media_type))
        connection.send_bytes(buffer.getbuffer())


def _serialised(store: Store, job: Job, buffer: BoundedBuffer) -> str:
    """Run a job and write its result; the media type written."""
    if job.default_graphs is None and job.named_graphs is None:
        results = store.query(job.query, use_default_graph_as_union=job.union)
    else:
        results = store.query(
            job.query,
            default_graph=[NamedNode(iri) for iri in job.default_graphs or ()],
            named_graphs=[NamedNode(iri) for iri in job.named_graphs or ()],
        )
    return write_results(results, job, buffer)


def write_results(results: QueryResults, job: Job, buffer: BoundedBuffer) -> str:
    """Write what a job's query gave as it asks; the media type written.

    Raises:
        ResultTooLargeError: it is larger than the buffer may be.
    """
    if isinstance(results, QueryTriples):
        graph_format = RdfFormat.from_media_type(job.graph_type)
        results.serialize(buffer, format=graph_format)
        return job.graph_type
    results_format = QueryResultsFormat.from_media_type(job.results_type)
    if isinstance(results, QuerySolutions):
        results.serialize(buffer, format=results_format)
    elif isinstance(results, QueryBoolean):
        buffer.write(results.serialize(format=results_format) or b"")
    return job.results_type
