"""Takes the pictures of ``docs/images``: ``python -m docs.screenshots [NAME …]``.

A server over the letters of ``examples/letters`` is started for it, and headless Chromium visits the pages.
A page that is not there, or a picture too large for a repository, is an error.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click
import httpx
from playwright.sync_api import Browser, ViewportSize, sync_playwright

ROOT: Final = Path(__file__).resolve().parents[1]
IMAGES: Final = ROOT / "docs" / "images"
LARGEST: Final = 150_000
"""Bytes of a picture."""

_SECONDS: Final = 60.0
_DESKTOP: Final = (1120, 760)
_LOW: Final = (1120, 620)
_PHONE: Final = (390, 760)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture.

    Args:
        name: of the file, without ``.png``.
        path: of the page.
        size: of the window, in CSS pixels.
        ready: what has to be seen before it is taken, as a selector.
        top: what the picture begins with, as a selector; the page's top where it is empty.
        dark: whether the visitor likes dark pages.
    """

    name: str
    path: str
    size: tuple[int, int] = _DESKTOP
    ready: str = "main h1"
    top: str = ""
    dark: bool = False


SHOTS: Final = (
    Shot("home", "/"),
    Shot("home-phone", "/", _PHONE),
    Shot("question", "/questions/overturn-rate-by-category", top="main form"),
    Shot("question-phone", "/questions/overturn-rate-by-category", _PHONE),
    Shot("letter", "/determination/CM14-9900001", _LOW, top="#letter-heading"),
    Shot("letter-dark", "/determination/CM14-9900001", _LOW, top="#letter-heading", dark=True),
    Shot("concept", "/data/concept/drug/norco"),
    Shot("search", "/search?words=opioid", _LOW),
    Shot("explore", "/explore?node=drug/norco", ready="main canvas", top="#stage"),
    Shot("gephi-views", "/export", _LOW),
    Shot("evidence", "/evidence"),
    Shot("playground", "/graphql", ready=".graphiql-query-editor"),
)
"""The pictures, each of a page as a visitor finds it."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The root URL of a server over the example letters.

    Args:
        folder: where its graph is built.

    Raises:
        RuntimeError: it did not come up.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("imr-graph")), "serve", str(ROOT / "examples" / "letters")]
    server = subprocess.Popen(  # noqa: S603 - our own command
        [*command, "--graph", str(folder / "graph"), "--port", str(port), "--log-level", "error"]
    )
    root = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + _SECONDS
        while not _ready(root):
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the server did not start")
            time.sleep(0.1)
        yield root
    finally:
        server.terminate()
        server.wait()


def take(browser: Browser, root: str, shot: Shot) -> bytes:
    """A picture as PNG.

    Raises:
        RuntimeError: the page is not there, or the picture is too large.
    """
    width, height = shot.size
    context = browser.new_context(
        viewport=ViewportSize(width=width, height=height),
        color_scheme="dark" if shot.dark else "light",
        reduced_motion="reduce",
    )
    try:
        page = context.new_page()
        answer = page.goto(root + shot.path, wait_until="networkidle")
        if answer is None or not answer.ok:
            raise RuntimeError(f"{shot.path} is not there")
        page.locator(shot.ready).first.wait_for()
        if shot.top:
            page.locator(shot.top).first.evaluate("found => found.scrollIntoView()")
            page.wait_for_load_state("networkidle")
        picture = page.screenshot(animations="disabled")
    finally:
        context.close()
    if len(picture) > LARGEST:
        raise RuntimeError(f"{shot.name}.png has {len(picture):,} bytes, {LARGEST:,} are allowed")
    return picture


@click.command()
@click.argument("names", nargs=-1)
@click.option("--chromium", default=lambda: shutil.which("chromium"), help="The program.")
def main(names: tuple[str, ...], chromium: str) -> None:
    """Take the pictures of these NAMES, or all."""
    unknown = set(names) - {shot.name for shot in SHOTS}
    if unknown:
        raise click.UsageError(f"No picture is called {', '.join(sorted(unknown))}.")
    IMAGES.mkdir(exist_ok=True)
    failed = 0
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder)) as root,
        sync_playwright() as playwright,
    ):
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        for shot in SHOTS:
            if names and shot.name not in names:
                continue
            try:
                picture = take(browser, root, shot)
            except RuntimeError as error:
                click.echo(f"{shot.name}: {error}", err=True)
                failed += 1
                continue
            (IMAGES / f"{shot.name}.png").write_bytes(picture)
            click.echo(f"{shot.name}.png  {len(picture):,} bytes")
        browser.close()
    sys.exit(bool(failed))


def _ready(root: str) -> bool:
    try:
        return httpx.get(f"{root}/readyz").status_code == 200
    except httpx.TransportError:
        return False


if __name__ == "__main__":
    main()
