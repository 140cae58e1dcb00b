"""Counts of disputed items by what they have in common, in GraphQL; answered from the fact tables."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final, cast

import strawberry

from imr_graph.questions.about import About as AboutAnswer
from imr_graph.questions.about import about_counts
from server.graphql.about import About, about_type
from server.graphql.connections import After, Before, Connection, Last, OptionalFirst, list_mark, ranked
from server.graphql.context import Context, Info
from server.graphql.counted_groups import CountedGroups
from server.graphql.documented import documented, documented_type
from server.graphql.errors import RequestError
from server.graphql.filters import ItemFilter, where_of
from server.graphql.orders import Direction
from server.graphql.statistics_dimensions import TIMES, Dimension
from server.graphql.statistics_rows import StatisticsRow

if TYPE_CHECKING:
    from imr_graph.tables.answers import AskedTables
    from imr_graph.tables.groups import Chosen
    from imr_graph.tables.item_statistics import Order, OrderKey
    from imr_graph.tables.item_statistics import StatisticsRow as CountedRow

OWN_ROW: Final = "a row whose group has no label"
"""What becomes of items without a value in statistics."""


@strawberry.enum(description="What rows of statistics are ordered by.")
class StatisticsOrderField(Enum):
    """The values are the keys of :class:`imr_graph.tables.item_statistics.Order`, but for TIME."""

    REQUESTS = strawberry.enum_value("items", description="Number of items.")
    UPHELD = strawberry.enum_value("upheld", description="Number of items upheld.")
    OVERTURNED = strawberry.enum_value("overturned", description="Number of items overturned.")
    MODIFIED = strawberry.enum_value("modified", description="Number of items modified.")
    LETTERS = strawberry.enum_value("letters", description="Number of letters.")
    RATE = strawberry.enum_value("rate", description="The overturn rate; of few items it says little.")
    LOW = strawberry.enum_value("low", description="The lower end of its interval: what surely is frequent.")
    HIGH = strawberry.enum_value("high", description="The upper end of its interval: what surely is rare.")
    GROUP = strawberry.enum_value(
        "group", description="The groups: numbers and times by value, others by label; no value comes last."
    )
    TIME = strawberry.enum_value(
        "time", description="The span of time, where the items are grouped by one; no date comes last."
    )


@strawberry.input(description="An order of rows; rows alike in it follow by size, then by label.")
class StatisticsOrder:
    """One key of an order."""

    field: StatisticsOrderField = strawberry.field(description="What is compared, such as REQUESTS.")
    direction: Direction = strawberry.field(
        default=Direction.DESC, description="Which way: ASC or DESC; numbers mostly the largest first."
    )
    dimension: Dimension | None = strawberry.field(
        default=None, description="Of GROUP: by which dimension; by all in turn without."
    )


@documented_type
class StatisticsConnection(Connection[StatisticsRow]):
    """A page of counted groups, and what the counts rest on."""

    covered: strawberry.Private[Callable[[], AboutAnswer]]

    @documented
    def about(self) -> About:
        """The period, and how many letters and items were counted, had no value or were not understood."""
        return about_type(self.covered())


@documented_type
class StatisticsQueries:
    """Counting."""

    @documented
    def statistics(
        self,
        info: Info,
        group_by: Annotated[
            list[Dimension],
            strawberry.argument(
                description="Up to three dimensions, such as [CATEGORY, DECISION_YEAR]; none counts all "
                "items together. An item with several values counts under each."
            ),
        ],
        where: Annotated[
            ItemFilter | None,
            strawberry.argument(
                description="Only items that fit. What its outermost conditions say of citations, diagnoses "
                "or ingredients also chooses among those where they are grouped by."
            ),
        ] = None,
        order_by: Annotated[
            list[StatisticsOrder] | None,
            strawberry.argument(description="The order of rows, the most items first without."),
        ] = None,
        first: OptionalFirst = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> StatisticsConnection:
        """Disputed items counted by what they have in common, with the overturn rate of each group."""
        context = info.context
        dimensions = tuple(str(dimension.value) for dimension in group_by)
        page = (first, after, last, before)
        mark = list_mark(context.serving.graph.version, dimensions, where, order_by)
        return count_groups(context, dimensions, where_of(context, where), order_by, mark, page)


def count_groups(
    context: Context,
    group_by: tuple[str, ...],
    where: Chosen,
    order_by: list[StatisticsOrder] | None,
    mark: str,
    page: tuple[int | None, str | None, int | None, str | None],
) -> StatisticsConnection:
    """A page of counted groups.

    Args:
        context: the request's.
        group_by: names of dimensions.
        where: which items are counted.
        order_by: the order of the groups; None for the largest first.
        mark: of the list.
        page: first, after, last and before, as of every connection.

    Raises:
        QuestionError: the dimensions or the order do not fit.
        RequestError: the page does not fit, or there are no fact tables.
        Problem: the statement is over a limit.
    """
    # The tables' libraries load slowly; a server answers before.
    from imr_graph.tables.coverage import coverage
    from imr_graph.tables.item_statistics import LARGEST_FIRST, statistics_page

    order = [part for one in order_by or [] for part in _orders(one, group_by)] or LARGEST_FIRST

    def rows(limit: int, offset: int) -> tuple[list[StatisticsRow], int]:
        def some(tables: AskedTables) -> tuple[list[CountedRow], int]:
            return statistics_page(tables, group_by, where, order=order, limit=limit, offset=offset)

        counted, total = context.ask_tables(some)
        groups = CountedGroups(context, group_by, where, counted)
        return [StatisticsRow(page=groups, place=place) for place in range(len(counted))], total

    def covered() -> AboutAnswer:
        told = context.ask_tables(partial(coverage, group_by=group_by, where=where))
        return about_counts(context.serving.graph, told, OWN_ROW)

    found = ranked(rows, mark, *page)
    return StatisticsConnection(
        edges=found.edges, page_info=found.page_info, count=found.count, covered=covered
    )


def _orders(given: StatisticsOrder, group_by: tuple[str, ...]) -> list[Order]:
    """The order that is meant: by time, one for each span that is grouped by, the longest first."""
    from imr_graph.tables.item_statistics import Order

    descending = given.direction is Direction.DESC
    if given.field is not StatisticsOrderField.TIME:
        dimension = None if given.dimension is None else str(given.dimension.value)
        return [Order(cast("OrderKey", given.field.value), descending, dimension)]
    times = [name for name in TIMES if name in group_by]
    if not times:
        known = ", ".join(name.upper() for name in TIMES)
        raise RequestError("bad-order", f"orderBy: TIME needs a span of time in groupBy: one of {known}.")
    return [Order("group", descending, name) for name in times]
