"""Pages of letters and items that fit a filter: names by the fact tables, then records by one read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from server.graphql.connections import (
    Connection,
    Part,
    Place,
    Window,
    decode_cursor,
    no_cursor,
    paged,
)
from server.graphql.context import Context
from server.graphql.filters import ItemFilter, where_of
from server.graphql.letter_types import Determination, DisputedItem, letter_view
from server.graphql.orders import DeterminationOrder, Direction, ItemOrder

if TYPE_CHECKING:
    from imr_graph.tables.browse import Order, Row, What
    from imr_graph.tables.where import Where


async def find_determinations(
    context: Context,
    given: ItemFilter | Where | None,
    wanted: Window,
    order: DeterminationOrder | None = None,
) -> Connection[Determination]:
    """A page of the letters with an item that fits.

    Args:
        context: the request's.
        given: the client's filter, or a condition.
        wanted: which part.
        order: of the list; by identifier without.

    Raises:
        RequestError: the filter or a cursor does not fit, or the graph has no tables.
        Problem: a query is over a limit.
    """
    rows, count = await _browsed(context, "letters", given, wanted, order)
    letters = {
        letter.view.record.identifier: letter
        for letter in await determinations(context, [row.identifier for row in rows.entries])
    }
    entries = [
        (_cursor("letters", order, row), letters[row.identifier])
        for row in rows.entries
        if row.identifier in letters
    ]
    return paged(rows.holding(entries), count)


async def find_items(
    context: Context, given: ItemFilter | Where | None, wanted: Window, order: ItemOrder | None = None
) -> Connection[DisputedItem]:
    """A page of the items that fit; as :func:`find_determinations`."""
    rows, count = await _browsed(context, "items", given, wanted, order)
    items = await items_at(context, [(row.identifier, row.position) for row in rows.entries])
    entries = [
        (_cursor("items", order, row), item) for row, item in zip(rows.entries, items, strict=True) if item
    ]
    return paged(rows.holding(entries), count)


async def determinations(context: Context, identifiers: Sequence[str]) -> list[Determination]:
    """The letters of these identifiers, in one read; unknown ones are left out."""
    records = await context.records.load_many(identifiers)
    return [Determination(view=letter_view(context, record)) for record in records if record is not None]


async def items_at(context: Context, places: Sequence[tuple[str, int]]) -> list[DisputedItem | None]:
    """The items at these positions of letters, in one read; None where there is none."""
    names = list(dict.fromkeys(name for name, _ in places))
    letters = {letter.view.record.identifier: letter.view for letter in await determinations(context, names)}
    context.budget.spend(len(places))
    return [
        DisputedItem(view=letters[name], position=position)
        if name in letters and 1 <= position <= len(letters[name].record.items)
        else None
        for name, position in places
    ]


async def _browsed(
    context: Context,
    what: What,
    given: ItemFilter | Where | None,
    wanted: Window,
    order: DeterminationOrder | ItemOrder | None,
) -> tuple[Part[Row], Callable[[], Awaitable[int]]]:
    """Names of what is asked for, and what counts the whole list."""
    from imr_graph.tables.browse import Listing

    where = where_of(context, given) if isinstance(given, ItemFilter) else given
    listing = Listing(
        what=what,
        where=where,
        order=_order(order),
        limit=wanted.limit,
        after=_place(what, order, wanted.after),
        before=_place(what, order, wanted.before),
        backwards=wanted.backwards,
    )

    async def count() -> int:
        return await context.totals.load((what, where))

    return wanted.cut(await context.listings.load(listing)), count


def _order(given: DeterminationOrder | ItemOrder | None) -> Order:
    from imr_graph.tables.browse import Order

    if given is None:
        return Order()
    return Order(given.field.value, given.direction is Direction.DESC)


def _mark(what: What, given: DeterminationOrder | ItemOrder | None) -> str:
    """What is listed in which order, as cursors tell it: those of another list are none of this one."""
    order = _order(given)
    return f"{what} {'-' if order.descending else ''}{order.by}"


def _cursor(what: What, order: DeterminationOrder | ItemOrder | None, row: Row) -> Place:
    return (_mark(what, order), *row.place)


def _place(what: What, order: DeterminationOrder | ItemOrder | None, cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    mark, *place = decode_cursor(cursor)
    if mark != _mark(what, order):
        raise no_cursor(cursor)
    return tuple(place)
