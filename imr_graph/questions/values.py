"""A question's parameters as plain values, for answers that are not asked by SPARQL."""

from __future__ import annotations

from collections.abc import Mapping

from imr_graph.errors import QuestionError
from imr_graph.questions.binding import ConceptFinder, ParameterValue
from imr_graph.questions.question import Parameter, Question

_ANY = "any"


def plain_values(
    question: Question, values: Mapping[str, ParameterValue], find_concept: ConceptFinder
) -> dict[str, str | None]:
    """Every parameter with its value: a concept's IRI or words; None where nothing is filtered.

    Args:
        question: a named question.
        values: by parameter name, as :func:`imr_graph.questions.binding.bind` takes them; what is
            missing or None has the question's default.
        find_concept: turns what a user calls a concept into its IRI.

    Raises:
        QuestionError: a parameter is unknown or its value does not fit.
    """
    for name in values:
        if question.parameter(name) is None:
            known = ", ".join(parameter.name for parameter in question.parameters) or "none"
            raise QuestionError(f"{question.name}: there is no parameter {name!r}; it takes: {known}")
    return {
        parameter.name: _plain(question, parameter, values.get(parameter.name), find_concept)
        for parameter in question.parameters
    }


def _plain(
    question: Question, parameter: Parameter, value: ParameterValue, find_concept: ConceptFinder
) -> str | None:
    if value is None:
        return parameter.default.strip("<>") if parameter.filters_by_default else None
    text = str(value)
    if parameter.type != "concept":
        return text
    if text == _ANY:
        return None
    try:
        return find_concept(parameter.kind, text)
    except ValueError as error:
        raise QuestionError(
            f"{question.name}: parameter {parameter.name}: {text!r} does not fit: {error}"
        ) from error
