"""The record that ``imr-graph parse`` prints: its types and fields, from its JSON Schema."""

from __future__ import annotations

import json
from typing import Any

from docs._ext.markdown import code, plain, table
from imr_graph.files import record_schema as written


def record_schema() -> str:
    """A section a type with its fields, the record first."""
    schema = written.record_schema()
    types: dict[str, Any] = schema["$defs"]
    first = schema["$ref"].rsplit("/", 1)[1]
    return "\n".join(
        _section(name, types[name]) for name in (first, *(name for name in types if name != first))
    )


def _section(name: str, told: dict[str, Any]) -> str:
    summary = plain(told["description"].partition("\n\n")[0])
    rows = [[code(field), _type(of)] for field, of in told["properties"].items()]
    return f"## {name}\n\n{summary}\n\n{table(['field', 'type'], rows)}"


def _type(of: dict[str, Any]) -> str:
    if "$ref" in of:
        name = of["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in of:
        return " or ".join(map(_type, of["anyOf"]))
    if "enum" in of:
        return ", ".join(code(json.dumps(value)) for value in of["enum"])
    if of.get("type") == "array":
        return f"list of {_type(of['items'])}" if of.get("items") else "list"
    if of.get("type") == "object" and isinstance(of.get("additionalProperties"), dict):
        return f"object of {_type(of['additionalProperties'])} by name"
    return code(str(of.get("format") or of.get("type") or "any"))
