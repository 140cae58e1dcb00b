"""What was asked for and what was cited, against the outcome: rows counted by hand on small letters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from imr_graph.questions import run_question
from imr_graph.record import Dates, Diagnosis, Drug, Record
from imr_graph.store.graph import Graph
from tests.questions.letters import LUMBAR, SPRAIN, item, letter, nothing, odg, pages, sections
from tests.store.graphs import graph_of

COMPOUNDS = "category/pharmaceutical/topical-compounds"
ADMINISTRATOR: dict[str, Any] = {"by": "claims-administrator"}
UNKNOWN = Diagnosis(text="Something unheard of")


def norco(**more: Any) -> Drug:
    """Norco with what the request prints of it."""
    return Drug(
        **{
            "name": "Norco",
            "ingredients": ("acetaminophen", "hydrocodone"),
            "concept": "drug/norco",
            "ingredient_concepts": ("ingredient/acetaminophen", "ingredient/hydrocodone"),
            **more,
        }
    )


CREAM = Drug(
    name="compound",
    ingredients=("gabapentin", "zzzine"),
    form="cream",
    ingredient_concepts=("ingredient/gabapentin", None),
)
LIDODERM = Drug(
    name="Lidoderm",
    ingredients=("lidocaine",),
    form="patch",
    concept="drug/lidoderm",
    ingredient_concepts=("ingredient/lidocaine",),
)
FRAMED = Drug(name="Zzz pills")
FRAMED_LOUDLY = Drug(name="ZZZ Pills")
# No table knows the name; the ingredients tell the classes.
UNNAMED = Drug(
    ingredients=("gabapentin", "naproxen"),
    ingredient_concepts=("ingredient/gabapentin", "ingredient/naproxen"),
)

RECORDS: list[Record] = [
    letter(
        1,
        item(
            norco(strength="10/325 mg", quantity=120),
            "upheld",
            pages((63, 64)),
            pages((64, 64), **ADMINISTRATOR),
        ),
        item(
            norco(strength="10/325 mg", quantity=120),
            "overturned",
            pages((63, 63)),
            pages((78, 78), **ADMINISTRATOR),
        ),
        item(norco(strength="5/325 mg"), "modified", odg("Opioids"), pages((78, 78), **ADMINISTRATOR)),
        item(
            CREAM,
            "upheld",
            sections("benzodiazepines"),
            pages(**ADMINISTRATOR),
            subcategory=COMPOUNDS,
            rationale="There was no Functional Improvement.",
        ),
        diagnoses=(LUMBAR, UNKNOWN),
        dates=Dates(decision=dt.date(2016, 3, 1)),
    ),
    letter(
        2,
        item(LIDODERM, "overturned", odg("Topicals"), odg("TOPICALS", **ADMINISTRATOR)),
        item(FRAMED, "upheld", nothing()),
        item(FRAMED_LOUDLY, "upheld", nothing(), odg("Pills", **ADMINISTRATOR)),
        item(UNNAMED, "upheld", pages((1, 1))),
        item(
            None,
            "overturned",
            subcategory="category/rehabilitation/acupuncture",
            regions=("body-region/lumbar-spine",),
            rationale="",
        ),
        diagnoses=(SPRAIN,),
        dates=Dates(decision=dt.date(2018, 3, 1)),
    ),
    letter(3, item(None, "upheld", rationale="Records are thin."), diagnoses=(), dates=Dates()),
]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    with graph_of(RECORDS, tmp_path_factory.mktemp("requests") / "graph") as opened:
        yield opened


def told(graph: Graph, name: str, *columns: str, **params: str) -> dict[Any, tuple[Any, ...]]:
    """Items, overturned and upheld of each row by some of its columns."""
    rows = run_question(graph, name, params, source="triples").as_dicts()
    found = {
        tuple(row[column] for column in columns): (row["items"], row["overturned"], row["upheld"])
        for row in rows
    }
    assert len(found) == len(rows)
    for row in rows:
        items, overturned = int(str(row["items"])), int(str(row["overturned"]))
        assert row["overturnRate"] == pytest.approx(overturned / items, abs=6e-5)
        assert float(str(row["low"])) <= overturned / items + 6e-5
        assert float(str(row["high"])) >= overturned / items - 6e-5
    return found


def test_by_subcategory(asked: Graph) -> None:
    name, columns = "overturn-rate-by-subcategory", ("category", "subcategory")
    assert told(asked, name, *columns) == {
        ("Pharmaceutical", "none told"): (7, 2, 4),
        ("Pharmaceutical", "Pharmaceutical: topical compounds"): (1, 0, 1),
        ("Rehabilitation", "Rehabilitation: acupuncture"): (1, 1, 0),
        ("Rehabilitation", "none told"): (1, 0, 1),
    }
    assert told(asked, name, *columns, category="rehabilitation", **{"from": "2017-01-01"}) == {
        ("Rehabilitation", "Rehabilitation: acupuncture"): (1, 1, 0)
    }


def test_by_drug_class(asked: Graph) -> None:
    """Names tell the class before ingredients do: Norco is no mere analgesic, lidocaine no anesthetic."""
    found = told(asked, "overturn-rate-by-drug-class", "drugClass", "requests", "shareOfRequests")
    assert found == {
        ("Opioid", 8, 0.375): (3, 1, 1),
        ("no class known", 8, 0.25): (2, 0, 2),
        ("Compounded drug", 8, 0.125): (1, 0, 1),
        ("Topical analgesic", 8, 0.125): (1, 1, 0),
        ("Anticonvulsant", 8, 0.125): (1, 0, 1),
        ("Nonsteroidal anti-inflammatory drug", 8, 0.125): (1, 0, 1),
    }
    early = told(asked, "overturn-rate-by-drug-class", "drugClass", "requests", to="2016-12-31")
    assert early == {("Opioid", 4): (3, 1, 1), ("Compounded drug", 4): (1, 0, 1)}


def test_by_drug(asked: Graph) -> None:
    name, columns = "overturn-rate-by-drug", ("drug", "ingredients")
    assert told(asked, name, *columns) == {
        ("Norco", "acetaminophen / hydrocodone"): (3, 1, 1),
        ("ZZZ Pills", "not known"): (2, 0, 2),
        ("Lidoderm", "lidocaine"): (1, 1, 0),
        ("compound", "gabapentin / zzzine"): (1, 0, 1),
        ("none printed", "gabapentin / naproxen"): (1, 0, 1),
    }
    assert set(told(asked, name, "drug", ingredient="gabapentin")) == {("compound",), ("none printed",)}
    assert set(told(asked, name, "drug", drugClass="opioid")) == {("Norco",)}
    assert not told(asked, name, "drug", drug="norco", **{"from": "2017-01-01"})


def test_by_strength_and_quantity(asked: Graph) -> None:
    name = "overturn-rate-by-strength-and-quantity"
    assert told(asked, name, "drug", "strength", "quantity", drug="Norco") == {
        ("Norco", "10/325 mg", 120.0): (2, 1, 1),
        ("Norco", "5/325 mg", None): (1, 0, 0),
    }
    assert sum(items for items, *_ in told(asked, name, "drug", "strength", "quantity").values()) == 8


def test_compound_ingredients(asked: Graph) -> None:
    name, columns = "compound-ingredients", ("kind", "ingredient", "form")
    assert told(asked, name, *columns) == {
        ("compound", "gabapentin", "cream"): (1, 0, 1),
        ("compound", "not in the tables", "cream"): (1, 0, 1),
        ("topical product", "lidocaine", "patch"): (1, 1, 0),
    }
    held = told(asked, name, "ingredient", ingredient="gabapentin")
    assert set(held) == {("gabapentin",), ("not in the tables",)}


def test_by_diagnosis(asked: Graph) -> None:
    name = "overturn-rate-by-diagnosis"
    sprain = "Sprain of the cervical spine"
    assert told(asked, name, "condition") == {
        ("Lumbar radiculopathy",): (4, 1, 2),
        ("not understood",): (4, 1, 2),
        (sprain,): (5, 2, 3),
        ("none listed",): (1, 0, 1),
    }
    assert set(told(asked, name, "condition", condition="condition/radiculopathy")) == {
        ("Lumbar radiculopathy",)
    }
    assert told(asked, name, "condition", certainty="provisional", category="rehabilitation") == {
        (sprain,): (1, 1, 0),
        ("none listed",): (1, 0, 1),
    }


def test_by_chapter(asked: Graph, labels: dict[str, str]) -> None:
    chronic, guidelines = labels["guideline/mtus-chronic-pain"], labels["guideline/odg"]
    name, columns = "overturn-rate-by-chapter", ("document", "edition", "chapter")
    assert told(asked, name, *columns) == {
        (chronic, "edition not printed", "none printed"): (3, 1, 2),
        (chronic, labels["guideline/mtus-chronic-pain/2009"], "none printed"): (1, 0, 1),
        (guidelines, "edition not printed", "Pain"): (2, 1, 0),
        ("no guideline cited", "none printed", "none printed"): (4, 1, 3),
    }
    assert set(told(asked, name, "document", by="claims-administrator", document="guideline/odg")) == {
        (guidelines,)
    }


def test_by_place(asked: Graph, labels: dict[str, str]) -> None:
    chronic, guidelines = labels["guideline/mtus-chronic-pain"], labels["guideline/odg"]
    name = "overturn-rate-by-place"
    assert told(asked, name, "document", "place") == {
        (chronic, "p. 63"): (2, 1, 1),
        (chronic, "p. 64"): (1, 0, 1),
        (chronic, "p. 1"): (1, 0, 1),
        (chronic, "Benzodiazepines"): (1, 0, 1),
        (guidelines, "Opioids"): (1, 0, 0),
        (guidelines, "Topicals"): (1, 1, 0),
        ("no guideline cited", None): (4, 1, 3),
    }
    alone = told(asked, name, "place", by="claims-administrator", document="guideline/mtus-chronic-pain")
    assert alone == {
        ("p. 78",): (2, 1, 0),
        ("p. 64",): (1, 0, 1),
        ("no page or section cited",): (1, 0, 1),
    }
    assert set(told(asked, name, "place", drug="norco")) == {("p. 63",), ("p. 64",), ("Opioids",)}


def test_places_cited_by_both_sides(asked: Graph) -> None:
    assert told(asked, "places-cited-by-both-sides", "agreement") == {
        ("same page or section",): (2, 1, 1),
        ("same guideline, other pages or sections",): (1, 1, 0),
        ("same guideline, a side gives no page or section",): (1, 0, 1),
        ("different guidelines",): (1, 0, 0),
        ("only the reviewer cites",): (1, 0, 1),
        ("only the claims administrator cites",): (1, 0, 1),
        ("neither cites",): (3, 1, 2),
    }


def test_by_words(asked: Graph) -> None:
    name, columns = "overturn-rate-by-words", ("category", "rationale")
    found = told(asked, name, *columns, words="functional improvement")
    assert found["all categories", "holds the words"] == (1, 0, 1)
    assert found["Pharmaceutical", "does not hold them"] == (7, 2, 4)
    assert found["Rehabilitation", "none printed"] == (1, 1, 0)
    together = [counts for (category, _), counts in found.items() if category == "all categories"]
    assert [sum(counts) for counts in zip(*together, strict=True)] == [10, 3, 6]
    assert set(told(asked, name, *columns, drugClass="opioid")) == {
        ("all categories", "printed"),
        ("Pharmaceutical", "printed"),
    }


def test_overturned_for_treatment(asked: Graph, labels: dict[str, str]) -> None:
    name = "overturned-for-treatment"
    rows = run_question(asked, name).as_dicts()
    assert [(row["case"], row["item"], row["places"] or "") for row in rows] == [
        ("CM16-0000001", 2, "p. 63"),
        ("CM16-0000002", 1, "Topicals"),
        ("CM16-0000002", 5, ""),
    ]
    assert rows[0]["citedByReviewer"] == labels["guideline/mtus-chronic-pain"]
    assert rows[2]["rationale"] is None
    lumbar = run_question(asked, name, {"bodyRegion": "body-region/lumbar-spine"}).as_dicts()
    assert [(row["item"], row["treatment"]) for row in lumbar] == [(5, "Rehabilitation: acupuncture")]
    upheld = {"outcome": "upheld", "category": COMPOUNDS, "words": "functional", "condition": "radiculopathy"}
    assert [row["item"] for row in run_question(asked, name, upheld).as_dicts()] == [4]
