"""The types of the GraphQL schema, from ``docs/schema.graphql``, which the server writes of itself."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLType,
    build_schema,
    get_named_type,
)

from docs._ext.markdown import code, plain, table

_SCHEMA: Final = Path(__file__).resolve().parents[1] / "schema.graphql"


def graphql_types() -> str:
    """A section a type: the queries first, then what they answer, then what they take."""
    schema = build_schema(_SCHEMA.read_text("utf-8"))
    named = [one for name, one in sorted(schema.type_map.items()) if not name.startswith("__")]
    query = schema.query_type
    rest = [one for one in named if one is not query]
    answered = [one for one in rest if isinstance(one, GraphQLObjectType | GraphQLInterfaceType)]
    taken = [one for one in rest if isinstance(one, GraphQLInputObjectType | GraphQLEnumType)]
    first = [query] if query else []
    known = {one.name for one in [*first, *answered, *taken]}
    return "\n".join(_section(one, known) for one in [*first, *answered, *taken])


def _section(one: GraphQLNamedType, known: set[str]) -> str:
    words = f"{plain(one.description)}\n\n" if one.description else ""
    head = f"## {one.name}\n\n{words}"
    if isinstance(one, GraphQLObjectType | GraphQLInterfaceType):
        rows = [
            [_field(name, field.args), _type(field.type, known), plain(field.description or "")]
            for name, field in one.fields.items()
        ]
        return head + table(["field, what it takes", "gives", "what it is"], rows)
    if isinstance(one, GraphQLInputObjectType):
        rows = [
            [code(name), _type(field.type, known), plain(field.description or "")]
            for name, field in one.fields.items()
        ]
        return head + table(["field", "type", "what it does"], rows)
    if isinstance(one, GraphQLEnumType):
        rows = [[code(name), plain(value.description or "")] for name, value in one.values.items()]
        return head + table(["value", "means"], rows)
    return head


def _field(name: str, arguments: dict[str, GraphQLArgument]) -> str:
    taken = [f"· {code(f'{argument}: {told.type}')}" for argument, told in arguments.items()]
    return "<br>".join([f"**{code(name)}**", *taken])


def _type(of: GraphQLType, known: set[str]) -> str:
    name = get_named_type(of).name
    return f"[{plain(str(of))}](#{name.lower()})" if name in known else code(str(of))
