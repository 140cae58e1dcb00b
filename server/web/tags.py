"""Entity tags of pages: of the version that they tell of, and of the front end that they come with."""

from __future__ import annotations

from starlette.requests import Request

from server.responses.validators import entity_tag
from server.serving.version import Serving
from server.web.assets import bundle


def page_tag(request: Request, serving: Serving, *bundles: str) -> str:
    """The tag of a page whose address says all that it shows.

    Args:
        request: as it came.
        serving: the version that the page tells of.
        bundles: of the front end, beside ``site``.
    """
    built = (str(bundle(name)) for name in ("site", *bundles))
    return entity_tag(serving.graph, request.url.path, request.url.query, "page", *built)
