"""The page of a letter: every fact at its place, words and facts tied both ways, hostile words harmless."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import httpx
import msgspec
import pytest
from lxml import html
from playwright.sync_api import expect

from imr_graph.record import Evidence, Record, RecordWarning
from imr_graph.store.graph import Graph
from server.app import create_app
from server.web.letters import MOST_RULES, pointers
from tests.factories import make_drug, make_item, make_record
from tests.server.conftest import LIMITS, build_directory, make_letters, serving
from tests.server.web.browsing import PHONE, Watched
from tests.server.web.conftest import Visit

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
LETTER = "/determination/CM16-0000001"
HOSTILE = '<script>alert("1")</script>&amp;\x1b[31m "quoted\' end'


def page(client: httpx.Client, path: str) -> html.HtmlElement:
    response = client.get(path, headers=BROWSER)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/html")
    return html.document_fromstring(response.text)


def links(document: html.HtmlElement) -> set[str]:
    """The places on the page itself that links lead to."""
    return {unquote(href[1:]) for href in document.xpath("//a/@href") if href.startswith("#")}


def kept_letters(graph: Graph) -> list[tuple[Record, str]]:
    told = [(graph.record(name), graph.text(name)) for name in graph.identifiers()]
    return [(record, text) for record, text in told if record is not None and text is not None]


@pytest.fixture(scope="module")
def odd_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server over one letter whose every text is hostile, and one with very many facts."""
    drug = make_drug(name=HOSTILE, concept=None, ingredients=(), ingredient_concepts=())
    hostile = make_record(
        case_number="CM16-0000007",
        items=(make_item(text=HOSTILE, drug=drug, citations=(), rationale=HOSTILE),),
        evidence=(
            Evidence(path="/items/0/text", spans=((0, 5),), page=1, rule="<b>rule</b>"),
            Evidence(path="/items/0/drug/name", spans=((52, 57),), page=1, rule="drug.name"),
        ),
        warnings=(RecordWarning(code="unresolved-drug", path="/items/0/drug/name", detail=HOSTILE),),
    )
    many = tuple(
        Evidence(path=f"/items/{place}/decision", spans=((place % 60, place % 60 + 3),), page=1, rule="a.b")
        for place in range(MOST_RULES + 1)
    )
    long = make_record(
        case_number="CM16-0000008",
        items=tuple(make_item(citations=()) for _ in many),
        evidence=many,
    )
    letters = [
        msgspec.structs.replace(one, text_sha256=sign * 64, body_sha256=sign * 64)
        for sign, one in (("a", hostile), ("b", long))
    ]
    directory = build_directory(tmp_path_factory.mktemp("odd") / "graph", letters)
    with ExitStack() as stack:
        graph = stack.enter_context(Graph.open(directory))
        url = stack.enter_context(serving(create_app(graph, LIMITS)))
        yield stack.enter_context(httpx.Client(base_url=url, timeout=60))


def test_every_evidence_path_and_part_has_its_place(
    counted_client: httpx.Client, counted_graph: Graph
) -> None:
    for record, _ in kept_letters(counted_graph)[:4]:
        document = page(counted_client, f"/determination/{record.identifier}")
        names = document.xpath("//@id")
        assert len(names) == len(set(names))
        assert {one.path for one in record.evidence} | set(pointers(record)) <= set(names)
        assert {f"/warnings/{place}" for place, _ in enumerate(record.warnings)} <= set(names)


def test_words_and_facts_lead_to_each_other(counted_client: httpx.Client, counted_graph: Graph) -> None:
    for record, text in kept_letters(counted_graph)[:3]:
        document = page(counted_client, f"/determination/{record.identifier}")
        assert links(document) <= set(document.xpath("//@id"))
        marks = document.xpath("//div[@class='words']//a[contains(@class, 'mark')]")
        marked = {number for mark in marks for number in mark.get("data-f").split()}
        entries = document.xpath("//li[@class='fact']")
        assert len(entries) == len(record.evidence)
        for entry, evidence in zip(entries, sorted_as_shown(entries, record), strict=True):
            assert entry.get("id") == evidence.path
            assert entry.get("data-f") in marked or not any(start < end for start, end in evidence.spans)
        for mark in marks:
            [entry] = document.xpath("//li[@id=$id]", id=unquote(mark.get("href")[1:]))
            assert entry.get("data-f") == mark.get("data-f").split()[0]
        shown = [words.text_content() for words in document.xpath("//div[@class='words']")]
        assert shown == [one for one in text.split("\f") if one]


def sorted_as_shown(entries: list[html.HtmlElement], record: Record) -> list[Evidence]:
    """The evidence in the order in which the page lists its facts."""
    return [record.evidence[int(entry.get("data-f"))] for entry in entries]


def test_a_fact_tells_value_concept_page_quote_and_rule(client: httpx.Client) -> None:
    document = page(client, LETTER)
    [entry] = document.xpath("//li[@id='/items/0/drug/name']")
    told = entry.text_content()
    for part in ("Norco", "page 1", "“Norco”" if "“" in told else "Norco", "rule drug.name"):
        assert part in told
    assert entry.xpath(".//a[@href='/data/concept/drug/norco']")
    [warned] = document.xpath("//li[@id='/warnings/0']")
    assert "An item lacks its decision rationale." in warned.text_content()
    assert warned.xpath(".//a/@href") == ["#/items/0"]


def test_parts_lead_to_their_place_on_the_page(client: httpx.Client) -> None:
    document = page(client, LETTER)
    for part in ("item/1", "item/1/drug", "item/1/decision", "item/1/citation/2", "warning/1", "patient"):
        response = client.get(f"{LETTER}/{part}", headers=BROWSER)
        assert response.status_code == 303
        place = response.headers["location"].partition("#")[2]
        assert document.xpath("//*[@id=$id]", id=place), part


