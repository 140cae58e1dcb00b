"""The headline question against a count made from the records by other means."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from imr_graph.build import build_graph
from imr_graph.questions import run_question
from imr_graph.rdf.vocabulary import CONCEPT
from imr_graph.record import Citation, CitationGrounding, Item, Record
from imr_graph.store.graph import Graph
from tests.factories import make_citation
from tests.questions.letters import NORCO, RECORDS, item, letter, odg
from tests.store.graphs import graph_of

NAME = "drug-guideline-denials"
Row = dict[str, Any]
Place = tuple[str | None, str]
"""Concept path, or None, and label."""


def places(citation: Citation, short: dict[str, str]) -> Iterator[tuple[Place, tuple[int, int] | None]]:
    """Every place of a citation with the printed range it comes from."""
    grounding = citation.grounding
    for first, last in citation.pages:
        for page in range(first, last + 1):
            known = grounding.page_prefix is not None and page not in grounding.unresolved_pages
            yield (f"{grounding.page_prefix}/{page}" if known else None, f"p. {page}"), (first, last)
    if not citation.pages:
        for section in grounding.sections:
            yield (section, short[section]), None
        for printed in grounding.unresolved_sections:
            yield (None, printed), None


def expected(
    records: Iterable[Record],
    labels: dict[str, str],
    short: dict[str, str],
    *,
    by: str | None = "reviewer",
    outcome: str = "upheld",
    keep: Callable[[Item], bool] = lambda _: True,
    document: str | None = None,
) -> list[Row]:
    """The rows, by plain counting."""
    counted: dict[Any, dict[str, set[Any]]] = defaultdict(lambda: defaultdict(set))
    for record in records:
        for number, asked_for in enumerate(record.items, 1):
            drug = asked_for.drug
            if asked_for.decision != outcome or not drug or not drug.ingredients or not keep(asked_for):
                continue
            for citation in asked_for.citations:
                grounding = citation.grounding
                if citation.source == "none" or by not in {None, citation.by}:
                    continue
                if document not in {None, grounding.document}:
                    continue
                edition = labels[grounding.edition] if grounding.edition else "edition not printed"
                if citation.edition and not grounding.edition:
                    edition = f"{citation.edition} (not in the tables)"
                chapter = short[grounding.chapter] if grounding.chapter else citation.chapter
                for (path, label), printed in places(citation, short):
                    words = (str(chapter or "").lower(), label.lower()) if path is None else ()
                    where = (labels[grounding.document or ""], edition, path, words)
                    row = counted[(" / ".join(drug.ingredients), where)]
                    row["chapters"].add("" if chapter is None else str(chapter))
                    row["labels"].add(label)
                    row["statuses"].add(grounding.edition_status)
                    row["items"].add((record.identifier, number))
                    row["ranges"].add((record.identifier, number, printed))
                    row["letters"].add(record.identifier)
    return [_row(key, row) for key, row in counted.items()]


def _row(key: Any, counted: dict[str, set[Any]]) -> Row:
    ingredients, (document, edition, path, _) = key
    ranges = [printed for _, _, printed in counted["ranges"]]
    return {
        "ingredients": ingredients,
        "document": document,
        "edition": edition,
        "editionStatus": "; ".join(sorted(counted["statuses"])),
        "chapter": min(counted["chapters"]) or None,
        "place": min(counted["labels"]),
        "placeIri": None if path is None else CONCEPT + path,
        "items": len(counted["items"]),
        "shareWeighted": round(sum(1 if r is None else 1 / (1 + r[1] - r[0]) for r in ranges), 6),
        "printedRanges": {str(a) if a == b else f"{a}-{b}" for a, b in filter(None, ranges)},
        "letters": len(counted["letters"]),
        "determinations": sorted(f"https://imr-graph.example/determination/{i}" for i in counted["letters"]),
    }


def asked(graph: Graph, **params: str) -> list[Row]:
    rows: list[Row] = [dict(row) for row in run_question(graph, NAME, params).as_dicts()]
    for row in rows:
        row["printedRanges"] = set(filter(None, row["printedRanges"].split("; ")))
        row["determinations"] = row["determinations"].split(" ")
        row["shareWeighted"] = round(row["shareWeighted"], 6)
    return rows


def same(found: list[Row], wanted: list[Row]) -> None:
    def in_order(rows: list[Row]) -> list[Row]:
        columns = ("ingredients", "document", "edition", "chapter", "place", "placeIri")
        return sorted(rows, key=lambda row: [str(row[column]) for column in columns])

    assert in_order(found) == in_order(wanted)
    ranks = [(-r["items"], -r["shareWeighted"], r["ingredients"], r["document"], r["edition"]) for r in found]
    assert ranks == sorted(ranks)


def test_the_count_holds_every_hard_case(labels: dict[str, str], short_labels: dict[str, str]) -> None:
    """The expected rows themselves, in a few that can be counted by hand."""
    counted = expected(RECORDS, labels, short_labels)
    rows = {(row["ingredients"], row["placeIri"] or row["place"]): row for row in counted}
    opioid = "acetaminophen / hydrocodone"
    page_63 = rows[opioid, f"{CONCEPT}guideline/mtus-chronic-pain/page/63"]
    assert (page_63["items"], page_63["letters"]) == (3, 2)
    assert page_63["shareWeighted"] == round(1 / 2 + 1 + 1 / 2 + 1 / 3, 6)
    assert page_63["printedRanges"] == {"63-64", "63", "63-65"}
    assert rows[opioid, f"{CONCEPT}guideline/mtus-chronic-pain/2009/page/64"]["items"] == 1
    assert rows["naproxen", "p. 128"]["shareWeighted"] == round(1 / 3, 6)
    assert not any(place == "p. 78" for _, place in rows)


CASES: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "as it stands": ({}, {}),
    "by the claims administrator": ({"by": "claims-administrator"}, {"by": "claims-administrator"}),
    "by both": ({"by": "any"}, {"by": None}),
    "a product": ({"drug": "drug/norco"}, {"keep": lambda i: i.drug.concept == "drug/norco"}),
    "a product by its label": ({"drug": "NORCO"}, {"keep": lambda i: i.drug.concept == "drug/norco"}),
    "words of the name": ({"drugName": "VICO"}, {"keep": lambda i: "vico" in i.drug.name.lower()}),
    "an ingredient": (
        {"ingredient": "ingredient/hydrocodone"},
        {"keep": lambda i: "hydrocodone" in i.drug.ingredients},
    ),
    "a guideline": ({"document": "guideline/odg"}, {"document": "guideline/odg"}),
    "overturned": ({"outcome": "overturned"}, {"outcome": "overturned"}),
    "modified": ({"outcome": "decision/modified"}, {"outcome": "modified"}),
}


@pytest.mark.parametrize(("params", "count"), CASES.values(), ids=CASES)
def test_rows_equal_the_count(
    graph: Graph,
    labels: dict[str, str],
    short_labels: dict[str, str],
    params: dict[str, str],
    count: dict[str, Any],
) -> None:
    wanted = expected(RECORDS, labels, short_labels, **count)
    assert wanted
    same(asked(graph, **params), wanted)


def test_sections_have_no_ranges_and_full_shares(graph: Graph) -> None:
    row = next(row for row in asked(graph) if row["place"] == 'Topical "mix"')
    assert (row["placeIri"], row["printedRanges"], row["shareWeighted"]) == (None, set(), 1)


def test_editions_that_are_printed_inferred_and_unknown_stay_apart(tmp_path: Path) -> None:
    def cited(year: int | None, edition: str | None, status: str, pages: str) -> Citation:
        grounding = CitationGrounding(
            document="guideline/mtus-chronic-pain",
            edition=edition,
            edition_status=status,  # type: ignore[arg-type] # one of them
            page_prefix=pages,
        )
        return make_citation(edition=year, pages=((63, 63),), grounding=grounding)

    chronic = "guideline/mtus-chronic-pain"
    records = [
        letter(1, item(NORCO, "upheld", cited(None, None, "unknown", f"{chronic}/page"))),
        letter(2, item(NORCO, "upheld", cited(2012, None, "printed", f"{chronic}/page"))),
        letter(3, item(NORCO, "upheld", cited(None, f"{chronic}/2009", "inferred", f"{chronic}/2009/page"))),
        # One item that does both counts once, and its share too.
        letter(
            4,
            item(
                NORCO,
                "upheld",
                cited(2009, f"{chronic}/2009", "printed", f"{chronic}/2009/page"),
                cited(None, f"{chronic}/2009", "inferred", f"{chronic}/2009/page"),
            ),
        ),
    ]
    with graph_of(records, tmp_path / "graph") as graph:
        rows = [
            (row["edition"], row["editionStatus"], row["items"], row["shareWeighted"]) for row in asked(graph)
        ]
    assert rows == [
        ("Chronic Pain Medical Treatment Guidelines (2009)", "inferred; printed", 2, 2),
        ("2012 (not in the tables)", "printed", 1, 1),
        ("edition not printed", "unknown", 1, 1),
    ]


def test_names_that_no_table_knows_differ_by_more_than_case(tmp_path: Path) -> None:
    records = [
        letter(1, item(NORCO, "upheld", odg("Physical therapy"), odg("PHYSICAL Therapy"))),
        letter(2, item(NORCO, "upheld", odg("physical therapy"), odg("Physical therapy (PT)"))),
    ]
    with graph_of(records, tmp_path / "graph") as graph:
        rows = [(row["place"], row["items"], row["shareWeighted"]) for row in asked(graph)]
    assert rows == [("PHYSICAL Therapy", 2, 2), ("Physical therapy (PT)", 1, 1)]


def test_determinations_and_ranges_are_in_order(graph: Graph) -> None:
    row = next(row for row in run_question(graph, NAME).as_dicts() if row["items"] == 3)
    assert row["printedRanges"] == "63; 63-64; 63-65"
    determinations = str(row["determinations"]).split(" ")
    assert determinations == sorted(determinations)
    assert len(determinations) == 2


def test_the_real_letters_give_the_counted_rows_at_once(
    real_letters: list[tuple[Any, Record]],
    shared_letters: Path,
    labels: dict[str, str],
    short_labels: dict[str, str],
    tmp_path: Path,
) -> None:
    build_graph([shared_letters / "real"], tmp_path / "graph")
    with Graph.open(tmp_path / "graph") as built:
        asked(built)
        began = time.process_time()
        found = asked(built)
        seconds = time.process_time() - began
        same(found, expected((record for _, record in real_letters), labels, short_labels))
        same(
            asked(built, by="claims-administrator"),
            expected((r for _, r in real_letters), labels, short_labels, by="claims-administrator"),
        )
    assert len(found) > 50
    assert seconds < 5  # a tenth of a second on an idle machine
