"""Pages of letters and items that fit a filter: identifiers by SPARQL, then records by one read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from pyoxigraph import Literal

from server.graphql.connections import Connection, checked_first, connection, decode_cursor
from server.graphql.context import Context
from server.graphql.filters import PROLOGUE, ItemFilter, Patterns, patterns
from server.graphql.letter_types import Determination, DisputedItem, letter_view


async def find_determinations(
    context: Context, given: ItemFilter | None, first: int, after: str | None
) -> Connection[Determination]:
    """A page of the letters that fit, in order of identifier."""
    size = checked_first(first)
    fitting = patterns(context.serving.graph, given)
    body = _letters(fitting)
    beyond = ""
    if after is not None:
        (identifier,) = decode_cursor(after, 1)
        beyond = f"FILTER (?identifier > {Literal(str(identifier))})"
    table = context.select(
        f"{PROLOGUE} SELECT ?identifier WHERE {{ {body} {beyond} }} ORDER BY ?identifier LIMIT {size + 1}",
    )
    identifiers = [str(identifier) for (identifier,) in table.rows]
    found = await determinations(context, identifiers)
    entries = [((letter.view.record.identifier,), letter) for letter in found]
    counting = f"{PROLOGUE} SELECT (COUNT(DISTINCT ?determination) AS ?count) WHERE {{ {body} }}"
    return connection(entries, size, _counter(context, counting))


async def find_items(
    context: Context, given: ItemFilter | None, first: int, after: str | None
) -> Connection[DisputedItem]:
    """A page of the items that fit, in order of letter and position."""
    size = checked_first(first)
    fitting = patterns(context.serving.graph, given)
    body = (
        f"{fitting.letter} ?determination imr:hasItem ?item . {fitting.item} ?item imr:position ?position ."
    )
    beyond = ""
    if after is not None:
        identifier, position = decode_cursor(after, 2)
        name = Literal(str(identifier))
        if not isinstance(position, int):
            position = 0
        beyond = f"FILTER (?identifier > {name} || (?identifier = {name} && ?position > {Literal(position)}))"
    table = context.select(
        f"{PROLOGUE} SELECT DISTINCT ?identifier ?position WHERE {{ {body} {beyond} }} "
        f"ORDER BY ?identifier ?position LIMIT {size + 1}",
    )
    places = [(str(identifier), int(str(position))) for identifier, position in table.rows]
    letters = {
        letter.view.record.identifier: letter.view
        for letter in await determinations(context, list(dict.fromkeys(name for name, _ in places)))
    }
    context.budget.spend(len(places))
    entries = [
        ((name, position), DisputedItem(view=letters[name], position=position))
        for name, position in places
        if name in letters
    ]
    counting = f"{PROLOGUE} SELECT (COUNT(DISTINCT ?item) AS ?count) WHERE {{ {body} }}"
    return connection(entries, size, _counter(context, counting))


async def determinations(context: Context, identifiers: list[str]) -> list[Determination]:
    """The letters of these identifiers, in one read; unknown ones are left out."""
    records = await context.records.load_many(identifiers)
    return [Determination(view=letter_view(context, record)) for record in records if record is not None]


def _letters(fitting: Patterns) -> str:
    """The letter as a whole fits, and one of its items where the filter says something of items."""
    if not fitting.item:
        return fitting.letter
    return f"{fitting.letter} FILTER EXISTS {{ ?determination imr:hasItem ?item . {fitting.item} }}"


def _counter(context: Context, query: str) -> Callable[[], Awaitable[int]]:
    async def count() -> int:
        return int(str(context.select(query).rows[0][0]))

    return count
