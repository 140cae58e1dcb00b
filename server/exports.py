"""``/export/{view}.gexf``: a view of the graph as a file, made once and kept while the server runs."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from imr_graph.export import VIEWS
from server.problems import not_found
from server.serving import Serving


async def export(request: Request) -> Response:
    """Send a view as GEXF."""
    view: str = request.path_params["view"]
    if view not in VIEWS:
        raise not_found(f"There is no view {view!r}; there are: {', '.join(VIEWS)}.")
    serving = Serving.of(request)
    path = await serving.off_loop(serving.exports.file, view)
    return FileResponse(path, media_type="application/gexf+xml", filename=f"{view}.gexf")
