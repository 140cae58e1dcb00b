"""Statistics by GraphQL: the numbers of the tables, and behind each number what was counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from imr_graph.questions import run_question
from imr_graph.store.graph import Graph
from imr_graph.tables import FactTables, statistics
from imr_graph.tables.dimensions import dimensions
from server.app import create_app
from server.serving.counting import _Cursor
from tests.server.conftest import LIMITS, build_directory, make_letters, serving

QUERY = """
query ($by: [Dimension!]!, $where: ItemFilter, $order: [StatisticsOrder!], $first: Int, $after: String) {
  statistics(groupBy: $by, where: $where, orderBy: $order, first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    about { lettersCounted itemsLookedAt itemsWithoutValue withoutValue firstDecision lastDecision text }
    nodes {
      groups { dimension label iri concept { __typename label } }
      requests upheld overturned modified letterCount
      rate { value low high of }
    }
  }
}
"""


def ask(client: httpx.Client, query: str, **variables: Any) -> Any:
    body = client.post("/graphql", json={"query": query, "variables": variables}).json()
    assert "errors" not in body, body["errors"]
    return body["data"]


def refused(client: httpx.Client, query: str, **variables: Any) -> dict[str, Any]:
    (error,) = client.post("/graphql", json={"query": query, "variables": variables}).json()["errors"]
    assert isinstance(error, dict)
    return error


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the fact tables are asked while a request runs."""
    asked: list[str] = []
    rows = _Cursor.rows

    def noted(self: _Cursor, sql: str, *parameters: Any) -> Any:
        asked.append(sql)
        return rows(self, sql, *parameters)

    monkeypatch.setattr(_Cursor, "rows", noted)
    return asked


@pytest.mark.parametrize("name", dimensions())
def test_every_dimension_can_be_grouped_by(
    name: str, counted_client: httpx.Client, counted_graph: Graph
) -> None:
    page = ask(counted_client, QUERY, by=[name.upper()], first=200)["statistics"]
    assert counted_graph.facts_path is not None
    with FactTables.open(counted_graph.facts_path) as tables:
        expected = statistics(tables, [name])
    assert page["totalCount"] == len(expected) > 0
    for node, row in zip(page["nodes"], expected, strict=False):
        (group,), (value,) = node["groups"], row.values
        assert (group["dimension"], group["label"]) == (name.upper(), value.label if value else None)
        assert (group["iri"] is None) == (value is None or value.concept is None)
        assert (node["requests"], node["letterCount"]) == (row.items, row.letters)
        assert (node["upheld"], node["overturned"], node["modified"]) == (
            row.upheld,
            row.overturned,
            row.modified,
        )
        assert (node["rate"]["low"], node["rate"]["high"]) == row.interval
        assert node["rate"]["value"] == row.overturn_rate
        assert node["rate"]["of"] == row.items


@pytest.mark.parametrize(
    ("name", "typename"),
    [
        ("CATEGORY", "TreatmentCategory"),
        ("DRUG", "Drug"),
        ("SPECIALTY", "Specialty"),
        ("DOCUMENT", "GuidelineDocument"),
    ],
)
def test_a_group_leads_to_its_concept(name: str, typename: str, counted_client: httpx.Client) -> None:
    nodes = ask(counted_client, QUERY, by=[name], first=50)["statistics"]["nodes"]
    found = [node["groups"][0] for node in nodes if node["groups"][0]["iri"]]
    assert found
    for group in found:
        assert group["concept"] == {"__typename": typename, "label": group["label"]}


def test_values_of_closed_vocabularies_have_an_iri_alone(counted_client: httpx.Client) -> None:
    for node in ask(counted_client, QUERY, by=["OUTCOME"])["statistics"]["nodes"]:
        assert node["groups"][0]["concept"] is None
        assert "/decision/" in node["groups"][0]["iri"]


def test_the_rates_are_those_of_the_named_question(
    counted_client: httpx.Client, counted_graph: Graph
) -> None:
    nodes = ask(counted_client, QUERY, by=["SPECIALTY"], first=200)["statistics"]["nodes"]
    expected = run_question(counted_graph, "overturn-rate-by-specialty", source="triples").as_dicts()
    told = {node["groups"][0]["label"] or "none printed": node for node in nodes}
    assert len(told) == len(expected)
    for row in expected:
        node = told[str(row["specialty"])]
        assert (node["requests"], node["overturned"]) == (row["items"], row["overturned"])
        assert round(node["rate"]["value"], 4) == row["overturnRate"]
        assert node["rate"]["low"] == pytest.approx(row["low"], abs=1e-4)
        assert node["rate"]["high"] == pytest.approx(row["high"], abs=1e-4)


