from __future__ import annotations

from pyoxigraph import NamedNode
from rdflib import OWL, RDF, Graph, URIRef

from imr_graph.rdf import vocabulary
from imr_graph.rdf.ontology import vocabulary_file


def test_terms_are_those_of_the_ontology() -> None:
    graph = Graph().parse(vocabulary_file())
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    declared = {
        str(term)
        for kind in kinds
        for term in graph.subjects(RDF.type, kind)
        if isinstance(term, URIRef) and term.startswith(vocabulary.IMR)
    }
    assert {term.value for term in vocabulary.TERMS} == declared


# Where class and property differ in their first letter alone, or a property is named like a class.
OTHERWISE_NAMED = {
    "EDITION_STATUS_CLASS": "EditionStatus",
    "CERTAINTY_CLASS": "Certainty",
    "PRIORITY_CLASS": "Priority",
    "SEX_CLASS": "Sex",
    "SIDE_CLASS": "Side",
    "WARNING_KIND_CLASS": "WarningKind",
    "DRUG_NAME_PRINTED": "drugName",
}


def test_constants_are_named_after_their_terms() -> None:
    for constant, term in vars(vocabulary).items():
        if isinstance(term, NamedNode) and term in vocabulary.TERMS:
            name = OTHERWISE_NAMED.get(constant, constant.replace("_", ""))
            assert term.value.removeprefix(vocabulary.IMR).lower() == name.lower()
