"""The named questions, from the headers of ``queries/*.rq`` and the ``.graphql`` beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from docs._ext.markdown import code, fence, folded, plain, table
from imr_graph.questions import Question, load_questions

_QUERIES: Final = Path(__file__).resolve().parents[2] / "queries"
_CONCEPTS: Final = "https://imr-graph.example/concept/"


def named_questions() -> str:
    """A section a question: what is asked, its parameters, its columns, its texts."""
    return "\n".join(_section(question) for question in load_questions().values())


def _section(question: Question) -> str:
    parts = [f"## {question.name}\n", f"**{plain(question.title)}**\n", plain(question.description) + "\n"]
    if question.parameters:
        rows = [
            [
                code(parameter.name),
                code(f"{parameter.type} {parameter.kind}".strip()),
                plain(parameter.doc),
                code(_concept(parameter.default)) if parameter.filters_by_default else "",
                ", ".join(map(code, parameter.choices or parameter.examples)),
            ]
            for parameter in question.parameters
        ]
        parts.append(table(["parameter", "type", "what it does", "default", "such as"], rows))
    rows = [[code(one.name), code(one.type), plain(one.doc)] for one in question.described_columns]
    parts.append(table(["column", "type", "what it holds"], rows))
    parts.append(folded("The query in SPARQL", fence(question.text, "sparql")))
    in_graphql = _QUERIES / f"{question.name}.graphql"
    if in_graphql.exists():
        parts.append(folded("The same in GraphQL", fence(in_graphql.read_text("utf-8"), "graphql")))
    return "\n".join(parts)


def _concept(default: str) -> str:
    """A default as one would give it: a concept by its path."""
    return default.strip("<>").removeprefix(_CONCEPTS)
