"""``/search``: disputed items, or letters, by words and values of dimensions; ``/search/by/…``: the values.

Browsers get a page (:mod:`server.web.search`), which asks by the same parameters.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from imr_graph.client.finding import (
    FOUND_COLUMNS,
    FOUND_LETTER_COLUMNS,
    found_letter_rows,
    found_rows,
    found_title,
)
from imr_graph.errors import QuestionError
from imr_graph.questions.concepts import Concepts
from imr_graph.questions.near import nearest
from imr_graph.questions.question import Column
from server.limits.clients import client_of
from server.responses.problems import Problem
from server.rows.asked import Asked, answered, asked_of, next_page
from server.rows.search_parameters import SearchAsked, asked_search
from server.rows.search_results import Counted, Finding
from server.rows.writing import Rows
from server.serving.version import Serving

PAGE: Final = 20
"""Items or letters of a page, where the request does not say."""

VALUE_COLUMNS: Final = (
    Column("value", "string", "What a filter takes: a concept's path, a number; unbound where none can."),
    Column("label", "string", "What people call it."),
    Column("items", "integer", "Distinct disputed items that a filter by it finds beside the other filters."),
    Column("overturned", "integer", "Of them overturned."),
    Column("overturnRate", "decimal", "overturned / items."),
    Column("low", "decimal", "Lower end of Wilson's 95% interval of that rate."),
    Column("high", "decimal", "Upper end of it."),
)

_DIGITS: Final = 4


async def search(request: Request) -> Response:
    """What fits the words and filters, a page of it."""
    serving = Serving.of(request)
    asked = asked_of(request, serving.graph.version)
    paged = replace(asked, first=asked.first or PAGE)
    client = client_of(request, serving.settings)
    return await answered(request, paged, "search", lambda: _rows(request, serving, paged, client))


async def search_values(request: Request) -> Response:
    """All values that what is found has of one dimension, each with its count."""
    serving = Serving.of(request)
    dimension = await serving.off_loop(dimension_named, request.path_params["dimension"])
    asked = asked_of(request, serving.graph.version)
    client = client_of(request, serving.settings)
    return await answered(
        request, asked, "values", lambda: _value_rows(request, serving, asked, dimension, client)
    )


def sought(serving: Serving, asked: Asked) -> SearchAsked:
    """What a request's parameters mean; blocks."""
    return asked_search(Concepts(serving.graph), asked.values)


def faultless(asked: SearchAsked) -> SearchAsked:
    """The same, where all of it can be meant.

    Raises:
        QuestionError: something cannot.
    """
    if asked.faults:
        raise QuestionError(asked.faults[0].said)
    return asked


def _rows(request: Request, serving: Serving, asked: Asked, client: str) -> Rows:
    """What is asked for; blocks.

    Raises:
        QuestionError: a parameter does not fit, or the version has not what it takes.
        Problem: too many searches run, or this one takes too long.
    """
    if asked.columns is not None:
        raise QuestionError("what is found has all its columns always; leave columns out")
    of = faultless(sought(serving, asked))
    found = Finding(serving, of, client).found(asked.first or PAGE, asked.offset, with_facets=False)
    said: dict[str, Any] = {
        "version": serving.graph.version,
        "search": of.url(),
        "found": _told(found.counted),
        "next": next_page(request, asked, serving.graph.version, found.total),
    }
    title = found_title(of.words, found.total, of.show.removesuffix("s"))
    if of.show == "letters":
        letters = found_letter_rows(serving.graph, found.places, found.positions)
        return Rows(title, FOUND_LETTER_COLUMNS, letters, found.total, said)
    return Rows(title, FOUND_COLUMNS, found_rows(serving.graph, found.places), found.total, said)


def _told(counted: Counted) -> dict[str, Any]:
    """How much is found in all, and how it was decided."""
    said: dict[str, Any] = {"items": counted.items, "letters": counted.letters, **counted.outcomes}
    if counted.rate is not None:
        names = ("overturnRate", "low", "high")
        said |= {name: round(rate, _DIGITS) for name, rate in zip(names, counted.rate, strict=True)}
    return said


def _value_rows(request: Request, serving: Serving, asked: Asked, dimension: str, client: str) -> Rows:
    from imr_graph.tables.dimensions import dimensions
    from imr_graph.tables.item_statistics import wilson

    of = faultless(sought(serving, asked))
    values = Finding(serving, of, client).values(dimension)
    end = None if asked.first is None else asked.offset + asked.first
    rows = [
        (
            one.value,
            one.label,
            one.items,
            one.overturned,
            *(
                round(rate, _DIGITS)
                for rate in (one.overturned / one.items, *wilson(one.overturned, one.items))
            ),
        )
        for one in values[asked.offset : end]
    ]
    version = serving.graph.version
    said = {"version": version, "next": next_page(request, asked, version, len(values))}
    return Rows(dimensions()[dimension].label, VALUE_COLUMNS, rows, len(values), said)


def dimension_named(named: str) -> str:
    """The dimension of a name in addresses or statistics; blocks while the tables' libraries load.

    Raises:
        Problem: there is none.
    """
    from imr_graph.tables.dimensions import dimensions, named_dimensions

    known = named_dimensions()
    if named not in known:
        detail = (
            f"No dimension is called {named!r}{nearest(named, known)}; there are: {', '.join(dimensions())}."
        )
        raise Problem(404, "unknown-dimension", "No such dimension", detail)
    return known[named].name
