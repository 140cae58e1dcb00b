"""The JSON Schema of a record, made of the typed record.

Run ``python -m imr_graph.files.record_schema > docs/record.schema.json`` after any change of a record.
"""

from __future__ import annotations

import inspect
import sys
from typing import Any, Final

import msgspec

from imr_graph import record as records
from imr_graph.record import Record

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TITLE: Final = "Record of a Final Determination letter"


def record_schema() -> dict[str, Any]:
    """The schema of one record as ``imr-graph parse`` prints it: every key stands in every record."""
    schemas, parts = msgspec.json.schema_components([Record], ref_template="#/$defs/{name}")
    for name, part in parts.items():
        for stale in ("default", "title"):
            part.pop(stale, None)
        part["title"] = name
        part["description"] = _told(name)
        part["required"] = list(part["properties"])
        for value in part["properties"].values():
            value.pop("default", None)
    return {"$schema": _DIALECT, "title": _TITLE, **schemas[0], "$defs": parts}


def schema_text() -> bytes:
    """The same as the file holds it."""
    return msgspec.json.format(msgspec.json.encode(record_schema()), indent=2) + b"\n"


def _told(name: str) -> str:
    """What the code says of a part of the record, in one line a paragraph."""
    paragraphs = (inspect.getdoc(getattr(records, name)) or "").split("\n\n")
    return "\n\n".join(" ".join(one.replace("``", "`").split()) for one in paragraphs)


if __name__ == "__main__":
    sys.stdout.buffer.write(schema_text())
