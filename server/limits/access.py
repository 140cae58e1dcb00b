"""Who may ask: everybody, or with a token in the settings whoever brings it, as RFC 6750 has it."""

from __future__ import annotations

import hmac
from collections.abc import MutableMapping
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from server.responses.problems import Problem

PROBES: Final = frozenset({"/healthz", "/readyz"})
"""Paths that are answered without a token, in one word: whoever watches the process seldom can send one."""

_STRANGER: Final = "imr_graph.stranger"
_SCHEME: Final = "bearer"


class Access:
    """Middleware: nothing is answered without the token, whatever the path.

    Args:
        app: what is asked.
        token: the secret; everybody may ask where it is empty.
    """

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, or refuse it."""
        if scope["type"] != "http" or not self._token:
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(Headers(scope=scope).get("authorization"))
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["path"] in PROBES:
            scope[_STRANGER] = True
            await self._app(scope, receive, send)
        else:
            await refusal.response()(scope, receive, send)

    def _refusal(self, given: str | None) -> Problem | None:
        """Why a request is not answered; None where it brings the token."""
        if given is None:
            return _unauthorized("This server answers who brings its token, as Authorization: Bearer TOKEN.")
        scheme, _, secret = given.partition(" ")
        if scheme.lower() == _SCHEME and hmac.compare_digest(secret.strip().encode(), self._token):
            return None
        return _unauthorized("This is not the server's token.", 'error="invalid_token"')


def is_stranger(scope: MutableMapping[str, Any]) -> bool:
    """Whether a request was let in without the token."""
    return scope.get(_STRANGER) is True


def _unauthorized(detail: str, error: str = "") -> Problem:
    challenge = ", ".join(filter(None, ('Bearer realm="imr-graph"', error)))
    return Problem(401, "no-access", "No access", detail, {"WWW-Authenticate": challenge})
