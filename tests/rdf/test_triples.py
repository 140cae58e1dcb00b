from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, serialize

from imr_graph.rdf import vocabulary as v
from imr_graph.rdf.iris import Iris, concept_iri
from imr_graph.rdf.triples import n_triples, triples
from imr_graph.record import (
    LONGEST_LISTED_RANGE,
    CitationGrounding,
    Dates,
    Diagnosis,
    Evidence,
    Patient,
    Record,
    RecordWarning,
    Reviewer,
)
from tests.factories import make_citation, make_drug, make_item, make_record

IRIS = Iris()
ROOT = IRIS.determination("CM16-0000001")


def _about(record: Record, below: str = "") -> dict[str, list[str]]:
    """What is said of one node, by the property's local name; concepts by their path."""
    said: dict[str, list[str]] = {}
    for quad in triples(record, IRIS):
        if isinstance(quad.subject, NamedNode) and quad.subject.value == ROOT + below:
            assert isinstance(quad.object, NamedNode | Literal)
            value = quad.object.value.removeprefix(concept_iri("")).removeprefix(ROOT).removeprefix(v.IMR)
            said.setdefault(re.split("[#/]", quad.predicate.value)[-1], []).append(value)
    return said


def test_determination() -> None:
    assert _about(make_record()) == {
        "type": ["Determination"],
        "identifier": ["CM16-0000001"],
        "caseNumber": ["CM16-0000001"],
        "injuryDate": ["2012-03-04"],
        "decisionDate": ["2016-12-20"],
        "assignedDate": ["2016-11-02"],
        "utilizationReviewDenialDate": ["2016-10-04"],
        "applicationReceivedDate": ["2016-10-14"],
        "priority": ["priority/standard"],
        "layout": ["f1"],
        "textHash": [make_record().text_sha256],
        "bodyHash": [make_record().body_sha256],
        "hasPatient": ["/patient"],
        "hasReviewer": ["/reviewer"],
        "hasItem": ["/item/1"],
    }


def test_a_letter_that_was_made_up_says_so() -> None:
    assert _about(make_record(synthetic=True))["isSynthetic"] == ["true"]


def test_patient_and_diagnoses() -> None:
    record = make_record(items=(make_item(), make_item(text="MRI of the lumbar spine", drug=None)))
    assert _about(record, "/patient") == {
        "type": ["Patient"],
        "age": ["52"],
        "sex": ["sex/female"],
        "hasDiagnosis": ["/diagnosis/1", "/diagnosis/2"],
    }
    assert _about(record, "/diagnosis/2") == {
        "type": ["Diagnosis"],
        "position": ["2"],
        "printedText": ["left lumbar radiculopathy"],
        "certainty": ["certainty/provisional"],
        "hasCondition": ["condition/lumbar-radiculopathy"],
        "side": ["side/left"],
        "inCaseWithItem": ["/item/1", "/item/2"],
    }


def test_printed_codes_and_every_condition_of_a_diagnosis() -> None:
    both = ("condition/strain-of-the-cervical-spine", "condition/strain-of-the-lumbar-spine")
    listed = Diagnosis(text="neck and low back strain", concepts=both, printed_codes=("847.0", "847.2"))
    said = _about(make_record(diagnoses=(listed, Diagnosis(text="moonstruck"))), "/diagnosis/1")
    assert said["hasCondition"] == list(both)
    assert said["diagnosisCode"] == ["847.0", "847.2"]
    assert "side" not in said
    assert "hasCondition" not in _about(
        make_record(diagnoses=(Diagnosis(text="moonstruck"),)), "/diagnosis/1"
    )


def test_subcategory() -> None:
    record = make_record(items=(make_item(category="surgery", subcategory="category/surgery/spine"),))
    assert _about(record, "/item/1")["hasSubcategory"] == ["category/surgery/spine"]
    assert "hasSubcategory" not in _about(make_record(), "/item/1")


