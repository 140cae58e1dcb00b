"""Mends the theme's finished pages for the server and for the keyboard.

The server's policy allows no script within a page, so they move to files; boxes that scroll take the focus.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Any, Final

from sphinx.application import Sphinx

_INLINE: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_CODE: Final = '<div class="highlight"><pre>'
_TABLE: Final = '<div class="table-wrapper'


def reachable(page: str) -> str:
    """A page's HTML with its blocks of code and its tables in the order of the tabulator key."""
    page = page.replace(_CODE, '<div class="highlight"><pre tabindex="0">')
    return page.replace(_TABLE, f'<div tabindex="0" role="group" aria-label="Table" {_TABLE[5:]}')


def moved(page: str, site: Path, folder: Path) -> str:
    """A page's HTML with its inline scripts in files under ``_static``.

    Args:
        page: the HTML.
        site: the folder that holds the whole site.
        folder: the one that holds the page.
    """

    def script(inline: re.Match[str]) -> str:
        name = f"inline-{hashlib.sha256(inline[1].encode()).hexdigest()[:12]}.js"
        place = site / "_static" / name
        place.write_text(inline[1].strip() + "\n", "utf-8")
        return f'<script src="{Path(os.path.relpath(place, folder)).as_posix()}"></script>'

    return _INLINE.sub(script, page)


def _mend(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    for path in site.rglob("*.html"):
        page = path.read_text("utf-8")
        mended = moved(reachable(page), site, path.parent)
        if mended != page:
            path.write_text(mended, "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Join Sphinx."""
    app.connect("build-finished", _mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
