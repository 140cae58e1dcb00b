"""Binds values to a question's parameters: each becomes a checked RDF term, never pasted text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Protocol

from pyoxigraph import Literal, NamedNode

from imr_graph.errors import QuestionError
from imr_graph.questions.loader import VALUE_BLOCK
from imr_graph.questions.near import nearest
from imr_graph.questions.question import Parameter, Question
from imr_graph.rdf.vocabulary import XSD_DATE, XSD_INTEGER

ParameterValue = str | int | dt.date | None
"""A value as it is given; None leaves the default."""

_ANY = "any"


class ConceptFinder(Protocol):
    """Finds the concept that a user means."""

    def __call__(self, kind: str, named: str) -> str:
        """The concept's IRI.

        Args:
            kind: first part of the path of concepts that may be meant; empty for all.
            named: a concept's IRI, path or label.

        Raises:
            ValueError: no concept, or more than one, is named so; the message says which come near.
        """


def bind(question: Question, values: Mapping[str, ParameterValue], find_concept: ConceptFinder) -> str:
    """The question's text with the given values in the place of its defaults.

    Args:
        question: a named question.
        values: by parameter name. ``any`` for a concept takes a default filter away.
        find_concept: turns what a user calls a concept into its IRI.

    Raises:
        QuestionError: a parameter is unknown or its value does not fit; the message names
            parameter, value and cure.
    """
    terms = checked(question, values, find_concept)

    def bound(block: re.Match[str]) -> str:
        name = block["name"]
        if name not in terms:
            return block[0]
        term = terms[name]
        return f"VALUES ?{name} {{ {'UNDEF' if term is None else term} }}"

    # One pass over the file's own text: what a value holds is never looked at again.
    return VALUE_BLOCK.sub(bound, question.text)


def checked(
    question: Question, values: Mapping[str, ParameterValue], find_concept: ConceptFinder
) -> dict[str, NamedNode | Literal | None]:
    """The given values as RDF terms, by parameter; None takes a default filter away.

    Raises:
        QuestionError: as :func:`bind`.
    """
    terms: dict[str, NamedNode | Literal | None] = {}
    for name, value in values.items():
        parameter = question.parameter(name)
        if parameter is None:
            known = [p.name for p in question.parameters]
            raise QuestionError(
                f"{question.name}: there is no parameter {name!r}{nearest(name, known)}; "
                f"it takes: {', '.join(known) or 'none'}"
            )
        if value is None:
            continue
        try:
            terms[name] = _term(parameter, value, find_concept)
        except ValueError as error:
            raise QuestionError(
                f"{question.name}: parameter {name}: {value!r} does not fit: {error}"
            ) from error
    first, last = terms.get("from"), terms.get("to")
    if isinstance(first, Literal) and isinstance(last, Literal) and first.value > last.value:
        raise QuestionError(
            f"{question.name}: no day lies from {first.value} to {last.value}; change them about"
        )
    return terms


def _term(
    parameter: Parameter, value: str | int | dt.date, find_concept: ConceptFinder
) -> NamedNode | Literal | None:
    """A value as a term; None for ``any``.

    Raises:
        ValueError: it is no value of the parameter's type; the message says what is.
    """
    text = value.isoformat() if isinstance(value, dt.date) else str(value)
    if parameter.type == "string":
        if parameter.choices and text not in parameter.choices:
            raise ValueError(f"give one of: {', '.join(parameter.choices)}")
        return Literal(text)
    if parameter.type == "integer":
        try:
            return Literal(str(int(text)), datatype=XSD_INTEGER)
        except ValueError:
            raise ValueError("give a whole number, such as " + _such_as(parameter)) from None
    if parameter.type == "date":
        try:
            return Literal(dt.date.fromisoformat(text).isoformat(), datatype=XSD_DATE)
        except ValueError:
            raise ValueError("give a day as YYYY-MM-DD, such as " + _such_as(parameter)) from None
    if parameter.type == "iri":
        try:
            return NamedNode(text)
        except ValueError:
            raise ValueError("give an absolute IRI, such as " + _such_as(parameter)) from None
    if text == _ANY:
        return None
    return NamedNode(find_concept(parameter.kind, text))


def _such_as(parameter: Parameter) -> str:
    return " or ".join(parameter.examples)
