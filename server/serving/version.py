"""One published version as it is served: the graph, the workers, the limits; every query goes through it."""

from __future__ import annotations

import functools
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Self, TypeAlias, TypeVar, TypeVarTuple

import anyio
import anyio.to_thread
from starlette.requests import HTTPConnection

from imr_graph.store.graph import Graph
from server.limits.admission import QueueState
from server.responses.problems import not_found
from server.serving.catalogue import Catalogue
from server.serving.counts import ServedCounts, named_graph_triples
from server.serving.export_folder import ExportFolder
from server.serving.file_shelf import FileShelf
from server.settings import Settings
from server.workers.answer import SpoolRoom
from server.workers.pool import WorkerPool
from server.workers.worker import Job

if TYPE_CHECKING:
    from server.serving.counting import Counting
    from server.serving.full_text import Searching
    from server.serving.packing import Packing
    from server.workers.remote_pool import RemotePool

    Pool: TypeAlias = WorkerPool | RemotePool

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

SCOPE_KEY: Final = "imr_graph.serving"
"""Where a request's scope holds the version that answers it."""

_THREADS: Final = 40
"""Blocking calls that may wait or run beside the event loop."""


class Serving:
    """What the requests to one version share; threads may use it.

    Attributes:
        graph: the published version.
        settings: the limits.
        pool: the processes, or the server, that answer queries.
        exports: the files made for Gephi and programs like it.
        files: the files to take away.
        counts: how much is served.
        room: what all results together may take on the disk.

    Args:
        graph: the published version, open.
        settings: the limits.
        owns_graph: whether the graph is closed with this.
    """

    def __init__(self, graph: Graph, settings: Settings, *, owns_graph: bool) -> None:
        self.graph = graph
        self.settings = settings
        self.room = SpoolRoom(settings.spooled_bytes)
        self.pool = _pool(graph, settings, self.room)
        self.exports = ExportFolder(settings)
        self.files = FileShelf(graph, settings)
        self.counts = ServedCounts.of(graph)
        self._owns_graph = owns_graph
        self._threads = anyio.CapacityLimiter(_THREADS)
        self._catalogue: Catalogue | None = None
        self._counting: Counting | None = None
        self._search: Searching | None = None
        self._packing: Packing | None = None
        self._cube: WorkerPool | None = None
        self._reading = threading.Lock()

    @classmethod
    def of(cls, request: HTTPConnection) -> Self:
        """The version that answers a request."""
        serving = request.scope.get(SCOPE_KEY)
        if not isinstance(serving, cls):
            raise TypeError("no version of the graph was taken up for this request")
        return serving

    @property
    def catalogue(self) -> Catalogue:
        """The schemes' concepts, read when they are first asked for; blocks."""
        with self._reading:
            if self._catalogue is None:
                self._catalogue = Catalogue.of(self.graph)
            return self._catalogue

    @functools.cached_property
    def named_graphs(self) -> dict[str, int]:
        """Triples of ontology and concept schemes, by the IRI of their graph; blocks."""
        return named_graph_triples(self.graph)

    @property
    def scheme_triples(self) -> int:
        """Triples of ontology and concept schemes together; blocks."""
        return sum(self.named_graphs.values())

    @functools.cached_property
    def cube_triples(self) -> int:
        """Triples of the data cube; blocks.

        Raises:
            Problem: the version has no cube.
        """
        job = Job("SELECT (COUNT(*) AS ?count) { ?s ?p ?o }", "text/csv", "application/n-triples")
        with self.cube.run(job) as answer:
            return int(answer.body.split()[1])

    @property
    def cube(self) -> WorkerPool:
        """What answers queries of the data cube: one process, started with the first of them.

        Raises:
            Problem: the version has no cube.
        """
        path = self.graph.cube_path
        if path is None:
            raise not_found("This version of the graph has no data cube; /sparql has the letters themselves.")
        with self._reading:
            if self._cube is None:
                self._cube = WorkerPool(path, replace(self.settings, workers=1), self.room)
            return self._cube

    @property
    def counting(self) -> Counting | None:
        """The fact tables, opened when they are first asked for; None where the version has none; blocks."""
        path = self.graph.facts_path
        if path is None:
            return None
        with self._reading:
            if self._counting is None:
                # The tables' libraries take a fifth of a second to load; a server answers before.
                from server.serving.counting import Counting

                self._counting = Counting(path, self.settings)
            return self._counting

    @property
    def search(self) -> Searching | None:
        """The full-text index, opened when it is first asked for; None where the version has none; blocks."""
        path = self.graph.search_path
        if path is None:
            return None
        with self._reading:
            if self._search is None:
                from server.serving.full_text import Searching

                self._search = Searching(path, self.settings)
            return self._search

    @property
    def packing(self) -> Packing | None:
        """What makes evidence packs; None where the version has no fact tables; blocks."""
        counting, searching = self.counting, self.search
        if counting is None:
            return None
        with self._reading:
            if self._packing is None:
                from server.serving.packing import Packing

                self._packing = Packing(self.graph, self.settings, counting, searching)
            return self._packing

    @property
    def queues(self) -> dict[str, QueueState]:
        """The states of the queues of this version, by name; of what is open."""
        states = {f"sparql-{name}": state for name, state in self.pool.queues.items()}
        if self._cube is not None:
            states |= {f"cube-{name}": state for name, state in self._cube.queues.items()}
        if self._counting is not None:
            states["tables"] = self._counting.queue
        if self._search is not None:
            states["search"] = self._search.queue
        if self.exports.queue.admitted:
            states["exports"] = self.exports.queue
        if self._packing is not None:
            states["evidence"] = self._packing.queue
        return states

    @property
    def kills(self) -> dict[str, int]:
        """Workers ended so far, by cause."""
        kills = Counter(self.pool.kills)
        if self._cube is not None:
            kills.update(self._cube.kills)
        return dict(kills)

    async def off_loop(self, function: Callable[[*Ts], T], *args: *Ts) -> T:
        """Run a blocking function in a thread, so that the event loop goes on."""
        return await anyio.to_thread.run_sync(function, *args, limiter=self._threads)

    def close(self) -> None:
        """End the workers, remove the files made, let go of tables and graph."""
        self.pool.close()
        if self._cube is not None:
            self._cube.close()
        self.exports.close()
        self.files.close()
        if self._counting is not None:
            self._counting.close()
        if self._search is not None:
            self._search.close()
        if self._owns_graph:
            self.graph.close()


def _pool(graph: Graph, settings: Settings, room: SpoolRoom) -> Pool:
    server = graph.manifest.server
    if server is None:
        return WorkerPool(graph.store_path, settings, room)
    # The HTTP client takes a fifth of a second to load, and only graphs in a server need it.
    from server.workers.remote_pool import RemotePool

    return RemotePool(server, settings)
