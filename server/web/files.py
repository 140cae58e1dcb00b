"""The page of files to take away."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from imr_graph.files.products import PRODUCTS
from imr_graph.files.wording import contents
from server.file_shelf import Offered, Shelf
from server.web.shell import Form, page

if TYPE_CHECKING:
    from server.serving import Serving


def files_page(request: Request, serving: Serving, shelf: Shelf) -> Response:
    """What there is, by product, with size and hash; or the command that makes it."""
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
