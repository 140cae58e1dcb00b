"""Fills the places of pages that are made of the code: ``<!-- generated: NAME -->`` or ``NAME: ARGUMENT``.

The pages in the repository hold the mark alone, so that nothing is written twice; the site holds what the
function of that name gives at the time it is built.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError

from docs._ext.graphql_page import graphql_types
from docs._ext.http_page import counting_names, http_routes
from docs._ext.notebook_page import notebook
from docs._ext.ontology_page import ontology_terms, schemes
from docs._ext.questions_page import named_questions
from docs._ext.record_page import record_schema
from docs._ext.settings_page import settings_tables

MARK: Final = re.compile(r"^<!-- generated: ([a-z-]+)(?: (\S+))? -->$", re.MULTILINE)
"""Where something is put in, alone on its line."""

PARTS: Final[Mapping[str, Callable[..., str]]] = {
    "counting-names": counting_names,
    "graphql-types": graphql_types,
    "http-routes": http_routes,
    "named-questions": named_questions,
    "notebook": notebook,
    "ontology-terms": ontology_terms,
    "record-schema": record_schema,
    "schemes": schemes,
    "settings": settings_tables,
}
"""By name: what gives the Markdown for a mark; a mark's argument is handed on."""


def filled(text: str) -> str:
    """A page's text with every mark replaced.

    Raises:
        ExtensionError: no part has the name of a mark.
    """

    def part(mark: re.Match[str]) -> str:
        make = PARTS.get(mark[1])
        if make is None:
            raise ExtensionError(f"no part is called {mark[1]!r}; there are {', '.join(PARTS)}")
        return make(*filter(None, [mark[2]]))

    return MARK.sub(part, text)


def _fill(_app: Sphinx, _page: str, source: list[str]) -> None:
    source[0] = filled(source[0])


def _always_anew(
    _app: Sphinx, env: BuildEnvironment, _added: set[str], _changed: set[str], _removed: set[str]
) -> list[str]:
    """The pages with marks: no file tells that what they are made of has changed."""
    return [page for page in env.found_docs if MARK.search(Path(env.doc2path(page)).read_text("utf-8"))]


def setup(app: Sphinx) -> dict[str, Any]:
    """Join Sphinx."""
    app.connect("source-read", _fill)
    app.connect("env-get-outdated", _always_anew)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
