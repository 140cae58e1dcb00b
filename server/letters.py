"""``/determination/{identifier}``: one letter as its record, evidence included, or as its triples."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import msgspec
from pyoxigraph import RdfFormat, serialize
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from imr_graph.rdf.iris import Iris, NodeKind, NodeReference
from imr_graph.rdf.triples import triples
from imr_graph.rdf.vocabulary import PREFIXES
from imr_graph.record import Record
from server.problems import Problem, not_found
from server.serving import Serving
from server.sparql.negotiation import GRAPHS, Format, best_format

# Without aliases: application/json means the record, and a browser's application/xml nothing.
_FORMATS: Final = (Format("record", "application/json"), *(replace(form, aliases=()) for form in GRAPHS))

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


async def determination(request: Request) -> Response:
    """The letter in the form that the client likes; a former name leads on to the case number."""
    serving = Serving.of(request)
    asked: str = request.path_params["identifier"]
    record = await serving.off_loop(_record, serving, asked)
    if record.identifier != asked:
        return RedirectResponse(str(request.url_for("determination", identifier=record.identifier)), 308)
    chosen = best_format(_FORMATS, ", ".join(request.headers.getlist("accept")) or None)
    body = await serving.off_loop(_written, record, serving.graph.base, chosen)
    return Response(body, headers={"Content-Type": chosen.content_type, "Vary": "Accept"})


async def part_of_determination(request: Request) -> Response:
    """See other: a part is told where its letter is, at its place in the record."""
    serving = Serving.of(request)
    asked: str = request.path_params["identifier"]
    iris = Iris(serving.graph.base)
    node = iris.parse(f"{iris.determination(asked)}/{request.path_params['part']}")
    record = await serving.off_loop(_record, serving, asked)
    pointer = None if node is None else _pointer(record, node)
    if pointer is None:
        raise not_found(f"Determination {asked} has no part at {request.url.path}.")
    letter = request.url_for("determination", identifier=record.identifier)
    return RedirectResponse(f"{letter}#{pointer}", 303)


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


def _written(record: Record, base: str, form: Format) -> bytes:
    """The record, or the triples it derives."""
    if form is _FORMATS[0]:
        return msgspec.json.encode(record)
    statements = (quad.triple for quad in triples(record, Iris(base)))
    rdf_format = RdfFormat.from_media_type(form.media_type)
    return serialize(statements, format=rdf_format, prefixes=PREFIXES) or b""


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
