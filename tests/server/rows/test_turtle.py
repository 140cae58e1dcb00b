"""Lists as Turtle: the rows of JSON, a resource each, read by rdflib."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import httpx
import pytest
import rdflib
from rdflib.namespace import CSVW, DCTERMS, RDF

from imr_graph.questions.question import Column
from imr_graph.questions.table import Value
from server.rows.turtle import row_triples, table_triples, turtle

DENIALS = "/questions/drug-guideline-denials"
URL = "http://127.0.0.1/questions/some?drug=a|b&x=\u00e9 {"
XSD = rdflib.XSD


def read(response: httpx.Response) -> rdflib.Graph:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    return rdflib.Graph().parse(data=response.content, format="turtle")


def rows_of(graph: rdflib.Graph, table: str, columns: list[str]) -> dict[int, list[set[str]]]:
    """The values of each column by the number of the row."""
    found = {}
    for node in graph.objects(rdflib.URIRef(table), CSVW.row):
        number = int(str(graph.value(node, CSVW.rownum)))
        assert str(node) == f"{table}#row={number}"
        found[number] = [
            {str(o) for o in graph.objects(node, rdflib.URIRef(f"{table}#{name}"))} for name in columns
        ]
    return found


@pytest.mark.parametrize(
    ("path", "params"),
    [
        (DENIALS, {"drug": "drug/norco"}),
        ("/questions/overturn-rate-by-category", {}),
        ("/questions/decisions-by-period", {}),
        ("/statistics", {"groupBy": "category"}),
        ("/search", {"words": "opioid"}),
    ],
)
def test_each_list_has_the_rows_of_json(
    counted_client: httpx.Client, path: str, params: dict[str, str]
) -> None:
    told: Any = counted_client.get(path, params=params).json()
    columns = [column["name"] for column in told["columns"]]
    types = [column["type"] for column in told["columns"]]
    graph = read(counted_client.get(path, params={**params, "format": "ttl"}))
    [table] = graph.subjects(RDF.type, CSVW.Table)
    rows = rows_of(graph, str(table), columns)
    assert sorted(rows) == list(range(1, len(told["rows"]) + 1))
    for number, row in enumerate(told["rows"], 1):
        for type_, value, held in zip(types, row, rows[number], strict=True):
            if value is None:
                assert held == set()
            elif type_ == "letters":
                assert held == set(value.split())
            elif isinstance(value, float):
                assert [float(one) for one in held] == [value]
            else:
                assert held == {str(value)}


def test_a_column_of_letters_is_a_letter_each(counted_client: httpx.Client) -> None:
    graph = read(counted_client.get(DENIALS, params={"format": "ttl"}))
    letters = [o for _, p, o in graph if str(p).endswith("#determinations") and "label" not in str(p)]
    assert letters
    assert all(isinstance(one, rdflib.URIRef) and "/determination/" in str(one) for one in letters)


def test_pages_make_up_one_table(counted_client: httpx.Client) -> None:
    whole = read(counted_client.get(DENIALS, params={"format": "ttl"}))
    parts = rdflib.Graph()
    following: str | None = f"{DENIALS}?first=25&format=ttl"
    while following is not None:
        response = counted_client.get(following)
        parts += read(response)
        following = response.links.get("next", {}).get("url")
    assert set(parts) == set(whole)


def test_accept_asks_for_it_too(counted_client: httpx.Client) -> None:
    named = read(counted_client.get(DENIALS, params={"format": "turtle"}))
    assert set(named) == set(read(counted_client.get(DENIALS, headers={"Accept": "text/turtle"})))


def test_the_list_of_questions_is_rows_as_well(counted_client: httpx.Client) -> None:
    listed = counted_client.get("/questions").json()["questions"]
    graph = read(counted_client.get("/questions", params={"format": "ttl"}))
    table = f"{counted_client.base_url}/questions"
    rows = rows_of(graph, table, ["name", "href"])
    assert [rows[number] for number in sorted(rows)] == [[{one["name"]}, {one["href"]}] for one in listed]
    lines = counted_client.get("/questions", params={"format": "csv", "first": 3}).text.split("\r\n")
    assert lines[0] == "name,title,description,parameters,columns,href"
    assert [line.partition(",")[0] for line in lines[1:4]] == [one["name"] for one in listed[:3]]
    assert counted_client.get("/questions", params={"format": "csv", "drug": "x"}).status_code == 400


COLUMNS = tuple(
    Column(name, type_, f"Meaning of {name}.")  # type: ignore[arg-type]
    for name, type_ in (
        ("text", "string"),
        ("count", "integer"),
        ("rate", "decimal"),
        ("day", "date"),
        ("yes", "boolean"),
        ("place", "concept"),
        ("letters", "letters"),
    )
)


def graph_of(rows: list[tuple[Value, ...]]) -> rdflib.Graph:
    said = {"version": "000001"}
    text = turtle(table_triples(URL, "A title", COLUMNS, said), URL, head=True)
    text += turtle(row_triples(URL, COLUMNS, rows, 6), URL, head=False)
    return rdflib.Graph().parse(data=text, format="turtle")


def test_values_have_their_types() -> None:
    hostile = 'a "quoted" \\ text\n> . <x> @en'
    row = (
        hostile,
        -5,
        0.00001,
        dt.date(2016, 1, 2),
        True,
        "https://x.example/concept/a",
        "http://a/1 http://a/2",
    )
    graph = graph_of([row, (None,) * 7])
    [table] = graph.subjects(RDF.type, CSVW.Table)
    assert str(graph.value(table, DCTERMS.hasVersion)) == "000001"
    node = rdflib.URIRef(f"{table}#row=7")
    told = {
        str(p).rpartition("#")[2]: o
        for p, o in graph.predicate_objects(node)
        if str(p).startswith(str(table))
    }
    assert told["text"] == rdflib.Literal(hostile)
    assert told["count"] == rdflib.Literal("-5", datatype=XSD.integer)
    assert told["rate"] == rdflib.Literal("0.00001", datatype=XSD.decimal)
    assert told["day"] == rdflib.Literal("2016-01-02", datatype=XSD.date)
    assert told["yes"] == rdflib.Literal("true", datatype=XSD.boolean)
    assert told["place"] == rdflib.URIRef("https://x.example/concept/a")
    assert set(graph.objects(node, rdflib.URIRef(f"{table}#letters"))) == {
        rdflib.URIRef("http://a/1"),
        rdflib.URIRef("http://a/2"),
    }
    empty = rdflib.URIRef(f"{table}#row=8")
    assert not [p for p in graph.predicates(empty) if str(p).startswith(str(table))]


def test_what_is_no_iri_is_a_text() -> None:
    row = ("", 1, 1.0, None, None, "no iri <at all>", "")
    graph = graph_of([row])
    assert rdflib.Literal("no iri <at all>") in set(graph.objects())


def test_many_rows_take_no_long_time() -> None:
    rows: list[tuple[Value, ...]] = [
        ("x", n, 0.5, None, True, "http://c/x", "http://a/1") for n in range(20_000)
    ]
    began = time.process_time()
    assert turtle(row_triples(URL, COLUMNS, rows, 0), URL, head=False).count(b"\n") > 100_000
    assert time.process_time() - began < 10
