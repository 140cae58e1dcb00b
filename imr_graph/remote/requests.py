"""Requests to a SPARQL server: time limits, and trying again when the way or the server fails.

Everything that is sent may be sent twice: queries change nothing, and updates add or remove ground
triples, or replace a graph, so that a second time has no further effect.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import httpx

from imr_graph.errors import RemoteAnswerTooLargeError, RemoteStoreError, RemoteTimeoutError
from imr_graph.remote.patience import Patience

log = logging.getLogger(__name__)

_PASSING: Final = frozenset({502, 503, 504})
"""Statuses of a server, or a proxy before it, that may be well again in a moment."""

_DEADLOCK: Final = b"Virtuoso 40001 "
"""How Virtuoso begins its words when it gave one of two writers up for the other; the status differs."""

_SHOWN: Final = 400
"""Characters of a server's words that a message repeats."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered.

    Args:
        status: HTTP status.
        headers: HTTP headers.
        content: the whole body.
    """

    status: int
    headers: httpx.Headers
    content: bytes


class Requests:
    """Sends requests and gives back only answers that succeeded.

    Threads may share it.

    Args:
        auth: credentials, None for an open server.
        patience: time limits and attempts.
        transport: what carries the requests; None for the network.
        sleep: waits some seconds; for tests.
    """

    def __init__(
        self,
        auth: httpx.Auth | None = None,
        patience: Patience | None = None,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self.patience = patience or Patience()
        self._sleep = sleep
        # No proxies and no .netrc: what is sent where is told by the address and our variables alone.
        self._client = httpx.Client(auth=auth, transport=transport, trust_env=False)

    def send(
        self,
        method: str,
        url: str,
        *,
        seconds: float,
        content: bytes | None = None,
        form: Mapping[str, str | list[str]] | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        absent_is_fine: bool = False,
        again_when_slow: bool = True,
        most_bytes: int | None = None,
    ) -> Reply:
        """Send one request, again after a failure that may pass.

        Args:
            method: HTTP method.
            url: the endpoint.
            seconds: how long the server may take, from the request's end to the answer's end.
            content: the body.
            form: the body as form fields, instead.
            params: query string of the URL.
            headers: beside those of the client.
            absent_is_fine: 404 is an answer, as when an absent graph is to be removed.
            again_when_slow: whether a server that is too slow gets the request again.
            most_bytes: size of the answer's body; None for no limit.

        Raises:
            RemoteTimeoutError: no answer came in time.
            RemoteStoreError: the server refused, failed every time, or its answer is too large.
        """
        limits = httpx.Timeout(seconds, connect=min(self.patience.connect_seconds, seconds))
        request = self._client.build_request(
            method, url, content=content, data=form, params=params, headers=headers, timeout=limits
        )
        attempt = 1
        while True:
            last = attempt >= self.patience.attempts
            try:
                reply = self._once(request, seconds, most_bytes)
            except httpx.TransportError as error:
                if _is_slow(error) and (last or not again_when_slow):
                    raise RemoteTimeoutError(f"{url}: no answer within {seconds:.3g} s") from error
                if last:
                    raise RemoteStoreError(f"{url}: {_words(error)}, {attempt} times in a row") from error
                self._pause(attempt, url, _words(error), asked="")
            else:
                if 200 <= reply.status < 300 or (absent_is_fine and reply.status == httpx.codes.NOT_FOUND):
                    return reply
                if last or not _may_pass(reply):
                    raise RemoteStoreError(_refusal(url, reply), reply.status)
                self._pause(attempt, url, f"status {reply.status}", reply.headers.get("retry-after", ""))
            attempt += 1

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def _once(self, request: httpx.Request, seconds: float, most_bytes: int | None) -> Reply:
        """Send and read the answer whole, within its limits.

        Raises:
            httpx.TransportError: the connection failed, or the answer took too long.
            RemoteStoreError: it is too large.
        """
        content = bytearray()
        response = self._client.send(request, stream=True)
        try:
            until = time.monotonic() + seconds  # httpx's own limit is on silence only
            for piece in response.iter_bytes():
                content += piece
                if most_bytes is not None and len(content) > most_bytes:
                    reason = f"{request.url}: the answer has more than {most_bytes} bytes"
                    raise RemoteAnswerTooLargeError(reason)
                if time.monotonic() > until:
                    raise httpx.ReadTimeout("the answer came too slowly", request=request)
        finally:
            response.close()
        return Reply(response.status_code, response.headers, bytes(content))

    def _pause(self, attempt: int, url: str, reason: str, asked: str) -> None:
        """Wait, longer each time, and as long as the server asks for (``Retry-After`` in seconds)."""
        pause = self.patience.first_pause * 2 ** (attempt - 1)
        # Spread, so that several clients do not come back at one moment.
        pause *= random.uniform(0.75, 1.25)  # noqa: S311 - no secret
        if asked.isdecimal():
            pause = max(pause, float(asked))
        pause = min(pause, self.patience.longest_pause)
        log.warning("%s: %s; trying again in %.1f s (attempt %d)", url, reason, pause, attempt + 1)
        self._sleep(pause)


def _is_slow(error: httpx.TransportError) -> bool:
    """Whether a server that was reached took too long."""
    return isinstance(error, httpx.TimeoutException) and not isinstance(error, httpx.ConnectTimeout)


def _may_pass(reply: Reply) -> bool:
    return reply.status in _PASSING or (reply.status >= 400 and reply.content.lstrip().startswith(_DEADLOCK))


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__


def _refusal(url: str, reply: Reply) -> str:
    if reply.status in {401, 403}:
        return (
            f"{url}: the server lets this account not do that (status {reply.status}); "
            "give name and password in IMR_GRAPH_STORE_USER and IMR_GRAPH_STORE_PASSWORD"
        )
    said = " ".join(reply.content.decode("utf-8", "replace").split())
    return f"{url}: status {reply.status}: {said[:_SHOWN] or 'without a word'}"
