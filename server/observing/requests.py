"""Middleware: what is seen of each request, told to the log and to the metrics.

Of what was asked nothing is told but the route: paths, query strings and bodies hold queries, and queries
may hold words of letters. A fault of ours is answered here, so that its answer and its log line have the
request's name too.
"""

from __future__ import annotations

import gzip
import logging
import re
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.limits.clients import client_of
from server.responses.problems import PROBLEM_TYPE, Problem
from server.serving.version import SCOPE_KEY, Serving
from server.settings import Settings

log = logging.getLogger(__name__)

_REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9_.-]{1,64}")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_PROBLEM: Final = b"application/problem+json"
_GZIP: Final = b"\x1f\x8b"


class _Told(msgspec.Struct):
    """What is read of a problem's body."""

    type: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that has ended.

    Args:
        request_id: the client's ``X-Request-Id`` where it is a plain word, else a new one.
        method: of HTTP; ``other`` for one that no route has.
        route: the pattern that fits the path; ``unknown`` where none does.
        status: of the response; 0 where it never began: the client was gone, or the server had to stop.
        seconds: from the request's headers to the last byte of the response.
        size: bytes of the response's body.
        problem: the kind of problem that the response tells, None for others.
        client: its address, as limits count by.
        version: of the graph, None where none was taken up.
        whole: whether the response was sent to its end.
    """

    request_id: str
    method: str
    route: str
    status: int
    seconds: float
    size: int
    problem: str | None
    client: str
    version: str | None
    whole: bool


class Observed:
    """Tells of each request when it has ended, and names it in ``X-Request-Id``.

    Args:
        app: what is asked.
        settings: name the proxies that are believed.
        observers: are told of each.
        told: makes the response that tells a problem.
    """

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        observers: Sequence[Callable[[Seen], None]],
        told: Callable[[Request, Problem], Awaitable[Response]],
    ) -> None:
        self._app = app
        self._settings = settings
        self._observers = observers
        self._told = told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        watch = _Watch(_request_id(scope), send)
        try:
            await self._app(scope, receive, watch.send)
        except Exception:  # whatever it is, the client learns that it was ours, and no more
            log.exception("request %s met a fault of ours", watch.request_id)
            if watch.status:
                raise  # the server ends the connection, so that nobody takes half an answer for a whole one
            response = await self._fault(Request(scope))
            await response(scope, receive, watch.send)
        finally:
            serving = scope.get(SCOPE_KEY)
            seen = Seen(
                request_id=watch.request_id,
                method=scope["method"] if scope["method"] in _METHODS else "other",
                route=_route(scope),
                status=watch.status,
                seconds=time.perf_counter() - began,
                size=watch.size,
                problem=watch.problem,
                client=client_of(scope, self._settings),
                version=serving.graph.version if isinstance(serving, Serving) else None,
                whole=watch.whole,
            )
            for observer in self._observers:
                observer(seen)

    async def _fault(self, request: Request) -> Response:
        """The response to a fault of ours; a page has faults too, and its problem is told plainly then."""
        try:
            return await self._told(request, _FAULT)
        except Exception:
            log.exception("a fault could not be told as a page")
            return _FAULT.response()


_FAULT: Final = Problem(500, "internal", "Internal error", "The server failed; its log says where.")


class _Watch:
    """A request's channel for its response, and what passes there."""

    def __init__(self, request_id: str, send: Send) -> None:
        self.request_id = request_id
        self.status = 0
        self.size = 0
        self.problem: str | None = None
        self.whole = False
        self._send = send
        self._is_problem = False

    async def send(self, message: Message) -> None:
        """Note what the message tells, and hand it on."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = self.request_id
            self._is_problem = headers.get("content-type", "").encode() == _PROBLEM
        elif message["type"] == "http.response.body":
            body = message.get("body", b"")
            self.size += len(body)
            if self._is_problem and body and self.problem is None:
                self.problem = _kind(body)
            self.whole = not message.get("more_body", False)
        await self._send(message)


def _kind(body: bytes) -> str:
    """The kind of a problem by its own telling."""
    try:
        told = gzip.decompress(body) if body.startswith(_GZIP) else body
        return msgspec.json.decode(told, type=_Told).type.removeprefix(PROBLEM_TYPE)
    except (msgspec.MsgspecError, OSError, EOFError):
        return "unread"


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
            return str(value.decode("ascii"))
    return uuid.uuid4().hex


def _route(scope: Scope) -> str:
    route = scope.get("route")
    return route.path if isinstance(route, Route | Mount) else "unknown"