def test_where_how_often_and_when_a_service_is_given() -> None:
    item = make_item(
        drug=None,
        regions=("body-region/lumbar-spine", "body-region/hip"),
        side="right",
        spinal_levels=("L4-L5", "S1"),
        visits=12,
        retrospective=True,
        first_service_date=dt.date(2015, 1, 2),
        last_service_date=dt.date(2015, 2, 3),
    )
    said = _about(make_record(items=(item,)), "/item/1")
    assert said["hasBodyRegion"] == ["body-region/lumbar-spine", "body-region/hip"]
    assert said["side"] == ["side/right"]
    assert said["spinalLevel"] == ["L4-L5", "S1"]
    assert said["visits"] == ["12"]
    assert said["isRetrospective"] == ["true"]
    assert (said["firstServiceDate"], said["lastServiceDate"]) == (["2015-01-02"], ["2015-02-03"])
    plain = _about(make_record(), "/item/1")
    assert not {"hasBodyRegion", "side", "spinalLevel", "visits", "isRetrospective"} & set(plain)


def test_reviewer_keeps_what_no_table_knows() -> None:
    reviewer = Reviewer(
        specialties=("Pain Medicine", "Phrenology"),
        subspecialties=("Palmistry",),
        licensed_states=("CA",),
        specialty_concepts=("specialty/pain-medicine", None),
        subspecialty_concepts=(None,),
    )
    assert _about(make_record(reviewer=reviewer), "/reviewer") == {
        "type": ["Reviewer"],
        "hasSpecialty": ["specialty/pain-medicine"],
        "unresolvedSpecialty": ["Phrenology"],
        "unresolvedSubspecialty": ["Palmistry"],
        "licensedIn": ["CA"],
    }


def test_item_drug_and_decision() -> None:
    item = make_item(
        codes=("20610",), original_request="Norco #240", authorized="Norco #120", decision="modified"
    )
    record = make_record(items=(item,))
    assert _about(record, "/item/1") == {
        "type": ["DisputedItem"],
        "position": ["1"],
        "printedText": ["Norco 10/325 mg #120"],
        "hasCategory": ["category/pharmaceutical"],
        "procedureCode": ["20610"],
        "rationale": [item.rationale],
        "originalRequest": ["Norco #240"],
        "authorizedPortion": ["Norco #120"],
        "hasDrug": ["/item/1/drug"],
        "hasDecision": ["/item/1/decision"],
        "hasCitation": ["/item/1/citation/1", "/item/1/citation/2"],
    }
    assert _about(record, "/item/1/drug") == {
        "type": ["DrugRequest"],
        "drugName": ["Norco"],
        "requestedDrug": ["drug/norco"],
        "hasIngredient": ["ingredient/acetaminophen", "ingredient/hydrocodone"],
        "ingredientSet": ["acetaminophen / hydrocodone"],
        "strength": ["10/325 mg"],
        "form": ["tablet"],
        "quantity": ["120"],
        "refills": ["2"],
        "frequency": ["every 6 hours"],
    }
    assert _about(record, "/item/1/decision") == {
        "type": ["Decision"],
        "outcome": ["decision/modified"],
        "decidedBy": ["/reviewer"],
    }


def test_drug_that_no_table_knows() -> None:
    drug = make_drug(
        name="Mystix", ingredients=("mystol",), concept=None, ingredient_concepts=(None,), quantity=None
    )
    said = _about(make_record(items=(make_item(drug=drug),)), "/item/1/drug")
    assert said["drugName"] == ["Mystix"]
    assert said["unresolvedIngredient"] == ["mystol"]
    assert said["ingredientSet"] == ["mystol"]
    assert not said.keys() & {"requestedDrug", "hasIngredient", "quantity"}


@pytest.mark.parametrize(
    ("quantity", "written"), [(120, "120"), (0.5, "0.5"), (1e-7, "0.0000001"), (1e22, "1" + "0" * 22)]
)
def test_quantity_is_a_plain_decimal(quantity: float, written: str) -> None:
    record = make_record(items=(make_item(drug=make_drug(quantity=quantity)),))
    [value] = [quad.object for quad in triples(record, IRIS) if quad.predicate == v.QUANTITY]
    assert isinstance(value, Literal)
    assert (value.value, value.datatype) == (written, v.XSD_DECIMAL)