def test_other_forms_are_linked_and_answer(client: httpx.Client) -> None:
    document = page(client, LETTER)
    forms = document.xpath("//link[@rel='alternate']")
    assert len(forms) == 6
    for form in forms:
        response = client.get(form.get("href"), headers=BROWSER)
        assert response.status_code == 200
        assert response.headers["content-type"].split(";")[0] == form.get("type")
    assert client.get(f"{LETTER}?format=word", headers=BROWSER).status_code == 400


def test_like_requests_decided_otherwise_are_counted_as_search_counts(tmp_path: Path) -> None:
    letters = make_letters()
    other = replace_item(letters[0], "CM16-0000009", decision="overturned")
    directory = build_directory(tmp_path / "graph", [*letters, other], tables=True)
    with (
        Graph.open(directory) as graph,
        serving(create_app(graph, replace(LIMITS, workers=1))) as url,
        httpx.Client(base_url=url, timeout=60) as asked,
    ):
        document = page(asked, LETTER)
        [card] = document.xpath("//section[@aria-labelledby='otherwise-heading']//li[@class='card']")
        assert card.xpath(".//ul//a/text()") == ["CM16-0000009"]
        [found] = card.xpath(".//a[starts-with(@href, '/search')]")
        rows = asked.get(found.get("href"), headers={"Accept": "application/json"}).json()
        assert found.text == f"{rows['totalCount']} request" == "1 request"


def replace_item(record: Record, case_number: str, **changed: object) -> Record:
    item = msgspec.structs.replace(record.items[0], **changed)
    return make_record(case_number=case_number, items=(item,), evidence=(), warnings=())


def test_hostile_words_stay_words(odd_client: httpx.Client) -> None:
    document = page(odd_client, "/determination/CM16-0000007")
    assert not document.xpath("//main//script | //main//img | //b[text()='rule']")
    told = HOSTILE.replace("\x1b", "\ufffd")
    assert told in document.xpath("//li[@id='/items/0/text']")[0].text_content()
    [drug] = document.xpath("//li[@id='/items/0/drug/name']")
    assert told in drug.text_content()
    assert "no table knows these words" in drug.text_content()
    assert told in document.xpath("//li[@id='/warnings/0']")[0].text_content()


def test_rules_of_style_are_bounded(odd_client: httpx.Client, client: httpx.Client) -> None:
    [few] = page(client, LETTER).xpath("//style/text()")
    [many] = page(odd_client, "/determination/CM16-0000008").xpath("//style/text()")
    assert few.count(":target,#w") == 3
    assert ":target,#w" not in many


def test_an_unknown_letter_helps_on(client: httpx.Client) -> None:
    response = client.get("/determination/CM99-0000001", headers=BROWSER)
    assert response.status_code == 404
    assert "No determination is called" in response.text
    assert 'action="/search"' in response.text


def test_in_a_browser_each_side_lights_up_the_other(watched: Watched) -> None:
    shown = watched.open(LETTER)
    fact = shown.locator("li[id='/items/0/drug/name']")
    mark = shown.locator(".words .mark", has_text="Norco")
    fact.locator(".value").click()
    expect(mark).to_contain_class("lit")
    assert shown.evaluate("decodeURIComponent(location.hash)") == "#/items/0/drug/name"
    shown.keyboard.press("Escape")
    expect(shown.locator(".lit")).to_have_count(0)
    mark.click()
    expect(fact).to_contain_class("lit")
    expect(fact).to_be_in_viewport()
    # The same words again: the fact that they lie in.
    mark.click()
    expect(shown.locator("li[id='/items/0/text']")).to_contain_class("lit")
    shown.keyboard.press("Escape")
    # By keyboard alone: to the fact, on to its words, and back.
    shown.mouse.move(0, 0)
    fact.locator(".place").focus()
    mark.focus()
    expect(fact).to_contain_class("near")
    shown.keyboard.press("Enter")
    expect(fact).to_be_focused()
    shown.keyboard.press("Escape")
    expect(mark).to_be_focused()
    fact.locator(".place").focus()
    shown.keyboard.press("Enter")
    expect(mark).to_be_focused()
    expect(mark).to_contain_class("lit")
    shown.keyboard.press("Escape")
    expect(fact.locator(".place")).to_be_focused()
    # A kind that is not wanted leaves the marks and the list.
    shown.locator("#show-drug").uncheck()
    expect(fact).to_be_hidden()
    assert watched.axe() == []
    watched.assert_at_peace()


def test_an_address_opens_at_its_fact_on_a_phone(visit: Visit, live_server: str) -> None:
    watched = visit(live_server, PHONE, dark=True)
    shown = watched.open(f"{LETTER}#/items/0/drug/name")
    expect(shown.locator(".words .mark.lit")).to_be_in_viewport()
    expect(shown.locator(".sheet")).to_contain_text("Norco")
    shown.get_by_role("button", name="Close").click()
    expect(shown.locator(".sheet")).to_be_hidden()
    assert watched.fits_its_width()
    assert watched.axe() == []
    watched.assert_at_peace()


def test_without_scripts_addresses_light_up_both_sides(visit: Visit, live_server: str) -> None:
    watched = visit(live_server)
    browser = watched.page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{live_server}{LETTER}#/items/0/drug/name")
    for lit in (
        plain.locator("li[id='/items/0/drug/name']"),
        plain.locator(".words .mark", has_text="Norco"),
    ):
        expect(lit).to_have_css("outline-style", "solid")
    context.close()
