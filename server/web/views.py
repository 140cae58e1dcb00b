"""``/export``: every view of the graph for Gephi with its picture, and the filters that narrow one."""

from __future__ import annotations

from typing import Any, BinaryIO, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from imr_graph.errors import OutputError, QuestionError
from imr_graph.export import FILTERS, FORMATS, VIEWS
from imr_graph.questions.near import nearest
from server.resources.exports import file_response, given_filters
from server.responses.addresses import query_part
from server.responses.problems import Problem, not_found
from server.serving.version import Serving
from server.web.shell import page

PICTURES: Final = {"svg": "image/svg+xml", "png": "image/png"}
"""How a preview is sent, by the end of its name."""

_WHOLE: Final = "whole"


async def views(request: Request) -> Response:
    """The page: all views, or the one that ``view`` names with its filters."""
    return await Serving.of(request).off_loop(_views, request)


async def preview(request: Request) -> Response:
    """The picture of a view, as SVG or PNG; kept like the files for Gephi."""
    name: str = request.path_params["view"]
    form = request.url.path.rpartition(".")[2]
    if name not in VIEWS:
        raise not_found(f"There is no view {name!r}{nearest(name, VIEWS)}; there are: {', '.join(VIEWS)}.")
    filters = given_filters(request, name)
    serving = Serving.of(request)

    def write(out: BinaryIO) -> None:
        # Libraries of networks and pictures take seconds to load; many a server draws nothing.
        from imr_graph.export.gephi import picture_of
        from imr_graph.export.preview import preview as drawn

        most = serving.settings.export_letters
        picture = picture_of(serving.graph, name, {**filters}, most_letters=most)
        try:
            out.write(drawn(picture, "svg" if form == "svg" else "png", title=VIEWS[name].title))
        except OutputError as error:
            raise QuestionError(str(error)) from error

    key = (name, form, *(f"{one}={value}" for one, value in filters.items()))
    return await file_response(request, key, PICTURES[form], f"{name}.{form}", write)


def _views(request: Request) -> Response:
    serving = Serving.of(request)
    name = request.query_params.get("view", "")
    most = serving.settings.export_letters
    context: dict[str, Any] = {
        "views": VIEWS,
        "filters": FILTERS,
        "forms_of": FORMATS,
        "most": most,
        "letters": serving.counts.letters,
        "address": _address,
        "gephi_lite": lambda view, given: _gephi_lite(request, serving.settings.gephi_lite, view, given),
        # A picture of more letters than files are made of is not even asked for.
        "undrawn": {_WHOLE} if serving.counts.letters > most else set(),
    }
    if not name:
        return page(
            request, "views.html", title="Pictures for Gephi", bundles=("views",), chosen=None, **context
        )
    if name not in VIEWS:
        detail = f"There is no view {name!r}{nearest(name, VIEWS)}; there are: {', '.join(VIEWS)}."
        raise not_found(detail)
    given = {one: value for one, value in request.query_params.items() if one in FILTERS and value.strip()}
    wrong = _wrong(serving, name, given)
    return page(
        request,
        "views.html",
        title=VIEWS[name].title,
        bundles=("views",),
        status=wrong.status if wrong else 200,
        chosen=VIEWS[name],
        given=given,
        wrong=wrong.detail if wrong else "",
        **context,
    )


def _wrong(serving: Serving, name: str, given: dict[str, str]) -> Problem | None:
    """What is wrong with the filters of a view, before a picture is asked for with them."""
    from imr_graph.export.filters import chosen

    try:
        chosen(serving.graph, VIEWS[name], given)
    except QuestionError as error:
        detail = str(error)
        return Problem(400, "question", "Not a view that can be made", f"{detail[:1].upper()}{detail[1:]}.")
    return None


def _address(name: str, form: str, given: dict[str, str]) -> str:
    return f"/export/{name}.{form}{query_part(dict(given))}"


def _gephi_lite(request: Request, lite: str, name: str, given: dict[str, str]) -> str:
    """Where Gephi Lite opens a view; empty where no address of one is set."""
    if not lite:
        return ""
    file = f"{str(request.base_url).rstrip('/')}{_address(name, 'gexf', given)}"
    return f"{lite}{'&' if '?' in lite else '?'}file={quote(file, safe='')}"
