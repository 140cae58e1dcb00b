"""Results of queries as answers, whichever engine or server gave them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from pyoxigraph import QueryBoolean, QueryTriples

from imr_graph.client.answer import Answer
from imr_graph.client.triples import Triples
from imr_graph.errors import QuestionError
from imr_graph.questions.run import plain_value
from imr_graph.store.triple_store import QueryResults

Result: TypeAlias = Answer | bool | Triples
"""Rows for SELECT, a truth value for ASK, triples for CONSTRUCT and DESCRIBE."""


def result_of(ask: Callable[[], QueryResults], query: str) -> Result:
    """What a query gives, read to its end.

    Args:
        ask: runs the query.
        query: its text.

    Raises:
        QuestionError: it cannot be parsed or run.
    """
    try:
        results = ask()
        if isinstance(results, QueryBoolean):
            return bool(results)
        if isinstance(results, QueryTriples):
            return Triples(list(results))
        columns = tuple(variable.value for variable in results.variables)
        rows = tuple(tuple(map(plain_value, row)) for row in results)
    except SyntaxError as error:
        raise QuestionError(f"the query cannot be parsed: {error}") from error
    except (RuntimeError, OSError) as error:
        raise QuestionError(f"the query cannot be run: {error}") from error
    return Answer(columns, rows, sparql=query)
