"""``/graphql`` over HTTP: strawberry's ASGI view, the playground for browsers, media types.

https://graphql.github.io/graphql-over-http/draft/ gives answers their media type: a client that asks
for ``application/graphql-response+json`` gets 400 for a request that cannot be run; older ones get 200.

Each request runs in a thread with an event loop of its own, from parsing to writing the answer: its
resolvers may block, and the server's own loop goes on with everyone else's requests.
"""

from __future__ import annotations

import asyncio
from typing import Final

import anyio
import anyio.to_thread
from cross_web import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse
from strawberry.http.base import BaseRequestProtocol

from server.graphql.context import Context
from server.graphql.schema import build_schema
from server.limits.admission import Admission, QueueState
from server.responses.negotiation import prefers, prefers_html
from server.responses.problems import Problem, method_not_allowed
from server.serving.version import Serving
from server.settings import Settings
from server.web.playgrounds import graphql_playground

_RESPONSE_TYPE: Final = "application/graphql-response+json"
_METHODS: Final = ("GET", "POST")


class _Wanted(Response):
    """Strawberry's blank response, and whether the client asks for the response type of its own."""

    own_type = False


class GraphQLEndpoint(GraphQL[Context, None]):
    """The GraphQL view of the served graph. Queries by GET and POST; no mutations, no batches."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(build_schema(settings), subscription_protocols=())
        self._settings = settings
        self._threads = anyio.CapacityLimiter(settings.graphql_requests)
        self.admission = Admission(
            settings, places=settings.graphql_requests, seconds=settings.graphql_seconds
        )

    @property
    def queue(self) -> QueueState:
        """The state of the queue."""
        return self.admission.state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; what is wrong with it as HTTP is told like everywhere else."""
        request = Request(scope, _limited(receive, self._settings.body_bytes))
        try:
            if request.method not in _METHODS:
                raise method_not_allowed(request.method, _METHODS)
            body = await request.body()
            async with self.admission.admitted_async():
                response = await anyio.to_thread.run_sync(self._answer, scope, body, limiter=self._threads)
        except HTTPException as error:
            response = Problem(
                error.status_code, "graphql-request", "Not a GraphQL request", error.reason
            ).response()
        except Problem as error:
            response = error.response()
        await response(scope, receive, send)

    def _answer(self, scope: Scope, body: bytes) -> Response:
        """The answer to a request whose body is read; blocks."""
        return asyncio.run(self.run(Request(scope, _replayed(body))))

    def decode_json(self, data: str | bytes) -> object:
        """A request's JSON.

        Raises:
            HTTPException: it nests deeper than can be read.
        """
        try:
            return super().decode_json(data)
        except RecursionError:
            raise HTTPException(400, "The JSON nests too deeply.") from None

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """A blank that strawberry copies status and headers from."""
        blank = _Wanted()
        blank.status_code = None  # type: ignore[assignment] # strawberry's sign for "not set"
        del blank.headers["content-length"]
        blank.own_type = prefers(request.headers.get("accept"), _RESPONSE_TYPE, "application/json")
        return blank

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        """The answer as JSON, of the media type that the client asks for."""
        response = super().create_response(response_data, sub_response)
        if not (isinstance(sub_response, _Wanted) and sub_response.own_type):
            return response
        if isinstance(response_data, dict) and _is_request_error(response_data):
            unexecuted = {name: value for name, value in response_data.items() if name != "data"}
            response = Response(self.encode_json(unexecuted), 400)
        response.headers["content-type"] = f"{_RESPONSE_TYPE}; charset=utf-8"
        return response

    async def get_context(
        self,
        request: Request | WebSocket,
        response: Response | WebSocket,  # noqa: ARG002 - strawberry's signature
    ) -> Context:
        """What the resolvers of one request share."""
        return Context(Serving.of(request))

    def should_render_graphql_ide(self, request: BaseRequestProtocol) -> bool:
        """Whether this is a browser that asks nothing yet."""
        asks = request.method != "GET" or request.query_params.get("query") is not None
        return not asks and prefers_html(request.headers.get("accept"))

    async def render_graphql_ide(self, request: Request) -> Response:
        """The playground; without its build, a page that says how to make it."""
        return await Serving.of(request).off_loop(graphql_playground, request)


def _is_request_error(answer: GraphQLHTTPResponse) -> bool:
    """Whether the document was not run at all: an error inside of a field has a path."""
    errors = answer.get("errors") or []
    in_fields = any(isinstance(error, dict) and "path" in error for error in errors)
    return answer.get("data") is None and bool(errors) and not in_fields


def _replayed(body: bytes) -> Receive:
    """A channel that gives a body that is already read."""

    async def replayed() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


def _limited(receive: Receive, size: int) -> Receive:
    """The same channel, ending in a problem when a body is longer than ``size`` bytes."""
    left = size

    async def limited() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise Problem(413, "body-too-long", "Body too long", f"{size} bytes are possible.")
        return message

    return limited
