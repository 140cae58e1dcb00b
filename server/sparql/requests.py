"""What a client asks of a SPARQL endpoint, however it sent it: in the URL, in a form, as a body.

https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode
from starlette.requests import Request

from server.responses.problems import Problem
from server.settings import Settings
from server.sparql.syntax import update_refused

_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_FORMAT_NAMES: Final = ("format", "output", "results")
"""Parameters by which older clients ask for a format; SPARQLWrapper sends all three."""


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """What a request asks, however it was sent.

    Args:
        query: the query's text; None for a bare GET.
        default_graphs: values of ``default-graph-uri``.
        named_graphs: values of ``named-graph-uri``.
        formats: values of ``format``, ``output`` and ``results``.
    """

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()


async def read_request(request: Request, settings: Settings) -> QueryRequest:
    """The query and its dataset, from a URL, a form or a body.

    Raises:
        Problem: the request is none that the protocol knows, or an update.
    """
    pairs = decoded_pairs(request.scope["query_string"])
    query: str | None = None
    if request.method == "POST":
        media_type, charset = _content_type(request)
        if charset not in ("", "utf-8", "utf8"):
            raise Problem(415, "charset", "Unsupported charset", f"Queries are read as UTF-8, not {charset}.")
        if media_type == _FORM:
            pairs += decoded_pairs(await _body(request, settings))
        elif media_type == _QUERY:
            query = _decoded(await _body(request, settings))
        elif media_type == _UPDATE:
            raise update_refused(415)
        else:
            raise Problem(
                415,
                "media-type",
                "Unsupported media type",
                f"POST a query as {_FORM} or {_QUERY}, not as {media_type or 'nothing'}.",
            )
    return _query_request(request.method, query, pairs)


def _query_request(method: str, body_query: str | None, pairs: list[tuple[str, str]]) -> QueryRequest:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    if "update" in values:
        raise update_refused(403)
    queries = values.get("query", []) + ([] if body_query is None else [body_query])
    if len(queries) > 1:
        raise Problem(400, "several-queries", "Several queries", "Send one query in one place.")
    if not queries and method == "POST":
        raise Problem(400, "no-query", "No query", "The form has no field named query.")
    default_graphs = tuple(values.get("default-graph-uri", ()))
    named_graphs = tuple(values.get("named-graph-uri", ()))
    for iri in (*default_graphs, *named_graphs):
        checked_graph_iri(iri)
    return QueryRequest(
        query=queries[0] if queries else None,
        default_graphs=default_graphs,
        named_graphs=named_graphs,
        formats=tuple(value for name in _FORMAT_NAMES for value in values.get(name, ())),
    )


def checked_graph_iri(iri: str) -> str:
    """An IRI that may name a graph.

    Raises:
        Problem: it is none, or not absolute.
    """
    try:
        return NamedNode(iri).value
    except ValueError as error:
        raise Problem(400, "graph-iri", "Not a graph's IRI", f"{iri!r} names no graph: {error}.") from error


def _content_type(request: Request) -> tuple[str, str]:
    """Media type and charset of a request's body, in lower case; empty where not given."""
    media_type, *parameters = request.headers.get("content-type", "").split(";")
    charset = ""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"').lower()
    return media_type.strip().lower(), charset


async def _body(request: Request, settings: Settings) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > settings.body_bytes:
            raise Problem(413, "body-too-long", "Body too long", f"{settings.body_bytes} bytes are possible.")
    return bytes(body)


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, "not-utf-8", "Not UTF-8", f"The query is not UTF-8: {error.reason}.") from error


def decoded_pairs(encoded: bytes) -> list[tuple[str, str]]:
    """The fields of a query string or a form, decoded once.

    Raises:
        Problem: they are no percent-encoded UTF-8, or too many.
    """
    try:
        return parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100)
    except UnicodeDecodeError as error:
        raise Problem(
            400, "not-utf-8", "Not UTF-8", f"The parameters are not percent-encoded UTF-8: {error.reason}."
        ) from error
    except ValueError as error:
        raise Problem(400, "parameters", "Faulty parameters", f"{error}.") from error
