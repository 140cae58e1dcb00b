"""Lists that are read page by page: Relay's connections.

https://relay.dev/graphql/connections.htm says what ``first``, ``after``, ``last`` and ``before`` mean; all
four may be given at once, and then the last of the first are meant. A cursor tells an entry's place in its
list, not a number of entries: a list that grew or shrank meanwhile is read on where it was left. Where rows
are known by their ranks alone, a cursor holds for its own list in its own version.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Generic, TypeAlias, TypeVar

import msgspec
import strawberry

from server.graphql.documented import documented
from server.graphql.errors import RequestError

T = TypeVar("T")
U = TypeVar("U")

Place: TypeAlias = tuple[str | int | None, ...]
"""Where an entry stands in a list."""

LARGEST_PAGE: Final = 200
"""Entries of one page of a list."""

DEFAULT_PAGE: Final = 20
"""Entries of a page where neither ``first`` nor ``last`` is given."""

First = Annotated[
    int,
    strawberry.argument(description=f"How many entries to give at most, such as 20; up to {LARGEST_PAGE}."),
]
OptionalFirst = Annotated[
    int | None,
    strawberry.argument(
        description=f"How many entries to give at most, the first ones; up to {LARGEST_PAGE}, and "
        f"{DEFAULT_PAGE} where `last` is not given either."
    ),
]
After = Annotated[
    str | None,
    strawberry.argument(
        description="Only entries after this one, by its cursor (`pageInfo.endCursor` of the page before)."
    ),
]
Last = Annotated[
    int | None,
    strawberry.argument(
        description=f"How many entries to give at most, the last ones; up to {LARGEST_PAGE}, such as 20."
    ),
]
Before = Annotated[
    str | None,
    strawberry.argument(
        description="Only entries before this one, by its cursor (`pageInfo.startCursor` of the page after)."
    ),
]


@strawberry.type(description="Where a page of a list begins and ends (Relay).")
class PageInfo:
    """Relay's PageInfo."""

    has_next_page: bool = strawberry.field(description="Whether entries follow the page.")
    has_previous_page: bool = strawberry.field(description="Whether entries stand before the page.")
    start_cursor: str | None = strawberry.field(
        description="Cursor of the first entry, to give as `before`; null of an empty page."
    )
    end_cursor: str | None = strawberry.field(
        description="Cursor of the last entry, to give as `after`; null of an empty page."
    )


