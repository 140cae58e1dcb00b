"""Warns of links to other hosts that ``docs/outside-links.txt`` does not list.

The build follows no link, since it works where there is no network; ``make linkcheck`` does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

LIST: Final = Path(__file__).resolve().parents[1] / "outside-links.txt"
_OWN: Final = ("http://127.0.0.1", "http://localhost", "https://imr-graph.example/")
_log = logging.getLogger(__name__)


def listed() -> set[str]:
    """The addresses that pages may lead to."""
    lines = LIST.read_text("utf-8").splitlines()
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def _check(_app: Sphinx, doctree: nodes.document) -> None:
    known = listed()
    for link in doctree.findall(nodes.reference):
        address = link.get("refuri", "").partition("#")[0]
        outside = address.startswith(("http://", "https://")) and not address.startswith(_OWN)
        if outside and address not in known:
            _log.warning("%s stands in no line of %s", address, LIST.name, location=link, type="outside")


def setup(app: Sphinx) -> dict[str, Any]:
    """Join Sphinx."""
    app.connect("doctree-read", _check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
