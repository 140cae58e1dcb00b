"""One published version as it is served: the graph, the workers, the limits; every query goes through it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Self, TypeVar, TypeVarTuple

import anyio
import anyio.to_thread
from starlette.requests import HTTPConnection

from imr_graph.store.graph import Graph
from server.catalogue import Catalogue
from server.counts import Counts
from server.export_folder import ExportFolder
from server.settings import Settings
from server.sparql.remote_pool import RemotePool
from server.sparql.workers import WorkerPool

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
        exports: the files made for Gephi.
        counts: how much is served.

    Args:
        graph: the published version, open.
        settings: the limits.
        owns_graph: whether the graph is closed with this.
    """

    def __init__(self, graph: Graph, settings: Settings, *, owns_graph: bool) -> None:
        self.graph = graph
        self.settings = settings
        server = graph.manifest.server
        self.pool: WorkerPool | RemotePool = (
            WorkerPool(graph.store_path, settings) if server is None else RemotePool(server, settings)
        )
        self.exports = ExportFolder(graph)
        self.counts = Counts.of(graph)
        self._owns_graph = owns_graph
        self._threads = anyio.CapacityLimiter(_THREADS)
        self._catalogue: Catalogue | None = None
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

    async def off_loop(self, function: Callable[[*Ts], T], *args: *Ts) -> T:
        """Run a blocking function in a thread, so that the event loop goes on."""
        return await anyio.to_thread.run_sync(function, *args, limiter=self._threads)

    def close(self) -> None:
        """End the workers, remove the files made, let go of the graph."""
        self.pool.close()
        self.exports.close()
        if self._owns_graph:
            self.graph.close()