@strawberry.type(description="One entry of a list with its place in it.")
class Edge(Generic[T]):
    """Relay's edge."""

    cursor: str = strawberry.field(description="The entry's place, to give as `after` or `before`.")
    node: T = strawberry.field(description="The entry.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    """Relay's connection; the count is made only when it is asked for."""

    edges: list[Edge[T]] = strawberry.field(description="The entries with their cursors.")
    page_info: PageInfo = strawberry.field(description="Where this page begins and ends.")
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @documented
    def nodes(self) -> list[T]:
        """The entries alone."""
        return [edge.node for edge in self.edges]

    @documented
    async def total_count(self) -> int:
        """Number of entries of the whole list."""
        return await self.count()


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is asked for; see :func:`window`.

    Args:
        first: so many entries of those between the cursors, from the front; None for all.
        last: so many of these, from the back; None for all.
        after: a cursor; only what comes after it.
        before: a cursor; only what comes before it.
    """

    first: int | None
    last: int | None
    after: str | None
    before: str | None

    @property
    def limit(self) -> int:
        """Entries to fetch between the cursors: one more than asked for tells whether others follow."""
        return (self.last or 0) + 1 if self.first is None else self.first + 1

    @property
    def backwards(self) -> bool:
        """Whether the last of the entries are to be fetched, not the first."""
        return self.first is None

    def cut(self, found: Sequence[T]) -> Part[T]:
        """What is asked for of the ``limit`` entries that were fetched, in the list's order."""
        more = before = False
        if self.first is not None:
            more = len(found) > self.first
            found = found[: self.first]
        if self.last is not None and len(found) > self.last:
            before = True
            found = found[len(found) - self.last :]
        # The entry of a cursor stands on its other side.
        return Part(found, more or self.before is not None, before or self.after is not None)


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """A part of a list.

    Args:
        entries: of the part.
        more: whether entries follow.
        before: whether entries stand before.
    """

    entries: Sequence[T]
    more: bool
    before: bool

    def holding(self, entries: Sequence[U]) -> Part[U]:
        """The same part with other things in the place of its entries."""
        return Part(entries, self.more, self.before)


def window(
    first: int | None, after: str | None, last: int | None = None, before: str | None = None
) -> Window:
    """The arguments of a connection, checked.

    Raises:
        RequestError: a size is below 0 or above the largest.
    """
    if first is None and last is None:
        first = DEFAULT_PAGE
    for name, size in (("first", first), ("last", last)):
        if size is not None:
            checked_first(size, name)
    return Window(first, last, after, before)


def connection(
    entries: Sequence[tuple[Place, T]],
    first: int,
    count: Callable[[], Awaitable[int]],
    *,
    before: bool = False,
) -> Connection[T]:
    """A page of a list that is read forwards.

    Args:
        entries: place and entry, up to ``first + 1`` of them: one more says that others follow.
        first: entries that were asked for.
        count: counts the whole list.
        before: whether entries stand before them.
    """
    return paged(Part(entries[:first], len(entries) > first, before), count)


def paged(part: Part[tuple[Place, T]], count: Callable[[], Awaitable[int]]) -> Connection[T]:
    """A part of a list, place and entry, as a page; ``count`` counts the whole list."""
    edges = [Edge(cursor=encode_cursor(place), node=node) for place, node in part.entries]
    return Connection(
        edges=edges,
        page_info=PageInfo(
            has_next_page=part.more,
            has_previous_page=part.before,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
        count=count,
    )


def listed(
    entries: Sequence[T],
    first: int | None,
    after: str | None,
    place: Callable[[T], tuple[str | int, ...]],
    last: int | None = None,
    before: str | None = None,
) -> Connection[T]:
    """A page of a list that is in memory whole, in the order of its places."""
    wanted = window(first, after, last, before)
    parts = len(place(entries[0])) if entries else None
    between = [(place(entry), entry) for entry in entries]
    # Places of one list have parts of the same types; a cursor of another list may not.
    try:
        if after is not None:
            start = decode_cursor(after, parts)
            between = [one for one in between if one[0] > start]
        if before is not None:
            end = decode_cursor(before, parts)
            between = [one for one in between if one[0] < end]
    except TypeError:
        raise no_cursor(str(after or before)) from None

    async def count() -> int:
        return len(entries)

    found = between[-wanted.limit :] if wanted.backwards else between[: wanted.limit]
    return paged(wanted.cut(found), count)


def list_mark(version: str, *asked: object) -> str:
    """A short name of a list, by the version of the graph and all that the list was asked with."""
    return hashlib.sha256(repr((version, asked)).encode()).hexdigest()[:12]


def ranked(
    rows: Callable[[int, int], tuple[list[T], int]],
    mark: str,
    first: int | None,
    after: str | None,
    last: int | None = None,
    before: str | None = None,
) -> Connection[T]:
    """A page of a list whose entries are known by their ranks, from 1 on.

    Args:
        rows: gives so many entries from a place on, and the number of all.
        mark: of the list; ranks are those of one version, so a cursor of another is refused.
        first: entries of the page.
        after: cursor of the entry before the page.
        last: entries of the page, from the back.
        before: cursor of the entry after the page.
    """
    wanted = window(first, after, last, before)
    start = 0 if after is None else _rank(after, mark)
    end = None if before is None else max(_rank(before, mark) - 1, start)
    limit = wanted.limit
    if wanted.backwards:
        _, total = rows(1, 0)
        stop = total if end is None else min(end, total)
        limit = max(min(limit, stop - start), 0)
        start = stop - limit
    elif end is not None:
        limit = min(limit, end - start)
    found, total = rows(limit, start)

    async def count() -> int:
        return total

    places = [((mark, start + place), entry) for place, entry in enumerate(found, 1)]
    return paged(wanted.cut(places), count)


def checked_first(first: int, name: str = "first") -> int:
    """The size of a page.

    Raises:
        RequestError: it is below 0 or above the largest.
    """
    if not 0 <= first <= LARGEST_PAGE:
        raise RequestError("bad-page-size", f"{name}: {first} does not fit; give 0 to {LARGEST_PAGE}.")
    return first


def encode_cursor(place: Place) -> str:
    """A place in a list as an opaque cursor."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode("ascii")


def decode_cursor(cursor: str, parts: int | None = None) -> Place:
    """The place that a cursor tells.

    Args:
        cursor: as :func:`encode_cursor` gives it.
        parts: of the list's places; None where the list's own code looks.

    Raises:
        RequestError: it is no cursor of such a list.
    """
    try:
        raw = base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True)
        place = msgspec.json.decode(raw, type=tuple[str | int | None, ...])
    except (binascii.Error, UnicodeError, msgspec.MsgspecError, ValueError):
        place = ()
    if not place or (parts is not None and len(place) != parts):
        raise no_cursor(cursor)
    return place


def no_cursor(cursor: str) -> RequestError:
    """What is said of a cursor that is none of the list."""
    return RequestError("bad-cursor", f"{cursor!r} is no cursor of this list; begin anew without it.")


def _rank(cursor: str, mark: str) -> int:
    its_mark, rank = decode_cursor(cursor, 2)
    if not isinstance(rank, int) or rank < 0:
        raise no_cursor(cursor)
    if its_mark != mark:
        raise RequestError(
            "bad-cursor",
            f"{cursor!r} is a cursor of another list or of another version; begin anew without it.",
        )
    return rank
