"""Compressed answers: gzip for clients that take it, as they are streamed, small ones left alone.

An entity tag that holds for an answer compressed and plain is weak: those of
``server.responses.validators`` are, those of files are made so.
"""

from __future__ import annotations

import re
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SMALLEST: Final = 1_024
"""Bytes of an answer that are worth it."""

_LEVEL: Final = 5
_AS_THEY_LIE: Final = "/files/"
"""Files below this path are sent as they lie, so that sizes, ranges and hashes hold; most are compressed."""
_REFUSED: Final = re.compile(r"gzip\s*;\s*q=0(?:\.0*)?\s*(?:,|$)", re.IGNORECASE)


class Compression:
    """ASGI middleware around Starlette's own.

    Answers to HEAD have no body that could be compressed; they get the headers that GET would. A client
    that weighs gzip with nothing (``gzip;q=0``) is not sent it.

    Args:
        app: what answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._compressed = GZipMiddleware(app, minimum_size=SMALLEST, compresslevel=_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"].startswith(_AS_THEY_LIE):
            await self._app(scope, receive, send)
            return
        taken = Headers(scope=scope).get("accept-encoding", "").lower()
        if "gzip" not in taken or _REFUSED.search(taken):
            await self._app(scope, receive, _Varying(send))
        elif scope["method"] == "HEAD":
            await self._app(scope, receive, _AsIfCompressed(send))
        else:
            await self._compressed(scope, receive, _Weakening(send))


class _Weakening:
    """Makes the entity tag of a compressed answer weak."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            if "content-encoding" in headers:
                _weaken(headers)
        await self._send(message)


class _Varying:
    """Says of a plain answer that it may come compressed."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _long(message):
            MutableHeaders(raw=message["headers"]).add_vary_header("Accept-Encoding")
        await self._send(message)


class _AsIfCompressed:
    """Gives the headers of a compressed answer to one without a body."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _long(message):
            headers = MutableHeaders(raw=message["headers"])
            headers.add_vary_header("Accept-Encoding")
            if "content-encoding" not in headers:
                headers["Content-Encoding"] = "gzip"
                del headers["Content-Length"]
                _weaken(headers)
        await self._send(message)


def _weaken(headers: MutableHeaders) -> None:
    tag = headers.get("etag")
    if tag is not None and not tag.startswith("W/"):
        headers["ETag"] = f"W/{tag}"


def _long(message: Message) -> bool:
    """Whether an answer is one that is compressed."""
    headers = Headers(raw=message.get("headers", []))
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if message["status"] == 206 or media_type in DEFAULT_EXCLUDED_CONTENT_TYPES:
        return False
    length = headers.get("content-length")
    return length is not None and int(length) >= SMALLEST
