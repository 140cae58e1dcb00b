"""What is told of a query that the parser refuses: where it stops, and what was probably meant."""

from __future__ import annotations

import re
from typing import Final

from imr_graph.store.query_outline import bare_words
from server.responses.problems import Problem

_PLACE: Final = re.compile(r"error at (?P<line>\d+):(?P<column>\d+)(?:: (?P<wish>.*))?", re.DOTALL)
_NAMED: Final = re.compile(r"Prefix not found|IRI parsing failed|The SELECT contains [a-z ]+")
"""What the parser says in words; for the rest it lists characters and keywords that say little."""

_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATES: Final = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
)
_PROLOGUE: Final = frozenset({"PREFIX", "BASE"})
_SHOWN: Final = 40
"""Characters of the query that a message repeats."""


def syntax_problem(query: str, message: str) -> Problem:
    """The problem of a query that cannot be parsed.

    Args:
        query: the query's text.
        message: what the parser said.
    """
    first = next((word for word in bare_words(query) if word not in _PROLOGUE), None)
    if first is None:
        return _refused("There is no query: nothing but blanks, comments or prefixes.")
    if first in _UPDATES:
        return update_refused(400)
    detail = _placed(query, message)
    if first not in _FORMS:
        detail += f" A query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, not with {first[:_SHOWN]}."
    return _refused(detail)


def update_refused(status: int) -> Problem:
    """The problem of an update."""
    return Problem(
        status, "update-refused", "Updates refused", "This endpoint is read-only: updates are refused."
    )


def _refused(detail: str) -> Problem:
    return Problem(400, "query-syntax", "Not a SPARQL query", detail)


def _placed(query: str, message: str) -> str:
    """The parser's message with the words of the query that it stopped at."""
    match = _PLACE.match(message)
    if match is None:
        return f"{message.rstrip('.')}."
    line, column = int(match["line"]), int(match["column"])
    lines = query.split("\n")
    rest = lines[line - 1][column - 1 :].strip() if line <= len(lines) else ""
    where = f"at “{rest[:_SHOWN]}”" if rest else "where the line ends"
    wish = (match["wish"] or "").strip()
    known = _NAMED.findall(wish)
    return f"Line {line}, column {column}, {where}: {', '.join(known) or 'this cannot be read'}."
