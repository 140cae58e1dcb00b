"""The process that answers queries: opens the published store read-only, serialises in place.

A result of Oxigraph is bound to the thread that asked, so query and serialisation are one step
here, and only bytes leave the process. The step runs in a thread of its own with a large stack:
Oxigraph recurses over deep queries.
"""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import dataclass
from multiprocessing import reduction
from multiprocessing.connection import Connection
from typing import Final, Literal

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    serialize,
)

from imr_graph.store.triple_store import QueryResults
from server.workers.confinement import forbid_sockets, limit_memory
from server.workers.spool import ResultTooLargeError, Spool, SpoolFullError

_STACK_BYTES: Final = 64 << 20

FailureKind = Literal["syntax", "evaluation", "too-large", "memory", "no-room", "start"]


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
        asks_services: whether other servers are asked, all of them allowed.
        base: what relative IRIs of the query are relative to; without, they are faulty.
    """

    query: str
    results_type: str
    graph_type: str
    union: bool = True
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    asks_services: bool = False
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Orders:
    """What holds for every job of a worker.

    Args:
        store_path: folder of the published store.
        memory: bytes of address space.
        result_bytes: size of one result.
        result_rows: rows of one result.
        sockets: whether queries may ask other servers.
    """

    store_path: str
    memory: int
    result_bytes: int
    result_rows: int
    sockets: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """A job done.

    Args:
        media_type: of the result.
        size: of the result in bytes.
        spooled: whether a file's descriptor follows; else bytes do.
    """

    media_type: str
    size: int = 0
    spooled: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """Room on the disk that the job at hand needs; ``True`` or ``False`` comes back."""

    room: int


@dataclass(frozen=True, slots=True)
class Failed:
    """A job that gave no result, and Oxigraph's words for why."""

    kind: FailureKind
    message: str


Reply = Answered | Wanted | Failed


def serve_jobs(connection: Connection, orders: Orders) -> None:
    """Answer jobs until the other end closes; the process's main function.

    Args:
        connection: jobs come in, ``Reply`` goes out; the first is ``Answered`` when the store is open.
        orders: the store and the limits.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the pool ends its workers itself
    if not orders.sockets:
        forbid_sockets()
    limit_memory(orders.memory)
    _silence_allocator()
    threading.stack_size(_STACK_BYTES)
    thread = threading.Thread(target=_loop, args=(connection, orders), name="sparql")
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


def _loop(connection: Connection, orders: Orders) -> None:
    try:
        store = Store.read_only(orders.store_path)
    except (OSError, ValueError) as error:
        connection.send(Failed("start", str(error)))
        return
    connection.send(Answered("ready"))
    while True:
        try:
            job: Job = connection.recv()
            _answer(connection, store, job, orders)
        except (EOFError, BrokenPipeError):
            return


def _answer(connection: Connection, store: Store, job: Job, orders: Orders) -> None:
    def room(size: int) -> bool:
        connection.send(Wanted(size))
        granted: bool = connection.recv()
        return granted

    spool = Spool(orders.result_bytes, orders.result_rows, room)
    try:
        media_type = _serialised(store, job, spool)
        spool.flush()
    except SyntaxError as error:
        connection.send(Failed("syntax", str(error)))
    except ResultTooLargeError as error:
        connection.send(Failed("too-large", str(error)))
    except SpoolFullError as error:
        connection.send(Failed("no-room", str(error)))
    except MemoryError:
        connection.send(Failed("memory", "the memory of one query is used up"))
    except (RuntimeError, OSError, ValueError) as error:
        connection.send(Failed("evaluation", str(error)))
    else:
        connection.send(Answered(media_type, spool.size, spooled=spool.file is not None))
        if spool.file is None:
            connection.send_bytes(spool.content)
        else:
            reduction.send_handle(connection, spool.file.fileno(), os.getppid())
    finally:
        spool.close()


def _serialised(store: Store, job: Job, spool: Spool) -> str:
    """Run a job and write its result; the media type written."""
    if job.default_graphs is None and job.named_graphs is None:
        results = store.query(job.query, base_iri=job.base, use_default_graph_as_union=job.union)
    else:
        results = store.query(
            job.query,
            base_iri=job.base,
            default_graph=[NamedNode(iri) for iri in job.default_graphs or ()],
            named_graphs=[NamedNode(iri) for iri in job.named_graphs or ()],
        )
    return write_results(results, job, spool)


def write_results(results: QueryResults, job: Job, spool: Spool) -> str:
    """Write what a job's query gave as it asks; the media type written.

    Raises:
        ResultTooLargeError: it passes a limit.
        SpoolFullError: there is no room for it.
    """
    if isinstance(results, QueryTriples):
        graph_format = RdfFormat.from_media_type(job.graph_type)
        serialize(spool.counted(results), spool.output, format=graph_format)
        return job.graph_type
    results_format = QueryResultsFormat.from_media_type(job.results_type)
    if isinstance(results, QuerySolutions):
        if results_format is not None:
            spool.count_rows_of(results_format)
        results.serialize(spool.output, format=results_format)
    elif isinstance(results, QueryBoolean):
        spool.write(results.serialize(format=results_format) or b"")
    return job.results_type
