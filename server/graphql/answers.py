"""The named questions as typed fields: arguments, columns and words of each come from its ``.rq`` header."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any, Final, Optional, TypeVar

import strawberry
from strawberry.tools import create_type
from strawberry.types.field import StrawberryField

from imr_graph.questions import load_questions
from imr_graph.questions.about import About as AboutAnswer
from imr_graph.questions.question import Column, ColumnType, Parameter, ParameterType, Question
from imr_graph.questions.table import Value
from server.graphql.about import About, about_type
from server.graphql.answer_pages import AnswerPage
from server.graphql.connections import After, Before, Connection, Last, OptionalFirst, list_mark, ranked
from server.graphql.context import Info
from server.graphql.documented import documented, documented_type

T = TypeVar("T")

_ARGUMENTS: Final[Mapping[ParameterType, type]] = {
    "string": str,
    "integer": int,
    "date": dt.date,
    "iri": str,
    "concept": str,
}
_COLUMNS: Final[Mapping[ColumnType, type]] = {
    "string": str,
    "integer": int,
    "decimal": float,
    "date": dt.date,
    "boolean": bool,
    "iri": str,
    "concept": str,
}
_PAGING: Final = {"first": OptionalFirst, "after": After, "last": Last, "before": Before}


class _Row:
    """A row of an answer, as the fields of its type read it.

    Args:
        page: of the answer.
        place: of the row in it.
    """

    def __init__(self, page: AnswerPage, place: int) -> None:
        self.page = page
        self.place = place

    def value(self, column: str) -> Value:
        """What the row holds in a column."""
        return self.page.rows[self.place][column]


@strawberry.type(description="A page of the answer to a named question, and what the answer rests on.")
class AnswerConnection(Connection[T]):
    """The connections of all questions; each has rows of its own type."""

    rests_on: strawberry.Private[Callable[[], AboutAnswer]]

    @documented
    def about(self) -> About:
        """What the answer rests on: its period, how many letters and items, and what it leaves out."""
        return about_type(self.rests_on())


def answers_type() -> type:
    """The type of the root field ``answers``: one field for each named question."""
    return create_type(
        "Answers",
        [_question_field(question) for question in load_questions().values()],
        description="The named questions, one field each; the rows are those of their SPARQL.",
    )


def _question_field(question: Question) -> StrawberryField:
    """The field that answers a question."""
    row: Any = _row_type(question)
    pages: Any = AnswerConnection[row]

    def answer(info: Info, **given: Any) -> Any:
        """A page of the answer."""
        paging = {name: given.pop(name) for name in _PAGING}
        values = {one.name: given.get(_argument_name(one)) for one in question.parameters}

        def rows(limit: int, offset: int) -> tuple[list[_Row], int]:
            page = info.context.ask_question(question.name, values, limit, offset)
            return [_Row(page, place) for place in range(len(page.rows))], page.total

        mark = list_mark(info.context.serving.graph.version, question.name, values)
        found = ranked(rows, mark, **paging)
        return AnswerConnection(
            edges=found.edges,
            page_info=found.page_info,
            count=found.count,
            rests_on=partial(info.context.about_question, question.name, values),
        )

    only, none = inspect.Parameter.KEYWORD_ONLY, None
    # The library reads a field's arguments off its function's signature.
    signature = [
        inspect.Parameter("info", only, annotation=Info),
        *(
            inspect.Parameter(_argument_name(one), only, default=none, annotation=_argument(one))
            for one in question.parameters
        ),
        *(
            inspect.Parameter(name, only, default=none, annotation=annotation)
            for name, annotation in _PAGING.items()
        ),
    ]
    answer.__signature__ = inspect.Signature(signature)  # type: ignore[attr-defined]
    return _field(camel_case(question.name), f"{question.title} {question.description}", pages, answer)


def _row_type(question: Question) -> type:
    """The type of the rows of a question's answer."""
    name = camel_case(question.name)
    return create_type(
        f"{name[0].upper()}{name[1:]}Row",
        [_column_field(column) for column in question.described_columns],
        description=f"A row of the answer to: {question.title}",
    )


def _column_field(column: Column) -> StrawberryField:
    """The field that tells a column of a row."""
    if column.type == "letters":

        async def letters(root: Any, info: Info) -> Any:
            """The IRIs of letters; those of all rows of a page take one query."""
            identifiers = await root.page.letters(root.place)
            info.context.names.spend(len(identifiers))
            return list(map(info.context.iris.determination, identifiers))

        return _field(column.name, column.doc, list[str], letters)
    kind = _COLUMNS[column.type]

    def value(root: Any) -> Any:
        """The row's value; null where it has none."""
        found = root.value(column.name)
        return None if found is None else _converted(found, kind)

    return _field(column.name, column.doc, Optional[kind], value)  # noqa: UP045 - the type is a value here


def _converted(value: Value, kind: type) -> object:
    """A cell as its column's type: a whole number may stand where a decimal is told, a number in a text."""
    if isinstance(value, kind):
        return value
    return dt.date.fromisoformat(str(value)) if kind is dt.date else kind(value)


def _argument(parameter: Parameter) -> Any:
    """The type of a question's argument, with its words."""
    kind = _ARGUMENTS[parameter.type]
    examples = " or ".join(f"“{example}”" for example in parameter.examples)
    without = "; the question's own default without" if parameter.filters_by_default else ""
    described = f"{parameter.doc}{without}; for example {examples}."
    return Annotated[
        Optional[kind],  # noqa: UP045 - the type is a value here
        strawberry.argument(name=parameter.name, description=described),
    ]


def _argument_name(parameter: Parameter) -> str:
    """What a function may call it: a question may call it ``from``."""
    return f"of_{parameter.name}"


def _field(name: str, description: str, kind: Any, resolver: Callable[..., Any]) -> StrawberryField:
    field: StrawberryField = strawberry.field(
        name=name, description=description, graphql_type=kind, resolver=resolver
    )
    field.python_name = name
    return field


def camel_case(name: str) -> str:
    """The name of a question's field: ``drug-guideline-denials`` is ``drugGuidelineDenials``."""
    first, *rest = name.split("-")
    return first + "".join(part.capitalize() for part in rest)


@documented_type
class AnswerQueries:
    """Answers to the named questions."""

    answers: Annotated[Any, "made of the questions"] = strawberry.field(
        description="Answers to the named questions, typed: one field for each.",
        graphql_type=answers_type(),
        resolver=lambda: object(),
    )