def test_section_of_a_printed_edition() -> None:
    assert _about(make_record(), "/item/1/citation/1") == {
        "type": ["Citation"],
        "position": ["1"],
        "citedBy": ["party/claims-administrator"],
        "citesDocument": ["guideline/mtus-chronic-pain"],
        "editionStatus": ["edition-status/printed"],
        "citesEdition": ["guideline/mtus-chronic-pain/2009"],
        "printedEdition": ["2009"],
        "citesSection": ["guideline/mtus-chronic-pain/2009/section/benzodiazepines"],
        "printedSection": ["Benzodiazepines"],
    }


def test_pages_of_an_unknown_edition() -> None:
    assert _about(make_record(), "/item/1/citation/2") == {
        "type": ["Citation"],
        "position": ["2"],
        "citedBy": ["party/reviewer"],
        "citesDocument": ["guideline/mtus-chronic-pain"],
        "editionStatus": ["edition-status/unknown"],
        "hasPageRange": ["/item/1/citation/2/pages/1"],
        "supportsDecision": ["/item/1/decision"],
    }
    assert _about(make_record(), "/item/1/citation/2/pages/1") == {
        "type": ["PageRange"],
        "firstPage": ["63"],
        "lastPage": ["64"],
        "coversPage": ["guideline/mtus-chronic-pain/page/63", "guideline/mtus-chronic-pain/page/64"],
    }


def test_chapter_and_what_stays_unresolved() -> None:
    citation = make_citation(
        source="mtus-acoem",
        chapter=12,
        section="Special Studies, Astrology",
        pages=((301, 301), (900, 901)),
        grounding=CitationGrounding(
            document="guideline/mtus-acoem",
            edition="guideline/mtus-acoem/2004",
            edition_status="inferred",
            chapter="guideline/mtus-acoem/2004/chapter/12",
            sections=("guideline/mtus-acoem/2004/chapter/12/section/special-studies",),
            page_prefix="guideline/mtus-acoem/2004/chapter/12/page",
            unresolved_chapter="twelve and a half",
            unresolved_sections=("Astrology",),
            unresolved_pages=(900, 901),
        ),
    )
    record = make_record(items=(make_item(citations=(citation,)),))
    said = _about(record, "/item/1/citation/1")
    assert said["citesChapter"] == ["guideline/mtus-acoem/2004/chapter/12"]
    assert said["printedChapter"] == ["12"]
    assert said["unresolvedChapter"] == ["twelve and a half"]
    assert said["unresolvedSection"] == ["Astrology"]
    assert said["printedSection"] == ["Special Studies, Astrology"]
    assert _about(record, "/item/1/citation/1/pages/1")["coversPage"] == [
        "guideline/mtus-acoem/2004/chapter/12/page/301"
    ]
    assert _about(record, "/item/1/citation/1/pages/2")["unresolvedPage"] == ["900", "901"]


def test_a_side_that_cites_nothing_supports_nothing() -> None:
    citation = make_citation(source="none", pages=(), grounding=CitationGrounding())
    assert _about(make_record(items=(make_item(citations=(citation,)),)), "/item/1/citation/1") == {
        "type": ["Citation"],
        "position": ["1"],
        "citedBy": ["party/reviewer"],
        "statesNoEvidence": ["true"],
    }


def test_a_citation_without_grounding_still_names_its_document() -> None:
    citation = make_citation(source="odg", grounding=CitationGrounding())
    record = make_record(items=(make_item(citations=(citation,)),))
    assert _about(record, "/item/1/citation/1")["citesDocument"] == ["guideline/odg"]
    assert _about(record, "/item/1/citation/1/pages/1")["unresolvedPage"] == ["63", "64"]


