"""The application: routes, errors, and what lives as long as the server."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from imr_graph.errors import RemoteStoreError
from imr_graph.store.graph import Graph
from server.graphql.loading import LoadedBeside
from server.limits.access import Access
from server.limits.clients import ClientKnown
from server.limits.slow_requests import BodyDeadline
from server.observing.health import Stopping
from server.observing.logs import RequestLog
from server.observing.metrics import Metrics
from server.observing.peers import Peers
from server.observing.requests import Observed
from server.responses.compression import Compression
from server.responses.negotiation import in_browser
from server.responses.problems import (
    Problem,
    client_left,
    method_not_allowed,
    not_found,
    store_problem,
)
from server.routes import routes
from server.serving.following import Follower, Leasing
from server.settings import Settings
from server.warming import Warming
from server.web.errors import error_page

log = logging.getLogger(__name__)

_PUBLISH_SECONDS: Final = 1.0
"""Between two times that a process tells the others its counts."""


def create_app(
    graph: Graph | Path,
    settings: Settings | None = None,
    peers: Peers | None = None,
    warming: Warming | None = None,
) -> Starlette:
    """The web application over one graph.

    Args:
        graph: an open graph, which is served for good and which the caller closes, or a graph directory,
            whose current version is served, also when it changes.
        settings: the settings; defaults where it is None.
        peers: the other processes of the server, None where it is one.
        warming: prepares newer versions for pages, and ends with the application; None where nothing does.

    Raises:
        GraphDirectoryError: the directory holds no graph.
    """
    limits = settings or Settings()
    follower = Follower(graph, limits, warming.begin if warming else None)
    graphql = LoadedBeside(limits)
    metrics = Metrics(lambda: follower.serving, lambda: {**follower.serving.queues, **graphql.queues}, peers)

    request_log = RequestLog(limits.log_clients, peers.key if peers else None)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            graphql.start()
            await anyio.to_thread.run_sync(follower.start)
            with _publishing(metrics, peers):
                yield
        finally:
            if warming is not None:
                await anyio.to_thread.run_sync(warming.end)
            await anyio.to_thread.run_sync(follower.close)

    app = Starlette(
        routes=routes(graphql, metrics.answer),
        middleware=[
            Middleware(Observed, settings=limits, observers=(metrics, request_log), told=problem_response),
            Middleware(
                CORSMiddleware,
                allow_origins=["*"],
                allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
                allow_headers=["*"],
                expose_headers=[
                    "Allow",
                    "Content-Location",
                    "ETag",
                    "Link",
                    "Location",
                    "Retry-After",
                    "X-Request-Id",
                ],
            ),
            Middleware(Access, token=limits.token),
            Middleware(Compression),
            Middleware(Leasing, follower=follower),
            Middleware(ClientKnown, settings=limits),
            Middleware(BodyDeadline, settings=limits),
        ],
        exception_handlers={
            Problem: problem_response,
            RemoteStoreError: store_failed,
            HTTPException: http_problem,
            ClientDisconnect: client_left,
        },
        lifespan=lifespan,
    )
    app.state.follower = follower
    app.state.stopping = Stopping()
    return app


@contextlib.contextmanager
def _publishing(metrics: Metrics, peers: Peers | None) -> Iterator[None]:
    """Tell the other processes, where there are some, every second what this one counts."""
    ended = threading.Event()

    def publish() -> None:
        while not ended.wait(_PUBLISH_SECONDS):
            try:
                metrics.publish()
            except OSError as error:
                log.warning("the counts of this process cannot be told to the others: %s", error.strerror)

    if peers is None:
        yield
        return
    metrics.publish()
    thread = threading.Thread(target=publish, name="publish-counts", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


async def problem_response(request: Request, error: Exception) -> Response:
    """A problem, as a page for a browser."""
    if not isinstance(error, Problem):
        raise TypeError(f"{type(error).__name__} is no Problem")
    if not in_browser(request):
        return error.response()
    return await anyio.to_thread.run_sync(error_page, request, error)


async def store_failed(request: Request, error: Exception) -> Response:
    """The server that keeps the triples fails, asked beside the pool."""
    if not isinstance(error, RemoteStoreError):
        raise TypeError(f"{type(error).__name__} is no RemoteStoreError")
    return await problem_response(request, store_problem(error))


async def http_problem(request: Request, error: Exception) -> Response:
    """Starlette's own errors in the shape of all others."""
    if not isinstance(error, HTTPException):
        raise TypeError(f"{type(error).__name__} is no HTTPException")
    return await problem_response(request, _as_problem(request, error))


def _as_problem(request: Request, error: HTTPException) -> Problem:
    if error.status_code == 404:
        return not_found(f"Nothing stands at {request.url.path}; the page at / says what is here.")
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "GET").split(", ")
        return method_not_allowed(request.method, tuple(sorted(allowed)))
    return Problem(error.status_code, "http", "Request failed", error.detail, error.headers)
