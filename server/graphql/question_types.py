"""GraphQL types of the named questions and their answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import strawberry
from strawberry.scalars import JSON

from imr_graph.questions import Question as NamedQuestion
from imr_graph.questions.about import About as AboutAnswer
from server.graphql.about import About, about_type
from server.graphql.answer_pages import AnswerPage
from server.graphql.context import Info
from server.graphql.documented import documented, documented_type
from server.graphql.node import Node, question_reference


@documented_type
class QuestionParameter:
    """A value that a question takes."""

    name: str = strawberry.field(description="The parameter's name.")
    type: str = strawberry.field(description="string, integer, date, iri or concept.")
    kind: str | None = strawberry.field(description="Of a concept: what kind, the first part of its path.")
    description: str = strawberry.field(description="What it does.")
    examples: list[str] = strawberry.field(description="Values that may be given.")
    filters_by_default: bool = strawberry.field(description="Whether it filters though no value is given.")


@documented_type
class QuestionColumn:
    """A column of a question's answer."""

    name: str = strawberry.field(description="The column's name.")
    type: str = strawberry.field(
        description="string, integer, decimal, date, boolean, iri, concept (the IRI of one), or letters "
        "(IRIs parted by blanks)."
    )
    description: str = strawberry.field(description="What it holds.")


@documented_type
class Question(Node):
    """A question that has a name: a SPARQL query with parameters."""

    name: str = strawberry.field(description="Its name, to ask it by.")
    title: str = strawberry.field(description="The question in a line.")
    description: str = strawberry.field(description="What the answer is made of.")
    parameters: list[QuestionParameter] = strawberry.field(description="The values it takes.")
    columns: list[QuestionColumn] = strawberry.field(description="The columns of its answer.")
    query: str = strawberry.field(description="The SPARQL, runnable as it stands.")

    def reference(self) -> str:
        """The question's name."""
        return question_reference(self.name)


@strawberry.input(description="A value for a question's parameter.")
class ParameterInput:
    """One parameter with its value."""

    name: str = strawberry.field(description="The parameter's name.")
    value: str = strawberry.field(description="Its value as text; a concept by IRI, path or label.")


@documented_type
class Answer:
    """The answer to a question: a page of its rows."""

    page: strawberry.Private[AnswerPage]
    skipped: strawberry.Private[int]
    rests_on: strawberry.Private[Callable[[], AboutAnswer]]

    @documented
    def columns(self) -> list[str]:
        """Names of the columns."""
        return list(self.page.columns)

    @documented
    def rows(self, info: Info) -> list[JSON]:
        """One list a row, as long as the columns; texts, numbers, or null where unbound."""
        cells = self.page.cells(info.context.iris, info.context.names)
        return [JSON([_cell(value) for value in row]) for row in cells]

    @documented
    def total_rows(self) -> int:
        """Number of rows of the whole answer."""
        return self.page.total

    @documented
    def has_more(self) -> bool:
        """Whether rows follow these."""
        return self.skipped + len(self.page.rows) < self.page.total

    @documented
    def about(self) -> About:
        """What the answer rests on: its period, how many letters and items, and what it leaves out."""
        return about_type(self.rests_on())


def question_type(question: NamedQuestion) -> Question:
    """A named question as its GraphQL type."""
    return Question(
        name=question.name,
        title=question.title,
        description=question.description,
        parameters=[
            QuestionParameter(
                name=parameter.name,
                type=parameter.type,
                kind=parameter.kind or None,
                description=parameter.doc,
                examples=list(parameter.examples),
                filters_by_default=parameter.filters_by_default,
            )
            for parameter in question.parameters
        ],
        columns=[
            QuestionColumn(name=column.name, type=column.type, description=column.doc)
            for column in question.described_columns
        ],
        query=question.text,
    )


def _cell(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value
