"""What the SPARQL editor completes: the classes and properties of our own ontology, of the cube and of SKOS.

Vocabularies of others are not asked for: the editor completes what queries of this graph need.
"""

from __future__ import annotations

import functools
from typing import Final, TypedDict

from imr_graph.rdf.vocabulary import PREFIXES, TYPE

_OWL: Final = "http://www.w3.org/2002/07/owl#"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_CLASSES: Final = frozenset({f"{_OWL}Class", f"{_RDFS}Class"})
_PROPERTIES: Final = frozenset(
    {
        f"{_OWL}ObjectProperty",
        f"{_OWL}DatatypeProperty",
        f"{_OWL}AnnotationProperty",
        f"{_RDF}Property",
    }
)
_SKOS: Final = tuple(
    f"{PREFIXES['skos']}{name}" for name in ("prefLabel", "altLabel", "notation", "broader", "inScheme")
)


class Completion(TypedDict):
    """Full IRIs, in order."""

    classes: list[str]
    properties: list[str]


@functools.cache
def completion(*, cube: bool) -> Completion:
    """Classes and properties of the ontology, or of the cube with it; blocks when it is first asked."""
    from imr_graph.rdf.ontology import ontology_quads

    statements = [(quad.subject, quad.predicate, quad.object) for quad in ontology_quads()]
    if cube:
        from imr_graph.cube.structure import structure_triples

        statements += [(one.subject, one.predicate, one.object) for one in structure_triples()]
    classes: set[str] = set()
    properties: set[str] = {*_SKOS, f"{_RDF}type", f"{_RDFS}label"}
    for subject, predicate, value in statements:
        if predicate == TYPE:
            kind = getattr(value, "value", "")
            if kind in _CLASSES:
                classes.add(str(getattr(subject, "value", "")))
            elif kind in _PROPERTIES or kind.endswith(("DimensionProperty", "MeasureProperty")):
                properties.add(str(getattr(subject, "value", "")))
    return Completion(
        classes=sorted(one for one in classes if one.startswith("http")),
        properties=sorted(one for one in properties if one.startswith("http")),
    )
