"""``/``: what the graph holds, the headline answer, and the ways in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from imr_graph.questions import load_questions
from imr_graph.questions.about import About
from imr_graph.questions.question import Chart, Question
from imr_graph.questions.table import Value
from server.rows.questions import told_rows
from server.serving.kept import kept
from server.serving.version import Serving
from server.web.answer_table import AnswerTable, answer_table
from server.web.charts import Drawn, drawn
from server.web.questions import letters_behind
from server.web.shell import page

HEADLINE: Final = "drug-guideline-denials"
_BY_YEAR: Final = "decisions-by-period"
_ROWS_SHOWN: Final = 10
_STACKED: Final = Chart("columns", {"x": ("decided",), "y": ("upheld", "modified", "overturned")})
_BARS: Final = Chart("bars", {"x": ("items",), "y": ("ingredients", "place", "document")})
_COLUMNS: Final = ("ingredients", "document", "place", "placeIri", "items", "letters")


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer on the page.

    Args:
        question: that is answered.
        table: its first rows.
        chart: of them.
        total: how many rows the whole answer has.
    """

    question: Question
    table: AnswerTable
    chart: Drawn | None
    total: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page tells of a version.

    Args:
        about: letters, items, their period.
        outcomes: items by how they were decided.
        by_year: decisions of each year.
        headline: drugs and the guideline places that their denials cite.
    """

    about: About
    outcomes: dict[str, int]
    by_year: Answered
    headline: Answered


async def home(request: Request) -> Response:
    """The first page; a version without fact tables has no numbers on it but those of its manifest."""
    return await Serving.of(request).off_loop(_home, request)


def _home(request: Request) -> Response:
    serving = Serving.of(request)
    told = overview(serving) if serving.counting is not None else None
    return page(
        request,
        "home.html",
        title="imr-graph",
        bundles=("chart",),
        counts=serving.counts,
        overview=told,
        questions=len(load_questions()),
        cube=serving.graph.cube_path is not None,
        origin=str(request.base_url).rstrip("/"),
    )


def overview(serving: Serving) -> Overview:
    """What the page tells of a version with fact tables, worked out once; blocks.

    Raises:
        Problem: counting is over a limit.
    """
    return kept(serving, "home", lambda: _overview(serving))


def _overview(serving: Serving) -> Overview:
    by_year = load_questions()[_BY_YEAR]
    told = told_rows(serving, by_year, {}, None, 0, "")
    rows = [dict(zip(by_year.columns, row, strict=True)) for row in told.rows]
    outcomes = {name: sum(_whole(row[name]) for row in rows) for name in ("upheld", "modified", "overturned")}
    table = answer_table(by_year, rows, serving.graph.base, *letters_behind(by_year, {}))
    years = [row for row in rows if row["decided"] != "not printed"]
    stacked = drawn(replace(by_year, chart=_STACKED), years, len(years))
    return Overview(told.about, outcomes, Answered(by_year, table, stacked, told.total), _headline(serving))


def _headline(serving: Serving) -> Answered:
    whole = load_questions()[HEADLINE]
    listed = tuple(column for column in whole.described_columns if column.type != "letters")
    told = told_rows(serving, replace(whole, described_columns=listed), {}, _ROWS_SHOWN, 0, "")
    rows = [dict(zip((one.name for one in listed), row, strict=True)) for row in told.rows]
    few = tuple(column for column in listed if column.name in _COLUMNS)
    shown = replace(whole, described_columns=few, chart=_BARS)
    table = answer_table(shown, rows, serving.graph.base, *letters_behind(whole, {}))
    return Answered(whole, table, drawn(shown, rows, told.total), told.total)


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0
