"""``/.well-known/void``: what is served, for programs that look for data: VoID and DCAT.

What holds of the graph wherever it lies is told by :mod:`imr_graph.files.description`; here stands where and
how it is served: endpoints, graphs, views, files that lie ready. Nothing is counted over the letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize
from starlette.requests import Request
from starlette.responses import Response

from imr_graph.export import VIEWS
from imr_graph.files.description import (
    PREFIXES,
    DatasetDescription,
    dcat,
    english,
    media_type,
    number,
    void,
)
from imr_graph.files.manifest import FileEntry
from imr_graph.questions import run_query
from imr_graph.rdf import vocabulary as v
from server.responses.negotiation import best_graph_format
from server.responses.validators import entity_tag, unchanged, versioned_headers
from server.serving.version import Serving

PATH: Final = "/.well-known/void"

_FOAF: Final = "http://xmlns.com/foaf/0.1/"
_QB: Final = "http://purl.org/linked-data/cube#"
_ONE_LETTER: Final = f"SELECT ?letter {{ ?letter a {v.DETERMINATION} }} LIMIT 1"


async def dataset_description(request: Request) -> Response:
    """The description in the format that the client likes best."""
    serving = Serving.of(request)
    chosen = best_graph_format(", ".join(request.headers.getlist("accept")) or None)
    origin = str(request.base_url).rstrip("/")
    files = await serving.off_loop(serving.files.present)
    hashes = (entry.sha256 for entry in files)
    tag = entity_tag(serving.graph, PATH, origin, chosen.media_type, *hashes)
    if (held := unchanged(request, tag)) is not None:
        return held
    body = await serving.off_loop(described, serving, origin, chosen.media_type, files)
    return Response(body, headers={**versioned_headers(tag), "Content-Type": chosen.content_type})


def described(serving: Serving, origin: str, form: str, files: tuple[FileEntry, ...] = ()) -> bytes:
    """The description, written; blocks.

    Args:
        serving: the version that is described.
        origin: scheme and host that the client used, without a closing slash.
        form: one of the media types of ``negotiation.GRAPHS``.
        files: those that lie ready at ``/files``.
    """
    triples = _Served(serving, origin, files).triples()
    return serialize(triples, format=RdfFormat.from_media_type(form), prefixes=PREFIXES) or b""


@dataclass(frozen=True, slots=True)
class _Served:
    """The description of one version, as seen under one host."""

    serving: Serving
    origin: str
    files: tuple[FileEntry, ...]

    @property
    def document(self) -> NamedNode:
        return NamedNode(self.origin + PATH)

    @property
    def dataset(self) -> NamedNode:
        return NamedNode(f"{self.origin}{PATH}#dataset")

    def triples(self) -> Iterator[Triple]:
        told = DatasetDescription(self.serving.graph, self.dataset)
        yield Triple(self.document, v.TYPE, void("DatasetDescription"))
        yield Triple(self.document, NamedNode(_FOAF + "primaryTopic"), self.dataset)
        yield from told.whole()
        yield Triple(self.dataset, void("sparqlEndpoint"), NamedNode(f"{self.origin}/sparql"))
        for form in ("Turtle", "N-Triples", "JSON-LD", "RDF_XML"):
            yield Triple(self.dataset, void("feature"), NamedNode(f"http://www.w3.org/ns/formats/{form}"))
        yield from told.letters(self.serving.scheme_triples)
        for (letter,) in run_query(self.serving.graph, _ONE_LETTER).rows:
            example = NamedNode(str(letter))
            yield Triple(told.node("letters"), void("exampleResource"), example)
            yield Triple(self.dataset, void("exampleResource"), example)
        yield from told.named_graphs(self.serving.named_graphs)
        for iri in self.serving.named_graphs:
            dump = NamedNode(f"{self.origin}/graphs?graph={iri}")
            yield Triple(told.node(iri.rpartition("/")[2]), void("dataDump"), dump)
        if self.serving.graph.cube_path is not None:
            yield from self._cube(told)
        yield from self._distributions()
        for entry in self.files:
            yield from told.file(entry, f"{self.origin}/files/")

    def _cube(self, told: DatasetDescription) -> Iterator[Triple]:
        yield from told.part("cube", "Counts of the letters, as an RDF Data Cube")
        node = told.node("cube")
        yield Triple(node, void("vocabulary"), NamedNode(_QB))
        yield Triple(node, void("sparqlEndpoint"), NamedNode(f"{self.origin}/cube/sparql"))
        yield Triple(node, void("triples"), number(self.serving.cube_triples))
        yield from self._service("/cube/sparql", "SPARQL over the counts", "cube-sparql", node)

    def _distributions(self) -> Iterator[Triple]:
        yield from self._service("/sparql", "SPARQL", "sparql", self.dataset)
        yield from self._service("/graphql", "GraphQL", "graphql", self.dataset)
        for name, view in VIEWS.items():
            node = NamedNode(f"{self.dataset.value}-view-{name}")
            yield Triple(self.dataset, dcat("distribution"), node)
            yield Triple(node, v.TYPE, dcat("Distribution"))
            yield Triple(node, v.TITLE, english(view.title))
            yield Triple(node, dcat("downloadURL"), NamedNode(f"{self.origin}/export/{name}.gexf"))
            yield Triple(node, dcat("mediaType"), media_type("application/gexf+xml"))

    def _service(self, path: str, title: str, name: str, served: NamedNode) -> Iterator[Triple]:
        node, url = NamedNode(f"{self.dataset.value}-service-{name}"), NamedNode(self.origin + path)
        yield Triple(node, v.TYPE, dcat("DataService"))
        yield Triple(node, v.TITLE, english(title))
        yield Triple(node, dcat("endpointURL"), url)
        yield Triple(node, dcat("endpointDescription"), url)
        yield Triple(node, dcat("servesDataset"), served)
        access = NamedNode(f"{self.dataset.value}-access-{name}")
        yield Triple(served, dcat("distribution"), access)
        yield Triple(access, v.TYPE, dcat("Distribution"))
        yield Triple(access, v.TITLE, english(title))
        yield Triple(access, dcat("accessURL"), url)
        yield Triple(access, dcat("accessService"), node)
