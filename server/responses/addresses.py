"""The addresses of pages, as templates and pages mint them."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlencode

from imr_graph.rdf.iris import concept_path

Parameter = str | int | None | Iterable[str]


def concept_url(path: str) -> str:
    """The page of a concept, by its path (``drug/norco``) or its IRI."""
    return f"/data/concept/{quote(concept_path(path) or path, safe='/')}"


def letter_url(identifier: str, place: str = "") -> str:
    """The page of a letter, at a place of its record (``/items/0/decision``) where one is given."""
    return f"/determination/{quote(identifier, safe='')}" + (f"#{place}" if place else "")


def question_url(name: str, **parameters: Parameter) -> str:
    """The page of a named question with its parameters."""
    return f"/questions/{quote(name, safe='')}{query_part(parameters)}"


def search_url(**parameters: Parameter) -> str:
    """The page of items with these words and of these values of dimensions."""
    return f"/search{query_part(parameters)}"


def query_part(parameters: dict[str, Parameter]) -> str:
    """``?name=value&…`` of what is given; several values of one name stand side by side."""
    pairs = [
        (name, one)
        for name, value in parameters.items()
        if value not in (None, "")
        for one in ([str(value)] if isinstance(value, (str, int)) else value or ())
    ]
    return f"?{urlencode(pairs)}" if pairs else ""
