"""``/questions`` for people: the list by theme, and a page for each question; programs get rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from imr_graph.errors import QuestionError
from imr_graph.questions import Question, counted_questions, load_questions
from imr_graph.questions.loader import queries_folder
from imr_graph.questions.table import Value
from imr_graph.rdf.iris import concept_path
from server.limits.clients import client_of
from server.responses.addresses import query_part, question_url
from server.responses.negotiation import wants_page
from server.responses.problems import Problem
from server.rows import questions as rows_of_questions
from server.rows.asked import Asked, asked_of, page_at
from server.rows.questions import Told, question_named, told_rows
from server.rows.writing import JSON
from server.serving.version import Serving
from server.web.answer_table import AnswerTable, Leading, answer_table
from server.web.charts import ROWS_READ, drawn
from server.web.data_forms import row_forms
from server.web.fields import fields_of
from server.web.shell import Form, page

THEMES: Final = (
    "Drugs",
    "Guidelines",
    "Treatments and diagnoses",
    "Decisions and reviewers",
    "Over time",
    "Single cases",
    "What was not understood",
)
"""Headings of the list, in order."""

ROWS_SHOWN: Final = 50
"""Rows of a page that does not ask for another number."""

_MOST_SHOWN: Final = 1_000
_LETTERS_READ_WHOLE: Final = 2_000
"""Letters over which a question of triples is put only once it is narrowed, or asked for outright."""
_PAGE_SECONDS: Final = 10.0
"""That a page may take over its answer; data may take longer."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """An answer, or why there is none.

    Args:
        told: without its rows.
        rows: of the page, by the names of columns.
        drawn_of: rows that the chart looks at.
        why_not: in words; empty where there are rows.
        status: of the page.
    """

    told: Told | None
    rows: list[dict[str, Value]]
    drawn_of: list[dict[str, Value]]
    why_not: str = ""
    status: int = 200


async def question_list(request: Request) -> Response:
    """The named questions under their themes, for a browser; the same as JSON for programs."""
    if not wants_page(request):
        return await rows_of_questions.question_list(request)
    return await Serving.of(request).off_loop(_list_page, request)


async def question_answer(request: Request) -> Response:
    """The page of a question for a browser; its rows for programs, and for whoever names a format."""
    if not wants_page(request):
        return await rows_of_questions.question_answer(request)
    question_named(request.path_params["name"])
    given = request.query_params.multi_items()
    if any(not value for _, value in given):
        # What a form sends of empty fields is no part of the page's address.
        kept = query_part({name: [one for key, one in given if key == name and one] for name, _ in given})
        return RedirectResponse(request.url.path + kept, 303)
    return await Serving.of(request).off_loop(_question_page, request)


def _list_page(request: Request) -> Response:
    known = list(load_questions().values())
    themes = [(theme, [one for one in known if one.theme == theme]) for theme in THEMES]
    forms = [Form("JSON", "/questions?format=json", JSON.media_type)]
    return page(request, "questions.html", title="Questions", themes=themes, total=len(known), forms=forms)


def _question_page(request: Request) -> Response:
    serving = Serving.of(request)
    question = question_named(request.path_params["name"])
    asked = asked_of(request, serving.graph.version, JSON)
    asked = replace(asked, first=min(asked.first or ROWS_SHOWN, _MOST_SHOWN))
    fields, fault = fields_of(serving, question, asked.once)
    faulty = bool(fault) or any(field.fault for field in fields)
    shown = _Shown(None, [], [], status=400) if faulty else _answer(request, serving, question, asked)
    fault = fault or (shown.why_not if shown.status == 400 else "")
    total = shown.told.total if shown.told else 0
    return page(
        request,
        "question.html",
        title=question.title,
        bundles=("chart", "question"),
        forms=_forms(question, asked) if shown.told else (),
        status=shown.status,
        question=question,
        fields=fields,
        fault=fault,
        why_not="" if shown.status == 400 else shown.why_not,
        told=shown.told,
        table=_table(serving, question, asked, shown.rows),
        chart=drawn(question, shown.drawn_of, total),
        begins=asked.offset,
        pages=_pages(request, serving, asked, total) if shown.told else {},
        sparql=shown.told.sparql if shown.told else question.text,
        graphql=_graphql(question.name),
        playgrounds=query_part({"question": question.name, **asked.once}),
        table_links=serving.counting is not None and question.name in counted_questions(),
        unlinked=question.name not in counted_questions() and "items" in question.columns,
        asked_whole=question_url(question.name, first=ROWS_SHOWN),
    )


def _answer(request: Request, serving: Serving, question: Question, asked: Asked) -> _Shown:
    """The rows of the page and those of its chart."""
    letters = serving.graph.manifest.letters
    slow = question.name not in counted_questions() or serving.counting is None
    if slow and letters > _LETTERS_READ_WHOLE and not asked.values and "first" not in request.query_params:
        why_not = (
            f"This question reads the letters one by one, and there are {letters:,} of them: name a case, a "
            "drug, a guideline or another value above. Or put it to all letters, which takes a while."
        )
        return _Shown(None, [], [], why_not)
    ends = asked.offset + (asked.first or ROWS_SHOWN)
    listed = tuple(one for one in question.described_columns if one.type != "letters")
    wanted = replace(question, described_columns=listed)
    client = client_of(request, serving.settings)
    seconds = min(_PAGE_SECONDS, serving.settings.query_seconds)
    first = max(ends, ROWS_READ[question.chart.kind])
    try:
        told = told_rows(serving, wanted, asked.once, first, 0, client, seconds)
    except QuestionError as error:
        return _Shown(None, [], [], f"{str(error).removeprefix(f'{question.name}: ')}.", 400)
    except Problem as problem:
        if problem.kind not in {"query-too-slow", "result-too-large", "query-too-large"}:
            raise
        return _Shown(None, [], [], problem.detail, problem.status)
    rows = [dict(zip((one.name for one in listed), row, strict=True)) for row in told.rows]
    return _Shown(told, rows[asked.offset : ends], rows)


def _table(serving: Serving, question: Question, asked: Asked, rows: list[dict[str, Value]]) -> AnswerTable:
    if serving.counting is None or question.name not in counted_questions():
        return answer_table(question, rows, serving.graph.base)
    return answer_table(question, rows, serving.graph.base, *letters_behind(question, asked.once))


def letters_behind(question: Question, params: Mapping[str, str]) -> tuple[frozenset[str], Leading]:
    """The columns of a counting question that lead to letters, and what mints the addresses of these.

    Args:
        question: with all of its columns.
        params: that it is asked with.
    """
    from imr_graph.tables.row_items import leading_counts, row_columns

    told_by = row_columns(question.name, question.columns)

    def address(row: Mapping[str, Value], count: str) -> str:
        cells = {f"row.{column}": row_text(row[column]) for column in told_by}
        return f"/questions/{question.name}/letters{query_part({**params, **cells, 'count': count})}"

    return leading_counts(question.name, question.columns), address


def row_text(value: Value) -> str | None:
    """A cell as an address names it; concepts by their paths."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return concept_path(value) or value
    return None if value is None else str(value)


def _pages(request: Request, serving: Serving, asked: Asked, total: int) -> dict[str, str]:
    """The addresses of the pages around this one."""
    size, version = asked.first or ROWS_SHOWN, serving.graph.version
    found = {}
    if asked.offset > 0:
        found["First"] = page_at(request, asked, version, 0)
        found["Previous"] = page_at(request, asked, version, asked.offset - size)
    if asked.offset + size < total:
        found["Next"] = page_at(request, asked, version, asked.offset + size)
    return found


def _forms(question: Question, asked: Asked) -> list[Form]:
    """The whole answer in the formats of programs."""
    return row_forms(lambda form: question_url(question.name, **asked.once, format=form))


def _graphql(name: str) -> str:
    """The question as GraphQL asks it; empty where it does not."""
    path = queries_folder() / f"{name}.graphql"
    return path.read_text(encoding="utf-8") if path.is_file() else ""
