"""The server's routes, from :func:`server.routes.routes` and what their functions say of themselves."""

from __future__ import annotations

import inspect
import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from docs._ext.markdown import code, plain, table
from imr_graph.tables.dimensions import dimensions, measures
from server.routes import routes


def http_routes() -> str:
    """A table of the paths, each with its methods and what it answers."""
    rows = []
    for route in routes(_GraphQL(), _metrics):
        if isinstance(route, Route):
            methods = sorted(
                (route.methods or {"GET", "POST"}) - {"HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"}
            )
            rows.append([code(route.path), ", ".join(methods), _words(route.endpoint)])
        elif isinstance(route, Mount) and route.path != "/static":
            rows.append([code(route.path + "/…"), "GET", _words(type(route.app))])
    return table(["path", "methods", "what it answers"], rows)


def counting_names() -> str:
    """Tables of what items can be counted and filtered by, and of what is counted."""
    by = [
        [code(one.graphql), code(one.name), plain(one.label), code(one.kind)] for one in dimensions().values()
    ]
    of = [[code(one.graphql), code(one.name), plain(one.label)] for one in measures().values()]
    return "\n".join(
        [
            table(["dimension", "in tables and Python", "what it is", "concepts"], by),
            table(["measure", "in tables and Python", "what it is"], of),
        ]
    )


def _words(endpoint: object) -> str:
    """The first paragraph of a docstring, its code shown as such."""
    said = (inspect.getdoc(endpoint) or "").partition("\n\n")[0].partition("; blocks.")[0]
    return re.sub(r"\\`\\`(.+?)\\`\\`", lambda quoted: code(quoted[1].replace("\\", "")), plain(said))


class _GraphQL:
    """GraphQL: queries by GET and POST; the playground for a browser."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        raise NotImplementedError


async def _metrics(request: Request) -> Response:
    """Counts and times of requests, queries and queues, as Prometheus reads them."""
    raise NotImplementedError
