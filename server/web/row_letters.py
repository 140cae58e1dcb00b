"""``/questions/NAME/letters``: the letters behind one number of an answer, with the items that it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from imr_graph.errors import QuestionError
from imr_graph.questions import Question, counted_questions
from imr_graph.questions.concepts import Concepts
from imr_graph.questions.values import plain_values
from imr_graph.rdf.iris import concept_iri
from server.responses.addresses import concept_url, letter_url, query_part, question_url
from server.responses.negotiation import wants_page
from server.responses.problems import not_found
from server.rows.asked import faulty
from server.rows.questions import question_named
from server.serving.version import Serving
from server.web.answer_table import column_title
from server.web.shell import Form, page

if TYPE_CHECKING:
    from imr_graph.tables.row_items import CountedItem, RowItems

LETTERS_SHOWN: Final = 25
"""Letters of a page."""

_ROW: Final = "row."
_OWN: Final = ("count", "page", "format")


async def row_letters(request: Request) -> Response:
    """The letters behind a number: ``row.COLUMN`` name its row, ``count`` its column, ``page`` a page."""
    return await Serving.of(request).off_loop(_letters, request)


def _letters(request: Request) -> Response:
    from imr_graph.tables.row_items import leading_counts, row_columns, row_items

    serving = Serving.of(request)
    question = question_named(request.path_params["name"])
    if question.name not in counted_questions() or serving.counting is None:
        raise not_found(f"No lists are kept of the letters behind the rows of {question.name}.")
    given = dict(request.query_params)
    told_by = row_columns(question.name, question.columns)
    counts = leading_counts(question.name, question.columns)
    count, number = given.get("count", ""), _page_number(given.get("page", "1"))
    if count not in counts:
        raise faulty(f"count names the number whose letters are wanted: {', '.join(sorted(counts))}")
    row = {column: _text(question, column, given.get(_ROW + column)) for column in told_by}
    unknown = [name for name in given if name.startswith(_ROW) and name.removeprefix(_ROW) not in row]
    if unknown:
        raise faulty(f"{unknown[0]} names no column of the row; there are: {', '.join(told_by)}")
    params = {name: one for name, one in given.items() if not name.startswith(_ROW) and name not in _OWN}
    try:
        values = plain_values(question, params, Concepts(serving.graph).find)
        with serving.counting.asked() as tables:
            offset = (number - 1) * LETTERS_SHOWN
            held = row_items(tables, question.name, values, row, count, limit=LETTERS_SHOWN, offset=offset)
    except QuestionError as error:
        raise faulty(str(error)) from error
    if not held.rows:
        raise not_found(
            "The answer has no such row now: the graph was built anew, or the address was changed; "
            f"{question_url(question.name)} has the answer."
        )
    if not wants_page(request):
        return _json(serving, question, count, held)
    return _page(request, serving, question, row, params, count, number, held)


def _page(
    request: Request,
    serving: Serving,
    question: Question,
    row: dict[str, str | None],
    params: dict[str, str],
    count: str,
    number: int,
    held: RowItems,
) -> Response:
    pages = -(-held.letters // LETTERS_SHOWN)
    own = {name: one for name, one in request.query_params.items() if name not in {"page", "format"}}
    here = request.url.path
    around = {
        name: f"{here}{query_part({**own, 'page': to})}"
        for name, to in (("First", 1), ("Previous", number - 1), ("Next", number + 1), ("Last", pages))
        if 1 <= to <= pages and to != number
    }
    return page(
        request,
        "question_letters.html",
        title=f"The letters behind a number: {question.title}",
        forms=(Form("JSON", f"{here}{query_part({**own, 'page': number, 'format': 'json'})}"),),
        question=question,
        back=question_url(question.name, **params),
        row=_described(row),
        params=params,
        count=column_title(count),
        doc=question.column_docs[count],
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


def _json(serving: Serving, question: Question, count: str, held: RowItems) -> Response:
    items = [
        {
            "determination": one.identifier,
            "href": letter_url(one.identifier),
            "decided": one.decided.isoformat() if one.decided else None,
            "item": one.position,
            "outcome": one.outcome,
            "category": one.category,
        }
        for one in held.found
    ]
    body = {
        "question": question.name,
        "version": serving.graph.version,
        "count": count,
        "totalItems": held.items,
        "totalLetters": held.letters,
        "items": items,
    }
    return JSONResponse(body, headers={"Cache-Control": "no-cache", "Vary": "Accept"})


def _text(question: Question, column: str, value: str | None) -> str | None:
    """What an address says of a cell, as the answer has it."""
    type_ = next(one.type for one in question.described_columns if one.name == column)
    return concept_iri(value) if value is not None and type_ == "concept" else value


def _page_number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 1 << 31):
        raise faulty(f"page is the number of a page, such as 2, not {text!r}")
    return int(text)
