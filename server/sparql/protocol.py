"""The SPARQL 1.1 protocol's query operation (https://www.w3.org/TR/sparql11-protocol/#query-operation)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from starlette.requests import Request
from starlette.responses import Response

from imr_graph.questions import Table
from imr_graph.store.query_outline import bare_words
from server.limits.clients import client_of, while_there
from server.responses.negotiation import (
    GRAPHS,
    RESULTS,
    Choice,
    best_graph_format,
    negotiate,
    prefers_html,
)
from server.responses.problems import Problem, method_not_allowed
from server.responses.validators import entity_tag, unchanged, versioned_headers
from server.serving.own_queries import read_table
from server.serving.version import Serving
from server.sparql import guard
from server.sparql.description import Service, service_description
from server.sparql.requests import QueryRequest, read_request
from server.sparql.syntax import syntax_problem
from server.workers.pool import Answer, QuerySyntaxError
from server.workers.sending import sent
from server.workers.worker import Job

if TYPE_CHECKING:
    from server.serving.version import Pool

METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
"""What an endpoint answers to."""

_CHANCE: Final = frozenset({"NOW", "RAND", "UUID", "STRUUID", "SERVICE"})
"""Words of queries whose answers are not those of the graph alone."""


class EndpointPage(Protocol):
    """The page of an endpoint, for browsers."""

    @property
    def default_graph(self) -> str:
        """What the default graph is, in words."""
        ...

    def shown(
        self,
        request: Request,
        query: str | None = None,
        answer: Table | str | None = None,
        problem: Problem | None = None,
    ) -> Response:
        """The page, with an answer or what is wrong below the query; blocks."""
        ...


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A SPARQL endpoint over one of a version's stores.

    Args:
        pool: gives what answers its queries; raises :class:`Problem` where the version has no such store.
        page: gives its page for browsers; blocks.
        triples: gives the number of triples of its default graph; blocks.
        named_graphs: gives those of each named graph by its IRI; blocks.
    """

    pool: Callable[[Serving], Pool]
    page: Callable[[], EndpointPage]
    triples: Callable[[Serving], int]
    named_graphs: Callable[[Serving], Mapping[str, int]]

    async def answer(self, request: Request) -> Response:
        """SPARQL: the answer to one query, by GET or POST; a browser that asks nothing gets a form."""
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
            return await self._show(request, pool, asked.query, asked)
        choice = negotiate(accept, asked.formats)
        tag = self._tag(request, asked, choice)
        if tag is not None and (held := unchanged(request, tag)) is not None:
            return held
        answer = await run(request, pool, asked.query, asked, choice)
        return sent(answer, request.method, _headers(tag))

    def _tag(self, request: Request, asked: QueryRequest, choice: Choice) -> str | None:
        """The answer's entity tag, None where the same query may give another answer or was posted."""
        query = asked.query or ""
        if request.method == "POST" or not _CHANCE.isdisjoint(bare_words(query)):
            return None
        dataset = ("default", *asked.default_graphs, "named", *asked.named_graphs)
        formats = (choice.results.media_type, choice.graph.media_type)
        return entity_tag(Serving.of(request).graph, request.url.path, query, *dataset, *formats)

    def _describe(self, request: Request, accept: str | None) -> Response:
        """A page for a browser, a service description for any other client."""
        if prefers_html(accept):
            return self.page().shown(request)
        chosen = best_graph_format(accept)
        serving = Serving.of(request)
        endpoint = str(request.url.replace(query=""))
        tag = entity_tag(serving.graph, endpoint, "description", chosen.media_type)
        if (held := unchanged(request, tag)) is not None:
            return held
        default_graph = self.page().default_graph
        named = self.named_graphs(serving)
        service = Service(
            endpoint=endpoint,
            title="SPARQL over " + default_graph,
            default_graph=default_graph,
            triples=self.triples(serving),
            union=bool(named),
            named_graphs=named,
            described_at=str(request.url_for("void")),
            settings=serving.settings,
        )
        headers = {**versioned_headers(tag), "Content-Type": chosen.content_type}
        return Response(service_description(service, chosen.media_type), headers=headers)

    async def _show(self, request: Request, pool: Pool, query: str, asked: QueryRequest) -> Response:
        """The form again, with the answer below: a table, the lines of a graph, or what is wrong."""
        serving = Serving.of(request)
        page = await serving.off_loop(self.page)
        try:
            answer = await run(request, pool, query, asked, Choice(RESULTS[0], GRAPHS[1]))
        except Problem as problem:
            return await serving.off_loop(page.shown, request, query, None, problem)
        return await serving.off_loop(_shown, request, page, query, answer)


def _shown(request: Request, page: EndpointPage, query: str, answer: Answer) -> Response:
    """The page with an answer; blocks."""
    with answer:
        if answer.media_type == GRAPHS[1].media_type:
            return page.shown(request, query, answer.body.decode())
        return page.shown(request, query, read_table(answer.body))


def _headers(tag: str | None) -> dict[str, str]:
    if tag is None:
        return {"Cache-Control": "no-store", "Vary": "Accept"}
    return versioned_headers(tag)


async def run(request: Request, pool: Pool, query: str, asked: QueryRequest, choice: Choice) -> Answer:
    """Check a query and have a worker answer it; it is stopped where the client goes away.

    Args:
        request: whose body is read.
        pool: the workers.
        query: SPARQL text.
        asked: the dataset.
        choice: the formats.

    Raises:
        Problem: the guard or the pool refuses it, or it is faulty.
    """
    serving = Serving.of(request)
    seen = await serving.off_loop(guard.check, query, serving.settings)
    protocol_dataset = bool(asked.default_graphs or asked.named_graphs)
    job = Job(
        query=query,
        results_type=choice.results.media_type,
        graph_type=choice.graph.media_type,
        # Oxigraph's union would go before a FROM of the query.
        union=not protocol_dataset and not seen.names_dataset,
        default_graphs=asked.default_graphs if protocol_dataset else None,
        named_graphs=asked.named_graphs if protocol_dataset else None,
        asks_services=seen.calls_service,
        base=serving.graph.base,
    )
    client = client_of(request, serving.settings)
    try:
        return await while_there(request.receive, pool.answer(job, client=client))
    except QuerySyntaxError as error:
        raise syntax_problem(query, error.message) from None