def test_a_long_range_keeps_its_ends_alone() -> None:
    listed = make_citation(pages=((1, LONGEST_LISTED_RANGE), (1, LONGEST_LISTED_RANGE + 1)))
    record = make_record(items=(make_item(citations=(listed,)),))
    assert len(_about(record, "/item/1/citation/1/pages/1")["coversPage"]) == LONGEST_LISTED_RANGE
    assert "coversPage" not in _about(record, "/item/1/citation/1/pages/2")


def test_warnings() -> None:
    warnings = (
        RecordWarning(code="no-summary"),
        RecordWarning(code="unresolved-drug", path="/items/0/drug", detail="Mystix"),
    )
    record = make_record(warnings=warnings)
    assert _about(record)["hasWarning"] == ["/warning/1", "/warning/2"]
    assert _about(record, "/warning/1") == {
        "type": ["Warning"],
        "warningCode": ["no-summary"],
        "warningKind": ["warning/no-summary"],
    }
    assert _about(record, "/warning/2") == {
        "type": ["Warning"],
        "warningCode": ["unresolved-drug"],
        "warningKind": ["warning/unresolved-drug"],
        "warningPath": ["/items/0/drug"],
        "warningDetail": ["Mystix"],
    }


def test_a_letter_of_bare_bones() -> None:
    record = make_record(
        case_number=None,
        dates=Dates(),
        priority=None,
        patient=Patient(),
        diagnoses=(),
        reviewer=Reviewer(),
        items=(make_item(drug=None, citations=(), rationale=""),),
    )
    kinds = Counter(quad.predicate.value.split("#")[-1].split("/")[-1] for quad in triples(record, IRIS))
    assert kinds.keys() == {
        "type", "identifier", "layout", "textHash", "bodyHash", "hasPatient", "hasReviewer", "hasItem",
        "position", "printedText", "hasCategory", "hasDecision", "outcome", "decidedBy",
    }  # fmt: skip


def test_how_a_letter_was_read_stays_in_the_record() -> None:
    plain = list(triples(make_record(), IRIS))
    evidence = (Evidence(path="/patient/age", spans=((0, 2),), page=1, rule="patient.age"),)
    read_otherwise = make_record(source="/elsewhere/two.pdf", rules="99", evidence=evidence)
    assert list(triples(read_otherwise, IRIS)) == plain


def test_every_subject_stands_under_the_determination_and_reads_back() -> None:
    iris = Iris("https://letters.example.org/imr")
    for quad in triples(make_record(warnings=(RecordWarning(code="no-summary"),)), iris):
        assert isinstance(quad.subject, NamedNode)
        reference = iris.parse(quad.subject.value)
        assert reference is not None
        assert reference.identifier == "CM16-0000001"
        assert isinstance(quad.object, NamedNode | Literal)
        assert quad.graph_name == DefaultGraph()


def test_nothing_is_said_twice() -> None:
    said = list(triples(make_record(), IRIS))
    assert len(said) == len(set(said))


@given(st.text())
def test_any_words_survive_n_triples_and_xml(words: str) -> None:
    record = make_record(
        diagnoses=(Diagnosis(text=words),), patient=Patient(), dates=Dates(injury=dt.date(999, 1, 2))
    )
    said = list(triples(record, IRIS))
    assert n_triples(record, IRIS) == serialize((quad.triple for quad in said), format=RdfFormat.N_TRIPLES)
    ET.fromstring(serialize(said, format=RdfFormat.RDF_XML) or b"")  # noqa: S314 - written by this test
    [literal] = [quad.object for quad in said if _is_text_of(quad, f"{ROOT}/diagnosis/1")]
    assert isinstance(literal, Literal)
    assert len(literal.value) == len(words)


@pytest.mark.parametrize("words", ["a\x00b", "a\x0bb", "a\x1fb", "a\ud800b", "a\uffffb"])
def test_characters_that_rdf_cannot_carry_are_marked(words: str) -> None:
    record = make_record(diagnoses=(Diagnosis(text=words),))
    assert _about(record, "/diagnosis/1")["printedText"] == ["a\ufffdb"]


def _is_text_of(quad: Quad, subject: str) -> bool:
    return quad.predicate == v.PRINTED_TEXT and quad.subject == NamedNode(subject)
