"""The SPARQL 1.1 protocol's query operation (https://www.w3.org/TR/sparql11-protocol/#query-operation)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response

from server.pages import SparqlForm, sparql_page
from server.problems import Problem, method_not_allowed
from server.serving import Serving
from server.settings import Settings
from server.sparql import guard
from server.sparql.description import service_description
from server.sparql.negotiation import (
    GRAPHS,
    RESULTS,
    Choice,
    best_graph_format,
    content_type,
    negotiate,
    prefers_html,
)
from server.sparql.syntax import syntax_problem, update_refused
from server.sparql.worker import Job
from server.sparql.workers import Answer, QuerySyntaxError
from server.tables import read_table

if TYPE_CHECKING:
    from server.serving import Pool

METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """What a request asks, however it was sent.

    Args:
        query: the query's text; None for a bare GET.
        default_graphs: values of ``default-graph-uri``.
        named_graphs: values of ``named-graph-uri``.
        formats: values of ``format`` and ``output``.
    """

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A SPARQL endpoint over one of a version's stores.

    Args:
        pool: gives what answers its queries; raises :class:`Problem` where the version has no such store.
        form: gives its page for browsers; blocks.
    """

    pool: Callable[[Serving], Pool]
    form: Callable[[], SparqlForm]

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(METHODS)})
        if request.method not in METHODS:
            raise method_not_allowed(request.method, METHODS)
        serving = Serving.of(request)
        pool = self.pool(serving)
        asked = await read_request(request, serving.settings)
        accept = ", ".join(request.headers.getlist("accept")) or None
        if asked.query is None:
            return await serving.off_loop(self._describe, request, accept)
        if "html" in asked.formats:
            return await serving.off_loop(self._show, serving, pool, asked.query, asked)
        choice = negotiate(accept, asked.formats)
        answer = await serving.off_loop(run, serving, pool, asked.query, asked, choice)
        headers = {"Content-Type": content_type(answer.media_type), "Vary": "Accept"}
        return Response(answer.body, headers=headers)

    def _describe(self, request: Request, accept: str | None) -> Response:
        """A page for a browser, a service description for any other client."""
        if prefers_html(accept):
            return sparql_page(self.form(), request.query_params.get("example"))
        chosen = best_graph_format(accept)
        body = service_description(str(request.url.replace(query="")), chosen.media_type)
        return Response(body, headers={"Content-Type": chosen.content_type, "Vary": "Accept"})

    def _show(self, serving: Serving, pool: Pool, query: str, asked: QueryRequest) -> Response:
        """The form again, with the answer below: a table, the lines of a graph, or what is wrong; blocks."""
        form = self.form()
        try:
            answer = run(serving, pool, query, asked, Choice(RESULTS[0], GRAPHS[1]))
        except Problem as problem:
            return sparql_page(form, query=query, problem=problem)
        if answer.media_type == GRAPHS[1].media_type:
            return sparql_page(form, query=query, answer=answer.body.decode())
        return sparql_page(form, query=query, answer=read_table(answer.body))


def run(serving: Serving, pool: Pool, query: str, asked: QueryRequest, choice: Choice) -> Answer:
    """Check a query and have a worker answer it; blocks.

    Raises:
        Problem: the guard or the pool refuses it, or it is faulty.
    """
    seen = guard.check(query, serving.settings)
    protocol_dataset = bool(asked.default_graphs or asked.named_graphs)
    job = Job(
        query=query,
        results_type=choice.results.media_type,
        graph_type=choice.graph.media_type,
        # Oxigraph's union would go before a FROM of the query.
        union=not protocol_dataset and not seen.names_dataset,
        default_graphs=asked.default_graphs if protocol_dataset else None,
        named_graphs=asked.named_graphs if protocol_dataset else None,
    )
    try:
        return pool.run(job)
    except QuerySyntaxError as error:
        raise syntax_problem(query, error.message) from None


async def read_request(request: Request, settings: Settings) -> QueryRequest:
    """The query and its dataset, from a URL, a form or a body.

    Raises:
        Problem: the request is none that the protocol knows, or an update.
    """
    pairs = _pairs(request.scope["query_string"])
    query: str | None = None
    if request.method == "POST":
        media_type, charset = _content_type(request)
        if charset not in ("", "utf-8", "utf8"):
            raise Problem(415, "charset", "Unsupported charset", f"Queries are read as UTF-8, not {charset}.")
        if media_type == _FORM:
            pairs += _pairs(await _body(request, settings))
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
        try:
            NamedNode(iri)
        except ValueError as error:
            raise Problem(
                400, "graph-iri", "Not a graph's IRI", f"{iri!r} names no graph: {error}."
            ) from error
    return QueryRequest(
        query=queries[0] if queries else None,
        default_graphs=default_graphs,
        named_graphs=named_graphs,
        formats=(*values.get("format", ()), *values.get("output", ())),
    )


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


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    """The fields of a query string or a form, decoded once."""
    try:
        return parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100)
    except UnicodeDecodeError as error:
        raise Problem(
            400, "not-utf-8", "Not UTF-8", f"The parameters are not percent-encoded UTF-8: {error.reason}."
        ) from error
    except ValueError as error:
        raise Problem(400, "parameters", "Faulty parameters", f"{error}.") from error
