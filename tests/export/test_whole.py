from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import networkx as nx
import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from imr_graph import record as letter
from imr_graph.errors import GexfError
from imr_graph.export.layout import SPACING
from imr_graph.export.letter_part import Part, Schemes, Statement, letter_part
from imr_graph.export.picture import Picture, laid_out
from imr_graph.export.streamed import streamed
from imr_graph.export.views import Projection, guideline_short, local_name, natural, shorten
from imr_graph.export.whole import project_whole, survey
from imr_graph.rdf.iris import Iris
from imr_graph.rdf.triples import triples
from imr_graph.rdf.vocabulary import CONCEPT, IMR, OWL, RDF, RDFS, SKOS, XSD
from imr_graph.record import Dates, Record
from tests.conftest import ROOT as ROOT_FOLDER
from tests.factories import make_citation, make_drug, make_item, make_record

VALUES = {
    "decision/upheld": "DecisionOutcome",
    "decision/overturned": "DecisionOutcome",
    "category/pharmaceutical": "TreatmentCategory",
    "party/reviewer": "CitingParty",
    "party/claims-administrator": "CitingParty",
    "edition-status/printed": "EditionStatus",
    "edition-status/unknown": "EditionStatus",
    "certainty/confirmed": "Certainty",
    "certainty/provisional": "Certainty",
    "priority/standard": "Priority",
    "sex/female": "Sex",
    "side/left": "Side",
    "body-region/hip": "BodyRegion",
    "body-region/knee": "BodyRegion",
    "warning/unresolved-ingredient": "WarningKind",
}
NODES = {
    "condition/sprain-or-strain-of-the-lumbar-spine": ("Condition", "Sprain or strain of the lumbar spine"),
    "condition/lumbar-radiculopathy": ("Condition", "Lumbar radiculopathy"),
    "condition/radiculopathy": ("Condition", "Radiculopathy"),
    "drug/norco": ("DrugName", "Norco"),
    "ingredient/acetaminophen": ("Ingredient", "acetaminophen"),
    "ingredient/hydrocodone": ("Ingredient", "hydrocodone"),
    "drug-class/opioid": ("DrugClass", "opioid"),
    "specialty/physical-medicine-and-rehabilitation": ("Specialty", "Physical Medicine and Rehabilitation"),
    "specialty/pain-medicine": ("Specialty", "Pain Medicine"),
    "guideline/mtus-chronic-pain": ("GuidelineDocument", "MTUS Chronic Pain"),
    "guideline/mtus-chronic-pain/2009": ("GuidelineEdition", "MTUS Chronic Pain 2009"),
    "guideline/mtus-chronic-pain/2009/section/benzodiazepines": ("GuidelineSection", "Benzodiazepines"),
    "guideline/mtus-chronic-pain/page/63": ("GuidelinePage", "p. 63"),
    "guideline/mtus-chronic-pain/page/64": ("GuidelinePage", "p. 64"),
    "guideline/mtus-chronic-pain/page/65": ("GuidelinePage", "p. 65"),
}
LINKS = [
    ("condition/lumbar-radiculopathy", SKOS + "broader", "condition/radiculopathy"),
    ("drug/norco", IMR + "hasActiveIngredient", "ingredient/hydrocodone"),
    ("ingredient/hydrocodone", IMR + "inDrugClass", "drug-class/opioid"),
    (
        "guideline/mtus-chronic-pain/2009/section/benzodiazepines",
        SKOS + "broader",
        "guideline/mtus-chronic-pain/2009",
    ),
    ("guideline/mtus-chronic-pain/2009", SKOS + "broader", "guideline/mtus-chronic-pain"),
    ("guideline/mtus-chronic-pain/page/63", SKOS + "broader", "guideline/mtus-chronic-pain"),
]


def declared_properties() -> dict[str, tuple[str, bool]]:
    """What ontology/imr.ttl declares, in the form that the reading layer brings it."""
    store = Store()
    store.load(path=ROOT_FOLDER / "ontology" / "imr.ttl")
    functional = NamedNode(OWL + "FunctionalProperty")
    found = {}
    for quad in store.quads_for_pattern(None, NamedNode(RDF + "type"), NamedNode(OWL + "DatatypeProperty")):
        for ranged in store.quads_for_pattern(quad.subject, NamedNode(RDFS + "range"), None):
            single = any(
                True for _ in store.quads_for_pattern(quad.subject, NamedNode(RDF + "type"), functional)
            )
            assert isinstance(quad.subject, NamedNode)
            assert isinstance(ranged.object, NamedNode)
            found[quad.subject.value] = (ranged.object.value, single)
    return found


