"""Where a SPARQL server's operations stand, and the credentials for them.

One URL is enough for servers that say what they are in the ``Server`` header; of others the three
endpoints are named: ``query=URL,update=URL,graphs=URL``. Credentials come from the environment
alone: an address may be printed and logged, so it never holds any.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Final

import httpx

from imr_graph.errors import RemoteStoreError

LETTERS_GRAPH: Final = "https://imr-graph.example/letters"
"""The named graph that letters go into: not every server has a default graph that can be written to."""

USER_VARIABLE: Final = "IMR_GRAPH_STORE_USER"
PASSWORD_VARIABLE: Final = "IMR_GRAPH_STORE_PASSWORD"  # noqa: S105 - a variable's name

_PROBE_SECONDS: Final = 10.0
_PARTS: Final = ("query", "update", "graphs")


@dataclass(frozen=True, slots=True)
class _Layout:
    """Paths of a kind of server, below the URL that its users know it by."""

    server: str
    query: str
    update: str
    graphs: str
    root: str = ""
    """What that URL may end in already."""


# As tried with oxigraph 0.5.13 and Virtuoso 7.2.5, whose open endpoints take no updates.
_LAYOUTS: Final = (
    _Layout("oxigraph", query="query", update="update", graphs="store", root="/query"),
    _Layout(
        "virtuoso", query="sparql", update="sparql-auth", graphs="sparql-graph-crud-auth", root="/sparql"
    ),
)


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """The endpoints of one store.

    Args:
        query: SPARQL 1.1 Protocol, query operation.
        update: SPARQL 1.1 Protocol, update operation.
        graphs: SPARQL 1.1 Graph Store HTTP Protocol, indirect graph identification (``?graph=``).
    """

    query: str
    update: str
    graphs: str

    def __str__(self) -> str:
        return self.query

    @classmethod
    def find(cls, store: str, transport: httpx.BaseTransport | None = None) -> StoreAddress:
        """The address that a user means.

        Args:
            store: the server's URL, or ``query=URL,update=URL,graphs=URL``.
            transport: what carries the requests, for tests.

        Raises:
            RemoteStoreError: it is no HTTP URL, holds credentials, nothing answers there, or what
                answers does not say which server it is.
        """
        named = dict(part.strip().partition("=")[::2] for part in store.split(","))
        if named.keys() == set(_PARTS):
            return cls(**{part: _checked(url) for part, url in named.items()})
        url = _checked(store)
        with httpx.Client(timeout=_PROBE_SECONDS, transport=transport, trust_env=False) as client:
            try:
                server = client.get(url, follow_redirects=True).headers.get("server", "")
            except httpx.HTTPError as error:
                raise RemoteStoreError(f"{url}: no SPARQL server answers there ({error})") from error
        for layout in _LAYOUTS:
            if server.lower().startswith(layout.server):
                root = url.rstrip("/").removesuffix(layout.root)
                return cls(*(f"{root}/{path}" for path in (layout.query, layout.update, layout.graphs)))
        raise RemoteStoreError(
            f"{url}: this server does not say which kind it is; name its three endpoints: "
            "--store query=URL,update=URL,graphs=URL"
        )


def _checked(url: str) -> str:
    """The URL, if it is one of HTTP without credentials.

    Raises:
        RemoteStoreError: it is none; the message does not repeat credentials.
    """
    try:
        parsed = httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError) as error:
        raise RemoteStoreError("the store's address is no URL; give one such as http://host:7878") from error
    if parsed.userinfo:
        raise RemoteStoreError(
            f"{parsed.host}: name and password do not belong into the URL, which is printed and logged; "
            f"put them into the environment variables {USER_VARIABLE} and {PASSWORD_VARIABLE}"
        )
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise RemoteStoreError(
            f"{url.strip()!r} is no URL of a SPARQL server; give one such as http://host:7878"
        )
    return str(parsed)


class Credentials(httpx.Auth):
    """Name and password, given as the server asks for them: digest or basic.

    Nothing is sent before the server has asked; a digest is worth nothing to who reads along.

    Args:
        user: name of the account.
        password: its password; no part of any message or ``repr``.
    """

    requires_request_body = True

    def __init__(self, user: str, password: str) -> None:
        self._digest = httpx.DigestAuth(user, password)
        self._basic = httpx.BasicAuth(user, password)
        self._chosen: httpx.Auth | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Credentials | None:
        """The credentials in the environment, None where no name stands there."""
        user = environment.get(USER_VARIABLE)
        return cls(user, environment.get(PASSWORD_VARIABLE, "")) if user else None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send plainly first; where that is refused, in the way that the server names."""
        if self._chosen is not None:
            yield from self._chosen.auth_flow(request)
            return
        response = yield request
        challenge = response.headers.get("www-authenticate", "").lower()
        if response.status_code != httpx.codes.UNAUTHORIZED:
            return
        if "digest" in challenge:
            self._chosen = self._digest
            flow = self._digest.auth_flow(request)
            next(flow)  # it would send plainly first, which has been done
            yield flow.send(response)
        elif "basic" in challenge:
            self._chosen = self._basic
            yield from self._basic.auth_flow(request)
