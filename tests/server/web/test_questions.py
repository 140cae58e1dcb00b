"""The pages of questions: one for each, the same numbers as the data, numbers that lead to their letters."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from imr_graph.errors import QuestionError
from imr_graph.questions import counted_questions, load_questions
from imr_graph.questions.loader import parse_question
from imr_graph.questions.table import Value
from imr_graph.tables.row_items import leading_counts
from server.rows.writing import FORMATS
from server.web.answer_table import column_title
from server.web.charts import drawn
from server.web.questions import THEMES
from server.web.wording import number, percent
from tests.server.web.conftest import Visit

HTML = {"Accept": "text/html"}
RATES = "/questions/overturn-rate-by-category"
DENIALS = "/questions/drug-guideline-denials"


class Page(HTMLParser):
    """The tables, links and fields of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.links: list[str] = []
        self.fields: dict[str, str] = {}
        self._cell = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"} and self.rows:
            self.rows[-1].append("")
            self._cell = True
        elif tag == "a" and told.get("href"):
            self.links.append(str(told["href"]))
        elif tag == "input" and told.get("name"):
            self.fields[str(told["name"])] = str(told.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._cell = False

    def handle_data(self, data: str) -> None:
        if self._cell:
            self.rows[-1][-1] += data


def opened(client: httpx.Client, path: str, status: int = 200) -> Page:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == status, answer.text[:2000]
    assert answer.headers["content-type"].startswith("text/html")
    return Page(answer.text)


def test_the_list_has_every_question_under_a_theme(counted_client: httpx.Client) -> None:
    links = opened(counted_client, "/questions").links
    for name, question in load_questions().items():
        assert f"/questions/{name}" in links
        assert question.theme in THEMES
    assert counted_client.get("/questions", headers={"Accept": "*/*"}).json()["questions"]


@pytest.mark.parametrize("name", load_questions())
def test_every_question_has_a_page_with_the_numbers_of_its_data(
    counted_client: httpx.Client, name: str
) -> None:
    question = load_questions()[name]
    page = opened(counted_client, f"/questions/{name}?first=1000")
    data = counted_client.get(f"/questions/{name}").json()
    rows = [row for row in page.rows if row][1:]
    assert len(rows) == data["totalCount"]
    assert rows or name == "denied-without-guideline"  # the examples all cite something
    names = [column["name"] for column in data["columns"]]
    heads = page.rows[0] if rows else []
    for count in {"items", "letters", "overturned", "denied", "mentions"} & set(names) if rows else ():
        shown = [row[heads.index(column_title(count))] for row in rows]
        assert [cell.strip() for cell in shown] == [number(row[names.index(count)]) for row in data["rows"]]
    if question.has_rates:
        rate = names[names.index("low") - 1]
        for shown_row, row in zip(rows, data["rows"], strict=True):
            assert percent(row[names.index(rate)]) in shown_row[heads.index(column_title(rate))]
    for form in FORMATS:
        assert f"/questions/{name}?format={form.name}" in page.links
    assert any(link.startswith(f"/sparql?question={name}") for link in page.links)


def test_every_question_says_how_it_is_drawn() -> None:
    for question in load_questions().values():
        assert "\n# chart: " in question.text, question.name
        assert "\n# theme: " in question.text, question.name


@pytest.mark.parametrize(
    "chart",
    ["pie x=items", "bars x=items", "bars x=items y=", "bars x=items y=drug z=items", "bars x=none y=drug"],
)
def test_a_chart_that_cannot_be_drawn_is_refused(chart: str) -> None:
    columns = "# column drug: string — D\n# column items: integer — I\n"
    with pytest.raises(QuestionError, match="chart"):
        parse_question("made-up", f"# title: T\n# answers: A\n{columns}# chart: {chart}\n")


@pytest.mark.parametrize("name", sorted(counted_questions()))
def test_every_count_leads_to_as_many_letters(counted_client: httpx.Client, name: str) -> None:
    page = opened(counted_client, f"/questions/{name}?first=4")
    links = [link for link in page.links if link.startswith(f"/questions/{name}/letters?")]
    assert {dict(parse_qsl(urlsplit(link).query))["count"] for link in links} <= leading_counts(
        name, load_questions()[name].columns
    )
    link = links[len(links) // 2]
    told = counted_client.get(link).json()
    as_csv = csv.DictReader(io.StringIO(counted_client.get(f"{link}&format=csv").text))
    assert [row["determination"] for row in as_csv] == [row[0] for row in told["rows"]]
    behind = opened(counted_client, link)
    listed = [href for href in behind.links if href.startswith("/determination/") and "#" not in href]
    assert len(listed) == told["letters"] > 0
    assert (
        len([href for href in behind.links if "#/items/" in href]) == told["totalCount"] == len(told["rows"])
    )
    assert counted_client.get(listed[0], headers=HTML).status_code == 200


def test_a_form_keeps_what_was_given_and_its_links_too(counted_client: httpx.Client) -> None:
    asked = f"{DENIALS}?drug=Norco&by=any&first=3"
    page = opened(counted_client, asked)
    assert (page.fields["drug"], page.fields["by"], page.fields["ingredient"]) == ("Norco", "any", "")
    onward = next(link for link in page.links if "after=" in link)
    told = dict(parse_qsl(urlsplit(onward).query))
    assert told.items() >= {"drug": "Norco", "by": "any", "first": "3"}.items()
    beyond = opened(counted_client, onward)
    assert beyond.fields == page.fields
    assert next(link for link in beyond.links if "after=" not in link and "first=3" in link) in {
        asked,
        asked.replace(",", "%2C"),
    }
    behind = next(link for link in page.links if "/letters?" in link)
    assert dict(parse_qsl(urlsplit(behind).query)).items() >= {"drug": "Norco", "by": "any"}.items()


def test_empty_fields_are_no_part_of_an_address(counted_client: httpx.Client) -> None:
    answer = counted_client.get(f"{DENIALS}?drug=Norco&by=&drugName=&ingredient=", headers=HTML)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{DENIALS}?drug=Norco"


@pytest.mark.parametrize(
    ("query", "at", "said"),
    [
        ("drug=Norko", "fault-drug", "near it"),
        ("from=yesterday", "fault-from", "YYYY-MM-DD"),
        ("from=2018-01-01&to=2017-01-01", "alert", "change them about"),
        ("drugs=Norco", "alert", "near it: drug"),
    ],
)
def test_a_fault_stands_at_its_field(counted_client: httpx.Client, query: str, at: str, said: str) -> None:
    answer = counted_client.get(f"/questions/overturn-rate-by-drug?{query}", headers=HTML)
    assert answer.status_code == 400
    told = re.search(rf'<p class="[a-z]+" (?:id|role)="{at}"[^>]*>(.*?)</p>', answer.text)
    assert told
    assert said in unescape(told[1])
    assert "<table" not in answer.text


def test_what_is_given_is_escaped(counted_client: httpx.Client) -> None:
    hostile = '"><script>alert(1)</script>'
    answer = counted_client.get("/questions/overturn-rate-by-words", params={"words": hostile}, headers=HTML)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert Page(answer.text).fields["words"] == hostile


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/questions/chain/letters", 404),
        ("/questions/no-such/letters", 404),
        (f"{RATES}/letters", 400),
        (f"{RATES}/letters?count=low", 400),
        (f"{RATES}/letters?count=items&row.colour=red", 400),
        (f"{RATES}/letters?count=items&page=0", 400),
        (f"{RATES}/letters?count=items&drugClass=Weather", 400),
        (f"{RATES}/letters?count=items&row.category=Weather", 404),
    ],
)
def test_an_address_of_no_number_is_refused(counted_client: httpx.Client, path: str, status: int) -> None:
    assert counted_client.get(path).status_code == status
    assert counted_client.get(path, headers=HTML).status_code == status


