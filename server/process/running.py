"""A server process from its start to its orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from server.app import create_app
from server.observing.logs import tell
from server.process.connections import server_config
from server.settings import Settings
from server.warming import Warming

if TYPE_CHECKING:
    from server.observing.peers import Peers

log = logging.getLogger(__name__)


def run(
    directory: Path,
    settings: Settings,
    listener: socket.socket,
    on_start: Callable[[], None],
    peers: Peers | None = None,
) -> bool:
    """Serve a graph until a signal ends it; blocks.

    Args:
        directory: the graph directory.
        settings: the settings.
        listener: a bound socket; closed at the end.
        on_start: called when requests are answered.
        peers: the other processes of the server, None where it is one.

    Returns:
        whether it has served at all.

    Raises:
        GraphDirectoryError: the directory holds no graph.
    """
    warming = Warming() if settings.prepare_pages == "yes" else None
    app = create_app(directory, settings, peers, warming)

    def started() -> None:
        on_start()
        if warming is not None:
            warming.begin(app.state.follower)

    config = server_config(
        app,
        settings,
        log_config=None,  # as everything else is logged
        log_level="warning",
        access_log=False,  # URLs hold queries
        timeout_graceful_shutdown=math.ceil(settings.stop_seconds),
    )
    server = _Server(config, settings.drain_seconds, app.state.stopping.tell, started)
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn has ended in order, then hands it on
        server.run(sockets=[listener])
    return server.started


class _Server(uvicorn.Server):
    """A server that tells when it serves and when it stops, and stays open for a while when it is to stop."""

    def __init__(
        self,
        config: uvicorn.Config,
        drain_seconds: float,
        on_stop: Callable[[], None],
        on_start: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._drain_seconds = drain_seconds
        self._on_stop = on_stop
        self._on_start = on_start

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if self.started:
            tell(log, "server process started", pid=os.getpid())
            self._on_start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say in ``/readyz`` that the end is near, then take no more requests and end those that run."""
        tell(log, "server process stops", pid=os.getpid(), connections=len(self.server_state.connections))
        self._on_stop()
        if self._drain_seconds:
            await asyncio.sleep(self._drain_seconds)
        await super().shutdown(sockets)
        tell(log, "server process stopped", pid=os.getpid())
