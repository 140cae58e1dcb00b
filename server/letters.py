"""``/determination/{identifier}``: one letter's record, evidence included."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.problems import not_found
from server.serving import Serving


async def determination(request: Request) -> Response:
    """The record as JSON; the former name of a letter leads on to its case number."""
    serving = Serving.of(request)
    asked: str = request.path_params["identifier"]
    identifier = await serving.off_loop(serving.graph.resolve, asked)
    if identifier is not None and identifier != asked:
        return RedirectResponse(str(request.url_for("determination", identifier=identifier)), 308)
    record = None if identifier is None else await serving.off_loop(serving.graph.record, identifier)
    if record is None:
        raise not_found(f"No determination is called {asked!r}.")
    return Response(msgspec.json.encode(record), media_type="application/json")
