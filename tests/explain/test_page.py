"""The page: whole, safe, standing alone, and legible by keyboard in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Browser, expect, sync_playwright

from imr_graph.explain.facts import KINDS
from imr_graph.explain.page import letter_page
from imr_graph.record import Evidence, RecordWarning
from tests.explain.conftest import Letters
from tests.factories import make_item, make_record
from tests.server.web.browsing import CHROMIUM, FLAGS, needed


def parsed(page: str) -> html.HtmlElement:
    return html.document_fromstring(page)


def letter_text(document: html.HtmlElement) -> list[str]:
    """The words of each page as they stand in the page, without what tells of facts."""
    for tip in document.xpath("//*[@role='tooltip']"):
        tip.drop_tree()
    return [page.text_content() for page in document.xpath("//div[@class='words']")]


def test_the_letter_stands_there_word_for_word(examples: Letters) -> None:
    for letter, record in examples:
        shown = letter_text(parsed(letter_page(record, letter.text)))
        assert shown == [page for page in letter.text.split("\f") if page]


def test_each_fact_is_in_the_list_and_linked_both_ways(examples: Letters) -> None:
    for letter, record in examples:
        document = parsed(letter_page(record, letter.text))
        entries = document.xpath("//li[@class='fact']")
        assert len(entries) == len(record.evidence)
        names = document.xpath("//@id")
        assert len(names) == len(set(names))
        for entry in entries:
            [back] = entry.xpath(".//a/@href")
            [words] = document.xpath(f"//*[@id='{back[1:]}']")
            assert words.text_content().strip(), back
        targets = {link[1:] for link in document.xpath("//a/@href | //a/@aria-describedby/..//@href")}
        assert targets <= set(names)


def test_a_run_tells_value_concept_and_rule_of_every_fact_on_it(examples: Letters) -> None:
    letter, record = examples[0]
    document = parsed(letter_page(record, letter.text))
    told = [tip.text_content() for tip in document.xpath("//*[@role='tooltip']")]
    assert any("Norco" in tip and "drug/norco" in tip and "rule drug.name" in tip for tip in told)
    both = [tip for tip in document.xpath("//*[@role='tooltip']") if len(tip.xpath("./span")) > 1]
    assert any({"drug", "item"} <= {b.text for b in tip.xpath(".//b")} for tip in both)


def test_nothing_is_fetched_and_nothing_runs(examples: Letters) -> None:
    letter, record = examples[0]
    page = letter_page(record, letter.text)
    document = parsed(page)
    assert not document.xpath("//script | //link | //img | //iframe | //@style | //@src | //form")
    assert not re.search(r"url\(|@import|https?://", page)
    [policy] = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_hostile_words_stay_words() -> None:
    words = '<script>alert("1")</script>&amp;\x00\x1b[31m\ud800 "quoted" end'
    record = make_record(
        items=(make_item(text=words, citations=()),),
        evidence=(Evidence(path="/items/0/text", spans=((0, len(words)),), page=1, rule="<b>rule</b>"),),
        warnings=(RecordWarning(code="no-summary", detail="<img src=x onerror=alert(2)>"),),
        source="letters/<i>one</i>.txt",
    )
    page = letter_page(record, words)
    page.encode()
    document = parsed(page)
    assert not document.xpath("//script | //img | //b[text()='rule']")
    [shown] = letter_text(document)
    assert shown == words.replace("\x00", "\ufffd").replace("\x1b", "\ufffd").replace("\ud800", "\ufffd")


def test_warnings_say_what_they_mean() -> None:
    warning = RecordWarning(code="unresolved-drug", path="/items/0/drug/name", detail="Zzz cream")
    shown = parsed(letter_page(make_record(warnings=(warning,)), "no words")).xpath(
        "//section[@class='warnings']"
    )
    [text] = [section.text_content() for section in shown]
    for part in ("unresolved-drug", "Zzz cream", "/items/0/drug/name", "names no drug that the tables know"):
        assert part in text


def test_empty_pages_keep_their_number() -> None:
    document = parsed(letter_page(make_record(), "first\f\fthird"))
    assert document.xpath("//article/@aria-label") == ["Page 1", "Page 3"]


def test_no_kind_is_told_by_colour_alone(examples: Letters) -> None:
    letter, record = examples[0]
    [style] = parsed(letter_page(record, letter.text)).xpath("//style/text()")
    lines = set()
    for kind in KINDS:
        [rule] = re.findall(rf"^\.{kind} {{ (.*) }}$", style, re.MULTILINE)
        form = re.search(r"--form: (\w+)", rule)
        weight = re.search(r"--weight: ([\d.]+px)", rule)
        lines.add((form[1] if form else "solid", weight[1] if weight else "2px"))
    assert len(lines) >= len(KINDS) - 1
    assert "content: attr(data-tag)" in style


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    needed(CHROMIUM, "install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


def test_in_a_browser_from_disk(browser: Browser, examples: Letters, tmp_path: Path) -> None:
    letter, record = examples[0]
    file = tmp_path / "letter.html"
    file.write_text(letter_page(record, letter.text), encoding="utf-8")
    complaints: list[str] = []
    asked: list[str] = []
    page = browser.new_page()
    page.on("console", lambda said: complaints.append(said.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    marks = page.locator(".words .mark")
    # The first fact is that these letters are made up, the next their case number.
    number = marks.nth(1)
    tip = page.locator(f"#{number.get_attribute('aria-describedby')}")
    expect(tip).to_be_hidden()
    while not number.evaluate("mark => mark === document.activeElement"):
        page.keyboard.press("Tab")
    expect(tip).to_be_visible()
    expect(tip).to_contain_text(record.case_number or "")
    page.keyboard.press("Enter")
    entry = page.locator("li.fact:target")
    expect(entry).to_be_visible()
    entry.get_by_role("link").click()
    expect(page.locator(".words :target")).to_have_text(re.compile(record.case_number or ""))
    # A kind can be left out.
    drug = page.locator(".words .mark.drug").first
    assert "underline" in drug.evaluate("mark => getComputedStyle(mark).textDecorationLine")
    page.locator("#show-drug").uncheck()
    assert drug.evaluate("mark => getComputedStyle(mark).textDecorationLine") == "none"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert (complaints, asked) == ([], [file.as_uri()])
    page.close()
