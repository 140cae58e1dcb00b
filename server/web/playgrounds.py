"""The GraphQL playground: GraphiQL on a page of its own."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from server.web.shell import EDITOR_POLICY, page


def graphql_playground(request: Request) -> Response:
    """The playground; without the front end's build, a page that says how to make it."""
    return page(
        request, "graphiql.html", title="GraphQL", bundles=("graphiql",), site=False, policy=EDITOR_POLICY
    )