DATATYPE_PROPERTIES = declared_properties()


def concepts() -> list[Statement]:
    found = [Statement(CONCEPT + path, RDF + "type", IMR + kind) for path, kind in VALUES.items()]
    for path, (kind, label) in NODES.items():
        found += [
            Statement(CONCEPT + path, RDF + "type", SKOS + "Concept"),
            Statement(CONCEPT + path, RDF + "type", IMR + kind),
            Statement(CONCEPT + path, SKOS + "prefLabel", label, XSD + "string"),
            Statement(CONCEPT + path, IMR + "verified", "true", XSD + "boolean"),
        ]
    return found + [Statement(CONCEPT + s, p, CONCEPT + o) for s, p, o in LINKS]


def statements(records: Iterable[Record]) -> list[Statement]:
    found = []
    for record in records:
        for quad in triples(record, Iris()):
            assert isinstance(quad.subject, NamedNode)
            assert isinstance(quad.object, NamedNode | Literal)
            datatype = quad.object.datatype.value if isinstance(quad.object, Literal) else None
            found.append(Statement(quad.subject.value, quad.predicate.value, quad.object.value, datatype))
    return found


def schemes() -> Schemes:
    return Schemes(concepts())


def parts(*records: Record) -> list[Part]:
    return [letter_part(record, Iris(), schemes()) for record in records]


def project(*records: Record) -> Projection:
    made = parts(*records)
    return project_whole(made, survey(made, schemes(), DATATYPE_PROPERTIES))


RICH = make_record(
    items=(
        make_item(codes=("72148", "97110"), original_request="Norco #120", authorized="Norco #60"),
        make_item(
            drug=make_drug(refills=None, ingredients=("hydrocodone", "moonstone")),
            regions=("body-region/hip", "body-region/knee"),
            side="left",
            visits=12,
        ),
        make_item(citations=(make_citation(source="none"), make_citation(pages=((63, 65), (64, 64))))),
    ),
    warnings=(letter.RecordWarning(code="unresolved-ingredient", path="/items/1/drug", detail="moonstone"),),
)
PLAIN = make_record(case_number="CM15-0000002", dates=Dates(), diagnoses=(), priority=None)
ROOT = Iris().determination("CM16-0000001")


def multi(projection: Projection) -> nx.MultiDiGraph[str]:
    assert isinstance(projection.graph, nx.MultiDiGraph)
    return projection.graph


def said_by(projection: Projection, statement: Statement) -> bool:
    """Whether the statement can be read off the picture."""
    graph, name = multi(projection), local_name(statement.predicate)
    data: dict[str, Any] = graph.nodes[statement.subject]
    if statement.predicate == RDF + "type":
        return bool(data["kind"] == local_name(statement.object))
    if statement.datatype is None and statement.object in graph:
        return bool(graph.has_edge(statement.subject, statement.object, key=name))
    held = data[name]
    texts = held if isinstance(held, list) else [held]
    if statement.datatype in {XSD + "decimal", XSD + "integer"} and not isinstance(held, list):
        return bool(held == float(statement.object))
    if statement.datatype == XSD + "boolean":
        return bool(held == (statement.object == "true"))
    return statement.object in texts or statement.object.rsplit("/", 1)[-1] in texts


def test_every_triple_of_a_letter_can_be_read_off_the_picture() -> None:
    projection = project(RICH, PLAIN)
    told = statements([RICH, PLAIN])
    assert len(told) > 150
    assert [statement for statement in told if not said_by(projection, statement)] == []


def test_nothing_is_in_the_picture_that_no_triple_says() -> None:
    projection = project(RICH, PLAIN)
    edges = {
        (s, IMR + kind if kind != "broader" else SKOS + kind, o)
        for s, o, kind in multi(projection).edges(keys=True)
    }
    told = {(s.subject, s.predicate, s.object) for s in [*statements([RICH, PLAIN]), *concepts()]}
    assert edges <= told


