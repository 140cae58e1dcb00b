"""The OWL file: documented, consistent, inside OWL 2 DL as far as its few constructs go."""

from __future__ import annotations

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, URIRef

from imr_graph.rdf.ontology import vocabulary_file
from imr_graph.rdf.vocabulary import IMR, ONTOLOGY_IRI

VALUE_CLASSES = {
    *(
        "CitingParty",
        "Certainty",
        "DecisionOutcome",
        "EditionStatus",
        "Priority",
        "Sex",
        "Side",
        "WarningKind",
    ),
}
OWN_KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
BUILT_IN = (str(RDF), str(RDFS), str(OWL), str(XSD))


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(vocabulary_file())


def _own(graph: Graph, kind: URIRef) -> list[URIRef]:
    return sorted(s for s in graph.subjects(RDF.type, kind) if isinstance(s, URIRef) and s.startswith(IMR))


def test_header(ontology: Graph) -> None:
    header = URIRef(ONTOLOGY_IRI)
    version = ontology.value(header, OWL.versionInfo)
    assert ontology.value(header, OWL.versionIRI) == URIRef(f"{ONTOLOGY_IRI}/{version}")
    for predicate in (DCTERMS.title, DCTERMS.description, DCTERMS.license):
        assert ontology.value(header, predicate)
    assert not list(ontology.objects(None, OWL.imports))


def test_no_blank_nodes(ontology: Graph) -> None:
    assert not [node for node in ontology.all_nodes() if isinstance(node, BNode)]


def test_every_term_is_labelled_documented_and_owned(ontology: Graph) -> None:
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty):
        for term in _own(ontology, kind):
            [label] = ontology.objects(term, RDFS.label)
            [comment] = ontology.objects(term, RDFS.comment)
            assert isinstance(label, Literal)
            assert isinstance(comment, Literal)
            assert (label.language, comment.language) == ("en", "en")
            assert comment.endswith(".")
            assert ontology.value(term, RDFS.isDefinedBy) == URIRef(ONTOLOGY_IRI)


def test_labels_tell_classes_and_properties_apart(ontology: Graph) -> None:
    for kind in (OWL.Class, OWL.ObjectProperty):
        labels = [str(ontology.value(term, RDFS.label)) for term in _own(ontology, kind)]
        assert len(labels) == len(set(labels))


def test_every_property_has_one_domain_and_one_range(ontology: Graph) -> None:
    classes = set(ontology.subjects(RDF.type, OWL.Class))
    for term in _own(ontology, OWL.ObjectProperty):
        [domain], [target] = ontology.objects(term, RDFS.domain), ontology.objects(term, RDFS.range)
        assert {domain, target} <= classes
    for term in _own(ontology, OWL.DatatypeProperty):
        [domain], [target] = ontology.objects(term, RDFS.domain), ontology.objects(term, RDFS.range)
        assert domain in classes
        assert str(target).startswith(str(XSD))


def test_every_relation_has_an_inverse_unless_it_gives_a_value(ontology: Graph) -> None:
    for term in _own(ontology, OWL.ObjectProperty):
        target = str(ontology.value(term, RDFS.range)).removeprefix(IMR)
        if target in VALUE_CLASSES:
            assert ontology.value(term, OWL.inverseOf) is None
            continue
        [inverse] = ontology.objects(term, OWL.inverseOf)
        assert ontology.value(inverse, OWL.inverseOf) == term
        assert ontology.value(inverse, RDFS.domain) == ontology.value(term, RDFS.range)
        assert ontology.value(inverse, RDFS.range) == ontology.value(term, RDFS.domain)


@pytest.mark.parametrize(
    ("one_way", "other_way"),
    [
        (OWL.FunctionalProperty, OWL.InverseFunctionalProperty),
        (OWL.InverseFunctionalProperty, OWL.FunctionalProperty),
    ],
)
def test_inverses_mirror_each_other(ontology: Graph, one_way: URIRef, other_way: URIRef) -> None:
    for term, inverse in ontology.subject_objects(OWL.inverseOf):
        assert ((term, RDF.type, one_way) in ontology) == ((inverse, RDF.type, other_way) in ontology)


def test_the_chain_is_walkable_both_ways(ontology: Graph) -> None:
    chain = (
        *("hasPatient", "hasDiagnosis", "inCaseWithItem", "hasCitation", "citesSection"),
        *("supportsDecision", "decidedBy", "hasSpecialty"),
    )
    for name in chain:
        assert ontology.value(URIRef(IMR + name), OWL.inverseOf)
    meaning = str(ontology.value(URIRef(IMR + "inCaseWithItem"), RDFS.comment))
    assert "same case" in meaning
    assert "never that the item treats the diagnosis" in meaning


def test_no_term_is_of_two_kinds(ontology: Graph) -> None:
    for term in set(ontology.subjects()):
        assert len(set(ontology.objects(term, RDF.type)) & set(OWN_KINDS)) <= 1, term


def test_every_term_used_is_declared(ontology: Graph) -> None:
    declared = {term for kind in OWN_KINDS for term in ontology.subjects(RDF.type, kind)}
    used = set(ontology.predicates())
    for relation in (
        RDFS.subClassOf,
        RDFS.subPropertyOf,
        RDFS.domain,
        RDFS.range,
        OWL.inverseOf,
        OWL.disjointWith,
    ):
        used |= {node for pair in ontology.subject_objects(relation) for node in pair}
    assert not {term for term in used - declared if not str(term).startswith(BUILT_IN)}


def test_concept_classes_are_concepts_and_letter_classes_are_not(ontology: Graph) -> None:
    classes = _own(ontology, OWL.Class)
    concepts = {c for c in classes if SKOS.Concept in ontology.transitive_objects(c, RDFS.subClassOf)}
    assert {URIRef(IMR + name) for name in VALUE_CLASSES} <= concepts
    for term in set(classes) - concepts - {URIRef(IMR + "PrintedEntry")}:
        assert (term, OWL.disjointWith, SKOS.Concept) in ontology


def test_no_class_stands_below_one_it_is_disjoint_with(ontology: Graph) -> None:
    for left, right in ontology.subject_objects(OWL.disjointWith):
        assert right not in ontology.transitive_objects(left, RDFS.subClassOf)
        assert left not in ontology.transitive_objects(right, RDFS.subClassOf)


def test_siblings_are_disjoint(ontology: Graph) -> None:
    """Any two own classes are either in one line of subclasses or disjoint."""
    classes = [term for term in _own(ontology, OWL.Class) if term != URIRef(IMR + "PrintedEntry")]
    above = {term: set(ontology.transitive_objects(term, RDFS.subClassOf)) for term in classes}
    for left in classes:
        for right in classes:
            if left in above[right] or right in above[left]:
                continue
            forth = any((a, OWL.disjointWith, b) in ontology for a in above[left] for b in above[right])
            back = any((b, OWL.disjointWith, a) in ontology for a in above[left] for b in above[right])
            assert forth or back, (left, right)
