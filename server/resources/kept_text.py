"""``/determination/{identifier}/text``: a letter's kept text, which all evidence points into."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from server.resources.letters import part_of_determination
from server.responses.negotiation import prefers
from server.responses.problems import not_found
from server.responses.validators import entity_tag, unchanged, versioned_headers
from server.serving.version import Serving


async def kept_text(request: Request) -> Response:
    """The text for who asks for ``text/plain`` or ``?format=text``; others are led to the letter."""
    accept = ", ".join(request.headers.getlist("accept")) or None
    wanted = request.query_params.get("format") == "text"
    if not wanted and not prefers(accept, "text/plain", "text/turtle"):
        return await part_of_determination(request)
    serving = Serving.of(request)
    asked = request.path_params["identifier"]
    identifier = await serving.off_loop(serving.graph.resolve, asked)
    text = None if identifier is None else await serving.off_loop(serving.graph.text, identifier)
    if identifier is None or text is None:
        raise not_found(f"No determination is called {asked!r}.")
    if identifier != asked:
        own = request.url_for("kept_text", identifier=identifier)
        return RedirectResponse(str(own.replace(query=request.url.query)), 308)
    tag = entity_tag(serving.graph, request.url.path, "text/plain")
    if (held := unchanged(request, tag)) is not None:
        return held
    return PlainTextResponse(text, headers=versioned_headers(tag))
