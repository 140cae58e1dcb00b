"""Concepts of the schemes by GraphQL, and how many items name them."""

from __future__ import annotations

import pytest

from imr_graph.store.graph import Graph
from server.serving.catalogue import Catalogue
from tests.server.graphql.conftest import Ask

CONCEPT = "https://imr-graph.example/concept/"


def test_a_drug_leads_to_its_ingredients(ask: Ask) -> None:
    (drug,) = ask(
        """{ drugs(search: "norco") { nodes {
          iri label verified sources itemCount denied: itemCount(decision: UPHELD)
          activeIngredients { iri label } } } }"""
    )["drugs"]["nodes"]
    assert drug["iri"] == CONCEPT + "drug/norco"
    assert drug["label"] == "Norco"
    assert (drug["itemCount"], drug["denied"]) == (2, 2)
    assert [i["iri"] for i in drug["activeIngredients"]] == [
        CONCEPT + "ingredient/acetaminophen",
        CONCEPT + "ingredient/hydrocodone",
    ]
    assert drug["sources"]


def test_items_of_a_condition_are_those_of_narrower_ones_too(ask: Ask) -> None:
    answer = ask("""{ conditions(search: "radiculopathy", first: 100) { nodes { label itemCount } }
                      all: conditions { totalCount } subcategories { label itemCount } }""")
    counts = {node["label"]: node["itemCount"] for node in answer["conditions"]["nodes"]}
    assert (counts["Radiculopathy"], counts["Lumbar radiculopathy"], counts["Cervical radiculopathy"]) == (
        2,
        2,
        0,
    )
    assert answer["all"]["totalCount"] > 500
    counts = {node["label"]: node["itemCount"] for node in answer["subcategories"]}
    assert counts["Diagnostic testing: imaging and radiology"] == 1


def test_concepts_are_read_page_by_page(ask: Ask, graph: Graph) -> None:
    wanted = [concept.iri for concept in Catalogue.of(graph).of_class("Ingredient")]
    query = """query ($after: String) { ingredients(first: 150, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } nodes { iri } } }"""
    found: list[str] = []
    after, more = None, True
    while more:
        page = ask(query, after=after)["ingredients"]
        assert page["totalCount"] == len(wanted)
        found += [node["iri"] for node in page["nodes"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert found == wanted
    assert len(found) > 100


def test_pages_and_sections_of_one_guideline(ask: Ask) -> None:
    answer = ask(
        """{ guidelinePages(document: "mtus-chronic-pain", search: "p. 6", first: 200) { totalCount nodes {
               pageNumber shortLabel document { iri } edition { iri editionYear } itemCount } }
             guidelineSections(document: "guideline/mtus-chronic-pain", search: "benzodiazepines") { nodes {
               iri document { label } pages { pageNumber } } } }"""
    )
    pages = answer["guidelinePages"]["nodes"]
    assert pages
    assert {page["document"]["iri"] for page in pages} == {CONCEPT + "guideline/mtus-chronic-pain"}
    assert {page["shortLabel"] for page in pages if page["pageNumber"] == 63} == {"p. 63"}
    counted = {page["pageNumber"]: page["itemCount"] for page in pages if page["edition"] is None}
    assert (counted[62], counted[63], counted[64]) == (0, 2, 1)
    numbers = [page["pageNumber"] for page in pages if page["edition"] is None]
    assert numbers == sorted(numbers)
    assert answer["guidelineSections"]["nodes"]


def test_pages_and_sections_lead_to_each_other(ask: Ask) -> None:
    answer = ask(
        """{ guidelineSections(document: "mtus-chronic-pain", search: "s", first: 200) { nodes {
               shortLabel pagesVerified edition { editionYear }
               pages { pageNumber sections { shortLabel } } } }
             guidelinePages(document: "mtus-chronic-pain", search: "(2009)", first: 200) { nodes {
               pageNumber edition { editionYear } sections { shortLabel pagesVerified } } } }"""
    )
    sections = [s for s in answer["guidelineSections"]["nodes"] if s["pages"]]
    assert len(sections) > 20
    for section in sections:
        assert section["pagesVerified"] in {True, False}
        assert section["edition"]["editionYear"] == 2009
        for page in section["pages"]:
            assert {"shortLabel": section["shortLabel"]} in page["sections"]
    pages = {page["pageNumber"]: page for page in answer["guidelinePages"]["nodes"] if page["sections"]}
    assert {page["edition"]["editionYear"] for page in pages.values()} == {2009}
    assert {"shortLabel": "Muscle relaxants (for pain)", "pagesVerified": True} in pages[63]["sections"]
    marks = {section["pagesVerified"] for page in pages.values() for section in page["sections"]}
    assert marks == {True, False}


@pytest.mark.parametrize(
    ("kind", "path", "counts"),
    [
        ("specialties", "specialty/physical-medicine-and-rehabilitation", (1, 0)),
        ("categories", "category/pharmaceutical", (2, 0)),
        ("categories", "category/diagnostic-testing", (0, 1)),
        ("guidelineDocuments", "guideline/mtus-chronic-pain", (2, 0)),
    ],
)
def test_whole_lists_with_counts(ask: Ask, kind: str, path: str, counts: tuple[int, int]) -> None:
    nodes = ask(
        f"{{ {kind} {{ iri label denied: itemCount(decision: UPHELD) "
        f"granted: itemCount(decision: OVERTURNED) }} }}"
    )[kind]
    (node,) = [node for node in nodes if node["iri"] == CONCEPT + path]
    assert (node["denied"], node["granted"]) == counts
    assert [n["label"] for n in nodes] == sorted((n["label"] for n in nodes), key=str.casefold)


def test_specialties_count_as_the_question_does_and_subspecialties_apart(ask: Ask) -> None:
    answer = ask(
        """{ specialties { iri itemCount overturned: itemCount(decision: OVERTURNED)
               subspecialtyItemCount denied: subspecialtyItemCount(decision: UPHELD) }
             question(name: "overturn-rate-by-specialty") { columns rows } }"""
    )
    columns = answer["question"]["columns"]
    rows = [dict(zip(columns, row, strict=True)) for row in answer["question"]["rows"]]
    asked = {row["specialtyIri"]: (row["items"], row["overturned"]) for row in rows if row["specialtyIri"]}
    counted = {
        node["iri"]: (node["itemCount"], node["overturned"])
        for node in answer["specialties"]
        if node["itemCount"]
    }
    assert counted == asked
    assert counted
    apart = {node["iri"]: node for node in answer["specialties"] if node["subspecialtyItemCount"]}
    pain = apart[CONCEPT + "specialty/pain-medicine"]
    assert (pain["itemCount"], pain["subspecialtyItemCount"], pain["denied"]) == (0, 1, 1)


def test_a_concept_that_no_scheme_holds_is_named_by_its_path(graph: Graph) -> None:
    concept = Catalogue.of(graph).get("drug/never-heard-of")
    assert (concept.label, concept.iri) == ("never-heard-of", CONCEPT + "drug/never-heard-of")
