"""The page stands alone, says everything, and letters' words stay words."""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from lxml import html

from imr_graph.evidence.pack import Pack
from imr_graph.evidence.page import evidence_page
from imr_graph.evidence.wording import told_pack

SERVER = "http://127.0.0.1:8000/"


@pytest.fixture(scope="module")
def page(norco: Pack) -> html.HtmlElement:
    return html.document_fromstring(evidence_page(norco, SERVER))


def folded(text: str) -> str:
    return " ".join(re.sub("[\x00-\x08\x0e-\x1f]", "\ufffd", text).split())


def test_nothing_is_fetched_and_links_lead_to_letters_or_within(page: html.HtmlElement) -> None:
    assert not page.xpath(
        "//script | //img | //link | //iframe | //object | //embed | //*[@src] | //*[@srcset]"
    )
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    links = page.xpath("//@href")
    assert links
    for link in links:
        assert link[1:] in ids if link.startswith("#") else urlsplit(link).netloc == "127.0.0.1:8000", link
    style = page.xpath("string(//style)")
    assert "url(" not in style
    assert "@import" not in style


def test_every_case_quote_offset_and_hash_is_there(page: html.HtmlElement, norco: Pack) -> None:
    articles = page.xpath("//article")
    assert len(articles) == len(norco.letters)
    for article, one in zip(articles, norco.letters, strict=True):
        said = folded(article.text_content())
        assert one.record.identifier in said
        assert one.text_sha256 in said
        quotes = [folded(q.text_content()) for q in article.xpath(".//q")]
        parts = [part for item in one.items for quote in item.quotes for part in quote.parts]
        assert quotes == [folded(part.text) for part in parts]
        for part in parts:
            assert f"page {part.run.page}, characters {part.run.start}\N{EN DASH}{part.run.end}" in said


def test_the_counts_stand_before_the_letters(page: html.HtmlElement) -> None:
    said = folded(page.text_content())
    assert "Overturned: 1 of 4 items, 25.0% (Wilson's 95% interval 4.6% to 69.9%)" in said
    cells = [cell.text_content() for cell in page.xpath("//tbody/tr[1]/td")]
    assert cells == ["1", "2", "1"]
    assert said.index("Wilson") < said.index("Contents") < said.index("Letters, the newest first")


def test_it_says_what_it_rests_on(page: html.HtmlElement, norco: Pack) -> None:
    said = folded(page.text_content())
    for told in (
        norco.version,
        "2016-06-01",
        "Norco (drug/norco)",
        "synthetic",
        "no legal or medical advice",
        "docs/accuracy.md",
    ):
        assert told in said, told


def test_headings_lead_through_it(page: html.HtmlElement) -> None:
    levels = [int(one.tag[1]) for one in page.xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels.count(1) == 1
    assert all(later - before <= 1 for before, later in pairwise(levels))


def test_the_same_pack_is_the_same_page(norco: Pack) -> None:
    assert evidence_page(norco, SERVER) == evidence_page(norco, SERVER.rstrip("/"))


def test_letters_words_are_data_in_both_forms(norco: Pack) -> None:
    told = told_pack(norco, SERVER)
    (hostile,) = [one for one in told.letters if one.name.endswith("3")]
    words = " ".join(part.text for item in hostile.items for quote in item.quotes for part in quote.parts)
    assert "<script>" in words
