"""``/search`` and ``/search/by/…``: what filters mean, pages to the end, names, formats."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import pyarrow as pa
import pytest

from imr_graph.client.finding import FOUND_COLUMNS, FOUND_LETTER_COLUMNS
from imr_graph.questions.concepts import Concepts
from imr_graph.store.graph import Graph
from imr_graph.tables.dimensions import dimensions
from server.rows.search_parameters import NONE, SearchAsked, asked_search
from server.rows.search_results import FACETS

SEARCHES: tuple[dict[str, Any], ...] = (
    {},
    {"words": "pain"},
    {"outcome": "overturned"},
    {"outcome": ["upheld", "modified"], "drugClass": "Opioid"},
    {"words": "medication", "reviewerDocument": "guideline/mtus-chronic-pain", "sex": "female"},
    {"document": "guideline/mtus-chronic-pain", "section": NONE},
    {"from": "2015-01-01", "to": "2016-12-31"},
    {"words": "zebra"},
)


def told(client: httpx.Client, path: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
    response = client.get(path, params=params)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def all_pages(client: httpx.Client, params: dict[str, Any], first: int = 25) -> list[list[Any]]:
    """All rows of a list, read to its end page by page."""
    page = told(client, "/search", {**params, "first": first})
    rows = page["rows"]
    while page["next"]:
        page = told(client, page["next"])
        rows += page["rows"]
    return list(rows)


@pytest.mark.parametrize("show", ["items", "letters"])
@pytest.mark.parametrize("params", SEARCHES)
def test_a_list_read_to_its_end_has_as_many_as_it_says(
    counted_client: httpx.Client, params: dict[str, Any], show: str
) -> None:
    page = told(counted_client, "/search", {**params, "show": show})
    rows = all_pages(counted_client, {**params, "show": show})
    columns = FOUND_COLUMNS if show == "items" else FOUND_LETTER_COLUMNS
    assert [one["name"] for one in page["columns"]] == [one.name for one in columns]
    assert len(rows) == page["totalCount"] == page["found"][show]
    assert len({tuple(row[1:3]) if show == "items" else row[1] for row in rows}) == len(rows)
    if show == "letters" and params:
        assert sum(row[4] for row in rows) == page["found"]["items"]


@pytest.mark.parametrize(
    ("params", "same"),
    [
        ({"drugClass": "drug-class/opioid"}, {"drug_class": "opioid"}),
        ({"outcome": "decision/upheld"}, {"outcome": "Upheld", "words": " "}),
        ({"reviewerDocument": "guideline/odg"}, {"reviewer_document": "odg", "sort": "newest"}),
    ],
)
def test_dimensions_and_values_have_several_names(
    counted_client: httpx.Client, params: dict[str, str], same: dict[str, str]
) -> None:
    first, second = (told(counted_client, "/search", given) for given in (params, same))
    assert first["rows"] == second["rows"]
    assert first["found"] == second["found"]


@pytest.mark.parametrize("dimension", FACETS)
def test_values_are_counted_as_statistics_and_lists_count(
    counted_client: httpx.Client, dimension: str
) -> None:
    others = {"words": "the", "outcome": "upheld"} if dimension != "outcome" else {"words": "the"}
    values = told(counted_client, f"/search/by/{dimensions()[dimension].graphql}", others)
    for value, _, items, overturned, rate, low, high in values["rows"][:4]:
        assert 0 <= low <= rate <= high <= 1
        assert overturned <= items
        if value is not None:
            assert told(counted_client, "/search", {**others, dimension: value})["totalCount"] == items
    alone = told(counted_client, f"/search/by/{dimension}")
    for value, _, items, *_ in alone["rows"][:2]:
        if value is not None:
            assert told(counted_client, "/statistics", {dimension: value})["rows"][0][0] == items


def test_several_values_of_a_dimension_widen_what_is_found(counted_client: httpx.Client) -> None:
    counts = {row[0]: row[2] for row in told(counted_client, "/search/by/outcome")["rows"]}
    both = told(counted_client, "/search", {"outcome": ["upheld", "overturned"]})
    assert both["totalCount"] == counts["decision/upheld"] + counts["decision/overturned"]
    beside = told(counted_client, "/search/by/outcome", {"outcome": "upheld"})
    assert {row[0]: row[2] for row in beside["rows"]} == counts


def test_filters_of_citations_hold_of_one_citation(counted_client: httpx.Client) -> None:
    one = told(counted_client, "/search", {"citedBy": "reviewer", "document": "guideline/odg"})
    own = told(counted_client, "/search", {"reviewerDocument": "guideline/odg"})
    assert one["rows"] == own["rows"]


@pytest.mark.parametrize("show", ["items", "letters"])
def test_orders(counted_client: httpx.Client, show: str) -> None:
    def listed(**params: str) -> list[list[Any]]:
        return all_pages(counted_client, {**params, "show": show}, first=100)

    day = 3 if show == "items" else 2
    newest = [row[day] for row in listed() if row[day]]
    assert newest == sorted(newest, reverse=True)
    oldest = [row[day] for row in listed(sort="oldest") if row[day]]
    assert oldest == sorted(oldest)
    scores = [row[-1] for row in listed(words="medication")]
    assert scores == sorted(scores, reverse=True)
    assert all(scores)
    assert {row[-1] for row in listed(words="medication", sort="case")} == {None}
    if show == "letters":
        most = [row[3] for row in listed(sort="most")]
        assert most == sorted(most, reverse=True)


@pytest.mark.parametrize(
    "params", [{"words": "pain", "outcome": "upheld"}, {"show": "letters", "sort": "case"}]
)
def test_every_format_has_the_same_rows(counted_client: httpx.Client, params: dict[str, str]) -> None:
    json = told(counted_client, "/search", params)
    names = [one["name"] for one in json["columns"]]
    text = counted_client.get("/search", params={**params, "format": "csv"}).text
    written = list(csv.reader(io.StringIO(text)))
    assert written[0] == names
    assert [row[1] for row in written[1:]] == [row[1] for row in json["rows"]]
    arrow = counted_client.get("/search", params={**params, "format": "arrow"}).content
    table = pa.ipc.open_stream(arrow).read_all()
    assert table.column("case").to_pylist() == [row[1] for row in json["rows"]]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("drug=norko", "near it: drug/"),
        ("drugs=norco", "near it: drug"),
        ("decisionYear=last", "no whole number"),
        ("from=2016-13-01", "from is a day"),
        ("from=2017-01-01&to=2016-01-01", "comes before the first"),
        ("sort=newst", "near it: newest"),
        ("sort=most", "items have no order"),
        ("show=pages", "items or letters"),
        ("words=a&words=b", "given 2 times"),
        ("words=" + "(" * 30 + "a", "parentheses"),
        ("&".join(f"strength={n}" for n in range(201)), "200 are possible"),
        ("columns=case", "leave columns out"),
    ],
)
def test_what_cannot_be_meant_is_a_problem(counted_client: httpx.Client, query: str, said: str) -> None:
    response = counted_client.get(f"/search?{query}")
    assert response.status_code == 400
    assert said in response.json()["detail"]


def test_a_dimension_that_is_none_is_not_found(counted_client: httpx.Client) -> None:
    response = counted_client.get("/search/by/drugs")
    assert response.status_code == 404
    assert "near it: drug" in response.json()["detail"]


def test_a_version_without_an_index_says_so(client: httpx.Client) -> None:
    assert "no full-text index" in client.get("/search?words=norco").json()["detail"]
    assert told(client, "/search", {"drug": "norco"})["totalCount"] == 2


def test_letters_without_a_request_are_listed(client: httpx.Client) -> None:
    assert told(client, "/search", {"show": "letters"})["totalCount"] == 3


@pytest.mark.parametrize("params", SEARCHES)
def test_an_address_asks_what_it_was_made_of(counted_graph: Graph, params: dict[str, Any]) -> None:
    concepts = Concepts(counted_graph)
    given = {name: [value] if isinstance(value, str) else value for name, value in params.items()}
    asked = asked_search(concepts, given)
    assert not asked.faults
    for one in (
        asked,
        asked.having("drug_class", "drug-class/opioid"),
        asked.having("drug", NONE).without("outcome"),
    ):
        assert again(concepts, one) == one
        assert again(concepts, one).url() == one.url()
    assert asked.having("drug", "drug/norco").without("drug", "drug/norco") == asked


def again(concepts: Concepts, asked: SearchAsked) -> SearchAsked:
    """What the address of a search asks for."""
    values: dict[str, list[str]] = {}
    for name, value in httpx.URL(asked.url()).params.multi_items():
        values.setdefault(name, []).append(value)
    return asked_search(concepts, values)
