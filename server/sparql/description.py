"""The service description of a bare endpoint (https://www.w3.org/TR/sparql11-service-description/)."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from server.sparql.negotiation import GRAPHS, RESULTS

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
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


def service_description(endpoint: str, media_type: str) -> bytes:
    """What the endpoint can do, as a small graph.

    Args:
        endpoint: URL of the endpoint; also the service's IRI.
        media_type: one of ``negotiation.GRAPHS``.
    """
    service = NamedNode(endpoint)
    said: list[tuple[str, str]] = [
        ("endpoint", endpoint),
        ("supportedLanguage", _SD + "SPARQL11Query"),
        ("feature", _SD + "UnionDefaultGraph"),
        *(("resultFormat", _FORMATS + _FORMAT_IRIS[f.name]) for f in (*RESULTS, *GRAPHS)),
    ]
    triples = [Triple(service, _TYPE, NamedNode(_SD + "Service"))]
    triples += [Triple(service, NamedNode(_SD + name), NamedNode(value)) for name, value in said]
    written = serialize(
        triples,
        format=RdfFormat.from_media_type(media_type),
        prefixes={"sd": _SD, "formats": _FORMATS},
    )
    return written or b""
