"""The page of files to take away."""

from __future__ import annotations

from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response

from imr_graph.files.products import PRODUCTS
from imr_graph.files.wording import contents
from server.resources import files as files_as_data
from server.responses.negotiation import wants_page
from server.serving.file_shelf import Offered, Shelf
from server.serving.version import Serving
from server.web.shell import Form, page


async def files(request: Request) -> Response:
    """What there is, by product, with size and hash, or the command that makes it; a list for programs."""
    if not wants_page(request):
        return await files_as_data.files(request)
    serving = Serving.of(request)
    shelf = await serving.off_loop(serving.files.shelf)
    return await serving.off_loop(_files_page, request, serving, shelf)


def _files_page(request: Request, serving: Serving, shelf: Shelf) -> Response:
    return page(
        request,
        "files.html",
        title="Files to take away",
        forms=(
            Form("JSON", "/files?format=json", "application/json"),
            Form("VoID and DCAT", "/.well-known/void"),
        ),
        headers={"Cache-Control": "no-cache"},
        shelf=shelf,
        version=serving.graph.version,
        letters=serving.counts.letters,
        made_letters=serving.settings.made_files_letters,
        groups=[(PRODUCTS.get(name), list(files)) for name, files in _by_product(shelf)],
        products=list(PRODUCTS.values()),
        contents=contents,
    )


def _by_product(shelf: Shelf) -> list[tuple[str, list[Offered]]]:
    """Files by product, in the order in which products are told; what describes the rest comes last."""
    order = {name: place for place, name in enumerate(PRODUCTS)}
    ordered = sorted(shelf.files, key=lambda one: order.get(one.product, len(order)))
    return [(name, list(files)) for name, files in groupby(ordered, key=lambda one: one.product)]
