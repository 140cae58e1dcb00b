"""``/explore``: neighbours as the fact tables count them, the same in picture, lists and file."""

from __future__ import annotations

import io
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from imr_graph.export.gexf_reading import read_gexf
from server.rows.graph_nodes import KINDS
from server.rows.neighbourhood import MOST_OPEN
from tests.server.web.browsing import Watched

BROWSER = {"Accept": "text/html"}
NORCO = "/explore?node=drug/norco"


def told(client: httpx.Client, **given: Any) -> dict[str, Any]:
    answer = client.get("/explore/neighbours", params=given)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize(
    ("node", "filter_by"),
    [
        ("drug/norco", "drug"),
        ("specialty/orthopaedic-surgery", "specialty"),
        ("condition/carpal-tunnel-syndrome", "condition"),
        ("category/pharmaceutical", "category"),
        ("drug-class/opioid", "drug_class"),
    ],
)
def test_edges_count_what_the_statistics_count(client: httpx.Client, node: str, filter_by: str) -> None:
    found = told(client, node=node, most=25)
    edges = {edge["target"]: edge for edge in found["edges"] if edge["kind"] == "items"}
    for name in ("specialty", "category", "section", "ingredient"):
        asked = {"groupBy": name, filter_by: node, "format": "json"}
        answer = client.get("/statistics", params=asked).json()
        columns = [column["name"] for column in answer["columns"]]
        for row in (dict(zip(columns, cells, strict=True)) for cells in answer["rows"]):
            path = (row[f"{name}_iri"] or "").partition("/concept/")[2]
            if path and path != node:
                assert (edges[path]["items"], edges[path]["overturned"]) == (row["items"], row["overturned"])


def test_a_letter_has_the_concepts_of_its_items_for_neighbours(client: httpx.Client) -> None:
    found = told(client, node="CM16-0000002")
    assert found["nodes"][0]["kind"] == "Determination"
    around = {node["id"] for node in found["nodes"]}
    assert {"drug/norco", "specialty/orthopaedic-surgery", "condition/carpal-tunnel-syndrome"} <= around
    assert "CM16-0000001" not in around


def test_what_is_left_out_is_told(client: httpx.Client) -> None:
    all_of_them = told(client, node="drug/norco", most=25)["opened"][0]
    some = told(client, node="drug/norco", most=1)["opened"][0]
    assert some["of"] == all_of_them["of"] == all_of_them["shown"] > some["shown"]
    page = client.get(f"{NORCO}&most=1", headers=BROWSER).text
    assert f"Showing {some['shown']} of {some['of']} neighbours" in page
    without = told(client, node="drug/norco", without="GuidelinePage")
    assert not any(node["kind"] == "GuidelinePage" for node in without["nodes"])


def test_schemes_tie_what_no_item_does(client: httpx.Client) -> None:
    found = told(client, node="guideline/mtus-chronic-pain/2009")
    assert any(edge["kind"] == "broader" for edge in found["edges"])
    assert any(edge["kind"] == "narrower" for edge in found["edges"])


def test_two_open_nodes_share_their_edge(client: httpx.Client) -> None:
    found = told(client, node=["drug/norco", "category/pharmaceutical"])
    pairs = [frozenset((edge["source"], edge["target"])) for edge in found["edges"]]
    assert len(pairs) == len(set(pairs))
    assert frozenset(("drug/norco", "category/pharmaceutical")) in pairs


def test_the_lists_hold_the_same_as_the_json(client: httpx.Client) -> None:
    found = told(client, node="drug/norco")
    page = client.get(NORCO, headers=BROWSER).text
    for node in found["nodes"][1:]:
        assert f"node={node['id'].replace('/', '%2F')}" in page, node
        assert f'aria-label="Page of {node["label"]}"'.replace("'", "&#39;") in page, node


def test_the_file_holds_the_same_as_the_json(client: httpx.Client) -> None:
    found = told(client, node="drug/norco")
    graph = read_gexf(io.BytesIO(client.get("/explore/graph.gexf", params={"node": "drug/norco"}).content))
    assert graph.number_of_nodes() == len(found["nodes"])
    assert graph.number_of_edges() == len(found["edges"])


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("node=drug/none", 404, "Nothing in the graph is called"),
        ("find=zzzz", 400, "Nothing is called"),
        ("node=drug/norco&most=99", 400, "from 1 to 25"),
        ("node=drug/norco&without=Nothing", 400, "no kind is called"),
        ("&".join(f"node=drug/{number}" for number in range(MOST_OPEN + 1)), 400, "can be open at once"),
    ],
)
def test_what_cannot_be_shown_is_said_on_the_page(
    client: httpx.Client, query: str, status: int, words: str
) -> None:
    answer = client.get(f"/explore?{query}", headers=BROWSER)
    assert answer.status_code == status
    assert words in answer.text
    assert 'id="words"' in answer.text


def test_words_find_nodes(client: httpx.Client) -> None:
    names = client.get("/explore/names", params={"words": "norco"}).json()["nodes"]
    assert names[0] == {"id": "drug/norco", "label": "Norco", "kind": "drugs"}
    assert "Norco</h2>" in client.get("/explore?find=Norco", headers=BROWSER).text
    several = client.get("/explore?find=orthopaedic", headers=BROWSER).text
    assert "Which one is meant?" in several or "Orthopaedic" in several
    assert "<script>" not in client.get("/explore?find=<script>", headers=BROWSER).text


def test_kinds_have_signs_of_their_own() -> None:
    signs = [kind.sign for kind in KINDS.values()]
    assert len(signs) == len(set(signs))


def test_a_click_and_a_key_open_nodes(watched: Watched) -> None:
    page = watched.open(NORCO)
    graph = page.locator("#graph")
    expect(graph.locator("canvas").first).to_be_attached()
    graph.scroll_into_view_if_needed()
    place = page.evaluate("document.getElementById('graph').whereIs('category/pharmaceutical')")
    graph.click(position=place)
    expect(page.get_by_role("heading", name="Pharmaceutical", level=2).first).to_be_visible()
    expect(page).to_have_url(f"{watched.root}/explore?node=drug%2Fnorco&node=category%2Fpharmaceutical")
    expect(page.locator("#details")).to_contain_text("Pharmaceutical")
    page.go_back()
    expect(page.locator("section.opened")).to_have_count(1)
    graph.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#details h2")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("section.opened")).to_have_count(2)
    watched.assert_at_peace()
    assert watched.axe() == []
