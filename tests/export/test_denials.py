from __future__ import annotations

from typing import Any

import pytest

from imr_graph.export.denials import DenialRow, project_denials
from imr_graph.rdf.vocabulary import CONCEPT

PAGE_63 = CONCEPT + "guideline/mtus-chronic-pain/page/63"
PAGE_64 = CONCEPT + "guideline/mtus-chronic-pain/page/64"
PAGE_301 = CONCEPT + "guideline/mtus-acoem/2004/chapter/12/page/301"
BENZODIAZEPINES = CONCEPT + "guideline/mtus-chronic-pain/2009/section/benzodiazepines"


def row(**overrides: Any) -> DenialRow:
    fields: dict[str, Any] = {
        "ingredients": "carisoprodol",
        "document": "MTUS Chronic Pain",
        "edition": "edition not printed",
        "edition_status": "unknown",
        "chapter": None,
        "place": "p. 63",
        "place_iri": PAGE_63,
        "items": 2,
        "share_weighted": 1.5,
        "printed_ranges": ("63-64", "63"),
        "letters": 2,
        "determinations": ("https://e.example/a", "https://e.example/b"),
    }
    return DenialRow(**(fields | overrides))


def test_a_row_is_an_edge_that_weighs_its_items() -> None:
    projection = project_denials([row()])
    graph = projection.graph
    assert not graph.is_directed()
    assert graph.edges["ingredients/carisoprodol", PAGE_63] == {
        "kind": "denied-citing",
        "weight": 2,
        "items": 2,
        "shareWeighted": 1.5,
        "printedRanges": ("63-64", "63"),
        "letters": 2,
        "syntheticLetters": 0,
        "determinations": ("https://e.example/a", "https://e.example/b"),
    }


def test_synthetic_letters_are_counted_and_told() -> None:
    projection = project_denials([row()], synthetic=frozenset({"https://e.example/b", "https://e.example/z"}))
    assert projection.graph.edges["ingredients/carisoprodol", PAGE_63]["syntheticLetters"] == 1
    assert {data["syntheticLetters"] for _, data in projection.graph.nodes(data=True)} == {1}
    assert "1 of its 2 letters are synthetic." in projection.description
    assert "synthetic" not in project_denials([row()]).description


def test_a_page_of_an_edition_that_no_table_knows_is_a_node_of_its_own() -> None:
    graph = project_denials([row(), row(edition="2012 (not in the tables)", edition_status="printed")]).graph
    assert graph.number_of_nodes() == 3
    assert {data["editionStatus"] for _, data in graph.nodes(data=True) if "place" in data} == {
        "unknown",
        "printed",
    }


def test_a_name_in_other_letter_case_is_one_place() -> None:
    rows = [
        row(place="Physical therapy", place_iri=None),
        row(place="PHYSICAL therapy", place_iri=None, ingredients="baclofen"),
    ]
    assert project_denials(rows).graph.number_of_nodes() == 3


def test_nodes_count_letters_once_and_add_up_their_edges() -> None:
    graph = project_denials(
        [
            row(),
            row(
                place="p. 64", place_iri=PAGE_64, items=1, letters=1, determinations=("https://e.example/a",)
            ),
            row(ingredients="baclofen", items=3, letters=1, determinations=("https://e.example/c",)),
        ]
    ).graph
    assert set(graph) == {"ingredients/carisoprodol", "ingredients/baclofen", PAGE_63, PAGE_64}
    measures = {node: (data["letters"], data["weightedDegree"]) for node, data in graph.nodes(data=True)}
    assert measures == {
        "ingredients/carisoprodol": (2, 3),
        "ingredients/baclofen": (1, 3),
        PAGE_63: (3, 5),
        PAGE_64: (1, 1),
    }


def test_an_ingredient_set_lists_its_ingredients() -> None:
    graph = project_denials([row(ingredients="acetaminophen / hydrocodone")]).graph
    node = graph.nodes["ingredients/acetaminophen / hydrocodone"]
    assert node["ingredients"] == ("acetaminophen", "hydrocodone")
    assert node["label"] == "acetaminophen / hydrocodone"


@pytest.mark.parametrize(
    ("fields", "kind", "label"),
    [
        ({}, "GuidelinePage", "p. 63, mtus-chronic-pain"),
        ({"place": "p. 301", "place_iri": PAGE_301}, "GuidelinePage", "p. 301, mtus-acoem 2004 ch. 12"),
        (
            {"place": "Benzodiazepines", "place_iri": BENZODIAZEPINES},
            "GuidelineSection",
            "Benzodiazepines, mtus-chronic-pain 2009",
        ),
        ({"place": "Opiods, maintenance", "place_iri": None}, "UnresolvedSection", "Opiods, maintenance"),
    ],
)
def test_a_place_has_its_kind_and_a_short_label(fields: dict[str, Any], kind: str, label: str) -> None:
    graph = project_denials([row(**fields)]).graph
    (place,) = (data for node, data in graph.nodes(data=True) if node != "ingredients/carisoprodol")
    assert (place["kind"], place["label"]) == (kind, label)


def test_unresolved_places_of_two_documents_stay_apart() -> None:
    graph = project_denials(
        [
            row(place="Compound drugs", place_iri=None),
            row(place="Compound drugs", place_iri=None, document="ODG"),
        ]
    ).graph
    assert graph.number_of_nodes() == 3


def test_every_attribute_has_a_column() -> None:
    projection = project_denials([row()])
    for _, data in projection.graph.nodes(data=True):
        assert set(data) <= {"label", *projection.node_columns}
    for *_, data in projection.graph.edges(data=True):
        assert set(data) <= {"kind", "weight", *projection.edge_columns}


def test_no_rows_are_an_empty_graph() -> None:
    assert project_denials([]).graph.number_of_nodes() == 0
