"""Every query of ``queries/`` runs, by its text and with each example, and answers right."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
import rdflib
from pyoxigraph import RdfFormat, serialize

from imr_graph.errors import QuestionError
from imr_graph.questions import load_questions, run_query, run_question
from imr_graph.rdf.iris import DEFAULT_BASE, Iris
from imr_graph.rdf.ontology import ontology_quads
from imr_graph.rdf.triples import triples
from imr_graph.record import Item, Record
from imr_graph.store.graph import Graph
from tests.conftest import ROOT
from tests.questions.letters import RECORDS

QUESTIONS = load_questions()
EXAMPLES = [
    (question.name, parameter.name, example)
    for question in QUESTIONS.values()
    for parameter in question.parameters
    for example in parameter.examples
]
NEEDED = {
    "drug-guideline-denials",
    "overturn-rate-by-specialty",
    "overturn-rate-by-guideline-source",
    "overturn-rate-by-category",
    "claims-administrator-against-reviewer-guideline",
    "drugs-denied-for-diagnosis",
    "case-record",
    "letters-citing-place",
    "drugs-requested-together",
    "denied-without-guideline",
    "chain",
}


def test_every_question_is_there() -> None:
    assert set(QUESTIONS) >= NEEDED


@pytest.mark.parametrize("name", QUESTIONS)
def test_it_answers_as_it_stands(graph: Graph, name: str) -> None:
    table = run_question(graph, name)
    assert table.columns == QUESTIONS[name].columns
    assert table.rows
    assert run_query(graph, QUESTIONS[name].text) == table


@pytest.mark.parametrize("name", QUESTIONS)
def test_it_names_its_order_to_the_last_column_that_tells_rows_apart(graph: Graph, name: str) -> None:
    """Rows that are equal in what the query orders by would come in any order."""
    order = re.findall(r"\?(\w+)", QUESTIONS[name].text.rpartition("ORDER BY")[2])
    table = run_question(graph, name)
    keys = [tuple(row.get(column) for column in order) for row in table.as_dicts()]
    if set(order) <= set(table.columns):
        assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(("name", "parameter", "example"), EXAMPLES)
def test_each_example_of_a_parameter_answers(
    examples: Graph, name: str, parameter: str, example: str
) -> None:
    table = run_question(examples, name, {parameter: example}, source="triples")
    assert table.columns == QUESTIONS[name].columns
    # In the synthetic letters every denial names a guideline.
    assert table.rows or name == "denied-without-guideline"


@pytest.fixture(scope="module")
def other_engine() -> rdflib.Graph:
    """The same triples in rdflib, which knows nothing but the standard."""
    quads = [*(quad for record in RECORDS for quad in triples(record, Iris(DEFAULT_BASE))), *ontology_quads()]
    data = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=data, format="nt")


def plain(value: Any) -> Any:
    if value is None:
        return None
    python = value.toPython() if isinstance(value, rdflib.Literal) else str(value)
    return round(float(python), 6) if isinstance(python, float | Decimal) else python


@pytest.mark.parametrize("name", QUESTIONS)
def test_another_engine_answers_the_same(graph: Graph, other_engine: rdflib.Graph, name: str) -> None:
    table = run_question(graph, name)
    answer = other_engine.query(QUESTIONS[name].text)
    rows = [tuple(plain(value) for value in row) for row in answer]  # type: ignore[union-attr]
    assert tuple(map(str, answer.vars or ())) == table.columns
    assert Counter(map(repr, rows)) == Counter(map(repr, table.rows))


def wilson(overturned: int, items: int) -> tuple[float, float]:
    z = 1.96
    centre = (overturned + z * z / 2) / (items + z * z)
    reach = z / (items + z * z) * math.sqrt(overturned * (items - overturned) / items + z * z / 4)
    return centre - reach, centre + reach


def counted(keyed: Iterable[tuple[Any, str]]) -> dict[Any, tuple[int, int, int, int]]:
    """(key, outcome) of each item to (items, overturned, modified, upheld) by key."""
    outcomes: dict[Any, list[str]] = defaultdict(list)
    for key, outcome in keyed:
        outcomes[key].append(outcome)
    return {
        key: (len(all_), all_.count("overturned"), all_.count("modified"), all_.count("upheld"))
        for key, all_ in outcomes.items()
    }


def answered(graph: Graph, name: str, *keys: str, **params: str) -> dict[Any, tuple[Any, ...]]:
    rows = {}
    for row in run_question(graph, name, params).as_dicts():
        key = row[keys[0]] if len(keys) == 1 else tuple(row[k] for k in keys)
        items, overturned = int(str(row["items"])), int(str(row["overturned"]))
        rows[key] = (items, overturned, row["modified"], row["upheld"])
        low, high = wilson(overturned, items)
        assert row["low"] == pytest.approx(low, abs=6e-5)
        assert row["high"] == pytest.approx(high, abs=6e-5)
        assert row["overturnRate"] == pytest.approx(overturned / items, abs=6e-5)
    return rows


def items() -> Iterable[tuple[Record, Item]]:
    return ((record, item) for record in RECORDS for item in record.items)


def documents(item: Item, by: str, labels: dict[str, str]) -> list[str]:
    named = {c.grounding.document for c in item.citations if c.by == by and c.source != "none"}
    return [labels[document or ""] for document in named] or ["no guideline cited"]


def test_overturn_rate_by_category(graph: Graph, labels: dict[str, str]) -> None:
    expected = counted((labels[f"category/{item.category}"], item.decision) for _, item in items())
    assert answered(graph, "overturn-rate-by-category", "category") == expected


def test_overturn_rate_by_specialty(graph: Graph, labels: dict[str, str]) -> None:
    def names(record: Record) -> list[str]:
        reviewer = record.reviewer
        pairs = zip(reviewer.specialties, reviewer.specialty_concepts, strict=True)
        return [labels[path] if path else name for name, path in pairs] or ["none printed"]

    expected = counted((name, item.decision) for record, item in items() for name in names(record))
    assert answered(graph, "overturn-rate-by-specialty", "specialty") == expected
    surgical = run_question(graph, "overturn-rate-by-specialty", {"category": "category/surgery"})
    assert not surgical.rows


@pytest.mark.parametrize("by", ["reviewer", "claims-administrator"])
def test_overturn_rate_by_guideline_source(graph: Graph, labels: dict[str, str], by: str) -> None:
    expected = counted((d, item.decision) for _, item in items() for d in documents(item, by, labels))
    assert answered(graph, "overturn-rate-by-guideline-source", "document", by=by) == expected


def test_claims_administrator_against_reviewer(graph: Graph, labels: dict[str, str]) -> None:
    expected = counted(
        ((first, second, first == second != "no guideline cited"), item.decision)
        for _, item in items()
        for first in documents(item, "claims-administrator", labels)
        for second in documents(item, "reviewer", labels)
    )
    keys = ("claimsAdministrator", "reviewer", "same")
    assert answered(graph, "claims-administrator-against-reviewer-guideline", *keys) == expected


@pytest.mark.parametrize("words", ["RADICULOPATHY", '"sprain"', "", "no such thing"])
def test_drugs_denied_for_diagnosis(graph: Graph, words: str) -> None:
    requested: dict[str, list[tuple[str, Item]]] = defaultdict(list)
    for record, item in items():
        named = any(words.lower() in diagnosis.text.lower() for diagnosis in record.diagnoses)
        if named and item.drug and item.drug.ingredients:
            requested[" / ".join(item.drug.ingredients)].append((record.identifier, item))
    table = run_question(graph, "drugs-denied-for-diagnosis", {"diagnosis": words})
    found = {row["ingredients"]: row for row in table.as_dicts()}
    assert set(found) == set(requested)
    for ingredients, all_ in requested.items():
        row = found[ingredients]
        denied = [identifier for identifier, item in all_ if item.decision == "upheld"]
        assert (row["requested"], row["denied"]) == (len(all_), len(denied))
        assert row["letters"] == len(set(denied))
        letters = [f"{DEFAULT_BASE}determination/{identifier}" for identifier in sorted(set(denied))]
        assert row["determinations"] == " ".join(letters)
        assert set(str(row["drugs"]).split("; ")) == {item.drug.name for _, item in all_ if item.drug}


@pytest.mark.parametrize(
    ("condition", "texts"),
    [
        ("condition/lumbar-radiculopathy", {"Lumbar radiculopathy"}),
        ("condition/radiculopathy", {"Lumbar radiculopathy"}),
        ("Sprain or strain", {'Cervical "sprain"'}),
        ("Spinal conditions", {"Lumbar radiculopathy", 'Cervical "sprain"'}),
        ("condition/lumbar-disc-disorder-with-radiculopathy", set()),
    ],
)
def test_drugs_denied_for_a_condition_and_those_below_it(
    graph: Graph, condition: str, texts: set[str]
) -> None:
    asked = [record for record in RECORDS if texts & {diagnosis.text for diagnosis in record.diagnoses}]
    drugs = [item.drug for record in asked for item in record.items if item.drug and item.drug.ingredients]
    table = run_question(graph, "drugs-denied-for-diagnosis", {"condition": condition})
    requested = Counter(" / ".join(drug.ingredients) for drug in drugs)
    assert {row["ingredients"]: row["requested"] for row in table.as_dicts()} == dict(requested)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.identifier)
def test_case_record_gives_exactly_the_triples_of_the_letter(graph: Graph, record: Record) -> None:
    table = run_question(graph, "case-record", {"case": record.identifier})
    found = Counter((row["subject"], row["property"], row["value"]) for row in table.as_dicts())
    expected = Counter(
        (quad.subject.value, re.split("[/#]", quad.predicate.value)[-1], quad.object.value)  # type: ignore[union-attr]
        for quad in triples(record, Iris(DEFAULT_BASE))
    )
    assert found == expected
    root = f"{DEFAULT_BASE}determination/{record.identifier}"
    assert all(f"{root}/{row['part']}".rstrip("/") == row["subject"] for row in table.as_dicts())
    assert ("item/1/decision", "outcome", "Upheld") in {
        (row["part"], row["property"], row["label"]) for row in table.as_dicts()
    } or record.items[0].decision != "upheld"


@pytest.mark.parametrize("name", ["case-record", "chain"])
@pytest.mark.parametrize("case", ["CM99-0000000", ""])
def test_a_case_that_is_not_there_is_told(graph: Graph, name: str, case: str) -> None:
    with pytest.raises(QuestionError, match="no case is called"):
        run_question(graph, name, {"case": case})


@pytest.mark.parametrize(
    ("place", "cited"),
    [
        ("guideline/mtus-chronic-pain/page/63", {(1, 1), (1, 2), (1, 3), (2, 1), (3, 1), (3, 2)}),
        ("guideline/mtus-chronic-pain/2009/page/64", {(1, 2)}),
        ("guideline/mtus-chronic-pain/2009/section/benzodiazepines", {(2, 2), (2, 3)}),
        ("guideline/mtus-chronic-pain/2009", {(1, 2), (2, 2), (2, 3), (3, 3)}),
        ("guideline/odg/chapter/pain", {(2, 3), (3, 3)}),
        ("guideline/odg", {(2, 3), (3, 3)}),
    ],
)
def test_letters_citing_place(graph: Graph, place: str, cited: set[tuple[int, int]]) -> None:
    table = run_question(graph, "letters-citing-place", {"place": place, "by": "reviewer"})
    found = [(row["case"], row["item"]) for row in table.as_dicts()]
    assert sorted(found) == sorted((f"CM16-{number:07}", position) for number, position in cited)


@pytest.mark.parametrize(
    ("params", "cited"),
    [
        ({"section": "BENZO"}, {(2, 2), (2, 3)}),
        ({"section": "topical"}, {(2, 3), (3, 3)}),
        ({"section": "topical", "place": "guideline/odg/chapter/pain"}, {(2, 3), (3, 3)}),
        ({"section": "topical", "place": "guideline/mtus-chronic-pain/2009"}, {(2, 3)}),
        ({"section": "63"}, set()),
    ],
)
def test_letters_citing_a_section_of_any_edition(
    graph: Graph, params: dict[str, str], cited: set[tuple[int, int]]
) -> None:
    found = run_question(graph, "letters-citing-place", {**params, "by": "reviewer"}).as_dicts()
    assert {(row["case"], row["item"]) for row in found} == {(f"CM16-{n:07}", place) for n, place in cited}


def test_letters_citing_place_says_who_and_what_became_of_it(graph: Graph) -> None:
    place = {"place": "guideline/mtus-chronic-pain/page/78"}
    row = run_question(graph, "letters-citing-place", place).as_dicts()[0]
    assert (row["citedBy"], row["decision"]) == ("Claims administrator", "Upheld")
    assert "p. 78" in str(row["places"])
    assert not run_question(graph, "letters-citing-place", {**place, "outcome": "overturned"}).rows


def test_drugs_requested_together(graph: Graph) -> None:
    expected: dict[tuple[str, str], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for record in RECORDS:
        drugs = [(item.drug.ingredients, item.decision) for item in record.items if item.drug]
        sets = [(" / ".join(ingredients), decision) for ingredients, decision in drugs if ingredients]
        for first, outcome in sets:
            for second, other in sets:
                if first < second:
                    expected[first, second][0].add(record.identifier)
                    if outcome == other == "upheld":
                        expected[first, second][1].add(record.identifier)
    table = run_question(graph, "drugs-requested-together")
    found = {(r["first"], r["second"]): (r["letters"], r["bothDenied"]) for r in table.as_dicts()}
    assert found == {pair: (len(all_), len(denied)) for pair, (all_, denied) in expected.items()}
    with_naproxen = run_question(graph, "drugs-requested-together", {"ingredient": "naproxen"})
    pairs = {(row["first"], row["second"]) for row in with_naproxen.as_dicts()}
    assert pairs == {pair for pair in found if "naproxen" in pair}


def test_denied_without_guideline(graph: Graph) -> None:
    table = run_question(graph, "denied-without-guideline")
    assert [(r["case"], r["item"], r["statement"]) for r in table.as_dicts()] == [
        ("CM16-0000001", 4, "states that there is none"),
        ("CM16-0000003", 4, "no guideline line"),
    ]
    drugs = run_question(graph, "denied-without-guideline", {"category": "pharmaceutical"})
    assert [(r["case"], r["item"]) for r in drugs.as_dicts()] == [("CM16-0000003", 4)]


def test_chain(graph: Graph, labels: dict[str, str]) -> None:
    expected = [
        (
            record.identifier,
            diagnosis.text,
            number,
            labels.get(section, section),
            labels[f"decision/{item.decision}"],
            labels[path],
        )
        for record in RECORDS
        for diagnosis in record.diagnoses
        for number, item in enumerate(record.items, 1)
        for section in {
            s
            for c in item.citations
            if c.by == "reviewer"
            for s in (*c.grounding.sections, *c.grounding.unresolved_sections)
        }
        for path in record.reviewer.specialty_concepts
        if path
    ]
    table = run_question(graph, "chain")
    keys = ("case", "condition", "item", "section", "decision", "reviewerSpecialty")
    found = {tuple(row[key] for key in keys) for row in table.as_dicts()}
    assert sorted(found, key=str) == sorted(expected, key=str)
    assert {bool(row["sectionIri"]) for row in table.as_dicts()} == {True, False}
    assert run_question(graph, "chain", {"specialty": "Pain Medicine", "outcome": "upheld"}).rows
    odg = run_question(graph, "chain", {"document": "guideline/odg"}).as_dicts()
    assert {(row["section"], row["sectionIri"]) for row in odg} == {("Topicals", None)}
    assert not run_question(graph, "chain", {"outcome": "overturned"}).rows


def test_the_interval_is_written_alike_everywhere() -> None:
    blocks = {
        re.search(r"  # Wilson's.*?AS \?high\)", question.text, re.DOTALL)[0]  # type: ignore[index]
        for question in QUESTIONS.values()
        if "overturnRate" in question.columns
    }
    assert len(blocks) == 1


@pytest.mark.parametrize("items", [1, 2, 9, 40, 399, 3_998, 50_000, 900_000, 4_000_000])
@pytest.mark.parametrize("share", [0, 0.001, 0.2, 0.5, 1])
def test_the_interval_is_right_for_any_count(graph: Graph, items: int, share: float) -> None:
    text = QUESTIONS["overturn-rate-by-category"].text
    match = re.search(r"  # Wilson's.*?AS \?high\)", text, re.DOTALL)
    assert match
    overturned = round(items * share)
    prefix = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"
    counts = f"VALUES (?items ?overturned) {{ ({items} {overturned}) }}"
    query = f"{prefix} SELECT ?low ?high WHERE {{ {counts}\n{match[0]} }}"
    low, high = wilson(overturned, items)
    assert run_query(graph, query).rows[0] == pytest.approx((low, high), abs=6e-5)


def test_docs_list_every_question() -> None:
    page = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    table = page.partition("| question |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+?) \| (.*?) \|$", table, re.MULTILINE)
    assert [(name, title, re.findall(r"`(\w+)`", parameters)) for name, title, parameters in rows] == [
        (question.name, question.title, [parameter.name for parameter in question.parameters])
        for question in QUESTIONS.values()
    ]
