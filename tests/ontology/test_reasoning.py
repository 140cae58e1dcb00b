"""A reasoner (OWL 2 RL) finds the ontology and a letter together consistent, and derives the inverses."""

from __future__ import annotations

import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics  # type: ignore[import-untyped]
from pyoxigraph import RdfFormat, serialize
from rdflib import OWL, RDF, RDFS, Graph, URIRef

from imr_graph.rdf.annotations import evidence_annotations
from imr_graph.rdf.iris import Iris
from imr_graph.rdf.ontology import vocabulary_file
from imr_graph.rdf.triples import triples
from imr_graph.rdf.vocabulary import IMR
from imr_graph.record import Evidence
from tests.factories import make_record

# How the reasoner reports a contradiction.
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
ROOT = "https://imr-graph.example/determination/CM16-0000001"


def reasoned(*more: tuple[str, URIRef, URIRef]) -> Graph:
    """Ontology and factory letter, with statements about nodes of the letter, and all that follows."""
    graph = Graph().parse(vocabulary_file())
    for words in (RDFS.label, RDFS.comment, RDFS.isDefinedBy):
        graph.remove((None, words, None))
    evidence = (Evidence(path="/items/0/drug/name", spans=((0, 5),), page=1, rule="drug.name"),)
    record = make_record(evidence=evidence)
    quads = (*triples(record, Iris()), *evidence_annotations(record, "Norco", Iris()))
    letter = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
    graph.parse(data=letter, format="nt")
    for below, predicate, value in more:
        graph.add((URIRef(ROOT + below), predicate, value))
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    return graph


def contradictions(graph: Graph) -> list[str]:
    return [str(message) for message in graph.objects(None, ERROR)]


def test_a_letter_is_consistent_with_the_ontology() -> None:
    assert contradictions(reasoned()) == []


@pytest.mark.parametrize(
    ("below", "class_"),
    [("/patient", "Reviewer"), ("/item/1", "Diagnosis"), ("/item/1/decision", "Citation"), ("", "DrugName")],
)
def test_a_node_of_two_disjoint_classes_is_a_contradiction(below: str, class_: str) -> None:
    assert contradictions(reasoned((below, RDF.type, URIRef(IMR + class_))))


def test_a_property_on_the_wrong_node_is_a_contradiction() -> None:
    item = URIRef(f"{ROOT}/item/1")
    assert contradictions(reasoned(("/patient", URIRef(IMR + "decidedBy"), item)))


def test_inverses_follow() -> None:
    graph = reasoned()
    inverses = {
        (forward, back)
        for forward, back in graph.subject_objects(OWL.inverseOf)
        if str(forward).startswith(IMR) and str(back).startswith(IMR)
    }
    walked = 0
    for forward, back in inverses:
        for subject, target in list(graph.subject_objects(forward)):
            assert (target, back, subject) in graph
            walked += 1
    assert walked > 20
