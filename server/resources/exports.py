"""``/export/{view}.gexf``, ``.graphml`` and ``.csv.zip``: a view as a file, narrowed by the URL."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from typing import BinaryIO, Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from imr_graph.errors import GexfError, QuestionError
from imr_graph.export import FORMATS, VIEWS
from imr_graph.questions.near import nearest
from server.responses.problems import Problem, not_found
from server.responses.validators import entity_tag, unchanged, versioned_headers
from server.serving.export_folder import Key, Make
from server.serving.version import Serving

_CHUNK: Final = 256 << 10
_LONGEST: Final = 10_000
"""Characters of a filter's value: some hundred case numbers."""


async def export(request: Request) -> Response:
    """Send a view; the filters are parameters of the URL, as :data:`imr_graph.export.FILTERS` tells them."""
    view: str = request.path_params["view"]
    form = request.url.path.removeprefix(f"/export/{view}.")
    if view not in VIEWS:
        raise not_found(f"There is no view {view!r}{nearest(view, VIEWS)}; there are: {', '.join(VIEWS)}.")
    filters = given_filters(request, view)
    serving = Serving.of(request)

    def write(out: BinaryIO) -> None:
        # Libraries of networks take most of a second to load; many a server exports nothing.
        from imr_graph.export.gephi import picture_of, write_picture

        most = serving.settings.export_letters
        write_picture(picture_of(serving.graph, view, {**filters}, most_letters=most), out, form)

    key = (view, form, *(f"{name}={value}" for name, value in filters.items()))
    return await file_response(request, key, FORMATS[form], f"{view}.{form}", write)


def given_filters(request: Request, view: str) -> dict[str, str]:
    """The filters that a request gives, by name in the order of the view's.

    Args:
        request: whose parameters are meant.
        view: one of `VIEWS`.

    Raises:
        Problem: the view does not take one, or one is given twice or too long.
    """
    known = VIEWS[view].filters
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name not in known:
            near, all_of_them = nearest(name, known), ", ".join(known)
            raise _faulty(f"View {view} has no filter {name!r}{near}; there are: {all_of_them}.")
        if name in given:
            raise _faulty(f"{name} is given several times; give it once.")
        if len(value) > _LONGEST:
            raise _faulty(f"{name} has {len(value)} characters; {_LONGEST} are possible.")
        given[name] = value.strip()
    return {name: given[name] for name in known if given.get(name)}


async def file_response(request: Request, key: Key, media_type: str, name: str, write: Make) -> Response:
    """The response with a file made of the graph, which is kept for the next who asks.

    Args:
        request: as it came.
        key: all that the file depends on beside the version.
        media_type: of the file.
        name: of the file, for programs that save it.
        write: writes it; blocks.

    Raises:
        Problem: what is asked does not fit, is over a limit, or the server is busy.
    """
    serving = Serving.of(request)
    tag = entity_tag(serving.graph, "export", *key)
    if (same := unchanged(request, tag)) is not None:
        return same
    file = await serving.off_loop(serving.exports.kept, key)
    if file is None:
        with await serving.exports.entered():
            try:
                file = await serving.off_loop(serving.exports.make, key, write)
            except (QuestionError, GexfError) as error:
                raise _faulty(f"{error}.") from error
    headers = {
        **versioned_headers(tag),
        "Content-Type": media_type,
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(os.fstat(file.fileno()).st_size),
    }
    if request.method == "HEAD":
        file.close()
        return Response(headers=headers)
    return StreamingResponse(_chunks(serving, file), headers=headers)


async def _chunks(serving: Serving, file: BinaryIO) -> AsyncIterator[bytes]:
    with file:
        while chunk := await serving.off_loop(file.read, _CHUNK):
            yield chunk


def _faulty(detail: str) -> Problem:
    return Problem(400, "question", "Not a view that can be made", detail)
