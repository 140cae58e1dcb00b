"""Conditions on items: tables against SPARQL over the triples, and against a plain reading of the records."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_graph.errors import QuestionError
from imr_graph.questions import run_query
from imr_graph.rdf.iris import concept_iri
from imr_graph.rdf.vocabulary import PREFIXES
from imr_graph.record import (
    Citation,
    CitationGrounding,
    CitingParty,
    Dates,
    Diagnosis,
    Drug,
    GuidelineSource,
    Item,
    Patient,
    Record,
    Reviewer,
)
from imr_graph.tables import FactTables
from imr_graph.tables.dimensions import dimensions
from imr_graph.tables.grouping import Parameters
from imr_graph.tables.where import (
    Citing,
    Decided,
    DiagnosedWith,
    Either,
    Every,
    InLetters,
    Listed,
    Not,
    OneOf,
    Printing,
    Where,
    Within,
    Words,
    condition,
)
from tests.factories import make_item, make_record
from tests.tables.graphs import Both, tables_of

Items = set[tuple[str, int]]

PROLOGUE = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("imr", "dcterms", "skos"))
NARROWER = {"condition", "body_region"}
OF_ONE_PARTY = {"claims_document", "reviewer_document"}


def fitting(tables: FactTables, where: Where | None) -> Items:
    """The items that fit, by the tables."""
    parameters = Parameters()
    held = condition(where, tables, parameters)
    sql = f"SELECT identifier, position FROM items AS i JOIN determinations USING (letter) WHERE {held}"  # noqa: S608
    return set(tables.rows(sql, parameters.values))


def concepts_of(both: Both, name: str) -> list[str]:
    """Paths of concepts that some item has in a dimension, and one that none has."""
    one = dimensions()[name]
    rows = run_query(both.graph, f"{PROLOGUE} SELECT DISTINCT ?value {{ ?item {one.path} ?value }}").rows
    return [*sorted(str(value).removeprefix(concept_iri("")) for (value,) in rows), "drug/no-such"]


@pytest.mark.parametrize(
    "name",
    [name for name, one in dimensions().items() if one.values == "concept" and name not in OF_ONE_PARTY],
)
def test_a_value_means_the_path_of_its_dimension(hard: Both, name: str) -> None:
    path = dimensions()[name].path + ("/skos:broader*" if name in NARROWER else "")
    everything = fitting(hard.tables, None)
    for value in concepts_of(hard, name):
        rows = run_query(
            hard.graph,
            f"{PROLOGUE} SELECT DISTINCT ?identifier ?position {{ ?letter imr:hasItem ?item ; "
            f"dcterms:identifier ?identifier . ?item imr:position ?position ; "
            f"{path} <{concept_iri(value)}> }}",
        ).rows
        expected = {(str(identifier), int(str(position))) for identifier, position in rows}
        assert fitting(hard.tables, OneOf(name, (value,))) == expected, value
        assert fitting(hard.tables, OneOf(name, (concept_iri(value),))) == expected
        assert fitting(hard.tables, Not(OneOf(name, (value,)))) == everything - expected


@pytest.mark.parametrize("name", [name for name in dimensions() if name not in OF_ONE_PARTY])
def test_without_a_value_means_that_the_path_leads_nowhere(hard: Both, name: str) -> None:
    one = dimensions()[name]
    if one.sparql or one.pattern:
        pytest.skip("its values are worked out, and none is absent where its parts are there")
    words = f" FILTER NOT EXISTS {{ ?item {one.words_path} ?words }}" if one.words_path else ""
    if name == "place":
        pytest.skip("places that no scheme knows have no node in the triples")
    rows = run_query(
        hard.graph,
        f"{PROLOGUE} SELECT ?identifier ?position {{ ?letter imr:hasItem ?item ; dcterms:identifier "
        f"?identifier . ?item imr:position ?position "
        f"FILTER NOT EXISTS {{ ?item {one.path} ?value }}{words} }}",
    ).rows
    expected = {(str(identifier), int(str(position))) for identifier, position in rows}
    assert fitting(hard.tables, OneOf(name, (None,))) == expected


def test_conditions_within_citing_hold_of_one_citation(hard: Both) -> None:
    parties, documents = (concepts_of(hard, name)[:-1] for name in ("party", "document"))
    for party in parties:
        for document in documents:
            cited = f"imr:citedBy <{concept_iri(party)}> ; imr:citesDocument <{concept_iri(document)}>"
            rows = run_query(
                hard.graph,
                f"{PROLOGUE} SELECT DISTINCT ?identifier ?position {{ ?letter imr:hasItem ?item ; "
                "dcterms:identifier ?identifier . ?item imr:position ?position ; imr:hasCitation ?citation . "
                f"?citation {cited} }}",
            ).rows
            expected = {(str(identifier), int(str(position))) for identifier, position in rows}
            conditions = (OneOf("party", (party,)), OneOf("document", (document,)))
            assert fitting(hard.tables, Citing(conditions)) == expected
            assert expected <= fitting(hard.tables, Every(conditions))


# A plain reading of records, by which tables are measured ------------------------------------------------

DRUGS = ("drug/norco", "drug/ultram", None)
DOCUMENTS: tuple[GuidelineSource, ...] = ("mtus-chronic-pain", "odg", "none")
PARTIES: tuple[CitingParty, ...] = ("reviewer", "claims-administrator")
SECTIONS = ("guideline/mtus-chronic-pain/section/opioids", "guideline/odg/section/opioids")
CONDITIONS = ("condition/lumbar-radiculopathy", "condition/carpal-tunnel-syndrome")
SPECIALTIES = ("specialty/pain-medicine", "specialty/orthopaedic-surgery")


def random_records(number: int, seed: int) -> list[Record]:
    """Letters that differ in all that conditions ask for; half of it is absent here and there."""
    dice = random.Random(seed)  # noqa: S311

    def citation() -> Citation:
        source = dice.choice(DOCUMENTS)
        by = dice.choice(PARTIES)
        if source == "none":
            return Citation(by=by, source=source)
        document = f"guideline/{source}"
        sections = tuple(one for one in SECTIONS if one.startswith(document) and dice.random() < 0.5)
        pages = ((dice.randint(60, 62), 63),) if dice.random() < 0.5 else ()
        grounding = CitationGrounding(
            document=document, sections=sections, page_prefix=f"{document}/page" if pages else None
        )
        return Citation(by=by, source=source, pages=pages, section="Opioids", grounding=grounding)

    def item() -> Item:
        path = dice.choice(DRUGS)
        asked = Drug(name="Norco", concept=path, quantity=dice.choice((30, 60, None)))
        return make_item(
            drug=asked if dice.random() < 0.7 else None,
            category=dice.choice(("pharmaceutical", "surgery")),
            decision=dice.choice(("upheld", "overturned", "modified")),
            citations=tuple(citation() for _ in range(dice.randint(0, 3))),
        )

    def letter(number: int) -> Record:
        decided = None if dice.random() < 0.2 else dt.date(2016, 1, 1) + dt.timedelta(dice.randint(0, 5))
        known = tuple(one for one in SPECIALTIES if dice.random() < 0.5)
        return make_record(
            case_number=f"CM16-{number:07}",
            dates=Dates(decision=decided),
            priority=dice.choice(("standard", None)),
            patient=Patient(age=dice.choice((30, 40, None)), sex=dice.choice(("female", None))),
            diagnoses=tuple(
                Diagnosis(
                    text=dice.choice(("Left radiculopathy", "sprain")),
                    certainty=dice.choice(("confirmed", "provisional")),
                    concepts=(dice.choice(CONDITIONS),) if dice.random() < 0.6 else (),
                )
                for _ in range(dice.randint(0, 2))
            ),
            reviewer=Reviewer(specialties=known, specialty_concepts=known),
            items=tuple(item() for _ in range(dice.randint(1, 3))),
        )

    return [letter(number) for number in range(number)]


RECORDS = random_records(40, seed=5)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FactTables]:
    folder: Path = tmp_path_factory.mktemp("where")
    with tables_of(RECORDS, folder / "facts.duckdb", chunk=7) as made:
        yield made


Subject = tuple[Record, Item | None, Citation | None, Diagnosis | None]

OF_ITEM: dict[str, Callable[[Record, Item], Sequence[object]]] = {
    "outcome": lambda _, item: [f"decision/{item.decision}"],
    "category": lambda _, item: [f"category/{item.category}"],
    "drug": lambda _, item: [item.drug.concept] if item.drug else [],
    "priority": lambda letter, _: [letter.priority and f"priority/{letter.priority}"],
    "sex": lambda letter, _: [letter.patient.sex and f"sex/{letter.patient.sex}"],
    "specialty": lambda letter, _: letter.reviewer.specialty_concepts,
    "decision_year": lambda letter, _: [letter.dates.decision and letter.dates.decision.year],
    "decision_month": lambda letter, _: [letter.dates.decision and f"{letter.dates.decision:%Y-%m}"],
}
OF_CITATION: dict[str, Callable[[Citation], Sequence[object]]] = {
    "party": lambda one: [f"party/{one.by}"],
    "document": lambda one: [one.grounding.document],
    "section": lambda one: one.grounding.sections,
    "place": lambda one: (
        [
            f"{one.grounding.page_prefix}/{page}"
            for first, last in one.pages
            for page in range(first, last + 1)
        ]
        or one.grounding.sections
    ),
}
OF_DIAGNOSIS: dict[str, Callable[[Diagnosis], Sequence[object]]] = {
    "condition": lambda one: one.concepts,
    "certainty": lambda one: [f"certainty/{one.certainty}"],
}


def values_of(name: str, letter: Record, item: Item) -> set[object]:
    if name in OF_CITATION:
        found = [value for one in item.citations for value in OF_CITATION[name](one)]
    elif name in OF_DIAGNOSIS:
        found = [value for one in letter.diagnoses for value in OF_DIAGNOSIS[name](one)]
    else:
        found = list(OF_ITEM[name](letter, item))
    return {value for value in found if value is not None}


def holds(where: Where, letter: Record, item: Item, number: int) -> bool:
    """Whether a condition holds of an item, as anyone would read it off the record."""
    match where:
        case Every(of):
            return all(holds(one, letter, item, number) for one in of)
        case Either(of):
            return any(holds(one, letter, item, number) for one in of)
        case Not(of):
            return not holds(of, letter, item, number)
        case OneOf(name, values):
            found = values_of(name, letter, item)
            return bool(found & set(values)) or (None in values and not found)
        case Citing(conditions):
            return any(
                all(holds(one, letter, make_item(citations=(citation,)), number) for one in conditions)
                for citation in item.citations
            )
        case DiagnosedWith(conditions):
            return any(
                all(holds(one, make_record(diagnoses=(diagnosis,)), item, number) for one in conditions)
                for diagnosis in letter.diagnoses
            )
    return holds_of_letter(where, letter, item, number)


def holds_of_letter(where: Where, letter: Record, item: Item, number: int) -> bool:
    match where:
        case Decided(first, last):
            day = letter.dates.decision
            return day is not None and (first is None or day >= first) and (last is None or day <= last)
        case Within("age", first, last):
            return between(letter.patient.age, first, last)
        case Within(_, first, last):
            return between(item.drug.quantity if item.drug else None, first, last)
        case Printing(_, words):
            return any(words.lower() in diagnosis.text.lower() for diagnosis in letter.diagnoses)
        case InLetters(identifiers):
            return letter.identifier in identifiers
        case Words(_, items) | Listed(items):
            return {"identifier": letter.identifier, "position": number} in items.to_pylist()
    raise AssertionError(where)


def between(value: float | None, first: object, last: object) -> bool:
    low, high = (-1 if first is None else first), (1000 if last is None else last)
    assert isinstance(low, int | float)
    assert isinstance(high, int | float)
    return value is not None and low <= value <= high


def listed(numbers: Sequence[tuple[int, int]]) -> pa.Table:
    return pa.table(
        {
            "identifier": pa.array([f"CM16-{letter:07}" for letter, _ in numbers], pa.string()),
            "position": pa.array([position for _, position in numbers], pa.int16()),
        }
    )


def one_of(name: str, *values: str | int) -> st.SearchStrategy[Where]:
    return st.lists(st.sampled_from([*values, None]), max_size=3).map(lambda some: OneOf(name, tuple(some)))


def trees(leaves: st.SearchStrategy[Where], most: int) -> st.SearchStrategy[Where]:
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda some: Every(tuple(some))),
            st.lists(inner, max_size=3).map(lambda some: Either(tuple(some))),
            inner.map(Not),
        ),
        max_leaves=most,
    )


CITATION_LEAVES = st.one_of(
    one_of("party", "party/reviewer", "party/claims-administrator"),
    one_of("document", "guideline/odg", "guideline/mtus-chronic-pain"),
    one_of("section", *SECTIONS),
    one_of("place", "guideline/odg/page/61", "guideline/mtus-chronic-pain/page/62"),
)
DIAGNOSIS_LEAVES = st.one_of(
    one_of("condition", *CONDITIONS),
    one_of("certainty", "certainty/confirmed"),
    st.sampled_from(["RADICULOPATHY", "sprain", "%"]).map(lambda words: Printing("diagnosis", words)),
)
DAYS = st.one_of(st.none(), st.dates(dt.date(2015, 12, 31), dt.date(2016, 1, 7)))
LEAVES = st.one_of(
    one_of("outcome", "decision/upheld", "decision/modified"),
    one_of("category", "category/surgery"),
    one_of("drug", "drug/norco", "drug/ultram"),
    one_of("priority", "priority/standard"),
    one_of("sex", "sex/female"),
    one_of("specialty", *SPECIALTIES),
    one_of("decision_year", 2015, 2016),
    one_of("decision_month", "2016-01"),
    CITATION_LEAVES,
    DIAGNOSIS_LEAVES,
    st.lists(trees(CITATION_LEAVES, 3), max_size=3).map(lambda some: Citing(tuple(some))),
    st.lists(trees(DIAGNOSIS_LEAVES, 3), max_size=3).map(lambda some: DiagnosedWith(tuple(some))),
    st.builds(Decided, DAYS, DAYS),
    st.builds(Within, st.just("age"), st.sampled_from([None, 30, 35]), st.sampled_from([None, 35, 40])),
    st.builds(Within, st.just("quantity"), st.sampled_from([None, 40]), st.sampled_from([None, 60])),
    st.lists(st.sampled_from([one.identifier for one in RECORDS]), max_size=4).map(
        lambda some: InLetters(tuple(some))
    ),
    st.lists(st.tuples(st.integers(0, 45), st.integers(1, 4)), max_size=6).map(
        lambda some: Listed(listed(some))
    ),
)


@settings(max_examples=150, deadline=None)
@given(where=trees(LEAVES, 8))
def test_any_tree_of_conditions_means_what_the_records_say(tables: FactTables, where: Where) -> None:
    expected = {
        (letter.identifier, number)
        for letter in RECORDS
        for number, item in enumerate(letter.items, 1)
        if holds(where, letter, item, number)
    }
    assert fitting(tables, where) == expected


def test_conditions_of_two_citations_are_not_those_of_one(tables: FactTables) -> None:
    conditions = (OneOf("party", ("party/reviewer",)), OneOf("document", ("guideline/odg",)))
    assert fitting(tables, Citing(conditions)) < fitting(tables, Every(conditions))


def test_words_are_those_that_the_index_found(tables: FactTables) -> None:
    found = [(0, 1), (3, 1), (99, 1)]
    assert fitting(tables, Words("title", listed(found))) == {("CM16-0000000", 1), ("CM16-0000003", 1)}
    assert fitting(tables, Words("title", listed([]))) == set()


@pytest.mark.parametrize(
    ("where", "told"),
    [
        (OneOf("colour", ("red",)), "no dimension 'colour'"),
        (Within("height", 1, 2), "no range 'height'"),
        (Printing("weather", "rain"), "no printed texts 'weather'"),
        (Citing((OneOf("drug", ("drug/norco",)),)), "drug: nothing that is said of a citation"),
        (DiagnosedWith((Decided(),)), "Decided: nothing that is said of a diagnosis"),
        (Citing((Printing("diagnosis", "x"),)), "printed diagnosis: nothing that is said of a citation"),
        (Citing((Every((Not(InLetters(())),)),)), "InLetters: nothing that is said of a citation"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_asked_is_told(tables: FactTables, where: Where, told: str) -> None:
    with pytest.raises(QuestionError, match=told):
        condition(where, tables, Parameters())


def test_words_of_a_filter_are_taken_literally(tables: FactTables) -> None:
    for words in ("%", "_", "'", "\\", "') OR true --"):
        assert fitting(tables, Printing("diagnosis", words)) == set()
