"""Errors that clients see: one shape, ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from imr_graph.errors import RemoteStoreError

log = logging.getLogger(__name__)

PROBLEM_TYPE: Final = "urn:imr-graph:problem:"


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


def busy(seconds: float) -> Problem:
    """The problem of a server that has enough to do for now.

    Args:
        seconds: when to try again.
    """
    headers = {"Retry-After": str(max(1, round(seconds)))}
    return Problem(503, "busy", "Busy", "All workers are at other queries; try again.", headers)


def too_slow(seconds: float) -> Problem:
    """The problem of a query that ran out of its time."""
    detail = f"The query ran longer than {seconds:.3g} s and was stopped; there is no partial result."
    return Problem(503, "query-too-slow", "Query stopped", detail)


def store_problem(error: RemoteStoreError) -> Problem:
    """What clients hear of a server of triples that fails; its address and words are for the log alone."""
    log.error("%s", error)
    detail = "The SPARQL server that keeps the triples gives no answer that could be used; try again later."
    return Problem(503, "store-failed", "Store failed", detail)


async def problem_response(_: Request, error: Exception) -> Response:
    """Starlette's exception handler for :class:`Problem`."""
    if not isinstance(error, Problem):
        raise TypeError(f"{type(error).__name__} is no Problem")
    return error.response()
