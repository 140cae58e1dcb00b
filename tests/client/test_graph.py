"""A graph directory and a server give the same answers, and refuse the same questions."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from typing import Any

import pytest
import rdflib
from rdflib.namespace import RDF

from imr_graph.client import Answer, OpenGraph, Triples
from imr_graph.errors import QuestionError, UnknownDeterminationError
from imr_graph.questions import load_questions, run_question
from imr_graph.rdf.vocabulary import IMR
from imr_graph.remote import open_graph

CASE = "CM14-9900001"
LETTERS = rdflib.URIRef(f"{IMR}Determination")


@pytest.mark.parametrize("name", load_questions())
def test_both_answer_every_question_as_the_program_does(
    local: OpenGraph, served: OpenGraph, example_directory: Any, name: str
) -> None:
    params = {"case": CASE} if name == "case-record" else {}
    here, there = local.question(name, **params), served.question(name, **params)
    with open_graph(example_directory / "my-graph") as graph:
        table = run_question(graph, name, params)
    assert (here.columns, here.rows) == (table.columns, table.rows)
    assert (there.columns, there.rows) == (here.columns, here.rows)
    assert [[type(value) for value in row] for row in there.rows] == [
        [type(value) for value in row] for row in here.rows
    ]
    assert (there.about, there.sparql, there.title, there.types) == (
        here.about,
        here.sparql,
        here.title,
        here.types,
    )
    assert here.about is not None


def test_a_parameter_by_a_word_of_pythons_own(local: OpenGraph, served: OpenGraph) -> None:
    late = {"from": "2016-01-01"}
    given = local.question("overturn-rate-by-drug", **late)
    assert given.rows == local.question("overturn-rate-by-drug", from_="2016-01-01").rows
    assert given.rows == served.question("overturn-rate-by-drug", from_="2016-01-01").rows
    assert given.rows != local.question("overturn-rate-by-drug").rows


def test_both_list_the_same_questions(local: OpenGraph, served: OpenGraph) -> None:
    assert local.questions() == served.questions() == list(load_questions().values())


def test_both_open_the_same_version(local: OpenGraph, served: OpenGraph) -> None:
    assert local.version == served.version


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("ASK { ?s ?p ?o }", True),
        ("ASK { ?s ?p <http://nothing.example/> }", False),
        ("SELECT (1 AS ?one) (2.5 AS ?half) (true AS ?yes) ?none {}", [(1, 2.5, True, None)]),
        ('SELECT (<http://a.example/> AS ?iri) ("x"@en AS ?text) {}', [("http://a.example/", "x")]),
    ],
)
def test_a_query_gives_plain_values(graph: OpenGraph, query: str, value: object) -> None:
    result = graph.sparql(query)
    assert (list(result.rows) if isinstance(result, Answer) else result) == value


def test_a_construct_gives_triples(graph: OpenGraph) -> None:
    result = graph.sparql('CONSTRUCT { <http://a.example/> <http://b.example/> "é" } {}')
    assert isinstance(result, Triples)
    assert len(result) == 1
    assert result.serialize("n-triples") == '<http://a.example/> <http://b.example/> "é" .\n'
    assert (rdflib.URIRef("http://a.example/"), None, rdflib.Literal("é")) in result.to_rdflib()
    with pytest.raises(QuestionError, match="near it: turtle"):
        result.serialize("turtl")


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda graph: graph.question("overturn-rate-by-categories"), "near it: overturn-rate-by-category"),
        (lambda graph: graph.question("chain", cas="x"), "near it: case"),
        (lambda graph: graph.question("overturn-rate-by-category", drugClass="opiod"), "drug-class/opioid"),
        (lambda graph: graph.question("case-record", case="CM99-0000000"), "no case is called"),
        (lambda graph: graph.sparql("SELECT * {"), "read|parsed"),
        (lambda graph: graph.sparql("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"), "SERVICE"),
        (lambda graph: graph.statistics(["drugg"]), "near it: drug"),
        (lambda graph: graph.statistics(where={"categori": "x"}), "near it: category"),
        (lambda graph: graph.statistics(where={"category": "surgry"}), "near it: category/surgery"),
        (lambda graph: graph.statistics(where={"decision_year": "last"}), "no whole number"),
        (lambda graph: graph.statistics(first=0), "number of rows"),
        (lambda graph: graph.search("norco", first=-1), "number of rows"),
        (lambda graph: graph.networkx("drug-guidelines"), "drug-guideline"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(graph: OpenGraph, ask: Any, said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        ask(graph)


@pytest.mark.parametrize(
    ("group_by", "where", "first"),
    [
        ([], {}, None),
        (["category"], {}, None),
        ("category", {"category": ["Pharmaceutical", "category/surgery"]}, None),
        (["category", "decision_year"], {"outcome": ["decision/upheld", "decision/overturned"]}, 3),
        (["drug"], {"category": "category/pharmaceutical", "decision_year": 2014}, None),
    ],
)
def test_both_count_alike(
    local: OpenGraph, served: OpenGraph, group_by: Sequence[str], where: dict[str, Any], first: int | None
) -> None:
    here = local.statistics(group_by, where, first=first)
    there = served.statistics(group_by, where, first=first)
    assert here.rows
    assert (here.columns, here.rows, here.types, here.about) == (
        there.columns,
        there.rows,
        there.types,
        there.about,
    )
    assert first is None or len(here) == first
    for row in here:
        assert row["items"] == sum(int(str(row[name])) for name in ("upheld", "overturned", "modified"))
        assert float(str(row["low"])) <= float(str(row["overturnRate"])) <= float(str(row["high"]))


def test_statistics_and_question_agree(graph: OpenGraph) -> None:
    counted = {row["category_iri"]: row["items"] for row in graph.statistics(["category"])}
    asked = {row["categoryIri"]: row["items"] for row in graph.question("overturn-rate-by-category")}
    assert counted == asked


@pytest.mark.parametrize("words", ["opioid", '"medically necessary"', "norco OR soma", "zyzzyva"])
def test_both_find_the_same_items(local: OpenGraph, served: OpenGraph, words: str) -> None:
    here, there = local.search(words, first=5), served.search(words, first=5)
    assert (here.title, here.columns, here.rows, here.types) == (
        there.title,
        there.columns,
        there.rows,
        there.types,
    )
    assert len(here) == min(5, int(here.title.split()[0]))
    for row in here:
        letter = local.determination(str(row["case"])).record
        item = letter.items[int(str(row["item"])) - 1]
        assert (item.text, item.decision, letter.dates.decision) == (
            row["title"],
            row["decision"],
            row["decided"],
        )


def test_words_over_a_limit_are_refused_in_words(graph: OpenGraph) -> None:
    with pytest.raises(QuestionError, match="1000"):
        graph.search("opioid " * 1000)


def test_a_letter_comes_with_its_text(local: OpenGraph, served: OpenGraph) -> None:
    here, there = local.determination(CASE), served.determination(CASE)
    assert (here.record, here.text) == (there.record, there.text)
    assert here.words("/case_number") == (CASE,)
    with pytest.raises(KeyError, match="nothing was read"):
        here.words("/items/99/decision")


def test_a_letter_that_is_not_there_is_an_error(local: OpenGraph, served: OpenGraph) -> None:
    with pytest.raises(UnknownDeterminationError, match=f"near it: {CASE}"):
        local.determination("CM14-9900010")
    with pytest.raises(UnknownDeterminationError, match="CM14-9900010"):
        served.determination("CM14-9900010")


# rdflib's own walk over a dataset calls what it has deprecated itself.
RDFLIBS_OWN = pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated")


@RDFLIBS_OWN
def test_rdflib_sees_all_graphs_without_a_copy(graph: OpenGraph) -> None:
    view = graph.rdflib()
    letters = set(view.subjects(RDF.type, LETTERS))
    found = {row[0] for row in view.query(f"SELECT ?letter {{ ?letter a <{LETTERS}> }}")}  # type: ignore[index]
    assert len(letters) == 11
    assert found == letters
    norco = rdflib.URIRef("https://imr-graph.example/concept/drug/norco")
    assert (norco, None, None) in view, "a concept stands in a graph of its own"


@RDFLIBS_OWN
def test_the_view_of_a_directory_is_for_reading(local: OpenGraph) -> None:
    view = local.rdflib()
    one = rdflib.URIRef("http://a.example/")
    with pytest.raises(QuestionError, match="never written"):
        view.add((one, one, one))
    with pytest.raises(QuestionError, match="never written"):
        view.remove((None, None, None))
    with pytest.raises(QuestionError, match="never written"):
        view.update("DELETE WHERE { ?s ?p ?o }")
    with pytest.raises(QuestionError, match="SERVICE"):
        view.query("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }")
    counted = local.sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert isinstance(counted, Answer)
    assert len(view) == counted[0]["n"]


def edges_of(network: Any) -> dict[Any, dict[str, Any]]:
    """The values of edges by their ends, in order where it matters, and their keys."""
    keys = {"keys": True} if network.is_multigraph() else {}
    ends = tuple if network.is_directed() else frozenset
    return {(ends(edge[:2]), *edge[2:-1]): edge[-1] for edge in network.edges(data=True, **keys)}


@pytest.mark.parametrize("view", ["drug-guideline", "whole"])
def test_a_view_is_the_same_network_from_both(local: OpenGraph, served: OpenGraph, view: str) -> None:
    here, there = local.networkx(view), served.networkx(view)
    assert type(here) is type(there)
    assert dict(here.nodes(data=True)) == dict(there.nodes(data=True))
    assert edges_of(here) == edges_of(there)


def test_a_view_takes_filters(local: OpenGraph, served: OpenGraph) -> None:
    whole, some = local.networkx("drug-guideline"), local.networkx("drug-guideline", drug="drug/norco")
    assert 0 < len(some) < len(whole)
    there = served.networkx("drug-guideline", drug="drug/norco")
    assert dict(there.nodes(data=True)) == dict(some.nodes(data=True))
    for graph in (local, served):
        with pytest.raises(QuestionError, match="no filter 'colour'"):
            graph.networkx("drug-guideline", colour="red")


def test_an_answer_can_be_sent_to_another_process(graph: OpenGraph) -> None:
    answer = graph.question("overturn-rate-by-category")
    assert pickle.loads(pickle.dumps(answer)) == answer  # noqa: S301
