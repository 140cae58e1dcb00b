"""``/evidence?…``: all letters on a treatment, both outcomes alike, quoted, as one file."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final, cast

from starlette.requests import Request
from starlette.responses import Response

from imr_graph.errors import MissingExtraError, QuestionError
from imr_graph.evidence.asked import EvidenceQuestion, Side
from imr_graph.evidence.pack import QUOTED
from imr_graph.questions.near import nearest
from server.responses.negotiation import Format, best_format
from server.responses.problems import Problem
from server.responses.validators import entity_tag, unchanged, versioned_headers
from server.serving.packing import Packing
from server.serving.version import Serving

FORMS: Final = (Format("html", "text/html", text=True), Format("pdf", "application/pdf"))
"""What a pack may be."""

_TEXTS: Final = ("treatment", "words", "diagnosis", "guideline")
_PARAMETERS: Final = (*_TEXTS, "citedBy", "from", "to", "quotes", "format")
_MOST_QUOTED: Final = 20
_LONGEST: Final = 1000
"""Characters of a parameter."""
_PACK_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""A pack is a file that stands alone: its own style, and nothing else."""

_UNNAMEABLE: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a request asks for; ``question`` is None where it asks for the form."""

    question: EvidenceQuestion | None
    quoted: int
    form: Format


async def evidence(request: Request) -> Response | None:
    """The pack that is asked for; None where a request asks for none.

    Raises:
        Problem: what is asked for cannot be made here, or is over a limit.
    """
    try:
        asked = _asked(request)
        if asked.question is None:
            return None
        return await _pack(request, Serving.of(request), asked, asked.question)
    except QuestionError as error:
        raise Problem(400, "question", "Not a pack that can be made", f"{error}.") from error
    except MissingExtraError as error:
        detail = f"{error}; the pack as HTML prints as well."
        raise Problem(501, "pdf-missing", "No PDFs here", detail) from error


async def _pack(request: Request, serving: Serving, asked: _Asked, question: EvidenceQuestion) -> Response:
    server = str(request.base_url)
    refused = await serving.off_loop(lambda: serving.graph.refused_letters)
    tag = entity_tag(serving.graph, server, request.url.query, asked.form.name, str(refused))
    if (held := unchanged(request, tag)) is not None:
        return held
    packing = await _packing(serving)
    content = await packing.pack(serving.off_loop, question, asked.quoted, server, asked.form.name)
    named = _UNNAMEABLE.sub("-", (question.treatment or question.words or "letters").lower()).strip("-")[:60]
    headers = {
        **versioned_headers(tag),
        "Content-Type": asked.form.content_type,
        "Content-Disposition": f'inline; filename="evidence-{named or "letters"}.{asked.form.name}"',
        "Content-Security-Policy": _PACK_POLICY,
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, headers=headers)


async def _packing(serving: Serving) -> Packing:
    """What makes packs of the version that answers.

    Raises:
        Problem: the version has no fact tables.
    """
    packing = await serving.off_loop(lambda: serving.packing)
    if packing is None:
        detail = "This version of the graph has no fact tables, which choose the letters; build it anew."
        raise Problem(404, "no-tables", "No evidence packs", detail)
    return packing


def _asked(request: Request) -> _Asked:
    """What a request asks for.

    Raises:
        QuestionError: a parameter is unknown, given twice, or has a value that it does not take.
    """
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name not in _PARAMETERS:
            raise QuestionError(
                f"no parameter is called {name!r}{nearest(name, _PARAMETERS)}; "
                f"there are: {', '.join(_PARAMETERS)}"
            )
        if name in given:
            raise QuestionError(f"parameter {name} is given several times; give it once")
        if len(value) > _LONGEST:
            raise QuestionError(f"{name} has {len(value)} characters; {_LONGEST} are possible")
        if value.strip():
            given[name] = value.strip()
    form = _form_of(request, given.pop("format", None))
    quoted = _number(given.pop("quotes", str(QUOTED)))
    if not given:
        return _Asked(None, quoted, form)
    texts = {name: given.get(name) for name in _TEXTS}
    # What is no side is refused where the question is understood.
    side = cast("Side | None", given.get("citedBy"))
    question = EvidenceQuestion(**texts, cited_by=side, first=_day(given, "from"), last=_day(given, "to"))
    return _Asked(question, quoted, form)


def _form_of(request: Request, named: str | None) -> Format:
    if named is None:
        return best_format(FORMS, ", ".join(request.headers.getlist("accept")) or None)
    known = {form.name: form for form in FORMS}
    if named not in known:
        raise QuestionError(f"a pack has no format {named!r}; there are: {', '.join(known)}")
    return known[named]


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= _MOST_QUOTED):
        raise QuestionError(f"quotes is the sentences quoted of an item, 1 to {_MOST_QUOTED}, not {text!r}")
    return int(text)


def _day(given: dict[str, str], name: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(given[name]) if name in given else None
    except ValueError:
        raise QuestionError(f"{name} is a day such as 2016-12-31, not {given[name]!r}") from None
