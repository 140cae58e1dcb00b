"""Documents are measured as they unfold, in time that does not grow with what they unfold to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest
import strawberry
from graphql import GraphQLSchema, parse
from hypothesis import given
from hypothesis import strategies as st

from server.graphql.document_limits import Extent, check, measured
from server.graphql.errors import RequestError
from server.settings import Settings


@strawberry.type
class Item:
    name: str
    letter: Letter | None


@strawberry.type
class Letter:
    name: str
    items: list[Item]

    @strawberry.field
    def cases(self, first: int | None = None) -> list[Letter]:
        return [] if first else [self]

    @strawberry.field
    def letters(self, first: int = 5) -> list[Letter]:
        return [] if first else [self]


@strawberry.type
class Query:
    name: str
    item: Item | None

    @strawberry.field
    def letters(self, first: int = 20, last: int | None = None) -> list[Letter]:
        return [] if first or last else [Letter(name="", items=[])]


SCHEMA = strawberry.Schema(Query)._schema


def extent(document: str, variables: dict[str, Any] | None = None, schema: GraphQLSchema = SCHEMA) -> Extent:
    return measured(parse(document), schema, variables or {})


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("{ name }", Extent(depth=1, fields=1, cost=1)),
        ("{ a: name b: name }", Extent(depth=1, fields=2, cost=2, aliases=2)),
        ("{ item { letter { name } } }", Extent(depth=3, fields=3, cost=3)),
        ("{ name @skip(if: false) ... @include(if: true) { name } }", Extent(1, 2, 2, directives=2)),
        ("{ letters { name } }", Extent(depth=2, fields=2, cost=21)),
        ("{ letters(first: 3) { name items { name } } }", Extent(depth=3, fields=4, cost=10)),
        ("{ letters(last: 2) { name } }", Extent(depth=2, fields=2, cost=3)),
        ("{ letters(first: 2) { letters(first: 3) { name } } }", Extent(depth=3, fields=3, cost=9)),
        ("{ letters(first: 1) { cases { name } } }", Extent(depth=3, fields=3, cost=52)),
        ("{ letters(first: 100000) { name } }", Extent(depth=2, fields=2, cost=201)),
        ("{ letters(first: -1) { name } }", Extent(depth=2, fields=2, cost=201)),
        ("{ nothing { of(first: 4) { this } } }", Extent(depth=3, fields=3, cost=6)),
        (
            "{ item { ...I } ...Q } fragment I on Item { x: name } fragment Q on Query { item { ...I } }",
            Extent(depth=2, fields=4, cost=4, aliases=2),
        ),
        ("{ name } fragment Loose on Query { item { name } }", Extent(depth=2, fields=3, cost=3)),
        ("{ ...A } fragment A on Query { name ...A }", Extent(depth=1, fields=1, cost=1)),
        ("{ ...Nowhere }", Extent()),
        ("query One { name } query Two { name }", Extent(depth=1, fields=2, cost=2)),
    ],
)
def test_what_a_document_unfolds_to(document: str, expected: Extent) -> None:
    assert extent(document) == expected


@pytest.mark.parametrize(("value", "cost"), [(3, 4), (None, 201), ("3", 201), (100_000, 201)])
def test_a_page_by_variable(value: object, cost: int) -> None:
    document = "query($n: Int) { letters(first: $n) { name } }"
    assert extent(document, {} if value is None else {"n": value}).cost == cost


@given(st.integers(min_value=1, max_value=300))
def test_fragments_that_double_are_measured_at_once(count: int) -> None:
    doubling = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(count))
    document = f"{{ ...F0 }} {doubling} fragment F{count} on Query {{ name }}"
    assert extent(document).fields == 2**count


@pytest.mark.parametrize(
    ("over", "code"),
    [
        (Extent(depth=17), "document-too-deep"),
        (Extent(fields=1001), "too-many-fields"),
        (Extent(aliases=31), "too-many-aliases"),
        (Extent(directives=51), "too-many-directives"),
        (Extent(cost=200_001), "too-costly"),
        (Extent(fields=2**20_000), "too-many-fields"),
    ],
)
def test_over_a_limit(over: Extent, code: str) -> None:
    with pytest.raises(RequestError) as caught:
        check(over, Settings())
    assert caught.value.code == code
    assert len(str(caught.value)) < 120


def test_at_the_limits() -> None:
    settings = replace(Settings(), graphql_depth=2, graphql_fields=3, graphql_aliases=1)
    check(Extent(depth=2, fields=3, aliases=1), settings)


@pytest.mark.parametrize(
    ("document", "code", "classification"),
    [
        ("{ name", "bad-syntax", "GRAPHQL_PARSE_FAILED"),
        ("{ nameless }", "invalid-document", "GRAPHQL_VALIDATION_FAILED"),
        ("{ __typename " + "@skip(if: false) " * 60 + "}", "too-many-directives", "BAD_USER_INPUT"),
        ("{" + " a: __typename" * 40 + "}", "too-many-aliases", "BAD_USER_INPUT"),
        ("{" + " __typename" * 1900 + "}", "too-many-fields", "BAD_USER_INPUT"),
        ("{ questions " * 400 + "}" * 400, "bad-syntax", "GRAPHQL_PARSE_FAILED"),
        ('{ node(id: "x") { id } }', "bad-id", "BAD_USER_INPUT"),
        ("{ determinations(first: -1) { totalCount } }", "bad-page-size", "BAD_USER_INPUT"),
        (
            "{ determinations(first: 200) { nodes { items { category { items(first: 200) { nodes { iri "
            "citations { iri position citedBy } } } } } } } }",
            "too-costly",
            "BAD_USER_INPUT",
        ),
    ],
)
def test_each_error_has_a_code_and_a_family(
    client: httpx.Client, document: str, code: str, classification: str
) -> None:
    answer = client.post("/graphql", json={"query": document}).json()
    extensions = answer["errors"][0]["extensions"]
    assert (extensions["code"], extensions["classification"]) == (code, classification)