def test_the_picture_does_not_depend_on_the_order_of_the_schemes() -> None:
    shared = concepts()
    first = project(RICH, PLAIN)
    random.Random(7).shuffle(shared)  # noqa: S311 - an order, no secret
    shuffled = Schemes(shared)
    made = [letter_part(record, Iris(), shuffled) for record in (RICH, PLAIN)]
    second = project_whole(made, survey(made, shuffled, DATATYPE_PROPERTIES))
    assert list(first.graph.nodes(data=True)) == list(second.graph.nodes(data=True))
    assert list(first.graph.edges(data=True)) == list(second.graph.edges(data=True))
    assert list(first.node_columns.items()) == list(second.node_columns.items())


def test_a_streamed_picture_holds_what_the_one_in_memory_does() -> None:
    made = parts(RICH, PLAIN)
    surveyed = survey(made, schemes(), DATATYPE_PROPERTIES)
    small, large = laid_out(project_whole(made, surveyed)), streamed(lambda: iter(made), surveyed)

    def nodes(picture: Picture) -> dict[str, Any]:
        return {
            node.id: (node.label, node.kind, node.size, node.colour, node.columns, node.spans)
            for node in picture.nodes
        }

    def edges(picture: Picture) -> list[tuple[str, str, str, float]]:
        return sorted((edge.source, edge.target, edge.kind, edge.weight) for edge in picture.edges)

    assert nodes(large) == nodes(small)
    assert edges(large) == edges(small)
    assert (large.node_count, large.edge_count) == (len(nodes(small)), len(edges(small)))
    assert (large.node_columns, large.directed, large.timed) == (small.node_columns, True, True)
    assert large.streamed
    assert not small.streamed
    assert list(large.nodes) == list(large.nodes), "each pass gives the same"


def test_a_streamed_letter_stands_by_the_concepts_that_it_names() -> None:
    made = parts(*(msgspec.structs.replace(RICH, identifier=f"CM16-{n:07}") for n in range(30)))
    surveyed = survey(made, schemes(), DATATYPE_PROPERTIES)
    placed = {node.id: (node.x, node.y) for node in streamed(lambda: iter(made), surveyed).nodes}
    assert len(set(placed.values())) == len(placed)
    for part in made:
        near = [placed[concept] for concept in part.concepts]
        middle = (sum(x for x, _ in near) / len(near), sum(y for _, y in near) / len(near))
        first, *others = (placed[node] for node in part.nodes)
        assert math.dist(middle, first) <= 4 * SPACING + 1
        assert max(math.dist(first, other) for other in others) < 2 * SPACING


def test_a_triple_that_leads_nowhere_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def strange(record: Record, iris: Iris) -> Iterator[Quad]:
        yield from triples(record, iris)
        case = NamedNode(iris.determination(record.identifier))
        yield Quad(case, NamedNode(IMR + "hasItem"), NamedNode("https://elsewhere.example/item"))

    monkeypatch.setattr("imr_graph.export.letter_part.triples", strange)
    with pytest.raises(GexfError, match=r"CM15-0000002: 'https://elsewhere\.example/item' is neither"):
        parts(PLAIN)


def test_columns_have_the_ontologys_types() -> None:
    columns = project(RICH).node_columns
    assert columns["age"] == "integer"
    assert columns["quantity"] == "double"
    assert columns["decisionDate"] == "string", "Gephi drops dates"
    assert columns["licensedIn"] == "liststring", "a property that may have several values"
    assert columns["procedureCode"] == "liststring", "a property that has several values here"
    assert columns["outcome"] == "string"
    assert columns["verified"] == "boolean"


def test_values_are_typed() -> None:
    nodes = project(RICH).graph.nodes
    assert nodes[f"{ROOT}/patient"]["age"] == 52
    assert nodes[f"{ROOT}/patient"]["sex"] == "female"
    assert nodes[f"{ROOT}/item/1/drug"]["quantity"] == 120.0
    assert nodes[ROOT]["decisionDate"] == dt.date(2016, 12, 20).isoformat()
    assert nodes[f"{ROOT}/reviewer"]["licensedIn"] == ["CA", "NV"]
    assert nodes[f"{ROOT}/item/1"]["procedureCode"] == ["72148", "97110"]
    assert nodes[f"{ROOT}/item/1/decision"]["outcome"] == "upheld"
    assert nodes[f"{ROOT}/item/2"]["hasBodyRegion"] == ["hip", "knee"]
    assert nodes[f"{ROOT}/item/2"]["visits"] == 12


