"""The page of ``/questions/NAME/letters``: the letters behind one number, with the items that it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import Response

from imr_graph.errors import QuestionError
from server.responses.addresses import concept_url, letter_url, query_part, question_url
from server.responses.negotiation import wants_page
from server.rows import row_letters as letters_as_rows
from server.rows.asked import faulty
from server.rows.row_letters import AskedNumber, items_behind, number_asked
from server.serving.version import Serving
from server.web.answer_table import column_title
from server.web.data_forms import row_forms
from server.web.shell import page

if TYPE_CHECKING:
    from imr_graph.tables.row_items import CountedItem, RowItems

LETTERS_SHOWN: Final = 25
"""Letters of a page."""

_PAGE: Final = "page"


async def row_letters(request: Request) -> Response:
    """The letters behind a number, a page of them by ``page``; rows for programs."""
    if not wants_page(request):
        return await letters_as_rows.row_letters(request)
    return await Serving.of(request).off_loop(_letters, request)


def _letters(request: Request) -> Response:
    serving = Serving.of(request)
    given = dict(request.query_params)
    number = _page_number(given.pop(_PAGE, "1"))
    asked = number_asked(serving, request.path_params["name"], given)
    try:
        held = items_behind(serving, asked, LETTERS_SHOWN, (number - 1) * LETTERS_SHOWN)
    except QuestionError as error:
        raise faulty(str(error)) from error
    return _page(request, serving, asked, number, held)


def _page(request: Request, serving: Serving, asked: AskedNumber, number: int, held: RowItems) -> Response:
    pages = -(-held.letters // LETTERS_SHOWN)
    own = {name: one for name, one in request.query_params.items() if name != _PAGE}
    here = request.url.path
    around = {
        name: f"{here}{query_part({**own, _PAGE: to})}"
        for name, to in (("First", 1), ("Previous", number - 1), ("Next", number + 1), ("Last", pages))
        if 1 <= to <= pages and to != number
    }
    question = asked.question
    return page(
        request,
        "question_letters.html",
        title=f"The letters behind a number: {question.title}",
        forms=row_forms(lambda form: f"{here}{query_part({**own, 'format': form})}"),
        question=question,
        back=question_url(question.name, **asked.params),
        row=_described(asked.row),
        params=asked.params,
        count=column_title(asked.count),
        doc=question.column_docs[asked.count],
        held=held,
        letters=_by_letter(serving, held.found),
        number=number,
        pages=pages,
        around=around,
    )


def _by_letter(serving: Serving, found: tuple[CountedItem, ...]) -> list[dict[str, Any]]:
    """The items under their letters, each with the words of its request."""
    records = serving.graph.records(list(dict.fromkeys(one.identifier for one in found)))
    letters: dict[str, dict[str, Any]] = {}
    for one in found:
        letter = letters.setdefault(
            one.identifier, {"identifier": one.identifier, "decided": one.decided, "items": []}
        )
        record = records.get(one.identifier)
        item = record.items[one.position - 1] if record and one.position <= len(record.items) else None
        letter["items"].append(
            {
                "position": one.position,
                "request": item.text if item else "",
                "category": one.category,
                "outcome": one.outcome,
                "href": letter_url(one.identifier, f"/items/{one.position - 1}/decision"),
            }
        )
    return list(letters.values())


def _described(row: dict[str, str | None]) -> list[tuple[str, str, str]]:
    """Title, value and address of what tells the row apart; IRIs stand with their words."""
    iris = {name.removesuffix("Iri"): value for name, value in row.items() if name.endswith("Iri")}
    return [
        (column_title(name), value, concept_url(iris[name] or "") if iris.get(name) else "")
        for name, value in row.items()
        if value is not None and not name.endswith("Iri")
    ]


def _page_number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 1 << 31):
        raise faulty(f"page is the number of a page, such as 2, not {text!r}")
    return int(text)
