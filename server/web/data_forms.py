"""The links of a page to the same as data: rows in each format of answers, things in each format of RDF."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from server.responses.negotiation import GRAPHS
from server.rows.writing import FORMATS
from server.web.shell import Form

_NAMES: Final = {
    "json": "JSON",
    "csv": "CSV",
    "ttl": "Turtle",
    "arrow": "Arrow",
    "parquet": "Parquet",
    "turtle": "Turtle",
    "json-ld": "JSON-LD",
    "n-triples": "N-Triples",
    "rdf+xml": "RDF/XML",
}
"""What people call formats."""


def row_forms(address: Callable[[str], str]) -> list[Form]:
    """The formats of rows.

    Args:
        address: of the rows in a format, by its name.
    """
    return [Form(_NAMES[one.name], address(one.name), one.media_type) for one in FORMATS]


def graph_forms(address: str) -> list[Form]:
    """The formats of RDF of what stands at an address."""
    return [Form(_NAMES[one.name], f"{address}?format={quote(one.name)}", one.media_type) for one in GRAPHS]
