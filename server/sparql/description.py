"""The service description of a bare endpoint (https://www.w3.org/TR/sparql11-service-description/)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from imr_graph.rdf.vocabulary import DCTERMS, DESCRIPTION, TITLE, TYPE, XSD_INTEGER
from server.responses.negotiation import GRAPHS, RESULTS
from server.settings import Settings

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
VOID: Final = "http://rdfs.org/ns/void#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_SIMPLE: Final = "http://www.w3.org/ns/entailment/Simple"
_FORMAT_IRIS: Final = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "n-triples": "N-Triples",
    "json-ld": "JSON-LD",
    "rdf+xml": "RDF_XML",
}
_PREFIXES: Final = {"sd": SD, "void": VOID, "formats": _FORMATS, "dcterms": DCTERMS}


@dataclass(frozen=True, slots=True)
class Service:
    """What an endpoint tells of itself.

    Args:
        endpoint: its URL; also the service's IRI.
        title: its name.
        default_graph: what a query without a dataset of its own asks, in words.
        triples: of that graph.
        union: whether that graph is the union of all graphs.
        named_graphs: triples of each named graph, by its IRI.
        described_at: URL of the VoID description of what is asked.
        settings: its limits.
    """

    endpoint: str
    title: str
    default_graph: str
    triples: int
    union: bool
    named_graphs: Mapping[str, int]
    described_at: str
    settings: Settings


def service_description(service: Service, media_type: str) -> bytes:
    """What the endpoint can do, and what it is asked of, as a small graph.

    Args:
        service: what is told.
        media_type: one of ``negotiation.GRAPHS``.
    """
    written = serialize(_triples(service), format=RdfFormat.from_media_type(media_type), prefixes=_PREFIXES)
    return written or b""


def _triples(told: Service) -> Iterator[Triple]:
    service = NamedNode(told.endpoint)
    yield Triple(service, TYPE, _sd("Service"))
    yield Triple(service, _sd("endpoint"), service)
    yield Triple(service, TITLE, Literal(told.title, language="en"))
    yield Triple(service, DESCRIPTION, Literal(_in_words(told.settings), language="en"))
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    if told.union:
        yield Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    if told.settings.service_allowed:
        yield Triple(service, _sd("feature"), _sd("BasicFederatedQuery"))
    yield Triple(service, _sd("defaultEntailmentRegime"), NamedNode(_SIMPLE))
    for form in (*RESULTS, *GRAPHS):
        yield Triple(service, _sd("resultFormat"), NamedNode(_FORMATS + _FORMAT_IRIS[form.name]))
    yield from _dataset(told, service)


def _dataset(told: Service, service: NamedNode) -> Iterator[Triple]:
    dataset, default = BlankNode("dataset"), BlankNode("default")
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, TYPE, _sd("Dataset"))
    yield Triple(dataset, NamedNode(DCTERMS + "isReferencedBy"), NamedNode(told.described_at))
    yield Triple(dataset, _sd("defaultGraph"), default)
    yield Triple(default, TYPE, _sd("Graph"))
    yield Triple(default, DESCRIPTION, Literal(told.default_graph, language="en"))
    yield _count(default, told.triples)
    for number, (iri, triples) in enumerate(told.named_graphs.items()):
        named, graph = BlankNode(f"named{number}"), BlankNode(f"graph{number}")
        yield Triple(dataset, _sd("namedGraph"), named)
        yield Triple(named, TYPE, _sd("NamedGraph"))
        yield Triple(named, _sd("name"), NamedNode(iri))
        yield Triple(named, _sd("graph"), graph)
        yield Triple(graph, TYPE, _sd("Graph"))
        yield _count(graph, triples)


def _in_words(settings: Settings) -> str:
    refused = "updates are" if settings.service_allowed else "updates and SERVICE are"
    return (
        f"Read-only: {refused} refused. "
        f"A query has {settings.query_seconds:g} s and {settings.query_bytes >> 10} KiB of text, "
        f"a result {settings.result_rows:,} rows and {settings.result_bytes >> 20} MiB; what goes beyond a "
        "limit is an error that names it, never a part of the answer."
    )


def _count(node: BlankNode, triples: int) -> Triple:
    return Triple(node, NamedNode(VOID + "triples"), Literal(str(triples), datatype=XSD_INTEGER))


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)
