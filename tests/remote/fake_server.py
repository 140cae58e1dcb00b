"""A SPARQL server inside the test: Oxigraph in memory behind a transport, which can be told to fail."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs

import httpx
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    Store,
)

from imr_graph.remote.address import StoreAddress
from imr_graph.remote.batches import BatchSize
from imr_graph.remote.patience import Patience
from imr_graph.remote.requests import Requests
from imr_graph.remote.store import RemoteStore

ADDRESS = StoreAddress("http://store/query", "http://store/update", "http://store/graphs")

Fault = Callable[[httpx.Request], httpx.Response]


class FakeServer(httpx.BaseTransport):
    """Does what it is asked, then lets the next fault answer in its place.

    Args:
        before: faults that keep a request from being carried out, one a request.
        after: faults that hide that it was.
    """

    def __init__(self, *, before: list[Fault] | None = None, after: list[Fault] | None = None) -> None:
        self.store = Store()
        self.seen: list[httpx.Request] = []
        self.pauses: list[float] = []
        self._before = before or []
        self._after = after or []

    def client(self, patience: Patience | None = None) -> Requests:
        """A client of this server that notes its pauses and does not wait."""
        return Requests(None, patience, transport=self, sleep=self.pauses.append)

    def remote(self, *, batch: BatchSize | None = None) -> RemoteStore:
        """A remote store on this server, with small batches where wanted."""
        size = batch or BatchSize(1000, 1 << 20)
        return RemoteStore(ADDRESS, self.client(), added=size, removed=size)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        if self._before:
            return self._before.pop(0)(request)
        response = self._carried_out(request)
        return self._after.pop(0)(request) if self._after else response

    def _carried_out(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        if request.url.path == "/query":
            return self._answer(parse_qs(body.decode()))
        if request.url.path == "/update":
            self.store.update(body.decode())
            return httpx.Response(204)
        graph = NamedNode(request.url.params["graph"])
        known = graph in set(self.store.named_graphs())
        if request.method == "DELETE":
            self.store.remove_graph(graph)
            return httpx.Response(204 if known else 404)
        if request.method == "PUT":
            self.store.clear_graph(graph)
        self.store.load(body, format=RdfFormat.N_TRIPLES, to_graph=graph)
        return httpx.Response(204 if known else 201)

    def _answer(self, form: dict[str, list[str]]) -> httpx.Response:
        graphs: list[NamedNode | BlankNode | DefaultGraph] = [
            NamedNode(iri) for iri in form.get("default-graph-uri", ())
        ]
        named: list[NamedNode | BlankNode] = [NamedNode(iri) for iri in form.get("named-graph-uri", ())]
        try:
            if graphs:
                results = self.store.query(form["query"][0], default_graph=graphs, named_graphs=named)
            else:
                results = self.store.query(form["query"][0])
        except SyntaxError as error:
            return httpx.Response(400, text=str(error))
        if isinstance(results, QueryTriples):
            return httpx.Response(200, content=results.serialize(format=RdfFormat.N_TRIPLES) or b"")
        return httpx.Response(200, content=results.serialize(format=QueryResultsFormat.JSON) or b"")


def status(code: int, body: str = "", **headers: str) -> Fault:
    """A fault: an answer of this status."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: httpx.Response(code, text=body, headers=named)


def lost(kind: type[httpx.TransportError]) -> Fault:
    """A fault: no answer, but this error."""

    def fail(request: httpx.Request) -> httpx.Response:
        raise kind("lost", request=request)

    return fail
