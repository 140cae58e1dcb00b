"""Answers of the workers as tables of plain values, for the surfaces that are not SPARQL."""

from __future__ import annotations

from typing import Final

from pyoxigraph import QueryBoolean, QueryResultsFormat, parse_query_results

from imr_graph.questions import Table
from imr_graph.questions.run import plain_value
from server.serving.version import Serving
from server.workers.worker import Job

_JSON: Final = "application/sparql-results+json"
_TRIPLES: Final = "application/n-triples"


def select(serving: Serving, query: str, seconds: float | None = None) -> Table:
    """The answer to a SELECT or ASK of our own, run by a worker; blocks.

    Args:
        serving: what is served.
        query: the query's text.
        seconds: a time limit below that of the settings.

    Raises:
        Problem: the query is over a limit.
    """
    answer = serving.pool.run(Job(query=query, results_type=_JSON, graph_type=_TRIPLES), seconds)
    return read_table(answer.body)


def read_table(body: bytes) -> Table:
    """A SPARQL JSON result as a table; ASK gives one column ``answer``."""
    results = parse_query_results(body, format=QueryResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        return Table(("answer",), ((bool(results),),))
    columns = tuple(variable.value for variable in results.variables)
    return Table(columns, tuple(tuple(plain_value(term) for term in row) for row in results))
