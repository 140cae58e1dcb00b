"""``/.well-known/void``: what is served, for programs that look for data: VoID and DCAT.

https://www.w3.org/TR/void/ and https://www.w3.org/TR/vocab-dcat-3/. Its numbers are those that the
version's manifest keeps and those of the schemes, which are small; nothing is counted over the letters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize
from starlette.requests import Request
from starlette.responses import Response

from imr_graph.export import VIEWS
from imr_graph.questions import run_query
from imr_graph.rdf import vocabulary as v
from imr_graph.store.manifest import MANIFEST
from server.serving import Serving
from server.sparql.description import VOID
from server.sparql.negotiation import best_graph_format
from server.validators import entity_tag, unchanged, versioned_headers

PATH: Final = "/.well-known/void"

_DCAT: Final = "http://www.w3.org/ns/dcat#"
_FOAF: Final = "http://xmlns.com/foaf/0.1/"
_QB: Final = "http://purl.org/linked-data/cube#"
_ONE_LETTER: Final = f"SELECT ?letter {{ ?letter a {v.DETERMINATION} }} LIMIT 1"
_PREFIXES: Final = {**v.PREFIXES, "void": VOID, "dcat": _DCAT, "foaf": _FOAF}
_VOCABULARIES: Final = (v.IMR, v.SKOS, v.DCTERMS, v.PROV, v.OA, v.RDFS, v.OWL, v.FHIR)
_RIGHTS: Final = (
    "The letters are public records of the State of California, published without names by its Division of "
    "Workers' Compensation; this graph claims no right in what they say. Ontology, concept schemes and "
    "program: Apache License 2.0."
)
_APACHE: Final = NamedNode("http://www.apache.org/licenses/LICENSE-2.0")
_DESCRIPTION: Final = (
    "Final Determination letters of California's workers' compensation Independent Medical Review as a "
    "graph: disputed treatments, diagnoses, the guideline places that each side cites, decisions and "
    "reviewers."
)


async def dataset_description(request: Request) -> Response:
    """The description in the format that the client likes best."""
    serving = Serving.of(request)
    chosen = best_graph_format(", ".join(request.headers.getlist("accept")) or None)
    origin = str(request.base_url).rstrip("/")
    tag = entity_tag(serving.graph, PATH, origin, chosen.media_type)
    if (held := unchanged(request, tag)) is not None:
        return held
    body = await serving.off_loop(described, serving, origin, chosen.media_type)
    return Response(body, headers={**versioned_headers(tag), "Content-Type": chosen.content_type})


def described(serving: Serving, origin: str, media_type: str) -> bytes:
    """The description, written; blocks.

    Args:
        serving: the version that is described.
        origin: scheme and host that the client used, without a closing slash.
        media_type: one of ``negotiation.GRAPHS``.
    """
    triples = _Description(serving, origin).triples()
    return serialize(triples, format=RdfFormat.from_media_type(media_type), prefixes=_PREFIXES) or b""


@dataclass(frozen=True, slots=True)
class _Description:
    """The description of one version, as seen under one host."""

    serving: Serving
    origin: str

    @property
    def document(self) -> NamedNode:
        return NamedNode(self.origin + PATH)

    @property
    def dataset(self) -> NamedNode:
        return NamedNode(f"{self.origin}{PATH}#dataset")

    def triples(self) -> Iterator[Triple]:
        yield Triple(self.document, v.TYPE, _void("DatasetDescription"))
        yield Triple(self.document, NamedNode(_FOAF + "primaryTopic"), self.dataset)
        yield from self._whole()
        yield from self._letters()
        for iri, count in self.serving.named_graphs.items():
            yield from self._named_graph(iri, count)
        if self.serving.graph.cube_path is not None:
            yield from self._cube()
        yield from self._distributions()

    def _whole(self) -> Iterator[Triple]:
        dataset, graph, counts = self.dataset, self.serving.graph, self.serving.counts
        yield Triple(dataset, v.TYPE, _void("Dataset"))
        yield Triple(dataset, v.TYPE, _dcat("Dataset"))
        yield Triple(dataset, v.TITLE, _english("Independent Medical Review graph"))
        yield Triple(dataset, v.DESCRIPTION, _english(f"{_DESCRIPTION} {counts.synthetic_note}".strip()))
        yield Triple(dataset, NamedNode(v.DCTERMS + "rights"), _english(_RIGHTS))
        yield Triple(dataset, _dcat("version"), Literal(graph.version))
        yield Triple(dataset, NamedNode(v.DCTERMS + "modified"), _published(self.serving))
        yield Triple(dataset, NamedNode(v.DCTERMS + "conformsTo"), v.ONTOLOGY_GRAPH)
        yield Triple(dataset, _void("sparqlEndpoint"), NamedNode(f"{self.origin}/sparql"))
        yield Triple(dataset, _void("uriSpace"), Literal(graph.base))
        yield Triple(dataset, _void("triples"), _number(counts.triples))
        yield Triple(dataset, _void("rootResource"), v.ONTOLOGY_GRAPH)
        for vocabulary in _VOCABULARIES:
            yield Triple(dataset, _void("vocabulary"), NamedNode(vocabulary))
        for form in ("Turtle", "N-Triples", "JSON-LD", "RDF_XML"):
            yield Triple(dataset, _void("feature"), NamedNode(f"http://www.w3.org/ns/formats/{form}"))

    def _letters(self) -> Iterator[Triple]:
        counts, graph = self.serving.counts, self.serving.graph
        yield from self._part("letters", "Letters")
        node = NamedNode(f"{self.dataset.value}-letters")
        yield Triple(node, _void("triples"), _number(counts.triples - self.serving.scheme_triples))
        yield Triple(node, _void("uriSpace"), Literal(f"{graph.base}determination/"))
        if counts.synthetic_note:
            yield Triple(node, v.DESCRIPTION, _english(counts.synthetic_note))
        for (letter,) in run_query(graph, _ONE_LETTER).rows:
            example = NamedNode(str(letter))
            yield Triple(node, _void("exampleResource"), example)
            yield Triple(self.dataset, _void("exampleResource"), example)
        for kind, number in ((v.DETERMINATION, counts.letters), (v.DISPUTED_ITEM, counts.items)):
            partition = NamedNode(f"{self.dataset.value}-{kind.value.rpartition('#')[2]}")
            yield Triple(node, _void("classPartition"), partition)
            yield Triple(partition, _void("class"), kind)
            yield Triple(partition, _void("entities"), _number(number))

    def _named_graph(self, iri: str, count: int) -> Iterator[Triple]:
        name = iri.rpartition("/")[2]
        yield from self._part(name, name.replace("-", " ").capitalize())
        node = NamedNode(f"{self.dataset.value}-{name}")
        yield Triple(node, _void("triples"), _number(count))
        yield Triple(node, v.LICENSE, _APACHE)
        yield Triple(node, _void("dataDump"), NamedNode(f"{self.origin}/graphs?graph={iri}"))
        yield Triple(node, _void("rootResource"), NamedNode(iri))

    def _cube(self) -> Iterator[Triple]:
        yield from self._part("cube", "Counts of the letters, as an RDF Data Cube")
        node = NamedNode(f"{self.dataset.value}-cube")
        yield Triple(node, _void("vocabulary"), NamedNode(_QB))
        yield Triple(node, _void("sparqlEndpoint"), NamedNode(f"{self.origin}/cube/sparql"))
        yield Triple(node, _void("triples"), _number(self.serving.cube_triples))
        yield from self._service("/cube/sparql", "SPARQL over the counts", "cube-sparql", node)

    def _distributions(self) -> Iterator[Triple]:
        yield from self._service("/sparql", "SPARQL", "sparql", self.dataset)
        yield from self._service("/graphql", "GraphQL", "graphql", self.dataset)
        for name, view in VIEWS.items():
            node = NamedNode(f"{self.dataset.value}-view-{name}")
            yield Triple(self.dataset, _dcat("distribution"), node)
            yield Triple(node, v.TYPE, _dcat("Distribution"))
            yield Triple(node, v.TITLE, _english(view.title))
            yield Triple(node, _dcat("downloadURL"), NamedNode(f"{self.origin}/export/{name}.gexf"))
            yield Triple(node, _dcat("mediaType"), _media_type("application/gexf+xml"))

    def _service(self, path: str, title: str, name: str, served: NamedNode) -> Iterator[Triple]:
        node, url = NamedNode(f"{self.dataset.value}-service-{name}"), NamedNode(self.origin + path)
        yield Triple(node, v.TYPE, _dcat("DataService"))
        yield Triple(node, v.TITLE, _english(title))
        yield Triple(node, _dcat("endpointURL"), url)
        yield Triple(node, _dcat("endpointDescription"), url)
        yield Triple(node, _dcat("servesDataset"), served)
        access = NamedNode(f"{self.dataset.value}-access-{name}")
        yield Triple(served, _dcat("distribution"), access)
        yield Triple(access, v.TYPE, _dcat("Distribution"))
        yield Triple(access, v.TITLE, _english(title))
        yield Triple(access, _dcat("accessURL"), url)
        yield Triple(access, _dcat("accessService"), node)

    def _part(self, name: str, title: str) -> Iterator[Triple]:
        node = NamedNode(f"{self.dataset.value}-{name}")
        yield Triple(self.dataset, _void("subset"), node)
        yield Triple(node, v.TYPE, _void("Dataset"))
        yield Triple(node, v.TITLE, _english(title))


def _published(serving: Serving) -> Literal:
    """When the version was published, as far as the file tells that says so."""
    manifest = serving.graph.store_path.parent / MANIFEST
    day = dt.datetime.fromtimestamp(manifest.stat().st_mtime, dt.UTC).date()
    return Literal(day.isoformat(), datatype=v.XSD_DATE)


def _media_type(name: str) -> NamedNode:
    return NamedNode(f"https://www.iana.org/assignments/media-types/{name}")


def _english(words: str) -> Literal:
    return Literal(words, language="en")


def _number(value: int) -> Literal:
    return Literal(str(value), datatype=v.XSD_INTEGER)


def _void(name: str) -> NamedNode:
    return NamedNode(VOID + name)


def _dcat(name: str) -> NamedNode:
    return NamedNode(_DCAT + name)
