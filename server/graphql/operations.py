"""The named questions as GraphQL operations.

``python -m server.graphql.operations`` writes them to ``queries/NAME.graphql``. Each asks the
question's field below ``answers`` for every column and takes every parameter as a variable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Final, TypeAlias

from strawberry.utils.str_converters import to_camel_case

from imr_graph.questions import Question, load_questions
from imr_graph.questions.loader import queries_folder
from server.graphql.about import About
from server.graphql.answers import camel_case

_Selection: TypeAlias = "Mapping[str, _Selection | None]"

_VARIABLES: Final = {"integer": "Int", "date": "Date"}
"""Types of variables by those of parameters; what is missing is a String."""


def operation(question: Question) -> str:
    """The text of a question's ``.graphql`` file."""
    field = camel_case(question.name)
    types = {one.name: _VARIABLES.get(one.type, "String") for one in question.parameters}
    types |= {"first": "Int", "after": "String"}
    variables = ", ".join(f"${name}: {type_}" for name, type_ in types.items())
    arguments = ", ".join(f"{name}: ${name}" for name in types)
    page: _Selection = {
        "totalCount": None,
        "about": _leaves([to_camel_case(one.name) for one in fields(About)]),
        "pageInfo": _leaves(["hasNextPage", "endCursor"]),
        "nodes": _leaves(question.columns),
    }
    lines = [
        f"# {question.title}",
        f"query {field[0].upper()}{field[1:]}({variables}) {{",
        *_written({"answers": {f"{field}({arguments})": page}}, "  "),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _leaves(names: Sequence[str]) -> _Selection:
    return dict.fromkeys(names)


def _written(selection: _Selection, indent: str) -> list[str]:
    """A selection, one field a line."""
    lines: list[str] = []
    for field, below in selection.items():
        if below is None:
            lines.append(f"{indent}{field}")
        else:
            lines += [f"{indent}{field} {{", *_written(below, indent + "  "), f"{indent}}}"]
    return lines


def main() -> None:
    """Write the operation of every question beside its query."""
    for question in load_questions().values():
        path = queries_folder() / f"{question.name}.graphql"
        path.write_text(operation(question), encoding="utf-8")


if __name__ == "__main__":
    main()
