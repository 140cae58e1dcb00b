"""The SHACL shapes accept what records make, and each of them catches a graph that is broken its way.

Every broken letter is a copy of a good one with one statement changed; all copies are validated in
one run, since it is the start of a validator that takes the time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pyshacl
import pytest
from pyoxigraph import Quad, RdfFormat, serialize
from rdflib import RDF, SKOS, BNode, Graph, Literal, URIRef
from rdflib import Namespace as Prefix
from rdflib.namespace import SH
from rdflib.term import Node

from imr_graph.extract.letter import parse_letter
from imr_graph.letters.files import find_letters
from imr_graph.letters.reader import LetterText, read_letter
from imr_graph.rdf import vocabulary as v
from imr_graph.rdf.annotations import evidence_annotations
from imr_graph.rdf.iris import Iris
from imr_graph.rdf.ontology import scheme_files, shapes_file, vocabulary_file
from imr_graph.rdf.triples import triples
from imr_graph.record import CitationGrounding, Evidence, Record, RecordWarning
from tests.factories import make_citation, make_drug, make_item, make_record, make_section_citation

IMR = Prefix(v.IMR)
CONCEPT = Prefix(v.CONCEPT)
SHAPE = "https://imr-graph.example/shapes#"
LETTERS = "https://imr-graph.example/determination/"

NOTHING_CITED = make_citation(source="none", pages=(), grounding=CitationGrounding())
INFERRED = make_section_citation(
    by="reviewer",
    edition=None,
    pages=((24, 24),),
    grounding=CitationGrounding(
        document="guideline/mtus-chronic-pain",
        edition="guideline/mtus-chronic-pain/2009",
        edition_status="inferred",
        sections=("guideline/mtus-chronic-pain/2009/section/benzodiazepines",),
        page_prefix="guideline/mtus-chronic-pain/2009/page",
    ),
)
CHAPTER = make_citation(
    source="mtus-acoem",
    chapter=12,
    pages=((301, 301), (999, 999)),
    grounding=CitationGrounding(
        document="guideline/mtus-acoem",
        chapter="guideline/mtus-acoem/chapter/12",
        page_prefix="guideline/mtus-acoem/chapter/12/page",
        unresolved_pages=(999,),
    ),
)


def good_record(case_number: str | None) -> Record:
    """A record that uses every class and, but for unresolved mentions, every property."""
    return make_record(
        case_number=case_number,
        items=(
            make_item(
                citations=(make_section_citation(), make_citation()),
                subcategory="category/pharmaceutical/topical-compounds",
            ),
            make_item(
                citations=(NOTHING_CITED, INFERRED, CHAPTER),
                decision="modified",
                codes=("20610",),
                regions=("body-region/lumbar-spine",),
                side="left",
                spinal_levels=("L5", "L4-S1"),
                visits=12,
                retrospective=True,
                first_service_date=dt.date(2015, 1, 2),
                last_service_date=dt.date(2015, 2, 3),
            ),
            make_item(
                drug=make_drug(concept=None, ingredients=(), ingredient_concepts=()), decision="overturned"
            ),
        ),
        warnings=(RecordWarning(code="unresolved-drug", path="/items/2/drug", detail="Norco"),),
        evidence=(
            Evidence(path="/items/0/drug/name", spans=((4, 9),), page=1, rule="drug.name"),
            Evidence(path="/items/0/citations/1/pages", spans=((0, 3), (4, 9)), page=2, rule="citations.odg"),
        ),
    )


def statements(record: Record) -> Graph:
    """What a graph that is built with evidence holds of a letter."""
    return as_graph((*triples(record, Iris()), *evidence_annotations(record, "The Norco letter.", Iris())))


def as_graph(quads: Iterable[Quad]) -> Graph:
    written = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
    return Graph().parse(data=written, format="nt")


@dataclass
class Violations:
    """What a validator reported: focus node to the node shapes that it broke."""

    shapes: Graph
    found: dict[str, set[str]] = field(default_factory=dict)
    report: str = ""

    def run(self, data: Graph) -> Violations:
        _, results, self.report = pyshacl.validate(data, shacl_graph=self.shapes, inplace=True)
        assert isinstance(results, Graph)
        for result in results.subjects(RDF.type, SH.ValidationResult):
            focus = str(results.value(result, SH.focusNode))
            self.found.setdefault(focus, set()).add(self._shape(results.value(result, SH.sourceShape)))
        return self

    def _shape(self, source: Node | None) -> str:
        while isinstance(source, BNode):
            source = self.shapes.value(None, SH.property, source)
        assert source is not None
        return str(source).removeprefix(SHAPE)


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(shapes_file())


@pytest.fixture(scope="module")
def concepts() -> Graph:
    """Vocabulary and all schemes."""
    graph = Graph().parse(vocabulary_file())
    for path in scheme_files().values():
        graph.parse(path)
    return graph


def with_concepts(data: Graph, concepts: Graph) -> Graph:
    """The data with the concepts it names, and all that these lead to upwards."""
    whole = Graph()
    whole += data
    waiting = set(data.objects())
    while waiting:
        node = waiting.pop()
        for predicate, value in concepts.predicate_objects(node):
            # Downward lists would bring in every concept there is.
            if predicate not in {SKOS.narrower, SKOS.hasTopConcept} and (node, predicate, value) not in whole:
                whole.add((node, predicate, value))
                waiting.add(value)
    for concept, scheme in list(whole.subject_objects(SKOS.topConceptOf)):
        whole.add((scheme, SKOS.hasTopConcept, concept))
    return whole


def conforming(shapes: Graph, concepts: Graph, records: Iterable[Record]) -> Violations:
    data = Graph()
    for record in records:
        data += as_graph(triples(record, Iris()))
    return Violations(shapes).run(with_concepts(data, concepts))


def test_schemes_conform(shapes: Graph, concepts: Graph) -> None:
    data = Graph()
    data += concepts
    violations = Violations(shapes).run(data)
    assert not violations.found, violations.report


def test_factory_records_conform(shapes: Graph, concepts: Graph) -> None:
    records = [good_record("CM16-0000001"), good_record(None), make_record(case_number="CM14-0000002")]
    violations = conforming(shapes, concepts, records)
    assert not violations.found, violations.report


def test_letters_with_their_evidence_conform(shapes: Graph, concepts: Graph, example_letters: Path) -> None:
    data = statements(good_record("CM16-0000001"))
    for path in sorted(example_letters.glob("0[14]*.txt")):
        letter = read_letter(path)
        record = parse_letter(letter)
        data += as_graph((*triples(record, Iris()), *evidence_annotations(record, letter.text, Iris())))
    violations = Violations(shapes).run(with_concepts(data, concepts))
    assert not violations.found, violations.report


def test_real_letters_conform(
    shapes: Graph, concepts: Graph, real_letters: list[tuple[LetterText, Record]]
) -> None:
    assert real_letters
    violations = conforming(shapes, concepts, (record for _, record in real_letters))
    assert not violations.found, violations.report


def test_example_letters_conform(shapes: Graph, concepts: Graph, example_letters: Path) -> None:
    letters = [read_letter(path) for path in find_letters([example_letters])]
    assert len(letters) >= 8
    violations = conforming(shapes, concepts, map(parse_letter, letters))
    assert not violations.found, violations.report


# One broken letter a row: node (below the determination), property, what is put there in place of what
# stands there (None: nothing; a tuple: these instead), and the shape that must see it. "^" says that the
# statement is added beside what stands there.
Change = tuple[str, str, tuple[Node, ...], str]


def _text(value: str) -> Literal:
    return Literal(value)


def _concept(path: str) -> URIRef:
    return CONCEPT[path]


ABSENT: tuple[Node, ...] = ()
TWO_TEXTS = (_text("one"), _text("two"))
WRONG_CLASS = (_concept("sex/male"),)
NO_CONCEPT = (_concept("drug/there-is-no-such-drug"),)
OTHER = "guideline/mtus-chronic-pain/2016"
OTHER_EDITION = (_concept(OTHER),)
OTHER_SECTION = (_concept(f"{OTHER}/section/biofeedback"),)
CHAPTER_OF_2004 = "guideline/mtus-acoem/2004/chapter/12"
ODG_PAIN = (_concept("guideline/odg/chapter/pain"),)
NOWHERE = Literal("4", datatype=URIRef(v.XSD_NON_NEGATIVE_INTEGER.value))
ENGLISH_TWICE = (Literal("Upheld", lang="en"), Literal("Kept", lang="en"))
BENZODIAZEPINES = "guideline/mtus-chronic-pain/2009/section/benzodiazepines"

BROKEN: list[Change] = [
    ("", "dcterms:identifier", ABSENT, "Determination"),
    ("", "dcterms:identifier", (_text("CM99-9999999"),), "Determination"),
    ("", "caseNumber", ABSENT, "Determination"),
    ("", "injuryDate", (_text("2012-03-04"),), "Determination"),
    ("", "textHash", (_text("no hash"),), "Determination"),
    ("", "isSynthetic", (Literal(False),), "Determination"),
    ("", "priority", WRONG_CLASS, "Determination"),
    ("", "hasPatient", ABSENT, "Determination"),
    ("", "hasReviewer", ABSENT, "Determination"),
    ("", "source", (_text("/home/letters/one.txt"),), "Determination"),
    ("/patient", "age", (_text("52"),), "Patient"),
    ("/patient", "age", (Literal(520),), "Patient"),
    ("/patient", "sex", (_concept("priority/standard"),), "Patient"),
    ("/patient", "treats", (_text("back pain"),), "Patient"),
    ("/diagnosis/1", "position", (Literal(0),), "Diagnosis"),
    ("/diagnosis/1", "printedText", TWO_TEXTS, "Diagnosis"),
    ("/diagnosis/1", "certainty", ABSENT, "Diagnosis"),
    ("/diagnosis/1", "inCaseWithItem", ABSENT, "Diagnosis"),
    ("/diagnosis/1", "hasCondition", WRONG_CLASS, "Diagnosis"),
    ("/diagnosis/2", "side", (_text("left"),), "Diagnosis"),
    ("/diagnosis/1", "diagnosisCode", (_text(""),), "Diagnosis"),
    ("/reviewer", "hasSpecialty", WRONG_CLASS, "Reviewer"),
    ("/reviewer", "licensedIn", (_text("California"),), "Reviewer"),
    ("/item/1", "printedText", ABSENT, "DisputedItem"),
    ("/item/1", "hasCategory", ABSENT, "DisputedItem"),
    ("/item/1", "hasDecision", ABSENT, "DisputedItem"),
    ("/item/1", "hasSubcategory", WRONG_CLASS, "DisputedItem"),
    ("/item/1", "hasSubcategory", (_concept("category/surgery/spine"),), "ItemSubcategory"),
    ("/item/1", "rationale", TWO_TEXTS, "DisputedItem"),
    ("/item/2", "hasBodyRegion", WRONG_CLASS, "DisputedItem"),
    ("/item/2", "side", (_concept("side/left"), _concept("side/right")), "DisputedItem"),
    ("/item/2", "spinalLevel", (_text("L4-5"),), "DisputedItem"),
    ("/item/2", "visits", (Literal(0),), "DisputedItem"),
    ("/item/2", "isRetrospective", (Literal(False),), "DisputedItem"),
    ("/item/2", "lastServiceDate", (_text("2015-02-03"),), "DisputedItem"),
    ("/item/2", "lastServiceDate", (Literal(dt.date(2015, 1, 1)),), "DisputedItem"),
    ("/item/2", "lastServiceDate", ABSENT, "ItemService"),
    ("/item/1/drug", "requestedDrug", NO_CONCEPT, "DrugRequest"),
    ("/item/1/drug", "hasIngredient", WRONG_CLASS, "DrugRequest"),
    ("/item/1/drug", "ingredientSet", ABSENT, "DrugRequest"),
    ("/item/3/drug", "ingredientSet", (_text("hydrocodone"),), "DrugRequest"),
    ("/item/1/drug", "quantity", (_text("many"),), "DrugRequest"),
    ("/item/1/drug", "refills", (Literal(-1),), "DrugRequest"),
    ("/item/1/decision", "outcome", ABSENT, "Decision"),
    ("/item/1/decision", "outcome", (_concept("decision/upheld"), _concept("decision/modified")), "Decision"),
    ("/item/1/decision", "outcome", (_text("upheld"),), "Decision"),
    ("/item/1/decision", "decidedBy", ABSENT, "Decision"),
    ("/item/1/citation/1", "citedBy", ABSENT, "Citation"),
    ("/item/1/citation/1", "citesDocument", (_concept("guideline/no-such-guideline"),), "Citation"),
    ("/item/1/citation/1", "citesSection", ODG_PAIN, "Citation"),
    ("/item/1/citation/1", "printedEdition", (_text("2009"),), "Citation"),
    ("/item/1/citation/1", "citesDocument", ABSENT, "CitationOfSomething"),
    ("/item/1/citation/1", "statesNoEvidence", (Literal(True),), "CitationOfSomething"),
    ("/item/2/citation/1", "statesNoEvidence", ABSENT, "CitationOfSomething"),
    ("/item/2/citation/1", "printedSection", (_text("Opioids"),), "CitationOfSomething"),
    ("/item/1/citation/1", "editionStatus", (_concept("edition-status/unknown"),), "CitationOfEdition"),
    ("/item/1/citation/1", "printedEdition", ABSENT, "CitationOfEdition"),
    ("/item/2/citation/2", "citesEdition", ABSENT, "CitationOfEdition"),
    ("/item/1/citation/2", "supportsDecision", ABSENT, "CitationInSupport"),
    ("/item/1/citation/1", "supportsDecision", (URIRef("/item/1/decision"),), "CitationInSupport"),
    ("/item/1/citation/2", "supportsDecision", (URIRef("/item/2/decision"),), "CitationInSupport"),
    ("/item/1/citation/1", "citesDocument", (_concept("guideline/odg"),), "CitationOfOneDocument"),
    ("/item/2/citation/3", "citesChapter", ODG_PAIN, "CitationOfOneDocument"),
    ("/item/2/citation/3", "citesDocument", (_concept("guideline/acoem"),), "CitationOfOneDocument"),
    ("/item/1/citation/1", "citesEdition", OTHER_EDITION, "CitationOfOneEdition"),
    ("/item/2/citation/2", "citesSection", OTHER_SECTION, "CitationOfOneEdition"),
    ("/item/2/citation/3", "citesChapter", (_concept(CHAPTER_OF_2004),), "CitationOfOneEdition"),
    ("/item/1/citation/2/pages/1", "firstPage", (Literal(65),), "PageRange"),
    ("/item/1/citation/2/pages/1", "lastPage", ABSENT, "PageRange"),
    ("/item/1/citation/2/pages/1", "coversPage", (_concept("guideline/mtus-chronic-pain"),), "PageRange"),
    ("/warning/1", "warningCode", (_text("Something is wrong!"),), "Warning"),
    ("/warning/1", "warningPath", (_text("items[2].drug"),), "Warning"),
    ("/warning/1", "warningKind", ABSENT, "Warning"),
    ("/warning/1", "warningKind", (_concept("warning/no-summary"),), "Warning"),
    ("/text", "textOf", ABSENT, "LetterText"),
    ("/reading", "rulesVersion", ABSENT, "Reading"),
    ("/reading", "prov:used", (URIRef("/patient"),), "Reading"),
    ("/evidence/1", "oa:hasBody", ABSENT, "Annotation"),
    ("/evidence/1", "oa:hasBody", (URIRef("/item/9"),), "Annotation"),
    ("/evidence/1", "prov:wasGeneratedBy", ABSENT, "Annotation"),
    ("/evidence/1", "rule", ABSENT, "Annotation"),
    ("/evidence/1", "letterPage", (Literal(0),), "Annotation"),
    ("/evidence/1", "recordPath", (_text("items"),), "Annotation"),
    ("/evidence/1/target/1", "oa:hasSource", ABSENT, "Target"),
    ("/evidence/1/target/1", "oa:hasSelector", (URIRef("/evidence/1/target/1/quote"),), "Target"),
    ("/evidence/1/target/1/position", "oa:end", (NOWHERE,), "TextPosition"),
    ("/evidence/1/target/1/position", "oa:start", (Literal(4),), "TextPosition"),
    ("/evidence/1/target/1/quote", "oa:exact", (_text(""),), "TextQuote"),
]  # fmt: skip

# Statements that take a node from its place, or put it in two: the focus is the node that lost it.
MISPLACED: list[tuple[str, str, str, str]] = [
    ("", "hasPatient", "/patient", "Patient"),
    ("/patient", "hasDiagnosis", "/diagnosis/2", "Diagnosis"),
    ("", "hasReviewer", "/reviewer", "Reviewer"),
    ("", "hasItem", "/item/2", "DisputedItem"),
    ("/item/1", "hasDrug", "/item/1/drug", "DrugRequest"),
    ("/item/1", "hasDecision", "/item/1/decision", "Decision"),
    ("/item/1", "hasCitation", "/item/1/citation/1", "Citation"),
    ("/item/1/citation/2", "hasPageRange", "/item/1/citation/2/pages/1", "PageRange"),
    ("", "hasWarning", "/warning/1", "Warning"),
    ("/evidence/2", "oa:hasTarget", "/evidence/2/target/2", "Target"),
]

# Broken concepts: a copy of the one named, with one statement changed.
BROKEN_CONCEPTS: list[Change] = [
    ("decision/upheld", "skos:prefLabel", ABSENT, "Concept"),
    ("decision/upheld", "skos:prefLabel", (_text("Upheld"),), "Concept"),
    ("decision/upheld", "skos:prefLabel", ENGLISH_TWICE, "Concept"),
    ("decision/upheld", "skos:altLabel", (Literal("Upheld", lang="en"),), "Concept"),
    ("decision/upheld", "skos:inScheme", ABSENT, "Concept"),
    ("decision/upheld", "skos:topConceptOf", ABSENT, "Concept"),
    ("decision/upheld", "verified", ABSENT, "Concept"),
    ("decision/upheld", "dcterms:source", ABSENT, "Concept"),
    ("drug/norco", "hasActiveIngredient", WRONG_CLASS, "DrugName"),
    ("drug/norco", "inDrugClass", (_text("opioid"),), "DrugName"),
    ("ingredient/hydrocodone", "meshIdentifier", (_text("hydrocodone"),), "Ingredient"),
    ("ingredient/hydrocodone", "drugbankIdentifier", (_text("956"),), "Ingredient"),
    ("condition/gout", "skos:broader", (_concept("category/surgery"),), "Condition"),
    ("condition/gout", "icd10cmCode", (_text("gout"),), "Condition"),
    ("body-region/thumb", "skos:broader", (_concept("condition/gout"),), "BodyRegion"),
    ("category/surgery/spine", "skos:broader", ABSENT, "TreatmentSubcategory"),
    ("guideline/mtus-chronic-pain/2009", "editionYear", ABSENT, "GuidelineEdition"),
    ("guideline/mtus-chronic-pain/2009", "ofDocument", (_concept("guideline/odg"),), "GuidelineEdition"),
    ("guideline/mtus-acoem/2004/chapter/12", "ofDocument", ABSENT, "GuidelineChapter"),
    ("guideline/mtus-acoem/2004/chapter/12", "ofEdition", OTHER_EDITION, "GuidelineChapter"),
    (BENZODIAZEPINES, "ofEdition", OTHER_EDITION, "GuidelineSection"),
    (BENZODIAZEPINES, "onPage", WRONG_CLASS, "GuidelineSection"),
    ("guideline/mtus-chronic-pain/2009/page/24", "pageNumber", (_text("24"),), "GuidelinePage"),
    ("guideline/mtus-chronic-pain/2009/page/24", "ofDocument", (_concept("guideline/odg"),), "GuidelinePage"),
]  # fmt: skip

# Concepts of these classes have nothing of their own but their place in the namespace.
PLACED_BY_PATH = {
    "DecisionOutcome": "decision/upheld",
    "TreatmentCategory": "category/pharmaceutical",
    "Ingredient": "ingredient/hydrocodone",
    "DrugClass": "drug-class/opioid",
    "Specialty": "specialty/pain-medicine",
    "CitingParty": "party/reviewer",
    "EditionStatus": "edition-status/printed",
    "Certainty": "certainty/confirmed",
    "Priority": "priority/standard",
    "Sex": "sex/male",
    "Side": "side/left",
    "BodyRegion": "body-region/hip",
    "WarningKind": "warning/no-summary",
    "GuidelineDocument": "guideline/odg",
}


def _predicate(name: str) -> URIRef:
    prefix, _, local = name.rpartition(":")
    return URIRef(({"": v.IMR} | v.PREFIXES)[prefix] + local)


def _changed(graph: Graph, node: str, name: str, values: tuple[Node, ...], root: str) -> None:
    graph.remove((URIRef(node), _predicate(name), None))
    for value in values:
        placed = URIRef(root + value) if isinstance(value, URIRef) and value.startswith("/") else value
        graph.add((URIRef(node), _predicate(name), placed))


def _copied(concepts: Graph, path: str, copy: str) -> Graph:
    graph = Graph()
    for predicate, value in concepts.predicate_objects(CONCEPT[path]):
        graph.add((CONCEPT[copy], predicate, value))
    return graph


@pytest.fixture(scope="module")
def caught(shapes: Graph, concepts: Graph) -> dict[str, set[str]]:
    """Focus node to shapes, of one validation of everything that is broken above."""
    data = Graph()
    for row, (below, name, values, _) in enumerate(BROKEN):
        record = good_record(f"CM16-{row:07d}")
        graph, root = statements(record), LETTERS + record.identifier
        _changed(graph, root + below, name, values, root)
        data += graph
    for row, (below, name, lost, _) in enumerate(MISPLACED):
        record = good_record(f"CM17-{row:07d}")
        graph, root = statements(record), LETTERS + record.identifier
        graph.remove((URIRef(root + below), _predicate(name), URIRef(root + lost)))
        data += graph
    for row, (path, name, values, _) in enumerate(BROKEN_CONCEPTS):
        graph = _copied(concepts, path, f"{path}9{row:03d}")
        _changed(graph, CONCEPT[f"{path}9{row:03d}"], name, values, "")
        data += graph
    for path in PLACED_BY_PATH.values():
        data += _copied(concepts, path, "elsewhere/" + path)
    scheme = URIRef(v.SCHEME + "broken")
    data.add((scheme, RDF.type, SKOS.ConceptScheme))
    return Violations(shapes).run(with_concepts(data, concepts)).found


@pytest.mark.parametrize("row", range(len(BROKEN)), ids=lambda row: "-".join(BROKEN[row][:2]))
def test_a_broken_letter_is_caught(row: int, caught: dict[str, set[str]]) -> None:
    below, _, _, shape = BROKEN[row]
    assert shape in caught.get(f"{LETTERS}CM16-{row:07d}{below}", set())


@pytest.mark.parametrize("row", range(len(MISPLACED)), ids=lambda row: MISPLACED[row][3])
def test_a_node_out_of_its_place_is_caught(row: int, caught: dict[str, set[str]]) -> None:
    _, _, lost, shape = MISPLACED[row]
    assert shape in caught.get(f"{LETTERS}CM17-{row:07d}{lost}", set())


@pytest.mark.parametrize(
    "row", range(len(BROKEN_CONCEPTS)), ids=lambda row: "-".join(BROKEN_CONCEPTS[row][:2])
)
def test_a_broken_concept_is_caught(row: int, caught: dict[str, set[str]]) -> None:
    path, _, _, shape = BROKEN_CONCEPTS[row]
    assert shape in caught.get(f"{v.CONCEPT}{path}9{row:03d}", set())


@pytest.mark.parametrize(("shape", "path"), PLACED_BY_PATH.items())
def test_a_concept_in_the_wrong_place_is_caught(shape: str, path: str, caught: dict[str, set[str]]) -> None:
    assert shape in caught.get(f"{v.CONCEPT}elsewhere/{path}", set())


def test_an_empty_scheme_is_caught(caught: dict[str, set[str]]) -> None:
    assert "ConceptScheme" in caught[v.SCHEME + "broken"]


def test_every_shape_has_a_broken_graph(shapes: Graph) -> None:
    named = {
        str(shape).removeprefix(SHAPE)
        for shape in shapes.subjects(RDF.type, SH.NodeShape)
        if isinstance(shape, URIRef)
    }
    covered = (
        {row[-1] for row in (*BROKEN, *MISPLACED, *BROKEN_CONCEPTS)} | set(PLACED_BY_PATH) | {"ConceptScheme"}
    )
    assert named == covered


def test_every_class_has_a_shape(shapes: Graph, concepts: Graph) -> None:
    abstract = {IMR.PrintedEntry, IMR.GuidelinePlace}
    classes = {c for c in concepts.subjects(RDF.type, URIRef(v.OWL + "Class")) if str(c).startswith(v.IMR)}
    assert classes - abstract <= set(shapes.objects(None, SH.targetClass))


def test_shapes_know_every_property_of_letters(shapes: Graph) -> None:
    """A closed shape would refuse a property that it does not name; this names the property."""
    written = {str(predicate) for predicate in statements(good_record("CM16-1")).predicates()}
    named = {str(path) for path in shapes.objects(None, SH.path)}
    assert written - {str(RDF.type)} <= named
