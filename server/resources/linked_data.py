"""Every IRI of ours leads to what is said of it (https://www.w3.org/TR/cooluris/).

The server answers for the paths of its IRIs, whatever host it runs under. What is a document answers for
itself: the ontology, a scheme, the shapes, the cube's terms, a letter (``server.resources.letters``); terms
after ``#`` are told of there. A thing that is none, such as a concept, sends on by 303 to a document at
``/data/…``.
"""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from imr_graph.rdf import vocabulary as v
from imr_graph.rdf.iris import concept_path
from imr_graph.rdf.ontology import shapes_file
from server.limits.clients import client_of
from server.resources.dataset import PATH as VOID_PATH
from server.resources.things import Thing
from server.responses.negotiation import GRAPHS, best_graph_format, named_format, prefers_html
from server.responses.problems import Problem, not_found
from server.responses.validators import entity_tag, unchanged, versioned_headers
from server.serving.version import Serving
from server.sparql.description import VOID
from server.sparql.graph_store import other_method, read_graph
from server.sparql.requests import checked_graph_iri

DOCUMENTS: Final = "/data"
"""Where the documents stand that tell of things."""

_FOAF: Final = "http://xmlns.com/foaf/0.1/"
_CUBE: Final = "https://imr-graph.example/cube"
_PREFIXES: Final = {
    **v.PREFIXES,
    "void": VOID,
    "foaf": _FOAF,
    "qb": "http://purl.org/linked-data/cube#",
    "cube": f"{_CUBE}#",
}


async def ontology(request: Request) -> Response:
    """The ontology, which is a graph of the store too."""
    return other_method(request) or await read_graph(request, v.ONTOLOGY_IRI)


async def ontology_version(request: Request) -> Response:
    """See other: the ontology of this version is the one that is served."""
    asked = f"{v.ONTOLOGY_IRI}/{request.path_params['version']}"
    served = Serving.of(request).graph.manifest.ontology_version
    if asked != served:
        raise not_found(f"There is no ontology {asked} here; the one that is served is {served}.")
    return RedirectResponse("/ontology", 303)


async def scheme(request: Request) -> Response:
    """A concept scheme, which is a graph of the store too."""
    return other_method(request) or await read_graph(request, _iri(v.SCHEME, request, "/scheme/"))


async def shapes(request: Request) -> Response:
    """The shapes that every graph conforms to; they stand in no store."""
    statements = parse(path=shapes_file(), format=RdfFormat.TURTLE)
    return await _document(request, [quad.triple for quad in statements])


async def cube_terms(request: Request) -> Response:
    """The terms, data sets and structures of the cube."""

    def structure() -> list[Triple]:
        # The cube comes with the libraries of the tables, which take a fifth of a second to load.
        from imr_graph.cube.structure import structure_triples

        return list(structure_triples())

    return await _document(request, await Serving.of(request).off_loop(structure))


async def concept(request: Request) -> Response:
    """See other: a concept is told of at ``/data/concept/…``."""
    return await _see_document(request, _concept(request, "/concept/"))


async def concept_document(request: Request) -> Response:
    """What is said of a concept."""
    return await _told_of(request, _concept(request, f"{DOCUMENTS}/concept/"))


def asked_concept(request: Request) -> str:
    """The path of the concept whose document a request asks for.

    Raises:
        Problem: it is the path of no IRI.
    """
    return concept_path(_concept(request, f"{DOCUMENTS}/concept/").node.value) or ""


async def cube_node(request: Request) -> Response:
    """See other: a data set, slice or observation of the cube is told of at ``/data/cube/…``."""
    return await _see_document(request, _cube_node(request, "/cube/"))


async def cube_document(request: Request) -> Response:
    """What is said of a node of the cube."""
    return await _told_of(request, _cube_node(request, f"{DOCUMENTS}/cube/"))


def _concept(request: Request, before: str) -> Thing:
    return _thing(request, _iri(v.CONCEPT, request, before), in_cube=False)


def _cube_node(request: Request, before: str) -> Thing:
    return _thing(request, _iri(f"{_CUBE}/", request, before), in_cube=True)


def _thing(request: Request, iri: str, *, in_cube: bool) -> Thing:
    serving = Serving.of(request)
    return Thing(NamedNode(iri), serving, in_cube, client_of(request, serving.settings))


def _iri(namespace: str, request: Request, before: str) -> str:
    """The IRI that a path stands for, percent signs as they were sent.

    Raises:
        Problem: it is none.
    """
    path = request.scope["raw_path"].decode("ascii", "replace")
    try:
        return checked_graph_iri(namespace + path.removeprefix(before))
    except Problem:
        raise not_found(f"{path} is the path of no IRI.") from None


async def _see_document(request: Request, thing: Thing) -> Response:
    if not await thing.known():
        raise _unknown(thing)
    return RedirectResponse(DOCUMENTS + request.scope["raw_path"].decode("ascii"), 303)


async def _told_of(request: Request, thing: Thing) -> Response:
    origin = str(request.base_url).rstrip("/")
    address = NamedNode(origin + request.scope["raw_path"].decode("ascii"))
    dataset = NamedNode(f"{origin}{VOID_PATH}#dataset")

    said = await thing.said()
    if not said:
        raise _unknown(thing)
    said.append(Triple(address, v.TYPE, NamedNode(_FOAF + "Document")))
    said.append(Triple(address, NamedNode(_FOAF + "primaryTopic"), thing.node))
    said.append(Triple(address, NamedNode(v.DCTERMS + "isPartOf"), dataset))
    said.extend(await thing.uses(address))
    return await _document(request, said)


async def _document(request: Request, said: list[Triple]) -> Response:
    """A small graph in the format that a link names or the client likes; a browser is shown Turtle."""
    accept = ", ".join(request.headers.getlist("accept")) or None
    named = named_format(GRAPHS, request.query_params)
    shown = named is None and prefers_html(accept)
    chosen = named or best_graph_format(None if shown else accept)
    content_type = "text/plain; charset=utf-8" if shown else chosen.content_type
    tag = entity_tag(Serving.of(request).graph, str(request.url), content_type)
    if (held := unchanged(request, tag)) is not None:
        return held
    form = RdfFormat.from_media_type(chosen.media_type)
    body = serialize(said, format=form, prefixes=_PREFIXES) or b""
    return Response(body, headers={**versioned_headers(tag), "Content-Type": content_type})


def _unknown(thing: Thing) -> Problem:
    return not_found(f"Nothing is said of {thing.node.value}.")
