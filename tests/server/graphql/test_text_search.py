"""``search`` in GraphQL: what is found, in which order, and where it stands in the letter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from imr_graph.search import SearchIndex
from imr_graph.store.graph import Graph

Post = Callable[..., Any]

SEARCH = """
query ($words: String!, $in: [TextField!]! = [TITLE, RATIONALE], $where: ItemFilter,
       $orderBy: SearchOrder! = RELEVANCE, $first: Int, $after: String, $last: Int, $before: String) {
  search(words: $words, in: $in, where: $where, orderBy: $orderBy,
         first: $first, after: $after, last: $last, before: $before) {
    totalCount
    pageInfo { hasNextPage endCursor hasPreviousPage startCursor }
    nodes {
      score
      item { position printedText determination { identifier decisionDate decisions: items { position } } }
      highlights(most: 2) {
        field quote start end page isExact spans { start end quote } matches { start end quote }
      }
    }
  }
}
"""


@pytest.fixture(scope="module")
def index(counted_graph: Graph) -> SearchIndex:
    assert counted_graph.search_path is not None
    return SearchIndex.open(counted_graph.search_path)


@pytest.fixture(scope="module")
def post(counted_client: httpx.Client) -> Post:
    def send(**variables: Any) -> Any:
        return counted_client.post("/graphql", json={"query": SEARCH, "variables": variables}).json()

    return send


@pytest.fixture(scope="module")
def search(post: Post) -> Post:
    def send(words: str, **variables: Any) -> Any:
        body = post(words=words, **variables)
        assert "errors" not in body, body["errors"]
        return body["data"]["search"]

    return send


def places(found: Any) -> list[tuple[str, int]]:
    items = [node["item"] for node in found["nodes"]]
    return [(item["determination"]["identifier"], item["position"]) for item in items]


def test_it_finds_what_the_index_finds_in_its_order(search: Post, index: SearchIndex) -> None:
    found = search("medically necessary", first=100)
    hits = index.search("medically necessary", limit=100)
    assert found["totalCount"] == hits.total > 3
    assert places(found) == [hit[:2] for hit in hits.hits]
    assert [node["score"] for node in found["nodes"]] == pytest.approx([hit.score for hit in hits.hits])


def test_highlights_quote_the_kept_text(search: Post, counted_graph: Graph) -> None:
    found = search('"medically necessary" OR title:norco', first=100)
    matched = set()
    for node in found["nodes"]:
        text = counted_graph.text(node["item"]["determination"]["identifier"])
        assert text is not None
        assert node["highlights"]
        for highlight in node["highlights"]:
            assert highlight["isExact"]
            spans = highlight["spans"]
            assert highlight["quote"] == " … ".join(text[span["start"] : span["end"]] for span in spans)
            assert (highlight["start"], highlight["end"]) == (spans[0]["start"], spans[-1]["end"])
            assert highlight["page"] == 1 + text.count("\f", 0, highlight["start"])
            for match in highlight["matches"]:
                assert match["quote"] == text[match["start"] : match["end"]]
                matched.add((highlight["field"], " ".join(match["quote"].lower().split())))
    assert {("RATIONALE", "medically necessary"), ("TITLE", "norco")} <= matched


def test_pages_of_either_end_make_the_whole_list(search: Post) -> None:
    for order in ("RELEVANCE", "DECISION_DATE"):
        whole = places(search("necessary", orderBy=order, first=200))
        forwards: list[tuple[str, int]] = []
        page = search("necessary", orderBy=order, first=4)
        forwards += places(page)
        while page["pageInfo"]["hasNextPage"]:
            page = search("necessary", orderBy=order, first=4, after=page["pageInfo"]["endCursor"])
            forwards += places(page)
        assert forwards == whole
        assert places(search("necessary", orderBy=order, last=3)) == whole[-3:]


def test_the_latest_decisions_come_first(search: Post) -> None:
    found = search("necessary", orderBy="DECISION_DATE", first=200)
    days = [node["item"]["determination"]["decisionDate"] for node in found["nodes"]]
    known = [day for day in days if day is not None]
    assert known == sorted(known, reverse=True)
    assert days[: len(known)] == known
    assert len(set(known)) > 1
    assert sorted(places(found)) == sorted(places(search("necessary", first=200)))


def test_a_filter_narrows_what_is_found(search: Post, counted_graph: Graph) -> None:
    whole = search("necessary", first=200)
    wanted = []
    for identifier, position in places(whole):
        record = counted_graph.record(identifier)
        assert record is not None
        if record.items[position - 1].decision == "overturned":
            wanted.append((identifier, position))
    found = search("necessary", where={"decision": ["OVERTURNED"]}, first=200)
    assert places(found) == wanted
    assert 0 < found["totalCount"] == len(wanted) < whole["totalCount"]
    assert search("xyzzyplugh", where={"decision": ["OVERTURNED"]})["totalCount"] == 0


def test_fields_are_chosen(search: Post, index: SearchIndex) -> None:
    for field in ("TITLE", "RATIONALE"):
        found = search("norco", **{"in": [field]})
        assert found["totalCount"] == index.search("norco", [field.lower()]).total  # type: ignore[list-item]


def test_filters_of_items_ask_the_same_index(counted_client: httpx.Client, index: SearchIndex) -> None:
    query = """query ($words: String!) {
      title: items(filter: { titleWords: $words }) { totalCount }
      rationale: items(filter: { not: { rationaleWords: $words } }) { totalCount }
    }"""
    for words in ("norco", '"medically necessary"', "requ* -norco", "xyzzyplugh", ""):
        body = counted_client.post("/graphql", json={"query": query, "variables": {"words": words}}).json()
        assert body["data"] == {
            "title": {"totalCount": len(index.items(words, ["title"]))},
            "rationale": {"totalCount": len(index) - len(index.items(words, ["rationale"]))},
        }


@pytest.mark.parametrize(
    ("words", "code"),
    [("x" * 1001, "bad-parameter"), ("(" * 30, "bad-parameter"), ("NOT " * 100 + "a", "bad-parameter")],
)
def test_what_is_over_a_limit_is_a_typed_error(post: Post, words: str, code: str) -> None:
    (error,) = post(words=words)["errors"]
    assert error["extensions"]["code"] == code
    assert "possible" in error["message"] or "fewer" in error["message"]


@pytest.mark.parametrize("words", ["", "?", '"', "*", "title:", "/.*/", "[a TO b]", "a\x00b", "-", "\ue000"])
def test_odd_words_find_nothing_or_something_and_set_nothing_off(search: Post, words: str) -> None:
    assert search(words)["totalCount"] >= 0


def test_a_graph_without_an_index_says_what_makes_it(client: httpx.Client) -> None:
    body = client.post("/graphql", json={"query": SEARCH, "variables": {"words": "norco"}}).json()
    assert body["errors"][0]["extensions"]["code"] == "no-text-index"
    assert "imr-graph build" in body["errors"][0]["message"]
