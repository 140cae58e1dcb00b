"""The page of a problem, for browsers; programs get the same as ``application/problem+json``."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from server.problems import Problem
from server.sparql.negotiation import prefers_html
from server.web.shell import page


def wants_page(request: Request) -> bool:
    """Whether a browser shows the answer to this request."""
    return request.method in {"GET", "HEAD"} and prefers_html(request.headers.get("accept"))


def error_page(request: Request, problem: Problem) -> Response:
    """What went wrong, in words, and where to go on; blocks for the time of a template."""
    return page(
        request,
        "error.html",
        title=problem.title,
        detail=problem.detail,
        kind=problem.kind,
        again=problem.headers.get("Retry-After"),
        status=problem.status,
        headers=problem.headers,
    )
