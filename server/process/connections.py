"""Bounds on connections: how many there are, how long they may take to ask, and to accept what they are sent.

uvicorn bounds the time between two requests, and the size of headers. It waits for ever for the end of
headers, for a first request, and for a client that does not read; what it refuses, it refuses in plain text.
"""

from __future__ import annotations

import asyncio
import math
import sys
from http import HTTPStatus
from typing import Any, ClassVar

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from server.responses.problems import Problem
from server.settings import Settings


class BoundedProtocol(H11Protocol):
    """HTTP/1.1 on one connection, within the limits of the settings."""

    limits: ClassVar[Settings] = Settings()
    _asking: asyncio.TimerHandle | None = None
    _accepting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's
        """Take a connection on, unless there are as many as may be."""
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            self._refuse(
                Problem(
                    503,
                    "connections",
                    "Too many connections",
                    f"{self.limits.connections} connections are open, and no more may be; try again.",
                    {"Retry-After": str(math.ceil(self.limits.idle_seconds))},
                )
            )
        else:
            self._expect_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of the clocks."""
        self._stop_clocks()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; headers that are not whole yet have so long."""
        super().data_received(data)
        if self._answering:
            self._stop_asking()
        elif self._asking is None and not self.transport.is_closing():
            self._expect_headers()

    def on_response_complete(self) -> None:
        """Go on to the next request; uvicorn bounds how long it may be in coming."""
        super().on_response_complete()
        if self._answering:
            self._stop_asking()

    def pause_writing(self) -> None:
        """The client does not read; it has so long."""
        super().pause_writing()
        if self._accepting is None:
            self._accepting = self.loop.call_later(self.limits.send_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """The client reads on."""
        super().resume_writing()
        if self._accepting is not None:
            self._accepting.cancel()
            self._accepting = None

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, or has larger headers than may be."""
        # uvicorn calls this while it handles h11's error, which tells what is wrong.
        if getattr(sys.exc_info()[1], "error_status_hint", 400) == 431:
            self._refuse(
                Problem(
                    431,
                    "headers-too-long",
                    "Headers too long",
                    f"A request's line and headers may have {self.limits.header_bytes} bytes together; "
                    "send a long query by POST.",
                )
            )
            return
        self._refuse(Problem(400, "not-http", "Not HTTP", f"The request is no HTTP/1.1: {msg}"))

    @property
    def _answering(self) -> bool:
        cycle: object | None = self.cycle  # None before the first request, whatever uvicorn's types say
        return cycle is not None and not self.cycle.response_complete

    def _expect_headers(self) -> None:
        self._stop_asking()
        self._asking = self.loop.call_later(self.limits.header_seconds, self._asked_too_slowly)

    def _asked_too_slowly(self) -> None:
        self._asking = None
        if self._answering or self.transport.is_closing():
            return
        self._refuse(
            Problem(
                408,
                "request-too-slow",
                "Request too slow",
                f"A request's line and headers were not whole after {self.limits.header_seconds:.3g} s.",
            )
        )

    def _stop_asking(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None

    def _stop_clocks(self) -> None:
        self._stop_asking()
        if self._accepting is not None:
            self._accepting.cancel()
            self._accepting = None

    def _refuse(self, problem: Problem) -> None:
        """Answer in place of the application, and close."""
        self._stop_asking()
        response = problem.response()
        status = HTTPStatus(response.status_code)
        head = [f"HTTP/1.1 {status.value} {status.phrase}".encode()]
        head += [name + b": " + value for name, value in response.raw_headers]
        self.transport.write(b"\r\n".join([*head, b"connection: close", b"", bytes(response.body)]))
        self.transport.close()


def server_config(app: ASGIApp, settings: Settings, **options: Any) -> uvicorn.Config:
    """How uvicorn serves the application within the limits.

    Args:
        app: what is served.
        settings: the limits.
        options: further ones of uvicorn's.
    """
    protocol = type("BoundedProtocol", (BoundedProtocol,), {"limits": settings})
    return uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        h11_max_incomplete_event_size=settings.header_bytes,
        timeout_keep_alive=math.ceil(settings.idle_seconds),
        **options,
    )
