"""Lists that are read page by page, after the pattern of Relay's connections."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Final, Generic, TypeVar

import msgspec
import strawberry

from server.graphql.documented import documented
from server.graphql.errors import RequestError

T = TypeVar("T")

LARGEST_PAGE: Final = 200
"""Entries of one page of a list."""

First = Annotated[
    int, strawberry.argument(description=f"How many entries to give at most; {LARGEST_PAGE} are possible.")
]
After = Annotated[
    str | None,
    strawberry.argument(description="The cursor of the entry to go on after; from the start without."),
]


@strawberry.type(description="Where a page of a list ends.")
class PageInfo:
    """Relay's PageInfo, forwards only."""

    has_next_page: bool = strawberry.field(description="Whether entries follow.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last entry, to give as `after`.")


@strawberry.type(description="One entry of a list with its place in it.")
class Edge(Generic[T]):
    """Relay's edge."""

    cursor: str = strawberry.field(description="The entry's place, to give as `after`.")
    node: T = strawberry.field(description="The entry.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    """Relay's connection; the count is made only when it is asked for."""

    edges: list[Edge[T]] = strawberry.field(description="The entries with their cursors.")
    page_info: PageInfo = strawberry.field(description="Where this page ends.")
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @documented
    def nodes(self) -> list[T]:
        """The entries alone."""
        return [edge.node for edge in self.edges]

    @documented
    async def total_count(self) -> int:
        """Number of entries of the whole list."""
        return await self.count()


def connection(
    entries: Sequence[tuple[tuple[str | int, ...], T]],
    first: int,
    count: Callable[[], Awaitable[int]],
) -> Connection[T]:
    """A page of a list.

    Args:
        entries: place and entry, up to ``first + 1`` of them: one more says that others follow.
        first: entries that were asked for.
        count: counts the whole list.
    """
    edges = [Edge(cursor=encode_cursor(place), node=node) for place, node in entries[:first]]
    return Connection(
        edges=edges,
        page_info=PageInfo(
            has_next_page=len(entries) > first, end_cursor=edges[-1].cursor if edges else None
        ),
        count=count,
    )


def listed(
    entries: Sequence[T], first: int, after: str | None, place: Callable[[T], tuple[str | int, ...]]
) -> Connection[T]:
    """A page of a list that is in memory whole, in the order of its places."""
    start = 0
    if after is not None:
        wanted = decode_cursor(after, len(place(entries[0])) if entries else 0)
        start = sum(1 for entry in entries if place(entry) <= wanted)
    page = [(place(entry), entry) for entry in entries[start : start + checked_first(first) + 1]]

    async def count() -> int:
        return len(entries)

    return connection(page, first, count)


def ranked(rows: Callable[[int, int], tuple[list[T], int]], first: int, after: str | None) -> Connection[T]:
    """A page of a list whose entries are known by their ranks, from 1 on.

    Args:
        rows: gives so many entries from a place on, and the number of all.
        first: entries of the page.
        after: cursor of the entry before the page.
    """
    start = 0
    if after is not None:
        (rank,) = decode_cursor(after, 1)
        if not isinstance(rank, int) or rank < 0:
            raise _no_cursor(after)
        start = rank
    found, total = rows(checked_first(first) + 1, start)

    async def count() -> int:
        return total

    return connection([((start + place,), entry) for place, entry in enumerate(found, 1)], first, count)


def checked_first(first: int) -> int:
    """The size of a page.

    Raises:
        RequestError: it is below 1 or above the largest.
    """
    if not 1 <= first <= LARGEST_PAGE:
        raise RequestError("bad-page-size", f"first: {first} does not fit; give 1 to {LARGEST_PAGE}.")
    return first


def encode_cursor(place: tuple[str | int, ...]) -> str:
    """A place in a list as an opaque cursor."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode("ascii")


def decode_cursor(cursor: str, parts: int) -> tuple[str | int, ...]:
    """The place that a cursor stands for.

    Args:
        cursor: from an answer of this server.
        parts: how many parts the places of this list have.

    Raises:
        RequestError: it is no cursor of such a list.
    """
    try:
        raw = base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True)
        place = msgspec.json.decode(raw, type=tuple[str | int, ...])
    except (binascii.Error, UnicodeError, msgspec.MsgspecError):
        place = ()
    if not place or len(place) != parts:
        raise _no_cursor(cursor)
    return place


def _no_cursor(cursor: str) -> RequestError:
    return RequestError("bad-cursor", f"after: {cursor!r} is no cursor of this list.")
