"""``/graphql`` over HTTP: strawberry's ASGI view, the playground for browsers, media types."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL

from server.graphql.catalogue import Catalogue
from server.graphql.context import Context
from server.graphql.schema import build_schema
from server.pages import PLAYGROUND_POLICY, html_page, missing_playground_page
from server.serving import Serving

_PLAYGROUND: Final = Path(__file__).resolve().parents[1] / "static" / "index.html"


class GraphQLEndpoint(GraphQL[Context, None]):
    """The GraphQL view of one served graph. Queries by GET and POST; no mutations, no batches."""

    def __init__(self, serving: Serving) -> None:
        super().__init__(build_schema(serving.settings), subscription_protocols=())
        self._serving = serving
        self._catalogue: Catalogue | None = None
        self._lock = threading.Lock()

    async def get_context(
        self,
        request: Request | WebSocket,  # noqa: ARG002 - strawberry's signature
        response: Response | WebSocket,  # noqa: ARG002
    ) -> Context:
        """What the resolvers of one request share."""
        return Context(self._serving, await self._serving.off_loop(self._concepts))

    async def render_graphql_ide(self, request: Request) -> Response:  # noqa: ARG002 - strawberry's
        """The playground; without its build, a page that says how to make it."""
        if not _PLAYGROUND.is_file():
            return missing_playground_page()
        return html_page(_PLAYGROUND.read_text(encoding="utf-8"), PLAYGROUND_POLICY)

    def _concepts(self) -> Catalogue:
        """The schemes' concepts, read at the first request."""
        with self._lock:
            if self._catalogue is None:
                self._catalogue = Catalogue.of(self._serving.graph)
            return self._catalogue
