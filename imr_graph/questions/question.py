"""What a named question is: its text and what its header says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ParameterType = Literal["string", "integer", "date", "iri", "concept"]


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
    """

    name: str
    type: ParameterType
    kind: str
    doc: str
    examples: tuple[str, ...]
    default: str

    @property
    def filters_by_default(self) -> bool:
        """Whether the query filters by this parameter though no value is given."""
        return self.default != "UNDEF"


@dataclass(frozen=True, slots=True)
class Question:
    """One ``.rq`` file.

    Args:
        name: the file's name without ``.rq``.
        title: the question, in a line.
        description: what the answer is made of: what is counted, and what is not.
        parameters: in the order of the header.
        columns: names of the answer's columns, in order.
        column_docs: what each column holds.
        text: the whole file, runnable as it stands.
    """

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    column_docs: dict[str, str]
    text: str

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)
