"""The schema with its limits; ``python -m server.graphql.schema`` writes it as SDL."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import strawberry
from graphql import ExecutionResult as GraphQLExecutionResult
from graphql import GraphQLError, GraphQLResolveInfo, OperationDefinitionNode
from strawberry.extensions import MaxTokensLimiter, SchemaExtension
from strawberry.schema.types.base_scalars import DateDefinition
from strawberry.types import ExecutionContext, ExecutionResult

from server.graphql.context import Context
from server.graphql.document_limits import DocumentLimits
from server.graphql.errors import RequestError, TimeIsUpError, presented
from server.graphql.query import Query
from server.settings import Settings


def _day(given: object) -> dt.date:
    """A day as clients write it; GraphQL adds to the error of one that is none where it stands."""
    try:
        return dt.date.fromisoformat(given if isinstance(given, str) else "")
    except ValueError:
        message = f"{given!r} is no day; give one as YYYY-MM-DD, such as “2016-12-31”."
        raise RequestError("bad-user-input", message) from None


DAY: Final = replace(DateDefinition, parse_value=_day)
"""A day; errors of the library's own scalar name no place."""

SDL_FILE: Final = Path(__file__).resolve().parents[2] / "docs" / "schema.graphql"
"""Where a checkout keeps the schema as text."""


class KeepTime(SchemaExtension):
    """No field is begun when the request's time is over."""

    def resolve(
        self,
        _next: Callable[..., Any],
        root: Any,
        info: GraphQLResolveInfo[Any],
        *args: str,
        **kwargs: Any,
    ) -> Any:
        """Look at the clock, then resolve the field."""
        if isinstance(info.context, Context):
            info.context.check_time()
        return _next(root, info, *args, **kwargs)


class OneOperation(SchemaExtension):
    """Of several operations one has to be named, as the specification says (6.1, GetOperation)."""

    def on_validate(self) -> Iterator[None]:
        """Count the operations; the library would take the first one."""
        context = self.execution_context
        definitions = context.graphql_document.definitions if context.graphql_document else ()
        several = [one for one in definitions if isinstance(one, OperationDefinitionNode)][1:]
        if several and context._provided_operation_name is None:  # noqa: SLF001 - told nowhere else
            message = "The document has several operations; name the one to run by operationName."
            context.pre_execution_errors = [GraphQLError(message, nodes=several)]
        yield


class PresentErrors(SchemaExtension):
    """Errors leave as clients should see them."""

    def on_operation(self) -> Iterator[None]:
        """Once the operation is done, present each of its errors."""
        yield
        result = self.execution_context.result
        if isinstance(result, (GraphQLExecutionResult, ExecutionResult)) and result.errors:
            late = [error for error in result.errors if isinstance(error.original_error, TimeIsUpError)]
            if late:
                result.data = None
            result.errors = [presented(error) for error in late[:1] or result.errors]


class QuietSchema(strawberry.Schema):
    """A schema that leaves logging to :func:`server.graphql.errors.presented`.

    The library's own log holds queries and messages, and so could hold words of letters.
    """

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Log nothing here."""


def build_schema(settings: Settings) -> QuietSchema:
    """The schema with the limits of a server."""
    return QuietSchema(
        query=Query,
        scalar_overrides={dt.date: DAY},
        extensions=[
            KeepTime,
            PresentErrors,
            OneOperation,
            lambda: MaxTokensLimiter(max_token_count=settings.graphql_tokens),
            lambda: DocumentLimits(settings),
        ],
    )


def sdl() -> str:
    """The schema as text."""
    return build_schema(Settings()).as_str().rstrip() + "\n"


def main() -> None:
    """Write the schema to its place in the checkout, or to the path given as argument."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else SDL_FILE
    path.write_text(sdl(), encoding="utf-8")


if __name__ == "__main__":
    main()
