"""The main path through the pages over the real letters: a question, a fact's words, a Gephi file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import networkx
import pytest
from playwright.sync_api import Locator, Page, expect

from imr_graph.store.graph import Graph
from server.app import create_app
from server.settings import Settings
from tests.server.conftest import serving
from tests.server.web.browsing import PATIENCE
from tests.server.web.conftest import Visit


@pytest.fixture(scope="module")
def real_server(real_graph: Path) -> Iterator[str]:
    """The root URL of a server over the real letters."""
    settings = Settings(query_seconds=60.0)
    with Graph.open(real_graph) as graph, serving(create_app(graph, settings)) as root:
        yield root


def lit_words(page: Page, fact: Locator) -> Locator:
    """The marks in the letter of a fact of the panel."""
    return page.locator(f".words .mark.lit[data-f~='{fact.get_attribute('data-f')}']")


def test_from_home_to_the_words_of_a_fact_and_on_to_gephi(visit: Visit, real_server: str) -> None:
    watched = visit(real_server)
    page = watched.open("/")

    page.locator("main h2 a[href^='/questions/']").first.click()
    page.wait_for_url("**/questions/*")
    expect(page.locator("figure.chart svg[role=img]").first).to_be_visible()

    number = page.locator("main a[href*='/letters?'][href*='count=items']").first
    told = int(number.inner_text())
    assert told > 1
    number.click()
    page.wait_for_url("**/letters?**")
    expect(page.locator("main a[href*='/decision']")).to_have_count(told)
    assert watched.axe() == []

    page.locator("main th a[href^='/determination/']").first.click()
    page.wait_for_url("**/determination/*")
    fact = page.locator(".panel .fact:has(b.diagnosis)").first
    fact.locator(".value, .concept").first.click(position={"x": 1, "y": 1})
    expect(lit_words(page, fact).first).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator(".lit")).to_have_count(0)

    word = page.locator(".words a.mark.decision").first
    word.click()
    chosen = page.locator(".panel .fact.lit")
    expect(chosen).to_have_count(1)
    expect(chosen).to_be_in_viewport()
    numbers = str(word.get_attribute("data-f")).split()
    assert chosen.get_attribute("data-f") in numbers

    page.locator("main td a[href^='/data/concept/drug/']").first.click()
    page.wait_for_url("**/data/concept/drug/**")
    assert page.locator("h1").inner_text()

    with page.expect_download(timeout=4 * PATIENCE) as saving:
        page.locator("main a[href*='.gexf']").first.click()
    network = networkx.read_gexf(io.BytesIO(saving.value.path().read_bytes()))
    assert network.number_of_nodes() > 0
    assert network.number_of_edges() > 0
    watched.assert_at_peace()


def reach(page: Page, selector: str, most: int = 200) -> Locator:
    """Press the tabulator until the focus is on what a selector names."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return page.locator(":focus")
    pytest.fail(f"the keyboard does not come to {selector}")


def test_a_letter_by_the_keyboard_alone(visit: Visit, real_server: str) -> None:
    watched = visit(real_server)
    page = watched.open("/search?words=opioid")
    reach(page, ".hits h2 a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/determination/**")
    page.keyboard.press("Escape")

    place = reach(page, ".words a.mark").get_attribute("data-f")
    page.keyboard.press("Enter")
    fact = page.locator(".panel .fact:focus")
    assert str(fact.get_attribute("data-f")) in str(place).split()
    page.keyboard.press("Enter")
    expect(page.locator(".words .mark.lit:focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".lit")).to_have_count(0)
    expect(fact).to_have_count(1)
    watched.assert_at_peace()