BEHIND = """
query (
  $by: [Dimension!]!, $where: ItemFilter, $first: Int, $outcome: DecisionOutcome, $page: Int!, $after: String
) {
  statistics(groupBy: $by, where: $where, first: $first) {
    nodes {
      requests overturned letterCount
      letters(outcome: $outcome, first: $page, after: $after) {
        totalCount nodes { identifier } pageInfo { hasNextPage endCursor }
      }
      items(outcome: $outcome, first: $page) {
        totalCount nodes { iri category { iri } decision { outcome } } pageInfo { hasNextPage }
      }
    }
  }
}
"""


@pytest.mark.parametrize("outcome", [None, "OVERTURNED"])
@pytest.mark.parametrize(
    ("by", "where"),
    [
        (["CATEGORY"], None),
        (["SPECIALTY", "DECISION_YEAR"], None),
        ([], {"decision": ["UPHELD", "OVERTURNED"]}),
    ],
)
def test_behind_each_number_is_what_was_counted(
    by: list[str], where: Any, outcome: str | None, counted_client: httpx.Client
) -> None:
    data = ask(counted_client, BEHIND, by=by, where=where, first=10, outcome=outcome, page=200)
    assert data["statistics"]["nodes"]
    for node in data["statistics"]["nodes"]:
        counted = node["requests"] if outcome is None else node["overturned"]
        iris = {item["iri"] for item in node["items"]["nodes"]}
        assert node["items"]["totalCount"] == counted == len(iris)
        assert not node["items"]["pageInfo"]["hasNextPage"]
        assert outcome is None or {i["decision"]["outcome"] for i in node["items"]["nodes"]} <= {outcome}
        names = [letter["identifier"] for letter in node["letters"]["nodes"]]
        assert node["letters"]["totalCount"] == len(set(names)) == len(names)
        assert {iri.split("/determination/")[1].split("/")[0] for iri in iris} == set(names)
        assert outcome is not None or len(names) == node["letterCount"]


def test_the_letters_behind_a_number_are_read_page_by_page(counted_client: httpx.Client) -> None:
    (whole,) = ask(counted_client, BEHIND, by=[], first=1, page=200)["statistics"]["nodes"]
    names: list[str] = []
    after = None
    while True:
        (node,) = ask(counted_client, BEHIND, by=[], first=1, page=7, after=after)["statistics"]["nodes"]
        names += [letter["identifier"] for letter in node["letters"]["nodes"]]
        after = node["letters"]["pageInfo"]["endCursor"]
        if not node["letters"]["pageInfo"]["hasNextPage"]:
            break
    assert names == [letter["identifier"] for letter in whole["letters"]["nodes"]]
    assert len(names) > 7


def test_a_page_costs_as_many_statements_however_many_rows_it_has(
    counted_client: httpx.Client, statements: list[str]
) -> None:
    costs = []
    for first in (1, 8):
        statements.clear()
        ask(counted_client, BEHIND, by=["DRUG"], first=first, outcome="UPHELD", page=5)
        costs.append(len(statements))
    assert costs[0] == costs[1] > 0


@pytest.mark.parametrize(
    ("order", "key"),
    [
        ({"field": "REQUESTS"}, lambda node: -node["requests"]),
        ({"field": "OVERTURNED", "direction": "ASC"}, lambda node: node["overturned"]),
        ({"field": "RATE"}, lambda node: -node["rate"]["value"]),
        ({"field": "LOW"}, lambda node: -round(node["rate"]["low"], 9)),
        ({"field": "TIME", "direction": "ASC"}, lambda node: node["groups"][1]["label"] or "9999"),
        (
            {"field": "GROUP", "dimension": "DECISION_MONTH", "direction": "ASC"},
            lambda node: node["groups"][1]["label"] or "9999",
        ),
    ],
)
def test_rows_are_ordered(order: dict[str, str], key: Any, counted_client: httpx.Client) -> None:
    page = ask(counted_client, QUERY, by=["CATEGORY", "DECISION_MONTH"], order=[order], first=200)[
        "statistics"
    ]
    keys = [key(node) for node in page["nodes"]]
    assert keys == sorted(keys)
    assert len(set(keys)) > 1


