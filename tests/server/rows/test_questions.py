"""The named questions over HTTP: the list, rows in four formats, pages, refusals."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import msgspec
import pyarrow as pa
import pytest
from pyarrow import parquet

from imr_graph.questions import load_questions, run_question
from imr_graph.questions.question import Column
from imr_graph.store.graph import Graph
from server.responses.problems import Problem
from server.rows.asked import RESERVED
from server.rows.writing import CSV, FORMATS, JSON, Rows, spooled
from server.settings import Settings
from server.workers.answer import SpoolRoom

DENIALS = "/questions/drug-guideline-denials"
RATES = "/questions/overturn-rate-by-category"


def told(response: httpx.Response) -> Any:
    assert response.status_code == 200, response.text
    return response.json()


def test_the_list_tells_how_to_ask_each(counted_client: httpx.Client) -> None:
    listed = told(counted_client.get("/questions"))["questions"]
    assert [one["name"] for one in listed] == list(load_questions())
    [rates] = [one for one in listed if one["name"] == "overturn-rate-by-category"]
    assert rates["parameters"][0] == {
        "name": "drugClass",
        "type": "concept",
        "kind": "drug-class",
        "doc": "Only drugs of this class",
        "examples": ["drug-class/opioid", "Opioid"],
        "choices": [],
        "default": "UNDEF",
    }
    assert {"name": "items", "type": "integer", "doc": "Distinct items decided."} in rates["columns"]
    assert counted_client.get(rates["href"]).status_code == 200


def test_no_parameter_has_a_name_that_asks_for_something_else() -> None:
    for question in load_questions().values():
        assert not {parameter.name for parameter in question.parameters} & set(RESERVED), question.name


@pytest.mark.parametrize("name", ["drug-guideline-denials", "chain", "unresolved"])
def test_rows_are_those_of_the_program(counted_client: httpx.Client, counted_graph: Graph, name: str) -> None:
    answer = told(counted_client.get(f"/questions/{name}"))
    table = run_question(counted_graph, name, {})
    assert [column["name"] for column in answer["columns"]] == list(table.columns)
    assert answer["rows"] == [list(row) for row in table.rows]
    assert answer["totalCount"] == len(table.rows)
    assert answer["about"]["letters"] == 11


def test_rows_without_tables_come_from_the_triples(client: httpx.Client, graph: Graph) -> None:
    answer = told(client.get(RATES))
    assert answer["rows"] == [list(row) for row in run_question(graph, "overturn-rate-by-category").rows]


@pytest.mark.parametrize("name", ["drug-guideline-denials", "chain"])
def test_pages_make_up_the_whole(counted_client: httpx.Client, name: str) -> None:
    whole = told(counted_client.get(f"/questions/{name}"))
    rows: list[Any] = []
    following: str | None = f"/questions/{name}?first=25"
    while following is not None:
        response = counted_client.get(following)
        page = told(response)
        assert page["totalCount"] == whole["totalCount"]
        rows += page["rows"]
        following = page["next"]
        assert following == response.links.get("next", {}).get("url")
    assert rows == whole["rows"]


def test_a_parameter_narrows_the_answer_and_the_next_page(counted_client: httpx.Client) -> None:
    page = told(counted_client.get(DENIALS, params={"drug": "Norco", "first": 1}))
    assert 1 < page["totalCount"] < told(counted_client.get(DENIALS))["totalCount"]
    assert "drug=Norco" in page["next"]


def test_statistics_take_a_concept_by_label_path_or_iri(counted_client: httpx.Client) -> None:
    iri = "https://imr-graph.example/concept/drug-class/opioid"
    answers = [
        told(counted_client.get("/statistics", params={"groupBy": "category", "drug_class": named}))
        for named in ("Opioid", "opioid", "drug-class/opioid", iri)
    ]
    assert answers[0]["totalCount"] == 1
    assert [answer["rows"] for answer in answers] == [answers[0]["rows"]] * 4


def test_columns_are_chosen(counted_client: httpx.Client) -> None:
    whole = told(counted_client.get(DENIALS))
    names = [column["name"] for column in whole["columns"]]
    some = told(counted_client.get(DENIALS, params={"columns": "determinations,place"}))
    assert [column["name"] for column in some["columns"]] == ["determinations", "place"]
    places = [names.index("determinations"), names.index("place")]
    assert some["rows"] == [[row[place] for place in places] for row in whole["rows"]]


def test_every_format_has_the_same_rows(counted_client: httpx.Client) -> None:
    whole = told(counted_client.get(DENIALS))
    columns = [column["name"] for column in whole["columns"]]
    by_media_type = {
        form.name: counted_client.get(DENIALS, headers={"Accept": form.media_type}) for form in FORMATS
    }
    by_name = {form.name: counted_client.get(DENIALS, params={"format": form.name}) for form in FORMATS}
    for form in FORMATS:
        assert by_media_type[form.name].headers["content-type"] == form.content_type
        assert by_media_type[form.name].content == by_name[form.name].content or form is FORMATS[-1]
    arrow = pa.ipc.open_stream(by_name["arrow"].content).read_all()
    packed = parquet.read_table(io.BytesIO(by_name["parquet"].content))
    for table in (arrow, packed):
        assert table.column_names == columns
        assert [list(row.values()) for row in table.to_pylist()] == whole["rows"]
        assert msgspec.json.decode(table.schema.metadata[b"imr-graph"])["about"] == whole["about"]
    assert arrow.schema.field("items").type == pa.int64()
    lines = list(csv.reader(io.StringIO(by_name["csv"].text, newline="")))
    assert lines[0] == columns
    assert [line[columns.index("items")] for line in lines[1:]] == [
        str(row[columns.index("items")]) for row in whole["rows"]
    ]


def test_csv_leads_to_what_it_rests_on(counted_client: httpx.Client) -> None:
    response = counted_client.get(RATES, params={"format": "csv"})
    assert response.headers["content-disposition"] == 'attachment; filename="overturn-rate-by-category.csv"'
    described = told(counted_client.get(response.links["describedby"]["url"]))
    assert described["about"]["lettersCounted"] == 11


def written(rows: list[tuple[Any, ...]], form: Any = CSV, **limits: int) -> bytes:
    columns = (Column("text", "string", ""), Column("number", "integer", ""))
    settings = Settings(**limits)  # type: ignore[arg-type]
    with spooled(Rows("", columns, rows, len(rows), {}), form, settings, SpoolRoom(1 << 30)) as answer:
        return answer.body


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ('a "quoted", word', '"a ""quoted"", word"'),
        ("two\nlines", '"two\nlines"'),
        ("é", "é"),
        (None, ""),
    ],
)
def test_csv_holds_texts_that_no_spreadsheet_runs(text: str | None, cell: str) -> None:
    assert written([(text, -5)]).decode() == f"text,number\r\n{cell},-5\r\n"


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_limit_is_an_error_that_names_it(form: Any) -> None:
    rows = [(f"{number:064}", number) for number in range(20_000)]
    with pytest.raises(Problem, match="more than 100 rows"):
        written(rows, form, result_rows=100)
    with pytest.raises(Problem, match="more than 1000 bytes"):
        written(rows, form, result_bytes=1000)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_long_answer_is_whole_and_gives_its_room_back(form: Any) -> None:
    rows = [(f"row {number} of many", number) for number in range(60_000)]
    room = SpoolRoom(1 << 30)
    columns = (Column("text", "string", ""), Column("number", "integer", ""))
    with spooled(Rows("", columns, iter(rows), len(rows), {}), form, Settings(), room) as answer:
        body = answer.body
        assert len(body) == answer.size
    assert room.left == 1 << 30
    if form is JSON:
        assert [tuple(row) for row in msgspec.json.decode(body)["rows"]] == rows
    elif form.name == "arrow":
        assert pa.ipc.open_stream(body).read_all().num_rows == len(rows)


@pytest.mark.parametrize(
    ("url", "status", "said"),
    [
        ("/questions/chian", 404, "near it: chain"),
        ("/questions/chain?cas=x", 400, "near it: case"),
        ("/questions/chain?case=a&case=b", 400, "given 2 times"),
        ("/questions/case-record?case=CM99-0000000", 400, "no case is called"),
        ("/questions/chain?first=0", 400, "number of rows"),
        ("/questions/chain?first=1e9", 400, "number of rows"),
        ("/questions/chain?after=%2B%2B", 400, "cursor"),
        ("/questions/chain?after=bm90aGluZzox", 400, "cursor"),
        ("/questions/chain?after=bm90aGluZzpuZXZlcjox", 400, "another list"),
        ("/questions/chain?columns=cas", 400, "near it: case"),
        ("/questions/chain?columns=case,case", 400, "twice"),
        ("/questions/chain?format=xls", 400, "json, csv, ttl, arrow, parquet"),
        ("/statistics?groupBy=drugg", 400, "near it: drug"),
        ("/statistics?groupBy=drug&groupBy=category&groupBy=sex&groupBy=priority", 400, "up to 3"),
        ("/statistics?columns=items", 400, "leave columns out"),
        ("/statistics?drugs=norco", 400, "near it: drug"),
        ("/statistics?drug=norko", 400, "near it: drug/"),
        ("/statistics?category=drug/norco", 400, "category"),
        ("/statistics?decision_year=last", 400, "no whole number"),
        ("/statistics?decisionYear=99999999999999999999", 400, "no whole number"),
        ("/search?decisionYear=99999999999999999999", 400, "no whole number"),
        ("/search?drug=norko", 400, "near it: drug/"),
        ("/search?words=x&in=y", 400, "takes words"),
        ("/determination/CM99-0000000/text", 404, "CM99-0000000"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(
    counted_client: httpx.Client, url: str, status: int, said: str
) -> None:
    response = counted_client.get(url, headers={"Accept": "text/plain" if url.endswith("text") else "*/*"})
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert said in response.json()["detail"]


def test_statistics_take_the_names_of_tables_and_of_addresses(counted_client: httpx.Client) -> None:
    own, other, both = (
        counted_client.get(f"/statistics?{query}").json()
        for query in (
            "groupBy=decision_year&drug_class=drug-class/opioid&drug_class=drug-class/nsaid",
            "groupBy=decisionYear&drugClass=drug-class/opioid&drugClass=drug-class/nsaid",
            "groupBy=decisionYear&drugClass=drug-class/opioid&drug_class=drug-class/nsaid",
        )
    )
    assert own["rows"]
    assert own["columns"] == other["columns"] == both["columns"]
    assert own["rows"] == other["rows"] == both["rows"]


def test_an_accept_that_fits_nothing_is_refused(counted_client: httpx.Client) -> None:
    response = counted_client.get(RATES, headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert "text/csv" in response.json()["detail"]


@pytest.mark.parametrize("url", [RATES, "/statistics?groupBy=category", "/search?words=opioid"])
def test_a_client_that_has_the_answer_is_not_sent_it_again(counted_client: httpx.Client, url: str) -> None:
    answer = counted_client.get(url)
    tag = answer.headers["etag"]
    assert counted_client.get(url, headers={"If-None-Match": tag}).status_code == 304
    other = counted_client.get(url, headers={"If-None-Match": tag, "Accept": "text/csv"})
    assert other.status_code == 200
    assert "Accept" in other.headers["vary"]


def test_head_has_the_headers_alone(counted_client: httpx.Client) -> None:
    plain = {"Accept-Encoding": "identity"}
    head, get = (counted_client.request(method, RATES, headers=plain) for method in ("HEAD", "GET"))
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == str(len(get.content))


@pytest.mark.parametrize("url", ["/questions", RATES, "/statistics", "/search?words=x"])
def test_nothing_can_be_written(counted_client: httpx.Client, url: str) -> None:
    response = counted_client.post(url, content=b"x")
    assert response.status_code == 405
    assert "GET" in response.headers["allow"]


def test_the_kept_text_is_there_for_who_asks_for_text(client: httpx.Client) -> None:
    place = "/determination/CM16-0000001/text"
    response = client.get(place, headers={"Accept": "text/plain"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Norco" in response.text
    tag = response.headers["etag"]
    again = client.get(place, headers={"Accept": "text/plain", "If-None-Match": tag})
    assert again.status_code == 304
    former = client.get("/determination/body-00000000000000aa/text", headers={"Accept": "text/plain"})
    assert former.status_code == 308


def test_a_search_is_a_page_of_twenty_unless_told(counted_client: httpx.Client) -> None:
    page = told(counted_client.get("/search", params={"words": "the"}))
    assert len(page["rows"]) == min(20, page["totalCount"])
    first = told(counted_client.get("/search", params={"words": "functional", "first": 2}))
    rest = told(counted_client.get(first["next"]))
    assert len(first["rows"]) == 2
    assert rest["rows"]
    assert not [row for row in rest["rows"] if row in first["rows"]]
