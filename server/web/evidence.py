"""``/evidence`` without a question: what an evidence pack is, and the form to ask for one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from imr_graph.evidence.asked import SIDES
from imr_graph.evidence.pack import LONGEST_QUOTE, QUOTED
from imr_graph.evidence.typesetting import can_typeset
from server.resources import evidence as packs
from server.responses.negotiation import in_browser
from server.responses.problems import Problem
from server.serving.version import Serving
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


_IN_THE_FORM: Final = frozenset({"question", "pdf-missing"})
"""Problems that are told beside the fields, which a visitor can mend."""


async def evidence(request: Request) -> Response:
    """The pack that is asked for; the page with the form where none is, or none that can be made."""
    serving = Serving.of(request)
    try:
        pack = await packs.evidence(request)
    except Problem as problem:
        if problem.kind not in _IN_THE_FORM or not in_browser(request):
            raise
        return await serving.off_loop(_form_page, request, serving, problem)
    return pack if pack is not None else await serving.off_loop(_form_page, request, serving)


def _form_page(request: Request, serving: Serving, problem: Problem | None = None) -> Response:
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
