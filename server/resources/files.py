"""``/files``: what can be taken away, as a list; ``/files/NAME`` sends it, whole or in part."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from imr_graph.files.manifest import FileEntry
from imr_graph.files.products import COMPRESSED_TYPES, PRODUCTS
from server.serving.file_shelf import Offered, Shelf
from server.serving.version import Serving

_CONTENTS: Final = ("triples", "rows", "records", "tables")


async def files(request: Request) -> Response:
    """The list of files, and how they come."""
    serving = Serving.of(request)
    shelf = await serving.off_loop(serving.files.shelf)
    headers = {"Cache-Control": "no-cache", "Vary": "Accept"}
    return JSONResponse(listed(serving, shelf), headers=headers)


async def file(request: Request) -> Response:
    """One file."""
    serving = Serving.of(request)
    path, entry = await serving.off_loop(serving.files.file, request.path_params["name"])
    headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    if entry is not None:
        tag = headers["ETag"] = f'"{entry.sha256[:32]}"'
        held = ", ".join(request.headers.getlist("if-none-match"))
        if tag in held or held.strip() == "*":
            return Response(status_code=304, headers=headers)
    return FileResponse(path, headers=headers, media_type=sent_as(entry), filename=path.name)


def sent_as(entry: FileEntry | None) -> str:
    """The value of Content-Type: what lies there, compressed if it is."""
    if entry is None:
        return "text/plain; charset=utf-8"
    if entry.compression is not None:
        return COMPRESSED_TYPES[entry.compression]
    return f"{entry.media_type}; charset=utf-8" if entry.media_type.startswith("text/") else entry.media_type


def listed(serving: Serving, shelf: Shelf) -> dict[str, Any]:
    """The list as JSON has it."""
    manifest, counts = shelf.manifest, serving.counts
    return {
        "source": shelf.source,
        "version": serving.graph.version if manifest is None else manifest.version,
        "current": shelf.current,
        "letters": counts.letters if manifest is None else manifest.letters,
        "syntheticLetters": counts.synthetic if manifest is None else manifest.synthetic_letters,
        "note": counts.synthetic_note if manifest is None else manifest.note,
        "products": [
            {"name": product.name, "title": product.title, "words": product.words}
            for product in PRODUCTS.values()
        ],
        "files": [_told(one) for one in shelf.files],
    }


def _told(offered: Offered) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": offered.name,
        "href": f"/files/{quote(offered.name)}",
        "title": offered.title,
        "product": offered.product,
    }
    if (entry := offered.entry) is not None:
        told |= {"mediaType": entry.media_type, "bytes": entry.bytes, "sha256": entry.sha256}
        told["compression"] = entry.compression
        told |= {name: value for name in _CONTENTS if (value := getattr(entry, name)) is not None}
    return told
