"""``/graphql`` made ready while the server answers elsewhere: its library loads longer than all the rest."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import anyio.to_thread
from starlette.types import Receive, Scope, Send

from server.limits.admission import QueueState
from server.settings import Settings

if TYPE_CHECKING:
    from server.graphql.endpoint import GraphQLEndpoint


class LoadedBeside:
    """The GraphQL endpoint; requests that come before it is ready wait for it.

    Args:
        settings: the limits.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._endpoint: GraphQLEndpoint | None = None
        self._loading = threading.Lock()

    def start(self) -> None:
        """Begin to load it, in a thread."""
        threading.Thread(target=self._loaded, name="load-graphql").start()

    @property
    def queues(self) -> dict[str, QueueState]:
        """The queue's state by its name, once it is loaded."""
        return {} if self._endpoint is None else {"graphql": self._endpoint.queue}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        endpoint = self._endpoint
        if endpoint is None:
            endpoint = await anyio.to_thread.run_sync(self._loaded)
        await endpoint(scope, receive, send)

    def _loaded(self) -> GraphQLEndpoint:
        with self._loading:
            if self._endpoint is None:
                # Half a second, of which no other request has any use.
                from server.graphql.endpoint import GraphQLEndpoint

                self._endpoint = GraphQLEndpoint(self._settings)
            return self._endpoint
