"""What a named question is: its text and what its header says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

ParameterType = Literal["string", "integer", "date", "iri", "concept"]
ColumnType = Literal["string", "integer", "decimal", "date", "boolean", "iri", "concept", "letters"]
ChartKind = Literal["bars", "columns", "lines", "heat", "none"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value that the asker may give.

    Args:
        name: the variable's name in the query, without the question mark.
        type: what a value is: a text, a whole number, an ISO day, any IRI, or a concept.
        kind: of a concept, the first part of its path (``drug``); empty for other types.
        doc: what it does, in a sentence.
        examples: values that may be given.
        default: what stands between the braces; ``UNDEF`` means that nothing is filtered.
        choices: of a text, all that may be given; empty where any may be.
    """

    name: str
    type: ParameterType
    kind: str
    doc: str
    examples: tuple[str, ...]
    default: str
    choices: tuple[str, ...] = ()

    @property
    def filters_by_default(self) -> bool:
        """Whether the query filters by this parameter though no value is given."""
        return self.default != "UNDEF"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an answer.

    Args:
        name: the variable's name in the query, without the question mark.
        type: what a value is: a text, a whole number, a decimal, an ISO day, true or false, any IRI, the
            IRI of a concept, or the IRIs of letters, sorted and parted by blanks.
        doc: what it holds, in a sentence.
    """

    name: str
    type: ColumnType
    doc: str


@dataclass(frozen=True, slots=True)
class Chart:
    """How an answer is drawn.

    Args:
        kind: ``bars`` of one number a row, ``columns`` of several numbers on one another, ``lines`` over
            time, ``heat`` of one number for pairs, or ``none``.
        parts: what is drawn to the columns that say it; several columns of a label stand together.
    """

    kind: ChartKind
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


NO_CHART: Final = Chart("none")


@dataclass(frozen=True, slots=True)
class Question:
    """One ``.rq`` file.

    Args:
        name: the file's name without ``.rq``.
        title: the question, in a line.
        description: what the answer is made of: what is counted, and what is not.
        parameters: in the order of the header.
        described_columns: the columns of the answer, in order.
        text: the whole file, runnable as it stands.
        theme: the heading that it is listed under.
        chart: how its answer is drawn.
    """

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    described_columns: tuple[Column, ...]
    text: str
    theme: str = ""
    chart: Chart = NO_CHART

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the answer's columns, in order."""
        return tuple(column.name for column in self.described_columns)

    @property
    def column_docs(self) -> dict[str, str]:
        """What each column holds, by its name."""
        return {column.name: column.doc for column in self.described_columns}

    @property
    def letters_column(self) -> str | None:
        """The name of the column that lists letters, where there is one."""
        return next((column.name for column in self.described_columns if column.type == "letters"), None)

    @property
    def has_rates(self) -> bool:
        """Whether its rows tell rates, with the ends of their intervals."""
        return {"low", "high"} <= set(self.columns)

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)