@pytest.mark.parametrize(
    ("path", "kind", "label"),
    [
        ("", "Determination", "CM16-0000001"),
        ("/patient", "Patient", "52-year-old female"),
        ("/diagnosis/2", "Diagnosis", "left lumbar radiculopathy"),
        ("/reviewer", "Reviewer", "Physical Medicine and Rehabilitation"),
        ("/item/1", "DisputedItem", "Norco 10/325 mg #120"),
        ("/item/1/drug", "DrugRequest", "Norco 10/325 mg"),
        ("/item/1/decision", "Decision", "upheld"),
        ("/item/1/citation/1", "Citation", "mtus-chronic-pain, Benzodiazepines"),
        ("/item/3/citation/1", "Citation", "no evidence cited"),
        ("/item/3/citation/2/pages/1", "PageRange", "pp. 63-65"),
        ("/item/3/citation/2/pages/2", "PageRange", "p. 64"),
        ("/warning/1", "Warning", "unresolved-ingredient"),
    ],
)
def test_a_node_has_its_kind_and_a_label(path: str, kind: str, label: str) -> None:
    node = project(RICH).graph.nodes[ROOT + path]
    assert (node["kind"], node["label"], node["letter"]) == (kind, label, "CM16-0000001")


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("drug/norco", "Norco"),
        ("guideline/mtus-chronic-pain", "MTUS Chronic Pain"),
        ("guideline/mtus-chronic-pain/2009", "mtus-chronic-pain 2009"),
        (
            "guideline/mtus-chronic-pain/2009/section/benzodiazepines",
            "Benzodiazepines, mtus-chronic-pain 2009",
        ),
        ("guideline/mtus-chronic-pain/page/63", "p. 63, mtus-chronic-pain"),
    ],
)
def test_a_concept_has_a_short_label(path: str, label: str) -> None:
    assert project(RICH).graph.nodes[CONCEPT + path]["label"] == label


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("guideline/odg", "odg"),
        ("guideline/odg/chapter/pain/section/gym-memberships", "odg ch. pain"),
        ("guideline/mtus-acoem/2004/chapter/12/page/301", "mtus-acoem 2004 ch. 12"),
        ("guideline/mtus-chronic-pain/section/opioids", "mtus-chronic-pain"),
    ],
)
def test_a_guideline_has_a_short_name(path: str, expected: str) -> None:
    assert guideline_short(CONCEPT + path) == expected


def test_concepts_are_shared_and_come_with_what_they_stand_below() -> None:
    projection = project(RICH, PLAIN)
    graph = projection.graph
    kinds = {node: data["kind"] for node, data in graph.nodes(data=True) if data["letter"] is None}
    assert kinds == {CONCEPT + path: kind for path, (kind, _) in NODES.items()}
    assert graph.has_edge(CONCEPT + "ingredient/hydrocodone", CONCEPT + "drug-class/opioid")
    specialty = CONCEPT + "specialty/pain-medicine"
    assert graph.degree(specialty) == 2, "one edge from each letter's reviewer"
    assert not set(projection.letter) & set(kinds)


def test_concepts_of_a_few_values_are_no_nodes() -> None:
    graph = project(RICH).graph
    assert not [node for node in graph if node.removeprefix(CONCEPT) in VALUES]


def test_people_of_two_letters_are_never_linked() -> None:
    graph = project(RICH, PLAIN).graph
    for source, target in graph.edges():
        letters = {graph.nodes[node]["letter"] for node in (source, target)} - {None}
        assert len(letters) <= 1


def test_no_letters_are_an_empty_picture() -> None:
    assert project().graph.number_of_nodes() == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("short", "short"),
        ("  a \n b ", "a b"),
        ("one two three", "one two…"),
        ("onetwothreefour", "onetwothr…"),
    ],
)
def test_labels_are_shortened_at_a_words_end(text: str, expected: str) -> None:
    assert shorten(text, 10) == expected


def test_numbers_sort_by_value() -> None:
    assert sorted(["item/10", "item/2", "item", "item/2/drug"], key=natural) == [
        "item",
        "item/2",
        "item/2/drug",
        "item/10",
    ]
