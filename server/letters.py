"""``/determination/{identifier}``: one letter as a record, as a page, or as triples; evidence included."""

from __future__ import annotations

from typing import Final

import msgspec
from pyoxigraph import RdfFormat, serialize
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from imr_graph.explain.page import letter_page
from imr_graph.rdf.annotations import evidence_annotations
from imr_graph.rdf.iris import Iris
from imr_graph.rdf.triples import triples
from imr_graph.rdf.vocabulary import PREFIXES
from imr_graph.record import Record
from imr_graph.store.graph import Graph
from server.pages import EXPLAINED_POLICY, html_page
from server.problems import not_found
from server.serving import Serving
from server.sparql.negotiation import GRAPHS, Format, prefers, prefers_html

_JSON: Final = "application/json"


async def determination(request: Request) -> Response:
    """The record as JSON, unless another form is asked for.

    A letter's former name leads on to its case number. A browser gets the letter with its facts
    marked; a client that asks for a format of RDF gets the letter's triples with their evidence as
    Web Annotations, whatever the graph was built with.
    """
    serving = Serving.of(request)
    asked: str = request.path_params["identifier"]
    identifier = await serving.off_loop(serving.graph.resolve, asked)
    if identifier is not None and identifier != asked:
        return RedirectResponse(str(request.url_for("determination", identifier=identifier)), 308)
    record = None if identifier is None else await serving.off_loop(serving.graph.record, identifier)
    if record is None:
        raise not_found(f"No determination is called {asked!r}.")
    accept = request.headers.get("accept")
    if prefers_html(accept):
        return html_page(await serving.off_loop(_page, serving.graph, record), EXPLAINED_POLICY)
    named = (form for form in GRAPHS if prefers(accept, form.media_type, _JSON))
    if form := next(named, None):
        return await serving.off_loop(_statements, serving.graph, record, form)
    return Response(msgspec.json.encode(record), media_type=_JSON, headers={"Vary": "Accept"})


def _page(graph: Graph, record: Record) -> str:
    return letter_page(record, graph.text(record.identifier) or "")


def _statements(graph: Graph, record: Record, form: Format) -> Response:
    iris = Iris(graph.base)
    text = graph.text(record.identifier) or ""
    quads = (*triples(record, iris), *evidence_annotations(record, text, iris))
    written = serialize(
        (quad.triple for quad in quads),
        format=RdfFormat.from_media_type(form.media_type),
        prefixes=PREFIXES,
    )
    return Response(written, media_type=form.content_type, headers={"Vary": "Accept"})
