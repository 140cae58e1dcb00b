"""Entity tags: what lets a client ask whether the answer that it holds is still the one.

Whatever a published version says never changes, so a tag is made of what is asked and of the version
alone: a request that brings it back is answered without asking anything. Tags are weak (RFC 9110,
8.8.1): the same rows in another order, or compressed, are the same answer.
"""

from __future__ import annotations

import functools
import hashlib
import re
from pathlib import Path
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from imr_graph import __version__
from imr_graph.store.graph import Graph

CACHE_CONTROL: Final = "no-cache"
"""Caches may keep an answer but ask before they give it again: a new version may answer the same URL."""

_SAFE: Final = frozenset({"GET", "HEAD"})
_TAG: Final = re.compile(r'(?:W/)?("[^"\x00-\x20\x7f]*")')


def entity_tag(graph: Graph, *asked: str) -> str:
    """The tag of an answer.

    Args:
        graph: the version that answers.
        asked: all that the answer depends on beside the version: path, query, dataset, format.
    """
    digest = hashlib.sha256(_identity(graph.store_path.parent, graph.version, graph.manifest.base))
    digest.update(msgspec.json.encode(asked))
    digest.update(msgspec.json.encode(graph.manifest))
    return f'W/"{digest.hexdigest()[:32]}"'


def versioned_headers(tag: str) -> dict[str, str]:
    """The headers that a tagged answer has, as it does when it is only said to be unchanged."""
    return {"ETag": tag, "Cache-Control": CACHE_CONTROL, "Vary": "Accept"}


def unchanged(request: Request, tag: str) -> Response | None:
    """304 for a client that holds the answer already, None for any other.

    ``If-None-Match: *`` is no such claim here: whether there is an answer is not known before it is made.
    """
    if request.method not in _SAFE:
        return None
    held = _TAG.findall(", ".join(request.headers.getlist("if-none-match")))
    return (
        Response(status_code=304, headers=versioned_headers(tag)) if tag.removeprefix("W/") in held else None
    )


@functools.lru_cache(maxsize=16)
def _identity(folder: Path, *names: str) -> bytes:
    """What tells one published version from every other, that of another graph directory included."""
    digest = hashlib.sha256("\n".join((__version__, *names)).encode())
    hashes = folder / "checksums.json"
    if hashes.is_file():
        digest.update(hashes.read_bytes())
    return digest.digest()
