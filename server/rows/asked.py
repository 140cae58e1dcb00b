"""What a request for rows asks beside its question: format, page, and the response that answers it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import Response

from imr_graph.errors import QuestionError
from imr_graph.questions.near import nearest
from server.responses.negotiation import Format, negotiate_among
from server.responses.problems import Problem
from server.responses.validators import entity_tag, unchanged, versioned_headers
from server.rows.writing import CSV, FORMATS, Rows, spooled
from server.serving.version import Serving
from server.workers.sending import sent

RESERVED: Final = ("format", "first", "after", "columns")
"""Names that no parameter of a question may have: they ask for a form of the answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for.

    Args:
        values: parameters of the question, each as often as it was given.
        form: how the answer is written.
        first: rows at most; None for all.
        offset: rows to leave out before them.
        columns: names of those that are wanted; None for all.
    """

    values: dict[str, list[str]]
    form: Format
    first: int | None
    offset: int
    columns: tuple[str, ...] | None

    @property
    def once(self) -> dict[str, str]:
        """The parameters, where each may be given once.

        Raises:
            Problem: one is given twice.
        """
        for name, given in self.values.items():
            if len(given) > 1:
                raise faulty(f"parameter {name} is given {len(given)} times; give it once")
        return {name: given[0] for name, given in self.values.items()}


def asked_of(request: Request, version: str, form: Format | None = None) -> Asked:
    """What a request asks for.

    Args:
        request: by GET or HEAD.
        version: of the graph that answers; a cursor holds for its own alone.
        form: how the answer is written; None for what the request says of it.

    Raises:
        Problem: the format, ``first`` or ``after`` is none, or no format fits.
    """
    values: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        values.setdefault(name, []).append(value)
    told = {name: values.pop(name, [])[-1:] for name in RESERVED}
    columns = tuple(told["columns"][0].split(",")) if told["columns"] else None
    first = _number(told["first"][0]) if told["first"] else None
    offset = _place(told["after"][0], version, _list_of(request, values)) if told["after"] else 0
    return Asked(values, form or _form(request, told["format"]), first, offset, columns)


async def answered(request: Request, asked: Asked, name: str, rows: Callable[[], Rows]) -> Response:
    """The response with the rows, or the word that the client has them already.

    Args:
        request: as it came.
        asked: what it asks for.
        name: of the file, for programs that save it.
        rows: gives them; blocks.

    Raises:
        Problem: they are over a limit, or what is asked does not fit.
    """
    serving = Serving.of(request)
    refused = await serving.off_loop(lambda: serving.graph.refused_letters)
    tag = entity_tag(serving.graph, request.url.path, request.url.query, asked.form.name, str(refused))
    if (held := unchanged(request, tag)) is not None:
        return held
    try:
        told = await serving.off_loop(rows)
    except QuestionError as error:
        raise faulty(str(error)) from error
    table = request.url.remove_query_params(RESERVED)
    told = replace(told, url=str(table), offset=asked.offset)
    answer = await serving.off_loop(spooled, told, asked.form, serving.settings, serving.room)
    headers = {**versioned_headers(tag), "Content-Type": asked.form.content_type}
    if asked.form is not FORMATS[0]:
        suffix = "arrows" if asked.form.name == "arrow" else asked.form.name
        headers["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    if (following := told.said.get("next")) is not None:
        headers["Link"] = f'<{following}>; rel="next"'
    if asked.form is CSV:
        # CSV has no place for what an answer rests on; its description does.
        described = request.url.include_query_params(format="json", first=1).remove_query_params("after")
        link = f'<{_relative(described)}>; rel="describedby"; type="application/json"'
        headers["Link"] = ", ".join(filter(None, (headers.get("Link"), link)))
    return sent(answer, request.method, headers)


def next_page(request: Request, asked: Asked, version: str, total: int) -> str | None:
    """Where the next page is, relative to the server's root; None after the last one."""
    if asked.first is None or asked.offset + asked.first >= total:
        return None
    return page_at(request, asked, version, asked.offset + asked.first)


def page_at(request: Request, asked: Asked, version: str, offset: int) -> str:
    """Where the page that begins at an offset is, relative to the server's root."""
    if offset <= 0:
        first = request.url.remove_query_params("after")
        return _relative(first) if first.query else first.path
    after = _cursor(offset, version, _list_of(request, asked.values))
    return _relative(request.url.include_query_params(after=after))


def faulty(detail: str) -> Problem:
    """The problem of a request that its question does not take."""
    return Problem(400, "question", "Not a question that can be answered", f"{detail}.")


def _relative(url: URL) -> str:
    return f"{url.path}?{url.query}"


def _form(request: Request, named: list[str]) -> Format:
    if not named:
        accept = ", ".join(request.headers.getlist("accept")) or None
        return negotiate_among(FORMATS, accept)
    known = {name: form for form in FORMATS for name in (form.name, *form.names)}
    if named[0] not in known:
        there = ", ".join(form.name for form in FORMATS)
        raise faulty(f"no format is called {named[0]!r}{nearest(named[0], known)}; there are: {there}")
    return known[named[0]]


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 1 << 31):
        raise faulty(f"first is the number of rows of a page, such as 100, not {text!r}")
    return int(text)


def _list_of(request: Request, values: dict[str, list[str]]) -> str:
    """A short name of the list that is asked for, whatever page, columns and format of it."""
    told = json.dumps([request.url.path, sorted(values.items())])
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _cursor(offset: int, version: str, rows: str) -> str:
    return base64.urlsafe_b64encode(f"{rows}:{version}:{offset}".encode()).decode().rstrip("=")


def _place(cursor: str, version: str, rows: str) -> int:
    """Where the page after a cursor begins.

    Raises:
        Problem: it is none, or of another list, or of another version, whose rows may have stood in another
            order.
    """
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        text = ""
    its_rows, _, rest = text.partition(":")
    began, _, offset = rest.rpartition(":")
    if not began or not (offset.isascii() and offset.isdecimal()):
        raise faulty(f"after is the cursor that the page before gave, not {cursor!r}")
    if its_rows != rows:
        raise faulty("after is the cursor of another list; give it with the parameters of the page before")
    if began != version:
        detail = f"the page before was of version {began} of the graph, {version} answers now; begin anew"
        raise Problem(410, "cursor-gone", "Cursor of another version", f"{detail}.")
    return int(offset)
