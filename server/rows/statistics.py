"""``/statistics``: counts of disputed items by up to three dimensions, as rows."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from imr_graph.errors import QuestionError
from server.rows.asked import Asked, answered, asked_of, next_page
from server.rows.writing import Rows
from server.serving.version import Serving

_GROUP_BY = "groupBy"


async def statistics(request: Request) -> Response:
    """Counts, overturn rate and interval of each group, the largest first.

    ``groupBy`` names a dimension and may be given up to three times; every other parameter is a dimension
    with a value that items must have, one of them where it is given several times. A dimension is called as
    in tables (``drug_class``) or as in addresses of pages (``drugClass``).
    """
    serving = Serving.of(request)
    asked = asked_of(request, serving.graph.version)
    return await answered(request, asked, "statistics", lambda: _rows(request, serving, asked))


def _rows(request: Request, serving: Serving, asked: Asked) -> Rows:
    """The groups that are asked for; blocks.

    Raises:
        QuestionError: a dimension or value is unknown, there are too many, or the graph has no fact tables.
        Problem: the query is over a limit.
    """
    # The tables' libraries take a fifth of a second to load; a server answers before.
    from imr_graph.questions.statistics import (
        about_statistics,
        named_values,
        statistics_columns,
        statistics_rows,
    )

    graph = serving.graph
    counting = serving.counting
    if counting is None:
        raise QuestionError("this version of the graph has no fact tables; build it anew")
    given: dict[str, list[str]] = {}
    for name, values in asked.values.items():
        given.setdefault(_own_name(name), []).extend(values)
    group_by = [_own_name(name) for name in given.pop(_GROUP_BY, [])]
    columns = statistics_columns(group_by)
    if asked.columns is not None:
        raise QuestionError("statistics have all their columns always; leave columns out")
    where = named_values(graph, given)
    with counting.asked() as tables:
        rows, total = statistics_rows(tables, group_by, where, asked.first, asked.offset)
        told = about_statistics(graph, tables, group_by, where)
    said: dict[str, Any] = {
        "version": graph.version,
        "about": told.as_dict(),
        "next": next_page(request, asked, graph.version, total),
    }
    return Rows("Disputed items and how they were decided", columns, rows, total, said)


def _own_name(named: str) -> str:
    """The name of a dimension in tables; whatever is none stays as it is, to be told of."""
    from imr_graph.tables.dimensions import named_dimensions

    known = named_dimensions().get(named)
    return known.name if known else named
