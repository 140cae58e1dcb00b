"""Reads ``queries/*.rq``: a header of comment lines, then the query.

::

    # title: Which drugs are denied?
    # answers: One row a drug. A long text goes on
    #   in lines that are indented.
    # param drug: concept drug — Only this product; examples: drug/norco | Norco
    # param period: string — How long a row's time is; choices: all | year
    # column items: integer — Distinct items.
    # theme: Drugs
    # chart: bars x=overturnRate y=drug+ingredients low=low high=high

A parameter stands in the query as ``VALUES ?drug { UNDEF }``, its default between the braces. A text that may
only be one of a few says so with ``; choices:``, after the examples or in their place. ``theme`` and
``chart`` say where a page lists the question and how it draws the answer; :data:`CHART_PARTS` has the parts
of a chart.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Final, get_args

import imr_graph
from imr_graph.errors import QuestionError
from imr_graph.questions.question import (
    NO_CHART,
    Chart,
    ChartKind,
    Column,
    ColumnType,
    Parameter,
    ParameterType,
    Question,
)

VALUE_BLOCK: Final = re.compile(r"\bVALUES \?(?P<name>\w+) \{ (?P<default>[^{}]*?) \}")
"""Where a parameter stands in a query."""

_FIELD = re.compile(r"# (?P<key>title|answers|param|column|theme|chart)(?: (?P<name>\w+))?: (?P<value>\S.*)")
_MORE = re.compile(r"# {2,}(?P<value>\S.*)")
_PARAM = re.compile(
    r"(?P<type>[a-z]+)(?: (?P<kind>[a-z-]+))? — (?P<doc>.+?)"
    r"(?:; examples: (?P<examples>.+?))?(?:; choices: (?P<choices>.+))?"
)
_COLUMN = re.compile(r"(?P<type>[a-z]+) — (?P<doc>.+)")
CHART_PARTS: Final[dict[ChartKind, tuple[frozenset[str], frozenset[str]]]] = {
    "bars": (frozenset({"x", "y"}), frozenset({"low", "high"})),
    "columns": (frozenset({"x", "y"}), frozenset()),
    "lines": (frozenset({"x", "y"}), frozenset({"by", "low", "high"})),
    "heat": (frozenset({"x", "y", "value"}), frozenset()),
    "none": (frozenset(), frozenset()),
}
"""Parts that a kind of chart has, and those that it may have: x and y across and up, the number or the label;
``by`` parts lines; ``low`` and ``high`` are the ends of an interval."""

_TYPES: Final = frozenset(get_args(ParameterType))
_COLUMN_TYPES: Final = frozenset(get_args(ColumnType))


def queries_folder() -> Path:
    """The folder of queries: inside the package where it is installed, beside it in a checkout."""
    package = Path(imr_graph.__file__).parent
    inside = package / "queries"
    return inside if inside.is_dir() else package.parent / "queries"


@lru_cache(maxsize=1)
def load_questions() -> dict[str, Question]:
    """All named questions by name, the headline first, the rest in order of name.

    Raises:
        QuestionError: a file lacks its header or contradicts it.
    """
    questions = [read_question(path) for path in queries_folder().glob("*.rq")]
    questions.sort(key=lambda question: (question.name != "drug-guideline-denials", question.name))
    return {question.name: question for question in questions}


@lru_cache(maxsize=1)
def counted_questions() -> frozenset[str]:
    """Names of the questions that fact tables answer.

    The tables declare them; their file is read as it lies, since their libraries load slowly.
    """
    declared = resources.files("imr_graph").joinpath("tables", "questions.toml")
    entries = tomllib.loads(declared.read_text(encoding="utf-8"))["question"]
    return frozenset(entry["name"] for entry in entries)


def read_question(path: Path) -> Question:
    """One ``.rq`` file as a question.

    Raises:
        QuestionError: its header is incomplete, or a parameter it declares is not in the query.
    """
    text = path.read_text(encoding="utf-8")
    return parse_question(path.stem, text)


def parse_question(name: str, text: str) -> Question:
    """The text of a ``.rq`` file as a question; see :func:`read_question`."""
    title = description = theme = ""
    chart = NO_CHART
    parameters: list[Parameter] = []
    columns: list[Column] = []
    for key, field_name, value in _header(text):
        if key == "title":
            title = value
        elif key == "answers":
            description = value
        elif key == "theme":
            theme = value
        elif key == "chart":
            chart = _chart(name, value)
        elif key == "column":
            columns.append(_column(name, field_name, value))
        else:
            parameters.append(_parameter(name, field_name, value, text))
    for what, given in (("title", title), ("answers", description), ("column", columns)):
        if not given:
            raise QuestionError(f"{name}.rq: the header lacks `# {what}`")
    _check_columns(name, columns, chart)
    return Question(
        name=name,
        title=title,
        description=description,
        parameters=tuple(parameters),
        described_columns=tuple(columns),
        text=text,
        theme=theme,
        chart=chart,
    )


def _header(text: str) -> list[tuple[str, str, str]]:
    """(key, name, value) of each field of the comment lines that open the file."""
    fields: list[tuple[str, str, str]] = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if match := _FIELD.fullmatch(line):
            fields.append((match["key"], match["name"] or "", match["value"].strip()))
        elif fields and (match := _MORE.fullmatch(line)):
            key, name, value = fields[-1]
            fields[-1] = (key, name, f"{value} {match['value'].strip()}")
    return fields


def _column(question: str, name: str, value: str) -> Column:
    match = _COLUMN.fullmatch(value)
    if not match or match["type"] not in _COLUMN_TYPES:
        types = ", ".join(get_args(ColumnType))
        raise QuestionError(
            f"{question}.rq: column {name}: write it as `# column NAME: TYPE — doc`; types are {types}"
        )
    type_: ColumnType = match["type"]  # type: ignore[assignment] # one of _COLUMN_TYPES
    return Column(name=name, type=type_, doc=match["doc"])


def _check_columns(question: str, columns: Sequence[Column], chart: Chart) -> None:
    """That one column at most lists letters, and that the chart draws columns that there are."""
    if sum(column.type == "letters" for column in columns) > 1:
        raise QuestionError(f"{question}.rq: more than one column lists letters; one at most does")
    unknown = {one for part in chart.parts.values() for one in part} - {column.name for column in columns}
    if unknown:
        raise QuestionError(f"{question}.rq: the chart draws no columns: {', '.join(sorted(unknown))}")


def _chart(question: str, value: str) -> Chart:
    kind, *told = value.split()
    parts = {part: tuple(columns.split("+")) for part, _, columns in (one.partition("=") for one in told)}
    for known, (needed, further) in CHART_PARTS.items():
        if kind == known and needed <= parts.keys() <= needed | further and all(map(all, parts.values())):
            return Chart(known, parts)
    raise QuestionError(
        f"{question}.rq: write a chart as `# chart: bars x=NUMBER y=LABEL+LABEL low=low high=high`; "
        f"kinds are {', '.join(CHART_PARTS)}"
    )


def _parameter(question: str, name: str, value: str, text: str) -> Parameter:
    match = _PARAM.fullmatch(value)
    choices = _alternatives(match["choices"]) if match else ()
    examples = _alternatives(match["examples"]) if match else ()
    if not match or match["type"] not in _TYPES or not (examples or choices):
        raise QuestionError(
            f"{question}.rq: parameter {name}: write it as `# param NAME: TYPE — doc; examples: a | b`"
        )
    if choices and (match["type"] != "string" or not set(examples) <= set(choices)):
        raise QuestionError(f"{question}.rq: parameter {name}: choices are texts, all examples among them")
    defaults = {block["default"] for block in VALUE_BLOCK.finditer(text) if block["name"] == name}
    if len(defaults) != 1:
        raise QuestionError(f"{question}.rq: parameter {name}: the query has no one `VALUES ?{name} {{ … }}`")
    type_: ParameterType = match["type"]  # type: ignore[assignment] # one of _TYPES
    return Parameter(
        name=name,
        type=type_,
        kind=match["kind"] or "",
        doc=match["doc"],
        examples=examples or choices,
        choices=choices,
        default=defaults.pop(),
    )


def _alternatives(text: str | None) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(" | ")) if text else ()
