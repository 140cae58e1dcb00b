"""Middleware: a request's body has so long to come, and no longer."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.responses.problems import Problem
from server.settings import Settings


class BodyDeadline:
    """Ends the reading of a body with a problem when its time is over.

    Args:
        app: what is asked.
        settings: the limits.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._seconds = settings.body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, its body on a clock."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        until = asyncio.get_running_loop().time() + self._seconds
        whole = False

        async def timed() -> Message:
            nonlocal whole
            if whole:
                return await receive()  # waits for the client to go away
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                raise Problem(
                    408,
                    "body-too-slow",
                    "Body too slow",
                    f"The request's body was not whole after {self._seconds:.3g} s; send it again, at once.",
                    {"Connection": "close"},
                ) from None
            whole = not message.get("more_body", False)
            return message

        await self._app(scope, timed, send)
