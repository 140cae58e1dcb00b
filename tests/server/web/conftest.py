"""Chromium to look at pages with.

``watched`` is a desktop page over the hand-made graph; ``visit(root, viewport)`` opens others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize, sync_playwright

from server.web.assets import PAGES
from tests.server.web.browsing import CHROMIUM, DESKTOP, FLAGS, Watched, needed

Visit: TypeAlias = Callable[..., Watched]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium; ended with its module, since no event loop can run beside it."""
    needed(PAGES / "manifest.json", "make frontend")
    needed(CHROMIUM, "install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Opens fresh pages, as first visitors have them: root URL, then size and colour scheme if not usual."""
    contexts: list[BrowserContext] = []

    def opened(root: str, viewport: ViewportSize | None = None, *, dark: bool = False) -> Watched:
        context = browser.new_context(viewport=viewport or DESKTOP, color_scheme="dark" if dark else "light")
        contexts.append(context)
        return Watched(context.new_page(), root)

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def watched(visit: Visit, live_server: str) -> Watched:
    """A fresh desktop page over the hand-made graph."""
    return visit(live_server)
