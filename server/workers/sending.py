"""Sends the answer of a worker: piece by piece, with its length told before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from server.responses.negotiation import content_type
from server.workers.pool import Answer

_IN_ONE: Final = 64 << 10
"""Bytes that go in one piece, so that a short answer costs no thread."""


class _Pieces(StreamingResponse):
    """A long answer, let go of when the client has it or goes away."""

    def __init__(self, answer: Answer, headers: Mapping[str, str]) -> None:
        super().__init__(answer.pieces(), headers=headers)
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._answer.close()


def sent(answer: Answer, method: str, headers: Mapping[str, str]) -> Response:
    """The response that brings an answer; to HEAD, its headers alone.

    Args:
        answer: whole, so that nothing can fail any more; closed by the response.
        method: of the request.
        headers: those that do not come of the answer; a Content-Type among them goes before the answer's.
    """
    told = {"Content-Length": str(answer.size), **headers}
    if "Content-Type" not in told:
        told["Content-Type"] = content_type(answer.media_type)
    if method != "HEAD" and answer.size > _IN_ONE:
        return _Pieces(answer, told)
    with answer:
        return Response(b"" if method == "HEAD" else answer.body, headers=told)