def test_fields_suggest_what_the_letters_use(counted_client: httpx.Client) -> None:
    def suggested(kind: str, words: str = "") -> list[dict[str, Any]]:
        answer = counted_client.get("/suggest", params={"kind": kind, "words": words})
        assert answer.status_code == 200
        found: list[dict[str, Any]] = answer.json()["suggestions"]
        return found

    drugs = suggested("drug")
    assert [one["items"] for one in drugs] == sorted((one["items"] for one in drugs), reverse=True)
    norco = next(one for one in drugs if one["path"] == "drug/norco")
    assert suggested("drug", "norc")[0] == norco
    counted = counted_client.get("/statistics", params={"groupBy": "drug"}).json()["rows"]
    assert {row[0]: row[2] for row in counted}["Norco"] == norco["items"]
    assert suggested("drug", "no such drug at all") == []
    assert all(one["path"].startswith("drug-class/") for one in suggested("drugClass"))
    refused = counted_client.get("/suggest", params={"kind": "drog"})
    assert refused.status_code == 400
    assert "near it: drug" in refused.json()["detail"]
    text = counted_client.get(DENIALS, headers=HTML).text
    assert f'<option value="{norco["value"]}">' in text


def test_a_chart_draws_the_rows_of_the_answer() -> None:
    question = load_questions()["overturn-rate-by-category"]
    row: dict[str, Value] = {
        "category": "Surgery",
        "items": 4,
        "overturnRate": 0.25,
        "low": 0.1,
        "high": 0.7,
    }
    told = drawn(question, [row], 1)
    assert told
    assert told.data["rows"] == [{"label": "Surgery", "number": 0.25, "of": 4, "low": 0.1, "high": 0.7}]
    assert drawn(question, [], 0) is None
    lines = load_questions()["drug-class-share-by-period"]
    spans: list[dict[str, Value]] = [
        {"decided": year, "drugClass": "Opioid", "items": 1, "share": 0.5, "low": 0.1, "high": 0.9}
        for year in ("2016", "2017", "not printed")
    ]
    over_time = drawn(lines, spans, 3)
    assert over_time
    assert [one["span"] for one in over_time.data["rows"]] == ["2016", "2017"]
    once = drawn(lines, [{**spans[0], "decided": "all"}], 1)
    assert once
    assert once.data["kind"] == "bars"
    heat = load_questions()["drug-guideline-denials"]
    cells: list[dict[str, Value]] = [
        {"ingredients": f"i{x}", "place": f"p{y}", "document": "d", "items": 1}
        for x in range(40)
        for y in (1, 2)
    ]
    map_ = drawn(heat, cells, 80)
    assert map_
    assert len(map_.data["lines"]) == 16
    assert {one["y"] for one in map_.data["rows"]} == set(map_.data["lines"])


