"""Every fact has its kind, its name, its value and its concepts."""

from __future__ import annotations

import datetime as dt

import pytest

from imr_graph.explain.facts import KINDS, concepts_at, facts, kind_of, name_of, value_at
from imr_graph.lexicon.guidelines import load_guidelines
from imr_graph.record import Diagnosis, Evidence
from tests.explain.conftest import Letters
from tests.factories import make_citation, make_item, make_record, make_section_citation

RECORD = make_record(
    items=(
        make_item(
            citations=(make_section_citation(), make_citation()),
            codes=("20610",),
            subcategory="category/pharmaceutical/opioid",
            regions=("body-region/hip", "body-region/knee"),
            side="left",
            spinal_levels=("L4-L5",),
            visits=12,
            retrospective=True,
            first_service_date=dt.date(2015, 1, 2),
        ),
    ),
    diagnoses=(
        Diagnosis(text="lumbar sprain/strain"),
        Diagnosis(
            text="left lumbar radiculopathy (M54.16)",
            certainty="provisional",
            concepts=("condition/radiculopathy",),
            side="left",
            printed_codes=("M54.16",),
        ),
    ),
)
CHRONIC = "guideline/mtus-chronic-pain"


@pytest.mark.parametrize(
    ("path", "kind", "name", "concepts"),
    [
        ("/case_number", "case", "case number", ()),
        ("/priority", "case", "priority", ("priority/standard",)),
        ("/something/new", "case", "new", ()),
        ("/dates/ur_denial", "date", "utilization review denial", ()),
        ("/patient/sex", "patient", "sex", ("sex/female",)),
        ("/diagnoses/1/text", "diagnosis", "text as printed", ("condition/radiculopathy",)),
        ("/diagnoses/1/side", "diagnosis", "side", ("side/left",)),
        ("/diagnoses/1/printed_codes/0", "diagnosis", "diagnosis code", ()),
        ("/diagnoses/1/certainty", "diagnosis", "certainty", ("certainty/provisional",)),
        (
            "/reviewer/specialties/0",
            "reviewer",
            "specialty",
            ("specialty/physical-medicine-and-rehabilitation",),
        ),
        ("/reviewer/subspecialties/0", "reviewer", "subspecialty", ("specialty/pain-medicine",)),
        ("/reviewer/specialties/7", "reviewer", "specialty", ()),
        ("/reviewer/licensed_states/1", "reviewer", "licensed in", ()),
        ("/items/0/text", "item", "text as printed", ()),
        ("/items/0/codes/0", "item", "procedure code", ()),
        ("/items/0/category", "item", "category", ("category/pharmaceutical",)),
        ("/items/0/subcategory", "item", "subcategory", ("category/pharmaceutical/opioid",)),
        ("/items/0/regions/1", "item", "body region", ("body-region/knee",)),
        ("/items/0/side", "item", "side", ("side/left",)),
        ("/items/0/spinal_levels/0", "item", "spinal level", ()),
        ("/items/0/visits", "item", "visits", ()),
        ("/items/0/first_service_date", "item", "first service date", ()),
        ("/items/0/decision", "decision", "decision", ("decision/upheld",)),
        ("/items/0/rationale", "rationale", "rationale", ()),
        ("/items/0/drug/name", "drug", "name", ("drug/norco",)),
        (
            "/items/0/drug/ingredients",
            "drug",
            "ingredients",
            ("ingredient/acetaminophen", "ingredient/hydrocodone"),
        ),
        ("/items/0/citations/1", "citation", "citation", ("party/reviewer",)),
        ("/items/0/citations/0/source", "citation", "source", (CHRONIC,)),
        ("/items/0/citations/0/edition", "citation", "edition", (f"{CHRONIC}/2009",)),
        ("/items/0/citations/0/section", "citation", "section", (f"{CHRONIC}/2009/section/benzodiazepines",)),
        ("/items/0/citations/1/pages", "citation", "pages", (f"{CHRONIC}/page/63", f"{CHRONIC}/page/64")),
        ("/items/0/citations/0/pages", "citation", "pages", ()),
        ("/items/0/citations/0/chapter", "citation", "chapter", ()),
    ],
)
def test_a_path_is_understood(path: str, kind: str, name: str, concepts: tuple[str, ...]) -> None:
    assert kind_of(path) == kind
    assert name_of(path) == name
    assert concepts_at(RECORD, path) == concepts


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("/dates/injury", dt.date(2012, 3, 4), "2012-03-04"),
        ("/patient/age", 52, "52"),
        ("/items/0/drug/ingredients", ("acetaminophen", "hydrocodone"), "acetaminophen, hydrocodone"),
        ("/items/0/citations/1/pages", ((63, 64),), "63-64"),
        ("/items/0/citations/1", RECORD.items[0].citations[1], "mtus-chronic-pain, p. 63-64"),
        ("/items/0/citations/0/pages", (), ""),
        ("/items/0/visits", 12, "12"),
        ("/items/0/first_service_date", dt.date(2015, 1, 2), "2015-01-02"),
        ("/items/0/retrospective", True, "yes"),
        ("/items/3/text", None, ""),
        ("/items/0/text/words", None, ""),
    ],
)
def test_a_value_is_found_and_worded(path: str, value: object, words: str) -> None:
    assert value_at(RECORD, path) == value
    evidence = Evidence(path=path, spans=((0, 4),), page=1, rule="a.rule")
    [fact] = facts(make_record(items=RECORD.items, evidence=(evidence,)))
    assert (fact.value, fact.rule, fact.page, fact.spans) == (words, "a.rule", 1, ((0, 4),))


def test_every_fact_of_a_letter_has_a_value_and_a_rule(examples: Letters) -> None:
    for letter, record in examples:
        for fact in facts(record):
            assert fact.value, (letter.source, fact.path)
            assert fact.rule, (letter.source, fact.path)


def test_each_kind_occurs(examples: Letters) -> None:
    assert {fact.kind for _, record in examples for fact in facts(record)} == set(KINDS)


def test_concepts_of_citations_are_those_of_the_schemes(examples: Letters) -> None:
    tables = load_guidelines()
    places = {*tables.page_paths}
    for table in (tables.documents, tables.editions, tables.chapters, tables.sections):
        places |= {place.path for place in table}
    named = {
        concept
        for _, record in examples
        for fact in facts(record)
        if fact.kind == "citation"
        for concept in fact.concepts
    }
    assert len(named) > 20
    assert {concept for concept in named if concept.startswith("guideline/")} <= places
