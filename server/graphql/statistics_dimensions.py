"""The dimensions that items may be grouped by, as a GraphQL enum made of their one declaration."""

from __future__ import annotations

import tomllib
from enum import Enum
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import strawberry


def _declared() -> list[dict[str, Any]]:
    """The entries of ``dimensions.toml``, read as it lies: the tables' package loads slowly."""
    text = resources.files("imr_graph").joinpath("tables", "dimensions.toml").read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = tomllib.loads(text)["dimension"]
    return entries


def _described(entry: dict[str, Any]) -> str:
    """What a dimension is, for clients."""
    time = " A span of time." if entry.get("time") else ""
    several = " An item may have several, and counts under each." if entry.get("many") else ""
    return f"{entry['label']}.{time}{several}"


TIMES: Final = tuple(entry["name"] for entry in _declared() if entry.get("time"))
"""Names of the dimensions whose values are spans of time."""

if TYPE_CHECKING:

    class Dimension(Enum):
        """What disputed items may be grouped by; the values are names of dimensions."""

else:
    Dimension = strawberry.enum(
        Enum(
            "Dimension",
            {
                entry["name"].upper(): strawberry.enum_value(entry["name"], description=_described(entry))
                for entry in _declared()
            },
        ),
        description="What disputed items may be grouped by.",
    )
