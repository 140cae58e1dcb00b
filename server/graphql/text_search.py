"""Words sought in titles and rationales, with the passages of the letters that hold them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Final

import strawberry

from imr_graph.record import Record
from imr_graph.search import FIELDS, Field, Hit, Hits
from imr_graph.search.highlights import Highlighter, Passage
from imr_graph.search.places import KeptPlaces, Place
from server.graphql.connections import (
    After,
    Before,
    Connection,
    Last,
    OptionalFirst,
    checked_first,
    list_mark,
    ranked,
)
from server.graphql.context import Context, Info
from server.graphql.documented import documented, documented_type
from server.graphql.evidence import ELLIPSIS, TextSpan
from server.graphql.filters import ItemFilter, where_of
from server.graphql.letter_types import DisputedItem, letter_view

if TYPE_CHECKING:
    import pyarrow as pa

    from imr_graph.tables.answers import AskedTables
    from imr_graph.tables.where import Where

_POINTERS: Final[dict[Field, str]] = {"title": "text", "rationale": "rationale"}
"""What the record of an item calls each field."""


@strawberry.enum(description="A text of a disputed item that can be searched.")
class TextField(Enum):
    """The fields of the index."""

    TITLE = strawberry.enum_value("title", description="The item as printed.")
    RATIONALE = strawberry.enum_value("rationale", description="The reviewer's reasons for the decision.")


@strawberry.enum(description="What found items are ordered by.")
class SearchOrder(Enum):
    """The values are columns of the matches."""

    RELEVANCE = strawberry.enum_value("score", description="How well they fit, the best first.")
    DECISION_DATE = strawberry.enum_value(
        "decided", description="Day of the decision, the latest first; unknown days come last."
    )


@documented_type
class Highlight:
    """A passage that holds words that were searched for; it leads into the letter's kept text."""

    field: TextField = strawberry.field(description="The text that it is a passage of.")
    quote: str = strawberry.field(
        description="The words of the letter; an ellipsis stands where a page ends between them."
    )
    start: int | None = strawberry.field(
        description="First code point in the kept text; null where the letter's record does not tell."
    )
    end: int | None = strawberry.field(description="Code point after the last.")
    page: int | None = strawberry.field(description="Page of the letter, counted from 1.")
    spans: list[TextSpan] = strawberry.field(description="Every run of words, in order.")
    matches: list[TextSpan] = strawberry.field(description="The words that were searched for, in order.")
    is_exact: bool = strawberry.field(
        description="False where the passage cannot be told apart in the letter: quote and spans are then "
        "those of the whole text that holds it, and matches are left out."
    )


@documented_type
class FoundItem:
    """A disputed item whose texts hold the words that were searched for."""

    identifier: strawberry.Private[str]
    position: strawberry.Private[int]
    sought: strawberry.Private[Highlighter]
    score: float = strawberry.field(
        description="How well it fits (BM25); comparable within one answer, not between versions."
    )

    @documented
    async def item(self, info: Info) -> DisputedItem:
        """The item."""
        view = letter_view(info.context, await self._record(info.context))
        return DisputedItem(view=view, position=self.position)

    @documented
    async def highlights(
        self,
        info: Info,
        most: Annotated[
            int, strawberry.argument(description="Passages of each text at most, such as 1; up to 200.")
        ] = 3,
    ) -> list[Highlight]:
        """The passages that hold most of the words."""
        checked_first(most, "most")
        context = info.context
        record = await self._record(context)
        kept = await context.texts.load(self.identifier) or ""
        item = record.items[self.position - 1]
        texts: dict[Field, str] = {"title": item.text, "rationale": item.rationale}
        places = KeptPlaces(record, kept)
        found = [
            _highlight(field, f"/items/{self.position - 1}/{_POINTERS[field]}", text, passage, places, kept)
            for field, text in texts.items()
            for passage in self.sought.passages(text, field, most)
        ]
        context.budget.spend(len(found))
        return found

    async def _record(self, context: Context) -> Record:
        record = await context.records.load(self.identifier)
        if record is None:
            raise LookupError("a letter of the index is none of the graph")
        return record


