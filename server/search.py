"""``/search``: disputed items by the words of their titles and rationales, as rows, the best first."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from imr_graph.client.finding import FOUND_COLUMNS, found_rows, found_title
from imr_graph.errors import QuestionError
from server.asked_rows import Asked, answered, asked_of, faulty, next_page
from server.clients import client_of
from server.rows import Rows
from server.serving import Serving

_PAGE: Final = 20
"""Items of a page, where the request does not say."""


async def search(request: Request) -> Response:
    """The items that fit ``words`` best, a page of them."""
    serving = Serving.of(request)
    asked = asked_of(request, serving.graph.version)
    paged = replace(asked, first=asked.first or _PAGE)
    client = client_of(request, serving.settings)
    return await answered(request, paged, "search", lambda: _rows(request, serving, paged, client))


def _rows(request: Request, serving: Serving, asked: Asked, client: str) -> Rows:
    """The items that are asked for; blocks.

    Raises:
        QuestionError: the graph has no index, or the words are over one of its limits.
        Problem: too many searches run, or this one takes too long.
    """
    words = asked.once.get("words")
    if words is None or len(asked.values) > 1:
        raise faulty("search takes words, and first, after and format beside them")
    if asked.columns is not None:
        raise faulty("what is found has all its columns always; leave columns out")
    searching = serving.search
    if searching is None:
        raise QuestionError("this version of the graph has no full-text index; the next build makes it")
    found = searching.search(words, limit=asked.first or _PAGE, offset=asked.offset, client=client)
    version = serving.graph.version
    said = {"version": version, "next": next_page(request, asked, version, found.total)}
    rows = found_rows(serving.graph, found.hits)
    return Rows(found_title(words, found.total), FOUND_COLUMNS, rows, found.total, said)
