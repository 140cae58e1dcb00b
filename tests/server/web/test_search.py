"""The page at ``/search``: the same as the data, links that keep the state, words marked, errors."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request

from imr_graph.record import Dates, Evidence, Record
from imr_graph.search.highlights import Highlighter
from imr_graph.store.graph import Graph
from server.rows.asked import asked_of
from server.rows.writing import JSON
from server.serving.version import SCOPE_KEY, Serving
from server.web.quotes import GAP, Quoting
from server.web.search import _search_page
from tests.factories import make_item, make_record
from tests.server.conftest import LIMITS, build_directory
from tests.server.web.browsing import Watched
from tests.server.web.conftest import Visit

PAGE = {"Accept": "text/html"}
SEARCH = "/search?words=medication&outcome=upheld&show=items"


@pytest.fixture(scope="module")
def pages(counted_client: httpx.Client) -> Iterator[httpx.Client]:
    """A browser's requests, without scripts."""
    with httpx.Client(base_url=counted_client.base_url, headers=PAGE, timeout=60) as opened:
        yield opened


def links(page: str, part: str = "") -> list[str]:
    """Addresses that a page leads to, of those with some text."""
    found = re.findall(r'href="([^"]*)"', page)
    return [unescape(one) for one in found if part in unescape(one)]


@pytest.mark.parametrize(
    "query", ["", "words=pain", "outcome=overturned&show=letters", "words=pain&sort=oldest"]
)
def test_the_page_lists_what_the_data_lists(
    pages: httpx.Client, counted_client: httpx.Client, query: str
) -> None:
    page = pages.get(f"/search?{query}")
    assert page.status_code == 200
    json = counted_client.get(f"/search?{query}").json()
    heads = re.findall(r"<li>\s*<h2><a href=\"/determination/([^\"#]+)", page.text)
    assert heads == [row[1] for row in json["rows"]]
    assert f"of {json['totalCount']:,}" in page.text
    for form in ("json", "csv", "ttl", "arrow", "parquet"):
        (address,) = set(links(page.text, f"format={form}"))
        assert counted_client.get(address).status_code == 200


def test_every_facet_leads_to_as_many_as_it_says(pages: httpx.Client, counted_client: httpx.Client) -> None:
    page = pages.get(SEARCH).text
    facets = re.findall(
        r'<li style="[^"]*"><a href="([^"]*)"[^>]*>[^<]*</a> <span class="count">([\d,]+)', page
    )
    alone = [(unescape(href), int(items.replace(",", ""))) for href, items in facets if "outcome=" in href]
    assert len(alone) > 20
    for href, items in [one for one in alone if one[0].count("outcome=") == 1][::5]:
        assert counted_client.get(href).json()["totalCount"] == items


def test_chosen_values_are_chips_that_can_be_taken_out(pages: httpx.Client) -> None:
    page = pages.get(SEARCH).text
    (chip,) = re.findall(r'<ul class="chips">.*?</ul>', page, re.DOTALL)
    assert links(chip) == ["/search?words=medication"]
    assert 'aria-current="true"' in page
    assert pages.get(links(chip)[0]).status_code == 200


def test_the_form_carries_the_filters_along(pages: httpx.Client) -> None:
    page = pages.get(
        "/search?outcome=upheld&drugClass=opioid&drugClass=nsaid&show=letters&from=2014-01-01"
    ).text
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page)
    assert hidden == [
        ("outcome", "decision/upheld"),
        ("drugClass", "drug-class/nsaid"),
        ("drugClass", "drug-class/opioid"),
        ("show", "letters"),
    ]
    assert 'value="2014-01-01"' in page


def test_pages_lead_on_and_back(pages: httpx.Client) -> None:
    first = pages.get("/search?words=the&first=3")
    (following,) = re.findall(r'href="([^"]*)" rel="next"', first.text)
    second = pages.get(unescape(following))
    assert "4\N{EN DASH}6 of" in second.text
    (before,) = re.findall(r'href="([^"]*)" rel="prev"', second.text)
    assert pages.get(unescape(before)).text == first.text


