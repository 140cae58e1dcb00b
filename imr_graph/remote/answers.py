"""Answers of a SPARQL server as the result types of the embedded store.

Virtuoso answers ASK by a table, and cuts large answers off with status 200: the one is put right,
the other is an error.
"""

from __future__ import annotations

from typing import Final
from typing import Literal as OneOf

from pyoxigraph import (
    Literal,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    parse_query_results,
)

from imr_graph.errors import QuestionError, RemoteStoreError, RemoteTimeoutError
from imr_graph.remote.requests import Reply
from imr_graph.store.query_outline import bare_words
from imr_graph.store.triple_store import QueryResults

Form = OneOf["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]

_FORMS: Final[dict[str, Form]] = {
    "SELECT": "SELECT",
    "ASK": "ASK",
    "CONSTRUCT": "CONSTRUCT",
    "DESCRIBE": "DESCRIBE",
}
_PROLOGUE: Final = frozenset({"PREFIX", "BASE", "VERSION"})
_TABLE_OF_ASK: Final = "__ASK_RETVAL"


def query_form(sparql: str) -> Form:
    """What kind of query a text is, by its first word after the prologue.

    Raises:
        QuestionError: it is none, but an update, say: some servers would run it.
    """
    for word in bare_words(sparql):
        if word not in _PROLOGUE:
            if (form := _FORMS.get(word)) is not None:
                return form
            raise QuestionError(f"{word} begins no query; SELECT, ASK, CONSTRUCT or DESCRIBE does")
    raise QuestionError("this is no query: none of SELECT, ASK, CONSTRUCT and DESCRIBE stands in it")


def accepted(form: Form) -> str:
    """The media type to ask for; Virtuoso answers CONSTRUCT in JSON where it may."""
    return "application/sparql-results+json" if form in {"SELECT", "ASK"} else "application/n-triples"


def check_whole(reply: Reply) -> None:
    """See that an answer was not cut off.

    Raises:
        RemoteTimeoutError: it was, by a time limit of the server.
        RemoteStoreError: it was, by a limit of rows.
    """
    state = reply.headers.get("x-sql-state", "")
    if state:
        said = reply.headers.get("x-sql-message", "").strip()
        raise RemoteTimeoutError(f"the server gave only a part of the answer ({state} {said})")
    most = reply.headers.get("x-sparql-maxrows", "")
    if most.isdecimal():
        # The header stands only where the server's limit was reached.
        raise RemoteStoreError(
            f"the server cuts answers off at {most} rows (ResultSetMaxRows); raise that, or ask for less"
        )


def read_answer(reply: Reply, form: Form) -> QueryResults:
    """The answer to a query.

    Args:
        reply: of status 200, its body in the form that :func:`accepted` names.
        form: the query's.

    Raises:
        RemoteStoreError: it is cut off, or no answer that can be read.
    """
    check_whole(reply)
    try:
        if form in {"CONSTRUCT", "DESCRIBE"}:
            return _triples(reply.content)
        results = parse_query_results(reply.content, format=QueryResultsFormat.JSON)
        if form == "ASK" and isinstance(results, QuerySolutions):
            return _boolean(results)
    except (SyntaxError, ValueError) as error:
        kind = reply.headers.get("content-type", "no type")
        raise RemoteStoreError(f"the server's answer ({kind}) cannot be read: {error}") from error
    return results


def _boolean(table: QuerySolutions) -> QueryBoolean:
    """The answer to ASK that came as a table: one row that says 1, or none."""
    names = [variable.value for variable in table.variables]
    if names != [_TABLE_OF_ASK]:
        raise ValueError(f"ASK was answered by a table of {names}")
    answer = any(isinstance(said, Literal) and said.value not in {"0", "false"} for (said,) in table)
    body = b'{"head":{},"boolean":%s}' % (b"true" if answer else b"false")
    results = parse_query_results(body, format=QueryResultsFormat.JSON)
    if not isinstance(results, QueryBoolean):
        raise TypeError("a boolean result was read as something else")
    return results


def _triples(body: bytes) -> QueryTriples:
    """N-Triples as the result of a CONSTRUCT; each triple once, as SPARQL has it."""
    store = Store()
    store.load(body, format=RdfFormat.N_TRIPLES)
    results = store.query("CONSTRUCT WHERE { ?s ?p ?o }")
    if not isinstance(results, QueryTriples):
        raise TypeError("a CONSTRUCT gave something else than triples")
    return results
