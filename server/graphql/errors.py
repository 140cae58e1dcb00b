"""What a client is told when a field cannot be answered; anything unforeseen stays unexplained."""

from __future__ import annotations

import logging
import traceback
from typing import Any, Final

from graphql import FieldNode, GraphQLError, GraphQLSyntaxError

from imr_graph.errors import QuestionError
from server.responses.problems import Problem

log = logging.getLogger(__name__)

_CLIENTS: Final = "BAD_USER_INPUT"
_UNAVAILABLE: Final = "SERVICE_UNAVAILABLE"
_OURS: Final = "INTERNAL_SERVER_ERROR"


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
    """The error as the client sees it: each with a code, the unforeseen without its words.

    ``extensions.code`` is our name of what is wrong, ``extensions.classification`` the family of it that
    tools know: ``GRAPHQL_PARSE_FAILED``, ``GRAPHQL_VALIDATION_FAILED``, ``BAD_USER_INPUT``,
    ``SERVICE_UNAVAILABLE`` (a limit or a queue: the same request may pass later, or in smaller parts) or
    ``INTERNAL_SERVER_ERROR``.
    """
    cause = error.original_error
    if cause is None:
        if isinstance(error, GraphQLSyntaxError):
            return _with(error, error.message, "bad-syntax", "GRAPHQL_PARSE_FAILED")
        if error.path is None:
            return _with(error, error.message, "invalid-document", "GRAPHQL_VALIDATION_FAILED")
        # An argument that does not fit its type only when it is looked at.
        return _with(error, error.message, "bad-user-input", _CLIENTS)
    if isinstance(cause, GraphQLError):
        # A variable's value that does not fit its type: said by GraphQL itself, of the client's own input.
        return _with(error, error.message, "bad-user-input", _CLIENTS)
    if isinstance(cause, TimeIsUpError):
        return _with(error, str(cause), cause.code, _UNAVAILABLE)
    if isinstance(cause, RequestError):
        return _with(error, str(cause), cause.code, _CLIENTS)
    if isinstance(cause, Problem):
        family = _UNAVAILABLE if cause.status >= 500 else _CLIENTS
        return _with(error, f"{cause.title}: {cause.detail}", cause.kind, family)
    if isinstance(cause, QuestionError):
        return _with(error, str(cause), "bad-parameter", _CLIENTS)
    # Where, and of what kind; the words of an exception may be words of a letter.
    where = "".join(traceback.format_tb(cause.__traceback__))
    # The field's own name: what a path holds, aliases, the client has made up.
    fields = " ".join(node.name.value for node in error.nodes or () if isinstance(node, FieldNode))
    log.error("the GraphQL field %s failed: %s\n%s", fields, type(cause).__name__, where)
    return _with(error, "This field could not be answered; the server's log says why.", "internal", _OURS)


def _with(error: GraphQLError, message: str, code: str, classification: str) -> GraphQLError:
    extensions: dict[str, Any] = {**(error.extensions or {}), "code": code, "classification": classification}
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )
