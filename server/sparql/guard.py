"""What a query may not be, looked at before any parser sees it.

Oxigraph's parser and optimiser recurse, and end the process on very deep queries; ``SERVICE`` makes real
HTTP requests, which only a list in the settings allows. Both are refused here, in words, by the outline
that the store makes of a query's text. (What would slip by still finds a worker that has no network and can
be replaced, see ``confinement`` and ``workers``.)
"""

from __future__ import annotations

import re
from typing import Final

from imr_graph.store.query_outline import Outline, outline, services
from server.responses.problems import Problem
from server.settings import Settings

__all__ = ["Outline", "check", "outline"]

_UPWARDS: Final = re.compile(r"/\.\.?(?:/|$|[?#])|%2e|\\", re.IGNORECASE)
"""What could lead from below a path to beside it."""


def check(query: str, settings: Settings) -> Outline:
    """The outline of a query that may be run.

    Raises:
        Problem: the query is too long, nests too deeply, has too many operators, or calls ``SERVICE``.
    """
    length = len(query.encode("utf-8", "surrogatepass"))
    if length > settings.query_bytes:
        raise Problem(
            413,
            "query-too-long",
            "Query too long",
            f"The query has {length} bytes; {settings.query_bytes} are possible. Ask in several queries.",
        )
    seen = outline(query)
    if seen.calls_service:
        _check_services(query, seen, settings)
    if seen.nesting > settings.query_nesting:
        raise Problem(
            400,
            "query-too-deep",
            "Query nested too deeply",
            f"Brackets nest {seen.nesting} deep; {settings.query_nesting} are possible. "
            "Leave out brackets that change nothing, or ask in several queries.",
        )
    if seen.operators > settings.query_operators:
        raise Problem(
            400,
            "query-too-complex",
            "Query too complex",
            f"The query has {seen.operators} operators and groups, triple patterns among them; "
            f"{settings.query_operators} are possible. VALUES or IN hold long lists better.",
        )
    return seen


def _check_services(query: str, seen: Outline, settings: Settings) -> None:
    """See that a query asks no server but those of the list.

    Raises:
        Problem: it may ask another one.
    """
    if not settings.service_allowed:
        detail = "This endpoint answers from its own graph alone: SERVICE is not possible, SILENT or not."
        if not seen.says_service:
            detail = (
                "This query holds the word service beside an IRI that might be a comparison (one with '(', "
                "')' or '#' and without scheme://), so a call could hide there, and SERVICE is not possible "
                "here. Write the IRI in full or percent-encoded."
            )
        raise Problem(400, "service-refused", "SERVICE refused", detail)
    asked = list(services(query))
    if seen.doubtful or not asked or not all(_allowed(iri, settings.service_allowed) for iri in asked):
        listed = " ".join(f"<{iri}>" for iri in settings.service_allowed)
        raise Problem(
            400,
            "service-refused",
            "SERVICE refused",
            f"SERVICE is possible to {listed} alone, as an IRI written in full: no variable, no prefix.",
        )


def _allowed(iri: str | None, allowed: tuple[str, ...]) -> bool:
    """Whether an IRI is in the list, or below one of it that ends in a slash."""
    if iri is None or _UPWARDS.search(iri):
        return False
    return any(iri == one or (one.endswith("/") and iri.startswith(one)) for one in allowed)
