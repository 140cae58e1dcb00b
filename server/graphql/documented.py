"""Types and fields whose description in the schema is their docstring, written once."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar, dataclass_transform

import strawberry

T = TypeVar("T")


def documented(resolver: Callable[..., T]) -> Any:
    """A field resolved by a method; the docstring's first paragraph describes it to clients.

    Raises:
        ValueError: the method has no docstring.
    """
    return strawberry.field(resolver=resolver, description=described(resolver))


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field,))
def documented_type(cls: type[T]) -> type[T]:
    """A GraphQL object type, described by its docstring's first paragraph.

    Raises:
        ValueError: the class has no docstring.
    """
    return strawberry.type(cls, description=described(cls))


def described(thing: object) -> str:
    """The first paragraph of a docstring, on one line.

    Raises:
        ValueError: there is none.
    """
    text = inspect.getdoc(thing)
    if not text:
        raise ValueError(f"{thing!r} has no docstring to describe it by")
    return " ".join(text.split("\n\n")[0].split())
