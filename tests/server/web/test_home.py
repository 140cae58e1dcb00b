"""The first page: what the graph holds, the headline answer, the ways in."""

from __future__ import annotations

import re

import httpx

from imr_graph.store.graph import Graph
from server.web.shell import SECTIONS
from tests.server.web.conftest import Visit
from tests.server.web.test_questions import DENIALS, HTML, opened

MOST_SENT = 300_000
"""Bytes that the page with its styles and scripts may send, compressed."""


def figures(text: str) -> dict[str, str]:
    found = re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", text, re.DOTALL)
    return {re.sub(r"<[^>]*>", "", name): value for name, value in found}


def test_it_counts_what_the_graph_holds(counted_client: httpx.Client, counted_graph: Graph) -> None:
    told = figures(counted_client.get("/", headers=HTML).text)
    whole = counted_client.get("/statistics").json()
    counts = dict(zip((one["name"] for one in whole["columns"]), whole["rows"][0], strict=True))
    assert told["letters"] == str(counted_graph.manifest.letters)
    assert told["disputed requests"] == str(counts["items"])
    for outcome in ("upheld", "modified", "overturned"):
        assert told[outcome] == str(counts[outcome])
    first, last = (whole["about"][name][:4] for name in ("firstDecision", "lastDecision"))
    assert told["decided"] == (first if first == last else f"{first}\N{EN DASH}{last}")


def test_it_tells_the_first_rows_of_the_headline_answer(counted_client: httpx.Client) -> None:
    page = opened(counted_client, "/")
    answer = counted_client.get(f"{DENIALS}?first=10").json()
    names = [one["name"] for one in answer["columns"]]
    shown = [[cell.strip() for cell in row] for row in page.rows[1:11]]
    places = [names.index(one) for one in ("ingredients", "document", "place", "items")]
    wanted = [[str(row[place]) for place in places] for row in answer["rows"]]
    assert [row[:4] for row in shown] == wanted
    assert any(link.startswith(f"{DENIALS}/letters?") for link in page.links)


def test_every_way_in_leads_somewhere(counted_client: httpx.Client) -> None:
    found = opened(counted_client, "/").links
    links = [link for link in found if link.startswith("/") and "?" not in link and "/concept/" not in link]
    assert {section.path for section in SECTIONS} <= set(links)
    for link in set(links):
        assert counted_client.get(link, headers=HTML).status_code == 200, link


def test_one_number_of_each_table_leads_to_its_letters(counted_client: httpx.Client) -> None:
    links = [link for link in opened(counted_client, "/").links if "/letters?" in link]
    for link in (links[0], links[-1]):
        assert counted_client.get(link).json()["letters"] > 0


def test_made_up_letters_are_called_so(counted_client: httpx.Client, client: httpx.Client) -> None:
    assert "synthetic" in counted_client.get("/", headers=HTML).text
    assert "synthetic" not in client.get("/", headers=HTML).text


def test_the_cube_is_named_where_there_is_one(counted_client: httpx.Client, client: httpx.Client) -> None:
    assert 'href="/cube/sparql"' in counted_client.get("/", headers=HTML).text
    assert "/cube/sparql" not in client.get("/", headers=HTML).text


def test_it_is_light_and_drawn(visit: Visit, counted_client: httpx.Client) -> None:
    watched = visit(str(counted_client.base_url).rstrip("/"))
    devtools = watched.page.context.new_cdp_session(watched.page)
    devtools.send("Network.enable")
    sent: list[float] = []
    devtools.on("Network.loadingFinished", lambda told: sent.append(told["encodedDataLength"]))
    page = watched.open("/")
    for chart in page.locator("figure.chart").all():
        chart.scroll_into_view_if_needed()
    page.wait_for_function("() => !document.querySelector('figure.chart:not([data-drawn=yes])')")
    page.wait_for_load_state("networkidle")
    assert page.locator("figure.chart svg[role=img]").count() == 2
    assert 0 < sum(sent) < MOST_SENT
    watched.assert_at_peace()
