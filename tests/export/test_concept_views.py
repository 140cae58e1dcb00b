"""What the views of concepts count, held against the named questions and against letters counted by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import networkx as nx
import pytest

from imr_graph.export.counted import LISTED
from imr_graph.export.gephi import view_of
from imr_graph.questions import run_question
from imr_graph.rdf.iris import Iris, concept_iri
from imr_graph.record import Dates, Reviewer
from imr_graph.store.graph import Graph
from imr_graph.tables.item_statistics import wilson
from tests.questions.letters import (
    LUMBAR,
    NAPROXEN,
    NORCO,
    RECORDS,
    SPRAIN,
    item,
    letter,
    nothing,
    odg,
    pages,
)
from tests.store.graphs import graph_of

PAIN = Reviewer(specialties=("Pain Medicine",), specialty_concepts=("specialty/pain-medicine",))
HYDROCODONE, NAPROXEN_SET = "ingredients/acetaminophen / hydrocodone", "ingredients/naproxen"


def dated(number: int, year: int | None, *items: Any, **more: Any) -> Any:
    decided = dt.date(year, 6, 1) if year else None
    return letter(number, *items, dates=Dates(decision=decided), reviewer=PAIN, **more)


LETTERS = [
    *RECORDS,
    dated(11, 2013, item(NORCO, "upheld", pages((63, 63))), item(NAPROXEN, "upheld"), synthetic=True),
    dated(
        12,
        2014,
        item(NORCO, "overturned", pages((63, 63))),
        item(NAPROXEN, "upheld"),
        diagnoses=(LUMBAR, LUMBAR),
    ),
    dated(
        13,
        2017,
        item(NORCO, "overturned", pages((63, 63)), pages((63, 64)), odg("x", by="claims-administrator")),
    ),
    dated(
        14, None, item(NORCO, "upheld", pages((63, 63)), nothing("claims-administrator")), diagnoses=(SPRAIN,)
    ),
]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    with graph_of(LETTERS, tmp_path_factory.mktemp("views") / "graph", tables=True) as opened:
        yield opened


def network(graph: Graph, view: str, **filters: str) -> nx.Graph[str]:
    return view_of(graph, view, **filters).graph


def asked(graph: Graph, question: str, **filters: str) -> list[dict[str, Any]]:
    """The rows of a named question."""
    return [dict(row) for row in run_question(graph, question, filters).as_dicts()]


def edge(graph: Graph, view: str, a: str, b: str, **filters: str) -> dict[str, Any]:
    return dict(network(graph, view, **filters).edges[a, b])


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"by": "any"},
        {"by": "claims-administrator"},
        {"outcome": "overturned"},
        {"outcome": "any"},
        {"document": "guideline/odg"},
        {"drug": "drug/norco"},
        {"drugName": "norco"},
        {"ingredient": "ingredient/naproxen"},
    ],
)
def test_denials_are_the_headlines_rows(graph: Graph, filters: dict[str, str]) -> None:
    rows = asked(graph, "drug-guideline-denials", **filters)
    drawn = network(graph, "drug-guideline", **filters)
    assert drawn.number_of_edges() == len(rows) > 0
    places = {data["place"]: node for node, data in drawn.nodes(data=True) if "place" in data}
    for row in rows:
        place = row["placeIri"] or places[row["place"]]
        held = drawn.edges[f"ingredients/{row['ingredients']}", place]
        assert held["weight"] == held["items"] == row["items"]
        assert held["letters"] == row["letters"]
        assert held["shareWeighted"] == pytest.approx(float(row["shareWeighted"]))
        assert set(held["printedRanges"]) == set(filter(None, str(row["printedRanges"]).split("; ")))
        assert set(held["determinations"]) == set(str(row["determinations"]).split())
        node = drawn.nodes[place]
        assert (node["document"], node["edition"]) == (row["document"], row["edition"])
        assert set(str(row["editionStatus"]).split("; ")) <= set(node["editionStatus"].split("; "))


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({}, "their denials cite. Only citations of the reviewer count."),
        ({"by": "any", "outcome": "any"}, "are cited for them. Citations of either side count."),
        ({"by": "claims-administrator"}, "Only citations of the claims administrator count."),
    ],
)
def test_the_description_tells_whose_citations_count(
    graph: Graph, filters: dict[str, str], said: str
) -> None:
    assert said in view_of(graph, "drug-guideline", **filters).description


@pytest.mark.parametrize("by", ["reviewer", "claims-administrator", "any"])
def test_the_items_looked_at_are_those_for_which_the_side_cites_the_guideline(graph: Graph, by: str) -> None:
    sides = {"reviewer", "claims-administrator"} if by == "any" else {by}
    citing = sum(
        any(one.by in sides and one.grounding.document == "guideline/odg" for one in item.citations)
        for record in LETTERS
        for item in record.items
    )
    filters = {"by": by, "document": "guideline/odg", "outcome": "any"}
    assert f" of {citing} disputed items, " in view_of(graph, "drug-guideline", **filters).description


def test_drugs_together_are_the_questions_rows(graph: Graph) -> None:
    rows = asked(graph, "drugs-requested-together")
    drawn, denied = network(graph, "drugs-together"), network(graph, "drugs-together", outcome="upheld")
    assert drawn.number_of_edges() == len(rows) > 1
    for row in rows:
        ends = (f"ingredients/{row['first']}", f"ingredients/{row['second']}")
        held = drawn.edges[ends]
        assert held["weight"] == held["letters"] == row["letters"]
        assert set(held["determinations"]) == set(str(row["determinations"]).split())
        assert (denied.edges[ends]["weight"] if denied.has_edge(*ends) else 0) == row["bothDenied"]


def test_guidelines_of_both_sides_are_the_questions_rows(graph: Graph) -> None:
    rows = asked(graph, "claims-administrator-against-reviewer-guideline")
    drawn = network(graph, "claims-administrator-reviewer")
    assert drawn.number_of_edges() == len(rows) > 3
    named = {(data["party"], data["name"]): node for node, data in drawn.nodes(data=True)}
    for row in rows:
        ends = named["claims-administrator", row["claimsAdministrator"]], named["reviewer", row["reviewer"]]
        held = drawn.edges[ends]
        assert held["weight"] == row["items"]
        assert [held[name] for name in ("overturned", "modified", "upheld")] == [
            row[name] for name in ("overturned", "modified", "upheld")
        ]
        assert held["overturnRate"] == pytest.approx(row["overturnRate"])
        assert held["overturnRateLow"] == pytest.approx(row["low"], abs=1e-4)
        assert held["overturnRateHigh"] == pytest.approx(row["high"], abs=1e-4)


def test_an_edge_counts_items_by_outcome_with_years_and_letters(graph: Graph) -> None:
    held = edge(graph, "diagnosis-drug", concept_iri("condition/lumbar-radiculopathy"), HYDROCODONE)
    # Letter 1 asks twice; letter 12 names the diagnosis twice and letters 3 and 14 not at all.
    iris = Iris()
    assert held == {
        "kind": "decided-for",
        "weight": 6,
        "items": 6,
        "letters": 5,
        "syntheticLetters": 1,
        "decided": 6,
        "upheld": 4,
        "overturned": 2,
        "modified": 0,
        "overturnRate": round(2 / 6, 4),
        "overturnRateLow": round(wilson(2, 6)[0], 4),
        "overturnRateHigh": round(wilson(2, 6)[1], 4),
        "years": ("2013", "2014", "2016", "2017"),
        "determinations": tuple(iris.determination(f"CM16-{n:07}") for n in (1, 2, 11, 12, 13)),
    }


def test_an_outcome_narrows_the_weight_and_keeps_the_rate(graph: Graph) -> None:
    ends = concept_iri("condition/lumbar-radiculopathy"), HYDROCODONE
    held = edge(graph, "diagnosis-drug", *ends, outcome="overturned")
    assert (held["kind"], held["weight"], held["letters"], held["years"]) == (
        "overturned-for",
        2,
        2,
        ("2014", "2017"),
    )
    assert (held["decided"], held["upheld"], held["overturned"]) == (6, 4, 2)


def test_a_period_takes_both_its_days_and_leaves_out_letters_without_one(graph: Graph) -> None:
    ends = concept_iri("specialty/pain-medicine"), concept_iri("guideline/mtus-chronic-pain")
    assert edge(graph, "specialty-guideline", *ends)["letters"] == 5
    period = {"from": "2013-06-01", "to": "2014-06-01"}
    held = edge(graph, "specialty-guideline", *ends, **period)
    assert (held["letters"], held["years"]) == (2, ("2013", "2014"))
    assert (
        "Narrowed to: decided 2013-06-01 to 2014-06-01."
        in view_of(graph, "specialty-guideline", **period).description
    )
    assert edge(graph, "specialty-guideline", *ends, **{"from": "2015-01-01"})["letters"] == 2


def weights_of(drawn: nx.Graph[Any]) -> list[int]:
    return sorted(drawn.edges[ends]["weight"] for ends in drawn.edges())


def test_light_edges_are_left_out_and_counted(graph: Graph) -> None:
    everything = network(graph, "diagnosis-drug")
    projection = view_of(graph, "diagnosis-drug", leastWeight="3")
    weights = weights_of(everything)
    light = sum(weight < 3 for weight in weights)
    assert light > 0
    assert weights_of(projection.graph) == [weight for weight in weights if weight >= 3]
    assert f"{light} edges of less weight than 3 are left out." in projection.description
    assert all(degree for _, degree in projection.graph.degree()), "a node without edges"


def test_nodes_count_each_item_and_letter_once(graph: Graph) -> None:
    drawn = network(graph, "diagnosis-drug")
    norco = drawn.nodes[HYDROCODONE]
    # Letters 1 (twice), 2, 11, 12, 13, 14 have diagnoses; letter 3 has none.
    assert (norco["items"], norco["letters"], norco["syntheticLetters"]) == (7, 6, 1)
    assert norco["weightedDegree"] == sum(drawn.edges[ends]["weight"] for ends in drawn.edges(HYDROCODONE))
    together = network(graph, "drugs-together").nodes[NAPROXEN_SET]
    assert together["items"] == 6, "in a pair, a drug's node counts its own items alone"


def test_synthetic_letters_are_told(graph: Graph) -> None:
    assert "1 of its 6 letters are synthetic." in view_of(graph, "diagnosis-drug").description


def test_what_no_table_knows_stands_as_printed(graph: Graph) -> None:
    drawn = network(graph, "specialty-guideline")
    assert drawn.nodes["unresolved/Alchemy"]["kind"] == "Unresolved"
    assert drawn.nodes["unresolved/Alchemy"]["label"] == "Alchemy"


def test_an_edge_with_many_letters_counts_them_and_lists_none(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = concept_iri("condition/lumbar-radiculopathy"), HYDROCODONE
    assert len(edge(graph, "diagnosis-drug", *ends)["determinations"]) == 5 <= LISTED
    monkeypatch.setattr("imr_graph.export.counted.LISTED", 4)
    held = edge(graph, "diagnosis-drug", *ends)
    assert (held["letters"], held["determinations"]) == (5, None)
    assert network(graph, "diagnosis-drug").edges[ends[0], NAPROXEN_SET]["determinations"]


@pytest.mark.parametrize(
    "view",
    [
        "drug-guideline",
        "diagnosis-drug",
        "drugs-together",
        "specialty-guideline",
        "claims-administrator-reviewer",
    ],
)
def test_every_attribute_has_a_column(graph: Graph, view: str) -> None:
    projection = view_of(graph, view)
    for _, data in projection.graph.nodes(data=True):
        assert set(data) <= {"label", *projection.node_columns}
    for *_, data in projection.graph.edges(data=True):
        assert set(data) <= {"kind", "weight", *projection.edge_columns}
    assert not projection.graph.is_directed()
