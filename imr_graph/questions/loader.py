"""Reads ``queries/*.rq``: a header of comment lines, then the query.

::

    # title: Which drugs are denied?
    # answers: One row a drug. A long text goes on
    #   in lines that are indented.
    # param drug: concept drug — Only this product; examples: drug/norco | Norco
    # param period: string — How long a row's time is; choices: all | year
    # column items: integer — Distinct items.

A parameter stands in the query as ``VALUES ?drug { UNDEF }``, its default between the braces. A text that may
only be one of a few says so with ``; choices:``, after the examples or in their place.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Final, get_args

import imr_graph
from imr_graph.errors import QuestionError
from imr_graph.questions.question import Column, ColumnType, Parameter, ParameterType, Question

VALUE_BLOCK: Final = re.compile(r"\bVALUES \?(?P<name>\w+) \{ (?P<default>[^{}]*?) \}")
"""Where a parameter stands in a query."""

_FIELD = re.compile(r"# (?P<key>title|answers|param|column)(?: (?P<name>\w+))?: (?P<value>\S.*)")
_MORE = re.compile(r"# {2,}(?P<value>\S.*)")
_PARAM = re.compile(
    r"(?P<type>[a-z]+)(?: (?P<kind>[a-z-]+))? — (?P<doc>.+?)"
    r"(?:; examples: (?P<examples>.+?))?(?:; choices: (?P<choices>.+))?"
)
_COLUMN = re.compile(r"(?P<type>[a-z]+) — (?P<doc>.+)")
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
    title = description = ""
    parameters: list[Parameter] = []
    columns: list[Column] = []
    for key, field_name, value in _header(text):
        if key == "title":
            title = value
        elif key == "answers":
            description = value
        elif key == "column":
            columns.append(_column(name, field_name, value))
        else:
            parameters.append(_parameter(name, field_name, value, text))
    for what, given in (("title", title), ("answers", description), ("column", columns)):
        if not given:
            raise QuestionError(f"{name}.rq: the header lacks `# {what}`")
    if sum(column.type == "letters" for column in columns) > 1:
        raise QuestionError(f"{name}.rq: more than one column lists letters; one at most does")
    return Question(
        name=name,
        title=title,
        description=description,
        parameters=tuple(parameters),
        described_columns=tuple(columns),
        text=text,
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
