"""The page of a problem, for browsers; programs get the same as ``application/problem+json``."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from server.responses.problems import Problem
from server.web.shell import page


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