def test_by_time_means_by_each_span_that_is_grouped_by(counted_client: httpx.Client) -> None:
    order = {"field": "TIME", "direction": "ASC"}
    by = ["OUTCOME", "DECISION_MONTH", "DECISION_YEAR"]
    rows = ask(counted_client, QUERY, by=by, order=[order], first=200)["statistics"]["nodes"]
    times = [tuple(group["label"] or "~" for group in row["groups"][1:]) for row in rows]
    assert len(set(times)) > 6
    assert times == sorted(times)


def test_rows_are_read_page_by_page(counted_client: httpx.Client) -> None:
    whole = ask(counted_client, QUERY, by=["DRUG"], first=200)["statistics"]
    first = ask(counted_client, QUERY, by=["DRUG"], first=3)["statistics"]
    second = ask(counted_client, QUERY, by=["DRUG"], first=200, after=first["pageInfo"]["endCursor"])[
        "statistics"
    ]
    assert first["nodes"] + second["nodes"] == whole["nodes"]
    assert first["totalCount"] == second["totalCount"] == whole["totalCount"] == len(whole["nodes"])


def test_what_statistics_rest_on_is_told(counted_client: httpx.Client, counted_graph: Graph) -> None:
    page = ask(counted_client, QUERY, by=["DRUG"], first=200)["statistics"]
    about = page["about"]
    without = [node["requests"] for node in page["nodes"] if node["groups"][0]["label"] is None]
    assert about["lettersCounted"] == counted_graph.manifest.letters
    assert about["itemsLookedAt"] == counted_graph.manifest.items
    assert [about["itemsWithoutValue"]] == without
    assert about["firstDecision"] <= about["lastDecision"]
    narrowed = ask(counted_client, QUERY, by=["DRUG"], where={"decision": ["OVERTURNED"]})["statistics"][
        "about"
    ]
    assert 0 < narrowed["itemsLookedAt"] < about["itemsLookedAt"]


@pytest.mark.parametrize(
    ("variables", "code", "words"),
    [
        ({"by": ["DRUG", "DRUG"]}, "bad-parameter", "each once"),
        ({"by": ["DRUG", "SEX", "OUTCOME", "CATEGORY"]}, "bad-parameter", "up to 3"),
        ({"by": ["DRUG"], "order": [{"field": "TIME"}]}, "bad-order", "DECISION_YEAR"),
        (
            {"by": ["DRUG"], "order": [{"field": "GROUP", "dimension": "SEX"}]},
            "bad-parameter",
            "none of the dimensions",
        ),
        ({"by": ["DRUG"], "first": 201}, "bad-page-size", "201"),
        ({"by": ["DRUG"], "after": "nonsense"}, "bad-cursor", "nonsense"),
    ],
)
def test_what_does_not_fit_is_told_in_words(
    variables: dict[str, Any], code: str, words: str, counted_client: httpx.Client
) -> None:
    error = refused(counted_client, QUERY, **variables)
    assert error["extensions"]["code"] == code
    assert words in error["message"]


def test_a_graph_without_tables_says_so(tmp_path: Path) -> None:
    query = "{ answers { overturnRateByCategory { about { lettersCounted itemsLookedAt } } } }"
    with (
        Graph.open(build_directory(tmp_path / "graph", make_letters()[:1])) as graph,
        serving(create_app(graph, LIMITS)) as url,
        httpx.Client(base_url=url, timeout=60) as client,
    ):
        error = refused(client, QUERY, by=["DRUG"])
        about = ask(client, query)
    assert about["answers"]["overturnRateByCategory"]["about"] == {"lettersCounted": 1, "itemsLookedAt": None}
    assert error["extensions"]["code"] == "no-fact-tables"
    assert "build it anew" in error["message"]


def test_the_example_of_the_docs_can_be_asked(counted_client: httpx.Client) -> None:
    page = (Path(__file__).parents[3] / "docs" / "statistics.md").read_text(encoding="utf-8")
    example = page.partition("```graphql\n")[2].partition("```")[0]
    assert ask(counted_client, example)["statistics"]["totalCount"] > 0
