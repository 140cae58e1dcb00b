"""What a client is told when a field cannot be answered; anything unforeseen stays unexplained."""

from __future__ import annotations

import logging
import traceback
from typing import Any

from graphql import GraphQLError

from imr_graph.errors import QuestionError
from server.problems import Problem

log = logging.getLogger(__name__)


class RequestError(Exception):
    """A request that cannot be answered as it stands.

    Args:
        code: short stable name, given as ``extensions.code``.
        message: what is wrong and what would be right.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class TimeIsUpError(RequestError):
    """A request that has run out of time; it gets no partial answer."""

    def __init__(self, seconds: float) -> None:
        message = f"The request ran longer than {seconds:g} s and was stopped; ask for less at a time."
        super().__init__("request-too-slow", message)


def presented(error: GraphQLError) -> GraphQLError:
    """The error as the client sees it: our own with a code, the unforeseen without its words."""
    cause = error.original_error
    if cause is None:
        return error
    if isinstance(cause, GraphQLError):
        # A variable's value that does not fit its type: said by GraphQL itself, of the client's own input.
        return _with(error, error.message, "bad-user-input")
    if isinstance(cause, RequestError):
        return _with(error, str(cause), cause.code)
    if isinstance(cause, Problem):
        return _with(error, f"{cause.title}: {cause.detail}", cause.kind)
    if isinstance(cause, QuestionError):
        return _with(error, str(cause), "bad-parameter")
    # Where, and of what kind; the words of an exception may be words of a letter.
    where = "".join(traceback.format_tb(cause.__traceback__))
    log.error("a GraphQL field failed: %s at %s\n%s", type(cause).__name__, error.path, where)
    return _with(error, "This field could not be answered; the server's log says why.", "internal")


def _with(error: GraphQLError, message: str, code: str) -> GraphQLError:
    extensions: dict[str, Any] = {**(error.extensions or {}), "code": code}
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )
