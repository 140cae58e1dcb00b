"""``/evidence`` without a question: what an evidence pack is, and the form to ask for one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from imr_graph.evidence.asked import SIDES
from imr_graph.evidence.pack import LONGEST_QUOTE, QUOTED
from imr_graph.evidence.typesetting import can_typeset
from server.problems import Problem
from server.serving import Serving
from server.web.shell import page
from server.web.suggestions import Suggestion, suggestions

SUGGESTED: Final = {
    "treatments": ("category", "subcategory", "drugClass", "ingredient", "drug"),
    "diagnoses": ("condition",),
    "guidelines": ("document", "edition", "chapter", "section"),
}
"""What each field may name, and suggests, as dimensions are called in URLs."""

_OF_A_KIND: Final = 40
"""Suggestions of one kind; whatever else the graph has may be typed."""


def evidence_form(request: Request, serving: Serving, problem: Problem | None = None) -> Response:
    """The page with the form; blocks.

    Args:
        request: what was given stands in the fields again.
        serving: what is served.
        problem: why what was asked for cannot be had.

    Raises:
        Problem: counting what the fields suggest is over a limit.
    """
    return page(
        request,
        "evidence.html",
        title="Evidence pack",
        status=200 if problem is None else problem.status,
        problem=problem,
        given=dict(request.query_params),
        suggested={name: _suggested(serving, kinds) for name, kinds in SUGGESTED.items()},
        sides=SIDES,
        most_letters=serving.settings.evidence_letters,
        quoted=QUOTED,
        longest_quote=LONGEST_QUOTE,
        pdf=can_typeset(),
    )


def _suggested(serving: Serving, kinds: Sequence[str]) -> list[Suggestion]:
    """The concepts of some kinds that most items have, those of most items first."""
    found = [one for kind in kinds for one in suggestions(serving, kind, most=_OF_A_KIND)]
    return sorted(found, key=lambda one: -one.items)
