"""The headline and the other named questions by GraphQL: the same rows as by the package itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from imr_graph.questions import load_questions, run_question
from imr_graph.store.graph import Graph
from tests.server.graphql.conftest import Ask

HEADLINE = """
query ($by: CitingParty = REVIEWER, $outcome: DecisionOutcome = UPHELD, $drug: String, $document: String,
       $first: Int = 200, $after: String) {
  drugGuidelineDenials(
    by: $by, outcome: $outcome, drug: $drug, document: $document, first: $first, after: $after
  ) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      ingredients document edition chapter place placeIri items shareWeighted printedRanges letters
      guidelinePlace { __typename iri }
      determinations { iri }
    }
  }
}
"""
COLUMNS = tuple(
    "ingredients document edition chapter place placeIri items shareWeighted printedRanges letters".split()  # noqa: SIM905
)


@pytest.mark.parametrize(
    ("variables", "params"),
    [
        ({}, {}),
        ({"by": None}, {"by": "any"}),
        ({"by": "CLAIMS_ADMINISTRATOR"}, {"by": "claims-administrator"}),
        ({"outcome": "MODIFIED"}, {"outcome": "modified"}),
        ({"outcome": None, "by": None}, {"outcome": "any", "by": "any"}),
        ({"drug": "Norco"}, {"drug": "drug/norco"}),
        ({"document": "guideline/odg"}, {"document": "guideline/odg"}),
    ],
)
def test_the_headline_has_the_rows_of_the_named_question(
    ask: Ask, graph: Graph, variables: dict[str, Any], params: dict[str, str]
) -> None:
    table = run_question(graph, "drug-guideline-denials", params)
    answer = ask(HEADLINE, **variables)["drugGuidelineDenials"]
    assert answer["totalCount"] == len(table.rows)
    for node, row in zip(answer["nodes"], table.as_dicts(), strict=True):
        assert {name: node[name] for name in COLUMNS} == {name: row[name] for name in COLUMNS}
        assert " ".join(letter["iri"] for letter in node["determinations"]) == row["determinations"]


def test_the_headline_counts_page_63_twice_and_page_64_once(ask: Ask) -> None:
    nodes = ask(HEADLINE)["drugGuidelineDenials"]["nodes"]
    assert [(n["place"], n["items"], n["shareWeighted"], n["letters"]) for n in nodes] == [
        ("p. 63", 2, 1.5, 2),
        ("p. 64", 1, 0.5, 1),
    ]
    assert nodes[0]["guidelinePlace"] == {
        "__typename": "GuidelinePage",
        "iri": "https://imr-graph.example/concept/guideline/mtus-chronic-pain/page/63",
    }


def test_the_headline_is_read_page_by_page(ask: Ask) -> None:
    first = ask(HEADLINE, first=1)["drugGuidelineDenials"]
    assert first["pageInfo"]["hasNextPage"] is True
    second = ask(HEADLINE, first=1, after=first["pageInfo"]["endCursor"])["drugGuidelineDenials"]
    assert second["pageInfo"]["hasNextPage"] is False
    assert [n["place"] for page in (first, second) for n in page["nodes"]] == ["p. 63", "p. 64"]


def test_every_named_question_is_listed_and_can_be_asked(ask: Ask, graph: Graph) -> None:
    listed = ask(
        "{ questions { name title description query columns { name description } "
        "parameters { name type kind description examples filtersByDefault } } }"
    )["questions"]
    assert [question["name"] for question in listed] == list(load_questions())
    query = "query ($name: String!) { question(name: $name) { columns rows totalRows hasMore } }"
    for question in listed:
        answer = ask(query, name=question["name"])["question"]
        assert answer["columns"] == [column["name"] for column in question["columns"]]
        assert answer["totalRows"] == len(run_question(graph, question["name"]).rows)
        assert all(len(row) == len(answer["columns"]) for row in answer["rows"])


def test_a_question_takes_parameters_and_gives_its_rows_in_pages(ask: Ask) -> None:
    query = """query ($first: Int!, $skip: Int!) { question(
      name: "drug-guideline-denials", first: $first, skip: $skip
      parameters: [{name: "by", value: "any"}]) { rows totalRows hasMore } }"""
    whole = ask(query, first=200, skip=0)["question"]
    assert whole["hasMore"] is False
    assert whole["totalRows"] == len(whole["rows"]) == 4
    part = ask(query, first=2, skip=1)["question"]
    assert part["rows"] == whole["rows"][1:3]
    assert part["hasMore"] is True


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ('{ question(name: "no-such") { columns } }', "drug-guideline-denials"),
        (
            '{ question(name: "chain", parameters: [{name: "no-such", value: "x"}]) { columns } }',
            "no parameter",
        ),
        ('{ drugGuidelineDenials(drug: "Norkko") { totalCount } }', "drug/norco"),
    ],
)
def test_what_does_not_fit_is_told_in_words(
    refused: Callable[..., dict[str, Any]], query: str, words: str
) -> None:
    error = refused(query)
    assert error["extensions"]["code"] == "bad-parameter"
    assert words in error["message"]


def test_the_headline_can_be_asked_for_the_printed_name_of_a_drug(ask: Ask) -> None:
    query = """query ($name: String) { drugGuidelineDenials(drugName: $name) { totalCount } }"""
    everything = ask(query)["drugGuidelineDenials"]["totalCount"]
    assert everything > 0
    assert ask(query, name="norc")["drugGuidelineDenials"]["totalCount"] == everything
    assert ask(query, name="no such drug")["drugGuidelineDenials"]["totalCount"] == 0