def test_marks_stand_on_the_words(pages: httpx.Client) -> None:
    page = pages.get("/search?words=medication").text
    marks = {unescape(one).lower() for one in re.findall(r"<mark>([^<]*)</mark>", page)}
    assert marks
    assert "medical" in marks
    assert all(one.startswith("medic") for one in marks)  # forms of one stem
    for address in links(page, "/rationale"):
        assert re.fullmatch(r"/determination/[^#]+#/items/\d+/rationale", address)


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("from=2016-13-01", "from", "is a day"),
        ("sort=newst", "sort", "near it: newest"),
        ("words=" + "(" * 30 + "a", "words", "parentheses"),
        ("words=" + "a" * 1001, "words", "1000 are possible"),
        ("drug=norko", "", "near it: drug/"),
        ("drug=%3Cscript%3E", "", "&lt;script&gt;"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(pages: httpx.Client, query: str, field: str, said: str) -> None:
    page = pages.get(f"/search?{query}")
    assert page.status_code == 400
    assert said in page.text
    assert "<script>" not in page.text
    if field:
        assert f'id="fault-{field}"' in page.text
        assert f'aria-describedby="fault-{field}"' in page.text
    else:
        assert "Search without it" in page.text


def test_words_come_back_as_text(pages: httpx.Client) -> None:
    words = '"><img src=x onerror=alert(1)> pain'
    page = pages.get("/search", params={"words": words})
    assert page.status_code == 200
    assert "<img" not in page.text
    assert f'value="{escape(words).replace("&quot;", "&#34;")}"' in page.text


def test_all_values_of_a_dimension_have_a_page(pages: httpx.Client, counted_client: httpx.Client) -> None:
    address = "/search/by/drug?outcome=upheld"
    page = pages.get(address)
    values = counted_client.get(address).json()["rows"]
    assert page.text.count('<th scope="row">') == len(values) > 8
    for value, label, items, *_ in values[:3]:
        assert escape(label) in page.text
        (href,) = links(page.text, f"drug={value.replace('/', '%2F')}&outcome")[:1] or links(
            page.text, f"drug={value.replace('/', '%2F')}"
        )
        assert counted_client.get(href).json()["totalCount"] == items
    assert pages.get("/search/by/drug?drug=norko").status_code == 400


HOSTILE = 'The <b>opioid</b> was & is "needed"\nfor </script><script>alert(1)</script> opi-\noid weaning.'


def hostile_letter() -> tuple[Record, str]:
    """A letter whose rationale is markup, broken over lines."""
    rationale = " ".join(HOSTILE.replace("opi-\noid", "opi-oid").split())
    kept = f"Rationale: {HOSTILE}\n"
    start = kept.index("The <b>")
    span = (start, start + len(HOSTILE))
    item = make_item(text="<i>Opioid</i> tablets", rationale=rationale)
    record = make_record(
        items=(item,),
        dates=Dates(decision=dt.date(2016, 1, 2)),
        evidence=(Evidence(path="/items/0/rationale", spans=(span,), page=1, rule="item.rationale"),),
    )
    return record, kept


def test_quotes_are_the_letters_own_words() -> None:
    record, kept = hostile_letter()
    quoting = Quoting(record, kept, Highlighter("opioid needed"))
    (quote,) = quoting.rationale(1, 2)
    words = "".join(words for words, _ in quote.pieces)
    folded = " ".join(kept.split())
    assert all(part in folded for part in words.split(GAP))
    assert [words for words, marked in quote.pieces if marked] == ["opioid", "needed"]
    assert quote.page == 1
    assert [words for words, marked in quoting.title(1) if marked] == ["Opioid"]


def test_hostile_words_are_escaped(tmp_path: Path) -> None:
    record, _ = hostile_letter()
    directory = build_directory(tmp_path / "graph", [record], tables=True)
    with Graph.open(directory) as graph:
        serving = Serving(graph, LIMITS, owns_graph=False)
        request = Request(
            {
                "type": "http",
                "method": "GET",
                "scheme": "http",
                "server": ("127.0.0.1", 80),
                "client": ("127.0.0.1", 1),
                "path": "/search",
                "query_string": b"",
                "headers": [(b"accept", b"text/html")],
                SCOPE_KEY: serving,
            }
        )
        page = bytes(_search_page(request, serving, asked_of(request, graph.version, JSON)).body).decode()
        serving.close()
    assert "&lt;i&gt;Opioid&lt;/i&gt; tablets" in page
    assert "for &lt;/script&gt;&lt;script&gt;alert(1)" in page
    assert "<i>" not in page
    assert "<script>" not in page


def test_nothing_sought_shows_the_beginning() -> None:
    record, kept = hostile_letter()
    (quote,) = Quoting(record, kept, None).rationale(1, 2)
    assert quote.begins
    assert quote.ends
    assert not any(marked for _, marked in quote.pieces)


def test_in_a_browser(visit: Visit, counted_client: httpx.Client) -> None:
    desk = visit(str(counted_client.base_url))
    page = desk.open("/search?words=medication")
    assert page.locator("mark").count()
    before = page.locator(".tally strong").inner_text()
    page.locator(".facet[data-dimension=outcome] a").first.click()
    page.wait_for_url("**outcome=decision**")
    assert page.locator(".chips li").count() == 1
    page.locator(".chips a").first.click()
    page.wait_for_url(lambda url: "outcome" not in url)
    assert page.locator(".tally strong").inner_text() == before
    narrowed(desk)
    desk.assert_at_peace()


def narrowed(desk: Watched) -> None:
    """The field on the page of all values leaves those that fit."""
    page = desk.open("/search/by/drug")
    page.locator(".values-filter input").fill("nor")
    left = page.locator("table.values tbody tr:visible th").all_inner_texts()
    assert left
    assert all("nor" in one.lower() for one in left)
