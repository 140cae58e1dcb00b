"""``/questions/NAME/letters``: the items behind one number of an answer, letter by letter, as rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import Response

from imr_graph.errors import QuestionError
from imr_graph.questions import Question, counted_questions
from imr_graph.questions.concepts import Concepts
from imr_graph.questions.question import Column
from imr_graph.questions.values import plain_values
from imr_graph.rdf.iris import Iris, concept_iri
from server.responses.addresses import question_url
from server.responses.problems import not_found
from server.rows.asked import Asked, answered, asked_of, faulty, next_page
from server.rows.questions import question_named
from server.rows.writing import Rows
from server.serving.version import Serving

if TYPE_CHECKING:
    from imr_graph.tables.row_items import RowItems

COLUMNS: Final = (
    Column("determination", "iri", "The letter."),
    Column("identifier", "string", "Its case number, or what stands for one."),
    Column("decided", "date", "Its day of decision, where one is printed."),
    Column("item", "integer", "The disputed item's position in the letter, from 1."),
    Column("outcome", "string", "How the item was decided."),
    Column("category", "string", "Its treatment category."),
)

_ROW: Final = "row."
_COUNT: Final = "count"


@dataclass(frozen=True, slots=True)
class AskedNumber:
    """One number of an answer.

    Args:
        question: whose answer it stands in.
        row: the cells that tell its row apart; those of concepts as IRIs.
        count: its column.
        params: what the question is asked with.
    """

    question: Question
    row: dict[str, str | None]
    count: str
    params: dict[str, str]


async def row_letters(request: Request) -> Response:
    """The items behind a number: ``row.COLUMN`` name its row, ``count`` its column."""
    serving = Serving.of(request)
    asked = asked_of(request, serving.graph.version)
    name = f"{request.path_params['name']}-letters"
    return await answered(request, asked, name, lambda: _rows(request, serving, asked))


def number_asked(serving: Serving, name: str, given: Mapping[str, str]) -> AskedNumber:
    """The number that parameters of an address name; blocks while the tables' libraries load.

    Raises:
        Problem: they name none, or the question keeps no lists of letters.
    """
    from imr_graph.tables.row_items import leading_counts, row_columns

    question = question_named(name)
    if question.name not in counted_questions() or serving.counting is None:
        raise not_found(f"No lists are kept of the letters behind the rows of {question.name}.")
    told_by = row_columns(question.name, question.columns)
    counts = leading_counts(question.name, question.columns)
    count = given.get(_COUNT, "")
    if count not in counts:
        raise faulty(f"count names the number whose letters are wanted: {', '.join(sorted(counts))}")
    row = {column: _cell(question, column, given.get(_ROW + column)) for column in told_by}
    unknown = [one for one in given if one.startswith(_ROW) and one.removeprefix(_ROW) not in row]
    if unknown:
        raise faulty(f"{unknown[0]} names no column of the row; there are: {', '.join(told_by)}")
    params = {one: value for one, value in given.items() if not one.startswith(_ROW) and one != _COUNT}
    return AskedNumber(question, row, count, params)


def items_behind(
    serving: Serving, asked: AskedNumber, letters: int | None = None, offset: int = 0
) -> RowItems:
    """The items that a number counts; blocks.

    Args:
        serving: the version that answers.
        asked: the number.
        letters: of how many letters at most; None for all.
        offset: letters before those.

    Raises:
        QuestionError: a parameter of the question does not fit.
        Problem: the answer has no such row, or counting is over a limit.
    """
    from imr_graph.tables.row_items import row_items

    values = plain_values(asked.question, asked.params, Concepts(serving.graph).find)
    most = serving.graph.manifest.letters if letters is None else letters
    if serving.counting is None:
        raise not_found(f"No lists are kept of the letters behind the rows of {asked.question.name}.")
    with serving.counting.asked() as tables:
        held = row_items(
            tables, asked.question.name, values, asked.row, asked.count, limit=most, offset=offset
        )
    if not held.rows:
        raise not_found(
            "The answer has no such row now: the graph was built anew, or the address was changed; "
            f"{question_url(asked.question.name)} has the answer."
        )
    return held


def _rows(request: Request, serving: Serving, asked: Asked) -> Rows:
    if asked.columns is not None:
        raise QuestionError("a list of letters has all its columns always; leave columns out")
    number = number_asked(serving, request.path_params["name"], asked.once)
    held = items_behind(serving, number)
    end = None if asked.first is None else asked.offset + asked.first
    iris = Iris(serving.graph.base)
    rows = [
        (
            iris.determination(one.identifier),
            one.identifier,
            one.decided,
            one.position,
            one.outcome,
            one.category,
        )
        for one in held.found[asked.offset : end]
    ]
    version = serving.graph.version
    said = {
        "question": number.question.name,
        "version": version,
        "count": number.count,
        "letters": held.letters,
        "next": next_page(request, asked, version, held.items),
    }
    return Rows(f"Behind a number: {number.question.title}", COLUMNS, rows, held.items, said)


def _cell(question: Question, column: str, value: str | None) -> str | None:
    """What an address says of a cell, as the answer has it."""
    type_ = next(one.type for one in question.described_columns if one.name == column)
    return concept_iri(value) if value is not None and type_ == "concept" else value
