"""The schema with its limits; ``python -m server.graphql.schema`` writes it as SDL."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import strawberry
from graphql import ExecutionResult as GraphQLExecutionResult
from graphql import GraphQLError, GraphQLResolveInfo
from strawberry.extensions import MaxAliasesLimiter, MaxTokensLimiter, QueryDepthLimiter, SchemaExtension
from strawberry.types import ExecutionContext, ExecutionResult

from server.graphql.context import Context
from server.graphql.errors import TimeIsUpError, presented
from server.graphql.query import Query
from server.settings import Settings

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
        extensions=[
            KeepTime,
            PresentErrors,
            lambda: QueryDepthLimiter(max_depth=settings.graphql_depth),
            lambda: MaxAliasesLimiter(max_alias_count=settings.graphql_aliases),
            lambda: MaxTokensLimiter(max_token_count=settings.graphql_tokens),
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
