"""The playground in a real browser: it loads from this server alone, and answers its first query."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from server.web.assets import PAGES

CHROMIUM: Final = Path("/usr/bin/chromium")
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HTML: Final = {"Accept": "text/html"}
PATIENCE: Final = 30_000
"""Milliseconds that the page may take over a step."""


def needed(what: Path, cure: str) -> None:
    """Skip where something is absent; in CI that is a failure."""
    if what.exists():
        return
    reason = f"{what.name} is absent: {cure}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    needed(PAGES / "manifest.json", "make frontend")
    needed(CHROMIUM, "install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


class Watched:
    """A page, and what it complained of or asked of others."""

    def __init__(self, page: Page, root: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith((root, "data:", "blob:")) else self.foreign.append(request.url)
            ),
        )


@pytest.fixture
def watched(browser: Browser, live_server: str) -> Iterator[Watched]:
    """A fresh page, as a first visitor has it."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    yield Watched(context.new_page(), live_server)
    context.close()


def test_the_playground_opens_with_the_headline_and_answers_it(
    watched: Watched, live_server: str, tmp_path: Path
) -> None:
    page = watched.page
    page.goto(f"{live_server}/graphql")
    editor = page.locator(".graphiql-query-editor")
    expect(editor).to_contain_text("drugGuidelineDenials", timeout=PATIENCE)
    page.locator(".graphiql-execute-button").click()
    answer = page.locator(".graphiql-response")
    expect(answer).to_contain_text("acetaminophen / hydrocodone", timeout=PATIENCE)
    expect(answer).to_contain_text("p. 63")
    shot = Path(os.environ.get("IMR_GRAPH_SCREENSHOTS", tmp_path)) / "playground.png"
    page.screenshot(path=shot)
    assert shot.stat().st_size > 10_000
    assert watched.complaints == []
    assert watched.foreign == []


def test_the_playground_has_the_examples_in_tabs(watched: Watched, live_server: str) -> None:
    page = watched.page
    page.goto(f"{live_server}/graphql")
    tabs = page.locator(".graphiql-tab")
    expect(tabs).to_have_count(4, timeout=PATIENCE)
    tabs.filter(has_text="Specialties").click(timeout=PATIENCE)
    expect(page.locator(".graphiql-query-editor")).to_contain_text("itemCount", timeout=PATIENCE)
    # The playground takes up the new tab's operation, and stores it, a moment after showing it.
    page.wait_for_function(
        "() => (localStorage.getItem('graphiql:query') ?? '').includes('query Specialties')",
        timeout=PATIENCE,
    )
    page.locator(".graphiql-execute-button").click()
    expect(page.locator(".graphiql-response")).to_contain_text("upheld", timeout=PATIENCE)
    assert watched.complaints == []


def test_tabs_cannot_be_chosen_before_the_editor_that_would_show_them(
    watched: Watched, live_server: str
) -> None:
    """GraphiQL loses a choice made while its editor loads, so the tabs come with the editor."""
    page = watched.page
    seen_early = """() => { const tab = document.querySelector('.graphiql-tab');
        const early = tab && !document.querySelector('.graphiql-query-editor .monaco-editor');
        if (early) window.shownEarly ||= getComputedStyle(tab).visibility !== 'hidden'; }"""
    page.add_init_script(f"window.shownEarly = false; setInterval({seen_early}, 1)")
    page.goto(f"{live_server}/graphql")
    tabs = page.locator(".graphiql-tab")
    expect(tabs.first).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".graphiql-query-editor .monaco-editor").first).to_be_visible()
    assert page.evaluate("window.shownEarly") is False
    tabs.filter(has_text="Specialties").click()
    expect(page.locator(".graphiql-query-editor")).to_contain_text("itemCount", timeout=PATIENCE)


@pytest.mark.parametrize("path", ["/", "/sparql"])
def test_the_pages_fit_a_telephone(browser: Browser, live_server: str, path: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, extra_http_headers=HTML)
    page = context.new_page()
    page.goto(live_server + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_the_schema_is_at_hand_in_the_playground(watched: Watched, live_server: str) -> None:
    page = watched.page
    page.goto(f"{live_server}/graphql")
    page.get_by_label("Show Documentation Explorer").click(timeout=PATIENCE)
    page.get_by_role("link", name="Query", exact=True).click(timeout=PATIENCE)
    expect(page.locator(".graphiql-doc-explorer")).to_contain_text("drugGuidelineDenials", timeout=PATIENCE)
    assert watched.complaints == []
    assert watched.foreign == []


def test_the_form_for_sparql_answers_without_scripts(watched: Watched, live_server: str) -> None:
    page = watched.page
    page.goto(live_server)
    page.get_by_role("link", name="/sparql", exact=True).click()
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("cell", name="p. 63", exact=True)).to_be_visible(timeout=PATIENCE)
    assert watched.complaints == []
    assert watched.foreign == []
