"""Relay's rules: connections are slices of their lists, ids give their things again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.graphql.connections import Connection, list_mark, listed, ranked
from server.graphql.errors import RequestError
from server.graphql.node import decode_id, encode_id
from tests.server.graphql.conftest import Ask

Refused = Callable[..., dict[str, Any]]
Make = Callable[[list[int], dict[str, Any]], Connection[int]]


def of_memory(entries: list[int], asked: dict[str, Any]) -> Connection[int]:
    return listed(
        entries, asked["first"], asked["after"], lambda entry: (entry,), asked["last"], asked["before"]
    )


def of_ranks(entries: list[int], asked: dict[str, Any]) -> Connection[int]:
    def rows(limit: int, offset: int) -> tuple[list[int], int]:
        return entries[offset : offset + limit], len(entries)

    return ranked(rows, "mark", asked["first"], asked["after"], asked["last"], asked["before"])


def edges_to_return(edges: list[int], asked: dict[str, Any], places: dict[str, int]) -> list[int]:
    """EdgesToReturn of the specification, word by word, but for the default size of a page."""
    after, before = asked["after"], asked["before"]
    start = places[after] + 1 if after else 0
    end = places[before] if before else len(edges)
    found = edges[start : max(end, start)]
    first, last = asked["first"], asked["last"]
    if first is None and last is None:
        first = 20
    if first is not None:
        found = found[:first]
    if last is not None:
        found = found[max(len(found) - last, 0) :]
    return found


@pytest.mark.parametrize("make", [of_memory, of_ranks])
@settings(max_examples=200, deadline=None)
@given(data=st.data(), entries=st.lists(st.integers(0, 99), unique=True, max_size=30).map(sorted))
def test_connections_are_slices(make: Make, data: st.DataObject, entries: list[int]) -> None:
    nothing = {"first": 200, "last": None, "after": None, "before": None}
    whole = make(entries, nothing)
    cursors = [edge.cursor for edge in whole.edges]
    assert [edge.node for edge in whole.edges] == entries
    assert len(set(cursors)) == len(cursors)
    cursor = st.sampled_from([None, *cursors])
    size = st.one_of(st.none(), st.integers(0, 35))
    asked = {name: data.draw(size if name in ("first", "last") else cursor, name) for name in nothing}
    page = make(entries, asked)
    expected = edges_to_return(entries, asked, {one: place for place, one in enumerate(cursors)})
    assert page.nodes() == expected
    assert [edge.cursor for edge in page.edges] == [cursors[entries.index(node)] for node in expected]
    info = page.page_info
    assert info.start_cursor == (page.edges[0].cursor if expected else None)
    assert info.end_cursor == (page.edges[-1].cursor if expected else None)
    if expected:
        assert info.has_next_page == (expected[-1] != entries[-1])
        assert info.has_previous_page == (expected[0] != entries[0])


LISTS = [
    "items",
    "items(orderBy: { field: DECISION_DATE, direction: DESC })",
    "items(orderBy: { field: DRUG_NAME })",
    "determinations",
    "determinations(orderBy: { field: ITEMS, direction: DESC })",
    "determinations(orderBy: { field: DECISION_DATE })",
    'drugs(search: "nor")',
    "guidelineChapters",
    "drugGuidelineDenials(by: null, outcome: null)",
]


def with_arguments(field: str, **arguments: Any) -> str:
    given = ", ".join(
        f"{name}: {value}" if isinstance(value, int) else f'{name}: "{value}"'
        for name, value in arguments.items()
    )
    if not given:
        return field
    return f"{field[:-1]}, {given})" if field.endswith(")") else f"{field}({given})"


@pytest.mark.parametrize("field", LISTS)
@pytest.mark.parametrize("size", [1, 2])
def test_lists_of_the_schema_can_be_gone_through_both_ways(ask: Ask, field: str, size: int) -> None:
    name = field.partition("(")[0]

    def page(**arguments: Any) -> dict[str, Any]:
        asked: dict[str, Any] = ask(
            f"{{ {with_arguments(field, **arguments)} {{ totalCount edges {{ cursor }} "
            "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"
        )[name]
        return asked

    whole = page(first=8)
    cursors = [edge["cursor"] for edge in whole["edges"]]
    assert len(cursors) == len(set(cursors)) == min(whole["totalCount"], 8) >= 3
    forwards: list[str] = []
    found = page(first=size)
    assert not found["pageInfo"]["hasPreviousPage"]
    while True:
        forwards += [edge["cursor"] for edge in found["edges"]]
        if not found["pageInfo"]["hasNextPage"] or len(forwards) >= 8:
            break
        found = page(first=size, after=found["pageInfo"]["endCursor"])
        assert found["pageInfo"]["hasPreviousPage"]
    assert forwards[:8] == cursors
    backwards: list[str] = []
    before = cursors[-1]
    while True:
        found = page(last=size, before=before)
        assert found["pageInfo"]["hasNextPage"]
        backwards = [edge["cursor"] for edge in found["edges"]] + backwards
        if not found["pageInfo"]["hasPreviousPage"]:
            break
        before = found["pageInfo"]["startCursor"]
    assert backwards == cursors[:-1]
    assert [edge["cursor"] for edge in page(first=3, last=1)["edges"]] == cursors[2:3]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("items", "determinations"),
        ("statistics(groupBy: [DRUG])", "statistics(groupBy: [CATEGORY])"),
        ("statistics(groupBy: [DRUG])", "statistics(groupBy: [DRUG], where: { decision: UPHELD })"),
        ("statistics(groupBy: [DRUG])", "statistics(groupBy: [DRUG], orderBy: { field: LOW })"),
        ('search(words: "opioid")', 'search(words: "opioid", orderBy: DECISION_DATE)'),
        ('search(words: "opioid")', "statistics(groupBy: [DRUG])"),
        ("drugGuidelineDenials", "drugGuidelineDenials(by: null)"),
    ],
)
def test_a_cursor_of_another_list_is_refused(counted_client: httpx.Client, one: str, other: str) -> None:
    def asked(field: str, **arguments: Any) -> Any:
        query = f"{{ {with_arguments(field, **arguments)} {{ pageInfo {{ endCursor }} }} }}"
        return counted_client.post("/graphql", json={"query": query}).json()

    ((_, page),) = asked(one, first=1)["data"].items()
    cursor = page["pageInfo"]["endCursor"]
    assert "errors" not in asked(one, first=1, after=cursor)
    (error,) = asked(other, first=1, after=cursor)["errors"]
    assert error["extensions"]["code"] == "bad-cursor"


def test_a_cursor_of_another_version_is_refused() -> None:
    def rows(limit: int, offset: int) -> tuple[list[int], int]:
        return list(range(9))[offset : offset + limit], 9

    cursor = ranked(rows, list_mark("000001", "drugs"), 2, None).page_info.end_cursor
    assert ranked(rows, list_mark("000001", "drugs"), 2, cursor).edges[0].node == 2
    with pytest.raises(RequestError, match="another version"):
        ranked(rows, list_mark("000002", "drugs"), 2, cursor)


def test_a_cursor_of_another_order_is_refused(ask: Ask, refused: Refused) -> None:
    cursor = ask("{ items(first: 1) { pageInfo { endCursor } } }")["items"]["pageInfo"]["endCursor"]
    error = refused(
        "query ($after: String) { items(after: $after, orderBy: { field: DRUG_NAME }) { totalCount } }",
        after=cursor,
    )
    assert error["extensions"]["code"] == "bad-cursor"


EVERYTHING = """{
  determinations { nodes { id __typename iri
    patient { id __typename iri diagnoses { id __typename iri conditions { id __typename iri } } }
    reviewer { id __typename iri specialties { id __typename iri } }
    warnings { id __typename iri }
    items { id __typename iri category { id __typename iri } bodyRegions { id __typename iri }
      subcategory { id __typename iri }
      drug { id __typename iri requestedDrug { id __typename iri drugClasses { id __typename iri }
        activeIngredients { id __typename iri } } }
      decision { id __typename iri }
      citations { id __typename iri document { id __typename iri editions { id __typename iri }
          chapters { id __typename iri } sections(first: 3) { nodes { id __typename iri } } }
        pageRanges { id __typename iri pages { id __typename iri } } } } } }
  questions { id __typename name }
}"""


def things(value: Any) -> Iterator[dict[str, Any]]:
    """Every thing with an id in an answer."""
    if isinstance(value, list):
        for entry in value:
            yield from things(entry)
    elif isinstance(value, dict):
        if "id" in value:
            yield {name: held for name, held in value.items() if isinstance(held, str)}
        for held in value.values():
            yield from things(held)


def test_every_id_seen_gives_the_same_thing(ask: Ask) -> None:
    seen = {thing["id"]: thing for thing in things(ask(EVERYTHING))}
    assert len({thing["__typename"] for thing in seen.values()}) >= 20
    iris = [thing.get("iri") or thing["name"] for thing in seen.values()]
    assert len(set(iris)) == len(iris)
    parts = " ".join(
        f"... on {name} {{ {'name' if name == 'Question' else 'iri'} }}"
        for name in sorted({thing["__typename"] for thing in seen.values()})
    )
    ids = list(seen)
    for start in range(0, len(ids), 200):
        found = ask(
            f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ id __typename {parts} }} }}",
            ids=ids[start : start + 200],
        )["nodes"]
        assert found == [seen[one] for one in ids[start : start + 200]]
    one = ids[0]
    assert ask("query ($id: ID!) { node(id: $id) { id } }", id=one) == {"node": {"id": one}}


@pytest.mark.parametrize(
    "reference",
    [
        "determination/CM99-0000000",
        "determination/CM16-0000001/item/9",
        "determination/CM16-0000001/item/9/drug",
        "determination/CM16-0000002/item/2/drug",
        "determination/CM16-0000001/item/1/citation/9",
        "determination/CM16-0000001/item/1/citation/9/pages/1",
        "determination/CM16-0000001/item/1/citation/1/pages/9",
        "determination/CM16-0000001/item/1/decision/2",
        "determination/CM16-0000001/diagnosis/9",
        "determination/CM16-0000001/warning/9",
        "determination/CM16-0000001/text",
        "concept/drug/no-such",
        "concept/decision/upheld",
        "question/no-such",
        "elsewhere",
    ],
)
def test_an_id_of_nothing_gives_null(ask: Ask, reference: str) -> None:
    assert ask("query ($id: ID!) { node(id: $id) { id } }", id=encode_id(reference)) == {"node": None}


def test_an_id_outlives_the_letter_getting_its_case_number(ask: Ask) -> None:
    answer = ask(
        "query ($id: ID!) { node(id: $id) { ... on Determination { caseNumber } } }",
        id=encode_id("determination/body-00000000000000aa"),
    )
    assert answer == {"node": {"caseNumber": "CM16-0000001"}}


@pytest.mark.parametrize("given", ["", "x", "é", "=", "////", encode_id("a")[:-1], encode_id("a") + "="])
def test_what_is_no_id_is_refused(refused: Refused, given: str) -> None:
    error = refused("query ($id: ID!) { node(id: $id) { id } }", id=given)
    assert error["extensions"]["code"] == "bad-id"


def test_more_ids_than_a_page_holds_are_refused(refused: Refused) -> None:
    error = refused("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["x"] * 201)
    assert error["extensions"]["code"] == "bad-page-size"


@given(st.text(min_size=1))
def test_ids_tell_their_references(reference: str) -> None:
    with expected_error(reference):
        assert decode_id(encode_id(reference)) == reference


@contextmanager
def expected_error(reference: str) -> Iterator[None]:
    """Texts that are no Unicode cannot be told."""
    try:
        yield
    except (UnicodeEncodeError, RequestError):
        assert any("\ud800" <= letter <= "\udfff" for letter in reference)
