"""Which version answers: the graph directory's current one, taken up while older requests go on.

A request keeps the version that it began with. A version that has been followed by another is closed
when its last request has ended.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from imr_graph.errors import GraphDirectoryError, RemoteStoreError
from imr_graph.remote import open_graph
from imr_graph.store.directory import GraphDirectory
from imr_graph.store.graph import Graph
from server.serving.version import SCOPE_KEY, Serving
from server.settings import Settings
from server.workers.pool import WorkerStartError

log = logging.getLogger(__name__)

_LONGEST_WAIT: Final = 60.0
"""Seconds between attempts at a version that cannot be taken up."""


@dataclass(slots=True, eq=False)
class _Taken:
    """A version and the number of requests that it answers now."""

    serving: Serving
    requests: int = 0


class Follower:
    """Hands out the version to answer from; looks for a newer one where it was given a directory.

    Args:
        graph: an open graph, which is served for good and which the caller closes, or a graph directory.
        settings: the limits.
        on_newer: called when a newer version has been taken up.

    Raises:
        GraphDirectoryError: the directory holds no graph.
    """

    def __init__(
        self, graph: Graph | Path, settings: Settings, on_newer: Callable[[Follower], None] | None = None
    ) -> None:
        self._directory = graph if isinstance(graph, Path) else None
        self._settings = settings
        self._on_newer = on_newer
        self._lock = threading.Lock()
        self._taken = _Taken(self._opened(graph))
        self._old: set[_Taken] = set()
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="follow-graph", daemon=True)

    @property
    def serving(self) -> Serving:
        """The version that the next request gets."""
        return self._taken.serving

    @property
    def requests(self) -> int:
        """Requests that are being answered, by whichever version."""
        with self._lock:
            return sum(taken.requests for taken in (self._taken, *self._old))

    def start(self) -> None:
        """Warm the workers up, and begin to look for newer versions; blocks.

        Raises:
            WorkerStartError: the store cannot be opened.
        """
        self.serving.pool.start()
        if self._directory is not None:
            self._watcher.start()

    @contextlib.contextmanager
    def leased(self) -> Iterator[Serving]:
        """The version to answer one request from; it stays open for so long."""
        with self._lock:
            taken = self._taken
            taken.requests += 1
        try:
            yield taken.serving
        finally:
            with self._lock:
                taken.requests -= 1
            self._close_unused()

    def close(self) -> None:
        """Stop looking, and close every version, whatever requests still run."""
        self._ended.set()
        if self._watcher.is_alive():
            self._watcher.join()
        for taken in (self._taken, *self._old):
            taken.serving.close()
        self._old.clear()

    def _opened(self, graph: Graph | Path) -> Serving:
        if isinstance(graph, Graph):
            return Serving(graph, self._settings, owns_graph=False)
        opened = open_graph(graph, self._settings.patience)
        with contextlib.ExitStack() as undo:
            undo.callback(opened.close)
            serving = Serving(opened, self._settings, owns_graph=True)
            undo.pop_all()
        return serving

    def _watch(self) -> None:
        """Take up each newer version; one that cannot be is tried again, ever more seldom."""
        wait = self._settings.follow_seconds
        while not self._ended.wait(wait):
            try:
                self._take_up_newer()
                wait = self._settings.follow_seconds
            except (GraphDirectoryError, RemoteStoreError, WorkerStartError, OSError) as error:
                log.error("no newer version can be served: %s", error)  # noqa: TRY400 - it says it all
                wait = min(2 * wait, _LONGEST_WAIT)

    def _take_up_newer(self) -> None:
        if self._directory is None:
            return
        newest = GraphDirectory(self._directory).current()
        if newest is None or newest.name == self.serving.graph.version:
            return
        serving = self._opened(self._directory)
        with contextlib.ExitStack() as undo:
            undo.callback(serving.close)
            serving.pool.start()
            undo.pop_all()
        with self._lock:
            self._old.add(self._taken)
            self._taken = _Taken(serving)
        log.info("version %s is served", serving.graph.version)
        self._close_unused()
        if self._on_newer is not None:
            self._on_newer(self)

    def _close_unused(self) -> None:
        with self._lock:
            unused = {taken for taken in self._old if not taken.requests}
            self._old -= unused
        for taken in unused:
            # Ending processes takes a moment, and this may be the event loop.
            threading.Thread(target=taken.serving.close, name="close-version", daemon=True).start()


class Leasing:
    """Middleware: each HTTP request gets a version for as long as it lasts."""

    def __init__(self, app: ASGIApp, follower: Follower) -> None:
        self._app = app
        self._follower = follower

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on with its version."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with self._follower.leased() as serving:
            scope[SCOPE_KEY] = serving
            await self._app(scope, receive, send)
