"""A real browser over the pages: what it complains of, whom it asks, what axe finds."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from playwright.sync_api import ConsoleMessage, Page, ViewportSize

CHROMIUM: Final = Path("/usr/bin/chromium")
FLAGS: Final = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # WebGL by software, as on machines without a graphics card.
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)
PATIENCE: Final = 30_000
"""Milliseconds that a page may take over a step."""

DESKTOP: Final[ViewportSize] = {"width": 1280, "height": 900}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}

AXE: Final = Path(__file__).parent / "axe" / "node_modules" / "axe-core" / "axe.min.js"
_RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def needed(what: Path, cure: str) -> None:
    """Skip where something is absent; in CI that is a failure."""
    if what.exists():
        return
    reason = f"{what.name} is absent: {cure}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass
class Watched:
    """A page, what it complained of, and what it asked of other hosts."""

    page: Page
    root: str
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._asked(request.url))

    def open(self, path: str, until: Literal["domcontentloaded", "networkidle"] = "networkidle") -> Page:
        """The page at a path of the server, loaded with its scripts and what these ask for.

        Args:
            path: of the page.
            until: ``domcontentloaded`` where the caller waits for what is to show.
        """
        self.page.goto(self.root + path, wait_until=until)
        return self.page

    def forget(self) -> None:
        """Before the next page is opened in the same window."""
        self.complaints.clear()
        self.foreign.clear()

    def shot(self, name: str) -> None:
        """A picture of the whole page, where IMR_GRAPH_SCREENSHOTS names a folder for it."""
        folder = os.environ.get("IMR_GRAPH_SCREENSHOTS")
        if folder:
            self.page.wait_for_load_state("networkidle")
            self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    def assert_at_peace(self) -> None:
        """Nothing was complained of, nobody else was asked."""
        assert self.complaints == []
        assert self.foreign == []

    def axe(self) -> list[str]:
        """What axe finds against WCAG 2.2 AA, a line each: rule, impact and the first elements."""
        needed(AXE, "make test installs it: npm ci in tests/server/web/axe")
        # Evaluated by the browser's debugger, not loaded by the page: its policy would not let it in.
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: dict[str, Any] = self.page.evaluate(
            "rules => axe.run(document, { runOnly: { type: 'tag', values: rules } })", _RULES
        )
        return [
            f"{one['id']} ({one['impact']}): {one['help']}: "
            + "; ".join(node["html"][:160] for node in one["nodes"][:3])
            for one in found["violations"]
        ]

    def fits_its_width(self) -> bool:
        """Whether the page needs no sideways scrolling."""
        return bool(
            self.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        )

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def _asked(self, url: str) -> None:
        if not url.startswith((self.root, "data:", "blob:")):
            self.foreign.append(url)