@documented_type
class SearchQueries:
    """Searching."""

    @documented
    def search(
        self,
        info: Info,
        words: Annotated[
            str,
            strawberry.argument(
                description="Words that must all be there in some form, such as “opioid weaning”; also a "
                "'\"phrase in quotes\"', “a OR b”, “-without”, “beginning*”, “title:norco”, parentheses."
            ),
        ],
        in_: Annotated[
            list[TextField],
            strawberry.argument(name="in", description="Where words are sought, such as [RATIONALE]."),
        ] = [TextField.TITLE, TextField.RATIONALE],  # noqa: B006 - strawberry writes it into the schema
        where: Annotated[
            ItemFilter | None,
            strawberry.argument(description="Only items that fit, such as { decision: [OVERTURNED] }."),
        ] = None,
        order_by: Annotated[
            SearchOrder, strawberry.argument(description="The order of the items, such as DECISION_DATE.")
        ] = SearchOrder.RELEVANCE,
        first: OptionalFirst = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[FoundItem]:
        """Disputed items whose title or rationale holds some words."""
        fields: list[Field] = [field for field in FIELDS if TextField(field) in in_]
        sought = Highlighter(words, fields)
        found = _Found(info.context, words, fields, where_of(info.context, where), order_by)

        def rows(limit: int, offset: int) -> tuple[list[FoundItem], int]:
            page = found.page(limit, offset)
            info.context.budget.spend(len(page.hits))
            return [
                FoundItem(identifier=hit.identifier, position=hit.position, sought=sought, score=hit.score)
                for hit in page.hits
            ], page.total

        mark = list_mark(info.context.serving.graph.version, words, fields, where, order_by)
        return ranked(rows, mark, first, after, last, before)


class _Found:
    """The items that one search finds, in the order that is asked for.

    Args:
        context: the request's.
        words: as typed.
        fields: where they are sought.
        where: only items of which it holds; None for all.
        order: the order.
    """

    def __init__(
        self, context: Context, words: str, fields: Sequence[Field], where: Where | None, order: SearchOrder
    ) -> None:
        self._context = context
        self._words = words
        self._fields = fields
        self._where = where
        self._order = order
        self._all: pa.Table | None = None

    def page(self, limit: int, offset: int) -> Hits:
        """Some of the items, and how many there are."""
        if self._where is None and self._order is SearchOrder.RELEVANCE:
            return self._context.ask_index(
                lambda index, seconds: index.search(self._words, self._fields, limit, offset, seconds)
            )
        if self._all is None:
            self._all = self._sorted()
        rows = self._all.slice(offset, limit).select(["identifier", "position", "score"])
        return Hits(len(self._all), [Hit(**row) for row in rows.to_pylist()])

    def _sorted(self) -> pa.Table:
        table = self._context.ask_index(
            lambda index, seconds: index.matches(self._words, self._fields, seconds)
        )
        if self._where is not None and len(table):
            fitting = self._context.ask_tables(lambda tables: _fitting(tables, table, self._where))
            table = table.join(fitting, ["identifier", "position"], join_type="left semi")
        by = [(self._order.value, "descending")]
        return table.sort_by([*by, ("identifier", "ascending"), ("position", "ascending")])


def _fitting(tables: AskedTables, found: pa.Table, where: Where | None) -> pa.Table:
    """Those of the items found of which a condition holds."""
    import pyarrow as pa

    from imr_graph.tables.grouping import Parameters
    from imr_graph.tables.where import Every, Listed, condition

    parameters = Parameters()
    held = condition(Every([Listed(found), *([where] if where else [])]), tables, parameters)
    rows = tables.rows(
        # The condition is made of our own names; what clients give are parameters.
        "SELECT d.identifier, i.position FROM items AS i JOIN determinations AS d USING (letter) "  # noqa: S608
        f"WHERE {held}",
        parameters.values,
    )
    return pa.table(
        {
            "identifier": pa.array([row[0] for row in rows], pa.string()),
            "position": pa.array([row[1] for row in rows], pa.int32()),
        }
    )


def _highlight(
    field: Field, pointer: str, text: str, passage: Passage, places: KeptPlaces, kept: str
) -> Highlight:
    place = places.place(pointer, text, passage.start, passage.end)
    if place is None:
        return Highlight(
            field=TextField(field),
            quote=text[passage.start : passage.end],
            start=None,
            end=None,
            page=None,
            spans=[],
            matches=[],
            is_exact=False,
        )
    matches: list[TextSpan] = []
    if place.is_exact:
        for start, end in passage.matches:
            matched = places.place(pointer, text, start, end)
            matches += _spans(matched, kept) if matched else ()
    spans = _spans(place, kept)
    return Highlight(
        field=TextField(field),
        quote=ELLIPSIS.join(span.quote for span in spans),
        start=spans[0].start,
        end=spans[-1].end,
        page=place.page,
        spans=spans,
        matches=matches,
        is_exact=place.is_exact,
    )


def _spans(place: Place, kept: str) -> list[TextSpan]:
    return [TextSpan(start=start, end=end, quote=kept[start:end]) for start, end in place.spans]
