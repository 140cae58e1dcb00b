"""Errors that clients see: one shape, ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from typing import Final

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from imr_graph.errors import RemoteStoreError

log = logging.getLogger(__name__)

PROBLEM_TYPE: Final = "urn:imr-graph:problem:"
_ROOM_AGAIN_SECONDS: Final = 5.0


class Problem(Exception):  # noqa: N818 - RFC 9457's own word
    """A request that gets no answer, and why.

    Args:
        status: HTTP status.
        kind: short stable name, the end of the problem's ``type`` (``query-too-slow``).
        title: the same for every problem of this kind.
        detail: what happened here, and what the client can do.
        headers: further response headers.
    """

    def __init__(
        self, status: int, kind: str, title: str, detail: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(f"{title}: {detail}")
        self.status = status
        self.kind = kind
        self.title = title
        self.detail = detail
        self.headers = dict(headers or {})

    def response(self) -> Response:
        """The problem as an HTTP response."""
        body = {
            "type": PROBLEM_TYPE + self.kind,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        return Response(
            msgspec.json.encode(body), self.status, self.headers, media_type="application/problem+json"
        )


def not_found(detail: str) -> Problem:
    """The problem of a name that leads nowhere."""
    return Problem(404, "not-found", "Not found", detail)


def method_not_allowed(method: str, allowed: tuple[str, ...]) -> Problem:
    """The problem of a method that a resource does not have; the response names those it has."""
    names = ", ".join(allowed)
    return Problem(
        405,
        "method-not-allowed",
        "Method not allowed",
        f"{method} is not possible here; use one of {names}.",
        {"Allow": names},
    )


def busy(detail: str, seconds: float, kind: str = "busy") -> Problem:
    """The problem of a server that has enough to do for now.

    Args:
        detail: which limit is reached, and what the client can do.
        seconds: when to try again.
        kind: ``busy``, or ``client-busy`` where the limit is that of one client.
    """
    headers = {"Retry-After": str(max(1, math.ceil(seconds)))}
    return Problem(503, kind, "Busy", detail, headers)


def too_slow(seconds: float) -> Problem:
    """The problem of a query that ran out of its time."""
    detail = (
        f"The query ran longer than {seconds:.3g} s and was stopped; there is no partial result. "
        "Narrow it: name a drug, a section or a year, count fewer combinations, or ask for a page with LIMIT."
    )
    return Problem(503, "query-too-slow", "Query stopped", detail)


def too_large(message: str) -> Problem:
    """The problem of a result over its limit of bytes or rows.

    Args:
        message: which limit is passed.
    """
    detail = (
        f"{message}; there is no partial result. Ask for it in pages, with ORDER BY, LIMIT and OFFSET, "
        "or for fewer columns."
    )
    return Problem(503, "result-too-large", "Result too large", detail)


def client_gone() -> Problem:
    """The problem that nobody hears of, and the log shows: the client closed the connection meanwhile."""
    return Problem(499, "client-gone", "Client gone", "The client closed the connection before its answer.")


def no_room(cause: str) -> Problem:
    """The problem of a result that finds no room in temporary files.

    Args:
        cause: why there is none.
    """
    detail = f"There is no room for a result of this size now ({cause}); try again, or ask for it in pages."
    return busy(detail, _ROOM_AGAIN_SECONDS, "no-room")


def store_problem(error: RemoteStoreError) -> Problem:
    """What clients hear of a server of triples that fails; not its address, nor its words."""
    # Without its words: a server of triples may quote the query that it refuses.
    cause = type(error.__cause__).__name__ if error.__cause__ else type(error).__name__
    log.error("the SPARQL server of the triples failed: %s, status %s", cause, error.status or "none")
    detail = "The SPARQL server that keeps the triples gives no answer that could be used; try again later."
    return Problem(503, "store-failed", "Store failed", detail)


async def client_left(_: Request, error: Exception) -> Response:
    """Starlette's exception handler for a client that closes the connection amid its own request."""
    if not isinstance(error, ClientDisconnect):
        raise TypeError(f"{type(error).__name__} is no ClientDisconnect")
    return client_gone().response()