def test_the_data_of_a_chart_cannot_end_its_element(counted_client: httpx.Client) -> None:
    text = counted_client.get(DENIALS, headers=HTML).text
    held = re.search(r'<script type="application/json" id="chart-data">(.*?)</script>', text)
    assert held
    assert json.loads(held[1])["kind"] == "heat"


@pytest.mark.parametrize(
    "path",
    [
        DENIALS,
        "/questions/overturn-rate-by-specialty",
        "/questions/days-to-decision?period=month",
        "/questions/decisions-per-letter",
    ],
)
def test_charts_are_drawn(visit: Visit, counted_client: httpx.Client, path: str) -> None:
    watched = visit(str(counted_client.base_url).rstrip("/"))
    page = watched.open(path)
    page.locator("figure.chart").scroll_into_view_if_needed()
    page.wait_for_selector('figure.chart[data-drawn="yes"] svg[role=img]')
    watched.assert_at_peace()


def test_a_number_clicked_leads_to_its_letters(visit: Visit, counted_client: httpx.Client) -> None:
    watched = visit(str(counted_client.base_url).rstrip("/"))
    page = watched.open(RATES)
    link = page.locator('a[href*="/letters?"][href*="count=items"]').first
    items = link.inner_text()
    link.click()
    page.wait_for_url("**/letters?**")
    assert f"{items} request" in page.locator("dl.facts").inner_text()
    assert watched.axe() == []
    watched.assert_at_peace()


def test_a_field_suggests_as_one_types(visit: Visit, counted_client: httpx.Client) -> None:
    watched = visit(str(counted_client.base_url).rstrip("/"))
    page = watched.open(DENIALS)
    with page.expect_response("**/suggest?**words=nor**"):
        page.locator("#field-drug").press_sequentially("nor")
    page.wait_for_function(
        "() => [...document.querySelectorAll('#list-drug option')].every(one => /nor/i.test(one.value))"
    )
    watched.assert_at_peace()
