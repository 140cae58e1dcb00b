"""A question's parameters as plain values, for answers that are not asked by SPARQL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from imr_graph.questions.binding import ConceptFinder, ParameterValue, checked
from imr_graph.questions.question import Parameter, Question

_LITERAL: Final = re.compile(r'"([^"\\]*)"(?:\^\^\S+)?')


def plain_values(
    question: Question, values: Mapping[str, ParameterValue], find_concept: ConceptFinder
) -> dict[str, str | None]:
    """Every parameter with what :func:`imr_graph.questions.binding.bind` would put in its place.

    Args:
        question: a named question.
        values: by parameter name; what is missing or None has the question's default.
        find_concept: turns what a user calls a concept into its IRI.

    Returns:
        By name a concept's IRI or words; None where nothing is filtered.

    Raises:
        QuestionError: a parameter is unknown or its value does not fit.
    """
    terms = checked(question, values, find_concept)
    plain = {name: None if term is None else term.value for name, term in terms.items()}
    return {one.name: plain[one.name] if one.name in plain else _default(one) for one in question.parameters}


def _default(parameter: Parameter) -> str | None:
    """What stands between the braces of the query: an IRI, or the words of a literal without a backslash."""
    if not parameter.filters_by_default:
        return None
    if literal := _LITERAL.fullmatch(parameter.default):
        return literal[1]
    return parameter.default.removeprefix("<").removesuffix(">")
