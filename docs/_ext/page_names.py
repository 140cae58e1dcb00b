"""Makes links of pages that are named in words: `docs/limits.md` reads as that page's title on the site."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Final

from sphinx.application import Sphinx

_DOCS: Final = Path(__file__).resolve().parents[1]
_NAMED: Final = re.compile(r"(?<!\[)`docs/([a-z/-]+)\.md`(?!\])")
_FENCE: Final = re.compile(r"^(`{3,}|~{3,})[\s\S]*?^\1\s*$", re.MULTILINE)


def linked(text: str) -> str:
    """A page's text with the names of pages made links, code left as it stands."""
    parts, end = [], 0
    for fence in _FENCE.finditer(text):
        parts += [_NAMED.sub(_link, text[end : fence.start()]), fence[0]]
        end = fence.end()
    return "".join([*parts, _NAMED.sub(_link, text[end:])])


def _link(named: re.Match[str]) -> str:
    title = _title(named[1])
    return f"[{title}](/{named[1]}.md)" if title else named[0]


@cache
def _title(page: str) -> str:
    path = _DOCS / f"{page}.md"
    heading = re.search(r"^# (.+)$", path.read_text("utf-8"), re.MULTILINE) if path.exists() else None
    return heading[1].strip() if heading else ""


def _link_names(_app: Sphinx, _page: str, source: list[str]) -> None:
    source[0] = linked(source[0])


def setup(app: Sphinx) -> dict[str, Any]:
    """Join Sphinx, after generated parts are in."""
    app.connect("source-read", _link_names, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
