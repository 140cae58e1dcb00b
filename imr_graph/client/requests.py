"""Requests to a server of a graph: time limits, waiting where it is busy, its problems as our errors."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import httpx
import msgspec

from imr_graph import __version__
from imr_graph.errors import QuestionError, ServerError

_ATTEMPTS: Final = 4
"""How often a request is sent to a server that says when to come again."""

_LONGEST_PAUSE: Final = 30.0
"""Seconds; a server that wants us to wait longer is given up for now."""

_REDIRECTS: Final = 5
_PROBLEM: Final = "urn:imr-graph:problem:"
_SHOWN: Final = 400
"""Characters of a server's own words that a message repeats."""

_QUESTIONS: Final = frozenset(
    {"question", "unknown-question", "query-syntax", "query-failed", "service-refused"}
)
"""Problems that are the asker's to cure: what would be a :class:`QuestionError` without a server."""


class ServerRequests:
    """Sends requests to one server and no other; threads may share it.

    Args:
        url: the server's root, as ``https://graph.example.org/imr``.
        token: goes with every request as a bearer token; None for an open server.
        seconds: how long the server may be silent.
        transport: what carries the requests; None for the network.
        sleep: waits some seconds; for tests.

    Raises:
        ServerError: the URL is none of a server.
    """

    def __init__(
        self,
        url: str,
        token: str | None = None,
        seconds: float = 60.0,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ServerError(f"{url}: give the root of a server, such as http://127.0.0.1:8000")
        self.root = url.rstrip("/")
        self.headers = {"User-Agent": f"imr-graph/{__version__}"}
        if token is not None:
            self.headers["Authorization"] = f"Bearer {token}"
        self._sleep = sleep
        # No proxies and no .netrc: what is sent where is told by the URL alone.
        self._client = httpx.Client(
            headers=self.headers, timeout=seconds, transport=transport, trust_env=False
        )

    def get(
        self, path: str, params: Mapping[str, str | list[str]] | None = None, accept: str = "application/json"
    ) -> httpx.Response:
        """The answer at a path below the root.

        Raises:
            QuestionError: the server refuses what was asked for, as a graph directory would.
            ServerError: it cannot be reached, refuses or fails.
        """
        return self._send("GET", self.root + path, params=params, headers={"Accept": accept})

    def post(self, path: str, content: str, media_type: str, accept: str) -> httpx.Response:
        """The answer to a body; it changes nothing, so it may be sent twice. Errors as for :meth:`get`."""
        headers = {"Accept": accept, "Content-Type": media_type}
        return self._send("POST", self.root + path, content=content.encode(), headers=headers)

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def _send(self, method: str, url: str, **request: Any) -> httpx.Response:
        attempt = redirects = 1
        while True:
            try:
                response = self._client.request(method, url, **request)
            except httpx.TimeoutException as error:
                raise ServerError(
                    f"{self.root}: no answer in time ({type(error).__name__}); ask for less, or open it with "
                    "more seconds"
                ) from error
            except httpx.HTTPError as error:
                raise ServerError(f"{self.root}: it cannot be reached ({error}); is it running?") from error
            if response.is_redirect and redirects < _REDIRECTS:
                redirects += 1
                url, request = self._followed(url, response), {**request, "params": None}
                continue
            if response.is_success:
                return response
            pause = _pause(response)
            if pause is None or attempt >= _ATTEMPTS:
                raise self._error(response)
            attempt += 1
            self._sleep(pause)

    def _followed(self, url: str, response: httpx.Response) -> str:
        """Where a redirect leads: never to another host, which the token would go to.

        Raises:
            ServerError: it leads there.
        """
        target = urljoin(url, response.headers["location"])
        if urlsplit(target)[:2] != urlsplit(url)[:2]:
            raise ServerError(f"{self.root}: it leads on to {target}, another server; open that one instead")
        return target

    def _error(self, response: httpx.Response) -> QuestionError | ServerError:
        """What the server's problem means to who asked."""
        try:
            problem = msgspec.json.decode(response.content, type=_Problem)
        except msgspec.MsgspecError:
            words = " ".join(response.text[:_SHOWN].split())
            return ServerError(
                f"{self.root}: HTTP {response.status_code}: {words or response.reason_phrase}",
                response.status_code,
            )
        kind = problem.type.removeprefix(_PROBLEM)
        if kind in _QUESTIONS:
            return QuestionError(problem.detail)
        return ServerError(f"{self.root}: {problem.title}: {problem.detail}", response.status_code, kind)


class _Problem(msgspec.Struct, frozen=True):
    """``application/problem+json`` (RFC 9457), as far as it is shown."""

    title: str
    detail: str = ""
    type: str = "about:blank"


def _pause(response: httpx.Response) -> float | None:
    """Seconds until a request may succeed that a busy server turned away, None where it is no use."""
    if response.status_code not in {429, 503}:
        return None
    try:
        pause = float(response.headers["retry-after"])
    except (KeyError, ValueError):
        return None
    return pause if 0 <= pause <= _LONGEST_PAUSE else None
