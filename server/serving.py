"""What a running server holds: the graph, the workers, the limits; every query goes through here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self, TypeVar, TypeVarTuple

import anyio
import anyio.to_thread
from starlette.requests import Request

from imr_graph.store.graph import Graph
from server.counts import Counts
from server.export_folder import ExportFolder
from server.settings import Settings
from server.sparql.workers import WorkerPool

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


@dataclass(frozen=True, slots=True)
class Serving:
    """The parts that requests share.

    Args:
        graph: the published version that is served.
        settings: the limits.
        pool: the processes that answer queries.
        exports: the files made for Gephi.
        counts: how much is served.
        threads: how many blocking calls may wait or run beside the event loop.
    """

    graph: Graph
    settings: Settings
    pool: WorkerPool
    exports: ExportFolder
    counts: Counts
    threads: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(40))

    @classmethod
    def of(cls, request: Request) -> Self:
        """The parts of the application that got this request."""
        serving = request.app.state.serving
        if not isinstance(serving, cls):
            raise TypeError("the application holds no graph")
        return serving

    async def off_loop(self, function: Callable[[*Ts], T], *args: *Ts) -> T:
        """Run a blocking function in a thread, so that the event loop goes on."""
        return await anyio.to_thread.run_sync(function, *args, limiter=self.threads)
