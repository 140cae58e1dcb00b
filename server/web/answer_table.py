"""The answer to a question as a table for people: rates with intervals, concepts and letters as links."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from imr_graph.questions.question import Column, Question
from imr_graph.questions.table import Value
from imr_graph.rdf.iris import concept_path
from server.responses.addresses import concept_url, letter_url
from server.web.wording import NOTHING, number

Kind = Literal["text", "number", "rate", "decision"]
Leading = Callable[[Mapping[str, Value], str], str]
"""The address of the letters behind a number of a row, from its cells and the number's column."""

_COUNTED: Final = ("ofItems", "items", "letters")
"""Columns that rates are shares of, the first one that there is."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column.

    Args:
        name: of the column.
        title: for people.
        doc: what it holds, in a sentence.
        kind: how its cells are shown.
    """

    name: str
    title: str
    doc: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Args:
        text: what it says.
        href: where it leads; empty for nowhere.
        share: of a rate, the share with the ends of its interval and what it is a share of.
    """

    text: str
    href: str = ""
    share: tuple[float, float, float, int] | None = None


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """Heads and rows of cells."""

    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]


def answer_table(
    question: Question,
    rows: Sequence[Mapping[str, Value]],
    base: str,
    counts: frozenset[str] = frozenset(),
    leading: Leading | None = None,
) -> AnswerTable:
    """Rows of an answer as a table.

    Args:
        question: that is answered.
        rows: each by the names of columns.
        base: of the IRIs of letters.
        counts: columns whose numbers lead to letters.
        leading: gives the address of these.
    """
    columns = {column.name: column for column in question.described_columns}
    beside = _beside(columns)
    hidden = {*beside.values(), *(one.name for one in columns.values() if one.type == "letters")}
    rate = _rate(question)
    if rate:
        hidden |= {"low", "high"}
    shown = [column for column in columns.values() if column.name not in hidden]
    heads = tuple(
        Head(one.name, column_title(one.name), one.doc, "rate" if one.name == rate else _kind(one))
        for one in shown
    )

    def cell(head: Head, row: Mapping[str, Value]) -> Cell:
        value = row[head.name]
        if head.kind == "rate":
            return _share(row, head.name)
        if head.kind == "number":
            lead = leading(row, head.name) if leading and head.name in counts and value else ""
            return Cell(_shown(value), lead)
        target = row[beside[head.name]] if head.name in beside else None
        return Cell(_shown(value, base), _address(head, value, target, base))

    return AnswerTable(heads, tuple(tuple(cell(head, row) for head in heads) for row in rows))


def column_title(name: str) -> str:
    """``overturnRate`` as ``Overturn rate``; what programs call an item is a request to people."""
    if name == "items":
        return "Requests"
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
    return words[:1].upper() + words[1:]


def _beside(columns: Mapping[str, Column]) -> dict[str, str]:
    """Columns of words to those of the concepts or letters that the words are of."""
    found: dict[str, str] = {}
    for column in columns.values():
        if column.type == "concept" and column.name.endswith("Iri"):
            stem = column.name.removesuffix("Iri").casefold()
            named = [name for name in columns if name != column.name and name.casefold().endswith(stem)]
            if named:
                found[named[0]] = column.name
    if "case" in columns and "determination" in columns:
        found["case"] = "determination"
    return found


def _rate(question: Question) -> str:
    """The column of a share whose interval stands beside it; empty where there is none."""
    names = question.columns
    return names[names.index("low") - 1] if question.has_rates else ""


def _kind(column: Column) -> Kind:
    if column.name == "decision":
        return "decision"
    return "number" if column.type in {"integer", "decimal"} else "text"


def _share(row: Mapping[str, Value], name: str) -> Cell:
    share, low, high = row[name], row["low"], row["high"]
    of = next((row[one] for one in _COUNTED if one in row), None)
    numbers = [float(one) for one in (share, low, high) if isinstance(one, int | float)]
    if len(numbers) < 3 or not isinstance(of, int):
        return Cell(NOTHING)
    return Cell("", share=(numbers[0], numbers[1], numbers[2], of))


def _shown(value: Value, base: str = "") -> str:
    """A value in words; an IRI of ours by what it is below the others of its kind."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number(value)
    text = str(value)
    return text.removeprefix(base) if base and text.startswith(base) else text


def _address(head: Head, value: Value, target: Value, base: str) -> str:
    """Where words lead: to their concept, their letter, or what an IRI is of."""
    for one in (target, value):
        if not isinstance(one, str):
            continue
        if concept_path(one) is not None:
            return concept_url(one)
        if one.startswith(base):
            return f"/{one.removeprefix(base)}"
    if isinstance(value, str) and head.name in {"case", "example"}:
        return letter_url(value)
    return ""
