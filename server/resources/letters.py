"""``/determination/{identifier}``: one letter as a record or as triples, evidence included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import msgspec
from pyoxigraph import NamedNode, Quad, RdfFormat, serialize
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from imr_graph.rdf.annotations import evidence_annotations
from imr_graph.rdf.iris import Iris, NodeKind, NodeReference
from imr_graph.rdf.triples import triples
from imr_graph.rdf.vocabulary import PREFIXES
from imr_graph.record import Record
from imr_graph.store.graph import Graph
from server.responses.negotiation import GRAPHS, Format, best_format, named_format
from server.responses.problems import Problem, not_found
from server.responses.validators import entity_tag, unchanged, versioned_headers
from server.serving.version import Serving

# Without aliases: application/json means the record, and a browser's application/xml nothing.
_FORMATS: Final = (
    Format("record", "application/json", names=("json",)),
    *(replace(form, aliases=()) for form in GRAPHS),
)

_POINTERS: Final[dict[NodeKind, str]] = {
    "patient": "/patient",
    "diagnosis": "/diagnoses/{}",
    "reviewer": "/reviewer",
    "item": "/items/{}",
    "drug": "/items/{}/drug",
    "decision": "/items/{}/decision",
    "citation": "/items/{}/citations/{}",
    "pages": "/items/{}/citations/{}/pages/{}",
    "warning": "/warnings/{}",
}
"""Where in the record each kind of part stands; places count from 0."""

_ANNOTATED: Final[frozenset[NodeKind]] = frozenset(
    {"text", "reading", "evidence", "target", "position", "quote"}
)
"""Parts that stand in the letter's annotations and not in the record."""


async def determination(request: Request) -> Response:
    """The letter in the form that the client likes; a former name leads on to the case number.

    A client that asks for a format of RDF gets the letter's triples with their evidence as Web Annotations,
    whatever the graph was built with. The parameter ``format`` names a form in a link.
    """
    serving = Serving.of(request)
    record = await asked_letter(request)
    if isinstance(record, Response):
        return record
    accept = ", ".join(request.headers.getlist("accept")) or None
    chosen = named_format(_FORMATS, request.query_params) or best_format(_FORMATS, accept)
    tag = entity_tag(serving.graph, request.url.path, chosen.media_type)
    if (held := unchanged(request, tag)) is not None:
        return held
    body = await serving.off_loop(_written, serving.graph, record, chosen)
    return Response(body, headers={**versioned_headers(tag), "Content-Type": chosen.content_type})


async def asked_letter(request: Request) -> Record | Response:
    """The record that a request's path names, or what leads to it from its former name.

    Raises:
        Problem: there is none.
    """
    serving = Serving.of(request)
    asked: str = request.path_params["identifier"]
    record = await serving.off_loop(_record, serving, asked)
    if record.identifier == asked:
        return record
    own = request.url_for("determination", identifier=record.identifier)
    return RedirectResponse(str(own.replace(query=request.url.query)), 308)


async def part_of_determination(request: Request) -> Response:
    """See other: a part is told where its letter is, at its place in the record.

    The text and the annotations of evidence have no place there: the letter's triples tell of them.
    """
    serving = Serving.of(request)
    asked: str = request.path_params["identifier"]
    iris = Iris(serving.graph.base)
    part = request.path_params.get("part", "text")  # the text has a route of its own, without a part
    node = iris.parse(f"{iris.determination(asked)}/{part}")
    record = await serving.off_loop(_record, serving, asked)
    letter = request.url_for("determination", identifier=record.identifier)
    if node is not None and node.kind in _ANNOTATED:
        own = replace(node, identifier=record.identifier)
        if await serving.off_loop(_annotates, serving.graph, record, own):
            return RedirectResponse(str(letter), 303)
    elif node is not None and (pointer := _pointer(record, node)) is not None:
        return RedirectResponse(f"{letter}#{pointer}", 303)
    raise not_found(f"Determination {asked} has no part at {request.url.path}.")


def _record(serving: Serving, asked: str) -> Record:
    """The record of a present or former name; blocks.

    Raises:
        Problem: there is none.
    """
    identifier = serving.graph.resolve(asked)
    record = None if identifier is None else serving.graph.record(identifier)
    if record is None:
        raise _unknown(asked)
    return record


def _unknown(asked: str) -> Problem:
    return not_found(f"No determination is called {asked!r}.")


def _written(graph: Graph, record: Record, form: Format) -> bytes:
    """The record, or the triples it derives."""
    if form is _FORMATS[0]:
        return msgspec.json.encode(record)
    iris = Iris(graph.base)
    quads = (*triples(record, iris), *_annotations(graph, record))
    rdf_format = RdfFormat.from_media_type(form.media_type)
    return serialize((quad.triple for quad in quads), format=rdf_format, prefixes=PREFIXES) or b""


def _annotations(graph: Graph, record: Record) -> Iterator[Quad]:
    text = graph.text(record.identifier) or ""
    return evidence_annotations(record, text, Iris(graph.base))


def _annotates(graph: Graph, record: Record, part: NodeReference) -> bool:
    """Whether a part is one of the letter's annotations, or the text that they speak of; blocks."""
    node = NamedNode(Iris(graph.base).mint(part.kind, part.identifier, *part.numbers))
    return any(quad.subject == node for quad in _annotations(graph, record))


def _pointer(record: Record, node: NodeReference) -> str | None:
    """JSON pointer of a part in the record, None where the record has no such part."""
    if node.kind == "determination":
        return None
    pointer = _POINTERS[node.kind].format(*(number - 1 for number in node.numbers))
    place = msgspec.to_builtins(record)
    for step in pointer.split("/")[1:]:
        if isinstance(place, (list, tuple)):
            place = place[int(step)] if int(step) < len(place) else None
        else:
            place = place.get(step)
        if place is None:
            return None
    return pointer
