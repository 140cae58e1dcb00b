"""The graph store for reading: a whole graph at a time, named in the URL or by it.

https://www.w3.org/TR/sparql11-http-rdf-update/. ``/graphs?graph=IRI`` and ``/graphs?default`` name a graph
indirectly. Directly, a graph is read where its own IRI leads to: the ontology's at ``/ontology``, a concept
scheme's at ``/scheme/NAME``, and any whose IRI stands below the store's own at ``/graphs/…``.
"""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response

from server.limits.clients import client_of, while_there
from server.responses.negotiation import Format, content_type, negotiate_graph, prefers_html
from server.responses.problems import Problem, not_found
from server.responses.validators import entity_tag, unchanged, versioned_headers
from server.serving.version import Serving
from server.sparql.requests import checked_graph_iri, decoded_pairs
from server.workers.pool import Answer
from server.workers.sending import sent
from server.workers.worker import Job

PATH: Final = "/graphs"

METHODS: Final = ("GET", "HEAD", "OPTIONS")
"""What a graph answers to."""

_WHOLE: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_RESULTS: Final = "application/sparql-results+json"
_CURE: Final = (
    "The graph is too large to be read whole: ask /sparql for the part that you need, or read letters one by "
    "one at /determination/…."
)
_LIMITS: Final = frozenset({"result-too-large", "result-too-long", "query-too-slow", "query-too-large"})
"""Kinds of problems that say that a graph is more than one answer may be."""


async def indirect(request: Request) -> Response:
    """The graph that the query of the URL names."""
    if (other := other_method(request)) is not None:
        return other
    return await read_graph(request, _named(request))


async def direct(request: Request) -> Response:
    """The graph whose IRI has the path of the URL, below the base of the graph's IRIs."""
    if (other := other_method(request)) is not None:
        return other
    path = request.scope["raw_path"].decode("ascii").lstrip("/")
    return await read_graph(request, checked_graph_iri(Serving.of(request).graph.base + path))


def other_method(request: Request) -> Response | None:
    """The answer to a method that reads nothing; None for GET and HEAD.

    Raises:
        Problem: the request would write.
    """
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"Allow": ", ".join(METHODS)})
    if request.method in METHODS:
        return None
    raise Problem(
        405,
        "write-refused",
        "Writes refused",
        f"Graphs can be read here and not be changed: {request.method} is refused. `imr-graph build` and "
        "`imr-graph remove` change what is served.",
        {"Allow": ", ".join(METHODS)},
    )


async def read_graph(request: Request, iri: str | None) -> Response:
    """A whole graph.

    Args:
        request: GET or HEAD.
        iri: the graph's name, None for the default one: the letters, without ontology and schemes.

    Raises:
        Problem: there is no such graph, no such format, or the graph is more than one answer may be.
    """
    serving = Serving.of(request)
    accept = ", ".join(request.headers.getlist("accept")) or None
    # A browser shows text and would save Turtle, so it is told that Turtle is text.
    shown = prefers_html(accept)
    chosen = negotiate_graph(None if shown else accept)
    tag = entity_tag(serving.graph, PATH, iri or "", chosen.media_type, "shown" if shown else "")
    if (held := unchanged(request, tag)) is not None:
        return held
    client = client_of(request, serving.settings)
    answer = await while_there(request.receive, _answer(serving, iri, chosen, client))
    shown_as = "text/plain; charset=utf-8" if shown else content_type(answer.media_type)
    return sent(answer, request.method, {**versioned_headers(tag), "Content-Type": shown_as})


def _named(request: Request) -> str | None:
    """The graph's IRI, None for the default graph."""
    pairs = decoded_pairs(request.scope["query_string"])
    graphs = [value for name, value in pairs if name == "graph"]
    defaults = [value for name, value in pairs if name == "default"]
    if len(graphs) + len(defaults) != 1:
        raise Problem(
            400, "no-graph", "Not one graph", f"Name one graph: {PATH}?graph=IRI, or {PATH}?default."
        )
    return checked_graph_iri(graphs[0]) if graphs else None


async def _answer(serving: Serving, iri: str | None, chosen: Format, client: str) -> Answer:
    server = serving.graph.manifest.server
    if iri is None and server is not None:
        iri = server.letters  # a server of triples has the letters in a graph that has a name
    elif iri is None and (triples := serving.counts.triples - serving.scheme_triples) > _most(serving):
        raise Problem(
            503,
            "result-too-large",
            "Result too large",
            f"The default graph has {triples:,} triples, and an answer {_most(serving):,} at most. {_CURE}",
        )
    default_graphs = None if iri is None else (NamedNode(iri).value,)
    named_graphs = None if iri is None else ()

    def job(query: str) -> Job:
        return Job(query, _RESULTS, chosen.media_type, False, default_graphs, named_graphs)

    if iri is not None:
        with await serving.pool.answer(job("ASK { ?s ?p ?o }"), client=client) as held:
            if b"true" not in held.body:
                raise not_found(f"There is no graph {iri}; the description of /sparql lists all of them.")
    try:
        return await serving.pool.answer(job(_WHOLE), client=client)
    except Problem as problem:
        if problem.kind not in _LIMITS:
            raise
        raise Problem(
            problem.status,
            problem.kind,
            problem.title,
            f"{problem.detail.rstrip('.')}. {_CURE}",
            problem.headers,
        ) from None


def _most(serving: Serving) -> int:
    return serving.settings.result_rows
