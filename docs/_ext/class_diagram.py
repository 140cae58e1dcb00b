"""Shows a class diagram written for Mermaid as a table, each class and property leading to the ontology.

Mermaid draws in the browser with two megabytes of script; the repository's own view does that.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any, ClassVar, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from docs._ext.ontology_page import anchor

_LINK: Final = re.compile(r"^\s*(\w+) --> (\w+) : (\w+)\s*$")


def links(diagram: str) -> list[tuple[str, str, str]]:
    """The arrows of a diagram: from, to, name."""
    return [(found[1], found[2], found[3]) for found in map(_LINK.match, diagram.splitlines()) if found]


class ClassDiagram(SphinxDirective):
    """A fence of the language ``mermaid``."""

    has_content: ClassVar[bool] = True

    def run(self) -> list[nodes.Node]:
        """A table of the arrows."""
        arrows = links("\n".join(self.content))
        if not arrows:
            raise self.error("only class diagrams, with a named arrow a line, can be shown")
        rows = []
        for start, from_here in groupby(arrows, key=lambda arrow: arrow[0]):
            told = "<br>".join(f"{_term(name)} → {_term(end)}" for _, end, name in from_here)
            rows.append(f"| {_term(start)} | {told} |")
        return self.parse_text_to_nodes("\n".join(["| class | leads to |", "|---|---|", *rows, ""]))


def _term(name: str) -> str:
    return f"[{name}](#{anchor(name)})"


def setup(app: Sphinx) -> dict[str, Any]:
    """Join Sphinx."""
    app.add_directive("mermaid", ClassDiagram)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
