"""A question's parameters as the fields of a form, filled with what was given, each with its own fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from imr_graph.errors import QuestionError
from imr_graph.questions import Parameter, Question
from imr_graph.questions.binding import checked
from imr_graph.questions.concepts import Concepts
from imr_graph.questions.near import nearest
from imr_graph.questions.values import plain_values
from imr_graph.rdf.iris import concept_path
from server.serving.version import Serving
from server.web.answer_table import column_title
from server.web.suggestions import Suggestion, suggestions


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    Args:
        parameter: whose value it takes.
        title: for people.
        control: how a value is given.
        value: that was given; empty for none.
        placeholder: what may be given, or what holds where nothing is.
        suggested: concepts that may be given.
        kind: what ``/suggest`` calls them; empty for other values.
        default: what holds where nothing is given; empty where nothing is filtered.
        fault: why the value does not fit; empty where it does.
    """

    parameter: Parameter
    title: str
    control: Literal["text", "date", "number", "choice"]
    value: str
    placeholder: str
    suggested: tuple[Suggestion, ...] = ()
    kind: str = ""
    default: str = ""
    fault: str = ""

    @property
    def name(self) -> str:
        """Of the parameter, and in the address."""
        return self.parameter.name


def fields_of(serving: Serving, question: Question, given: Mapping[str, str]) -> tuple[list[Field], str]:
    """The fields of a question, and the fault that is of none of them; blocks.

    Args:
        serving: what is served.
        question: a named question.
        given: values by parameter.
    """
    names = [parameter.name for parameter in question.parameters]
    unknown = [name for name in given if name not in names]
    fault = ""
    if unknown:
        fault = (
            f"There is no parameter {unknown[0]!r}{nearest(unknown[0], names)}; "
            f"it takes: {', '.join(names) or 'none'}."
        )
    find = Concepts(serving.graph).find
    defaults = plain_values(question, {}, find)
    fields = [
        _field(serving, question, one, given.get(one.name, ""), defaults[one.name])
        for one in question.parameters
    ]
    if not fault and not any(field.fault for field in fields):
        try:
            checked(question, given, find)
        except QuestionError as error:  # of several values together
            fault = _words(question, error)
    return fields, fault


def _field(
    serving: Serving, question: Question, parameter: Parameter, value: str, default: str | None
) -> Field:
    fault = ""
    if value:
        try:
            checked(question, {parameter.name: value}, Concepts(serving.graph).find)
        except QuestionError as error:
            fault = _words(question, error).removeprefix(f"parameter {parameter.name}: ")
    kind = _suggested_kind(parameter) if parameter.type == "concept" else ""
    held = concept_path(default or "") or default or ""
    return Field(
        parameter=parameter,
        title=column_title(parameter.name),
        control="text" if fault else _control(parameter),  # a field of days would not show what is none
        value=value,
        placeholder=parameter.examples[-1] if not parameter.choices else "",
        suggested=tuple(suggestions(serving, kind)) if kind else (),
        kind=kind,
        default=held.rpartition("/")[2].replace("-", " ") if parameter.type == "concept" else held,
        fault=fault,
    )


def _suggested_kind(parameter: Parameter) -> str:
    """What ``/suggest`` calls a parameter's concepts: the dimension of its name, else their kind."""
    from imr_graph.tables.dimensions import dimensions

    of_name = [one for one in dimensions().values() if one.graphql == parameter.name]
    if of_name and of_name[0].kind == parameter.kind:
        return parameter.name
    return parameter.kind


def _control(parameter: Parameter) -> Literal["text", "date", "number", "choice"]:
    if parameter.choices:
        return "choice"
    if parameter.type == "date":
        return "date"
    return "number" if parameter.type == "integer" else "text"


def _words(question: Question, error: QuestionError) -> str:
    return str(error).removeprefix(f"{question.name}: ")
