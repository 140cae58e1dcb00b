"""Who asks: the address that limits for one client count by; and whether they still wait."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Awaitable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, TypeVar

from server.responses.problems import client_gone
from server.settings import Settings

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from typing import Any

    from starlette.requests import HTTPConnection
    from starlette.types import ASGIApp, Receive, Scope, Send

T = TypeVar("T")

asking: Final[ContextVar[str]] = ContextVar("asking", default="")
"""The client of the request at hand, also in the threads that work for it."""

_IPV6_NETWORK: Final = 64
"""Bits of an IPv6 address that name its network: whoever has one of them has all of its addresses."""


def client_of(request: HTTPConnection | MutableMapping[str, Any], settings: Settings) -> str:
    """The client of a request.

    Args:
        request: the request, or its ASGI scope.
        settings: names the proxies that are believed.

    Returns:
        the peer's address, of IPv6 its network of 64 bits; where the peer is a trusted proxy, the last
        address of ``X-Forwarded-For`` that is none: what stands before it anybody may have written.
        Empty where the server does not know its peer (a socket in the file system).
    """
    scope = request if isinstance(request, dict) else request.scope  # type: ignore[union-attr]
    peer = scope.get("client")
    address = str(peer[0]) if peer else ""
    if address not in settings.trusted_proxies:
        return _network(address)
    named = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
    for hop in reversed(named.decode("latin-1").split(",")):
        hop = hop.strip()
        if hop and hop not in settings.trusted_proxies:
            return _network(hop)
    return address


def _network(address: str) -> str:
    """What one client has of an address; a text that is none as it is, and short."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((int(parsed), _IPV6_NETWORK), strict=False).network_address)
    return str(parsed)


class ClientKnown:
    """Middleware: says for all that a request does who asks, see :data:`asking`.

    Args:
        app: what is asked.
        settings: name the proxies that are believed.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        before = asking.set(client_of(scope, self._settings))
        try:
            await self._app(scope, receive, send)
        finally:
            asking.reset(before)


async def while_there(receive: Receive, answer: Awaitable[T]) -> T:
    """What is awaited, given up when the client closes the connection.

    Args:
        receive: the request's channel, whose body is read.
        answer: what the client waits for; it is cancelled where nobody does any more.

    Raises:
        Problem: the client is gone.
    """
    waited = asyncio.ensure_future(answer)
    watched = asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait((waited, watched), return_when=asyncio.FIRST_COMPLETED)
        if not waited.done():
            raise client_gone()
        return waited.result()
    finally:
        waited.cancel()
        watched.cancel()
        await asyncio.gather(waited, watched, return_exceptions=True)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
