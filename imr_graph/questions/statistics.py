"""Statistics of disputed items as rows and columns, like the answer to a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from imr_graph.errors import QuestionError
from imr_graph.questions.about import About, about_counts
from imr_graph.questions.concepts import Concepts
from imr_graph.questions.near import nearest
from imr_graph.questions.question import Column
from imr_graph.questions.table import Value
from imr_graph.rdf.iris import concept_iri
from imr_graph.store.graph import Graph

if TYPE_CHECKING:
    from imr_graph.tables.answers import AskedTables
    from imr_graph.tables.item_statistics import StatisticsRow

Filter: TypeAlias = str | int | Sequence[str | int]
"""A value of a dimension, or several of which one must be had: a concept, words, a number."""

_COUNTS: Final = (
    Column("items", "integer", "Distinct disputed items decided."),
    Column("letters", "integer", "Distinct letters."),
    Column("overturned", "integer", "Of the items overturned: the request was found medically necessary."),
    Column("modified", "integer", "Of them modified: necessary in part."),
    Column("upheld", "integer", "Of them upheld: the denial stands."),
    Column("overturnRate", "decimal", "overturned / items."),
    Column("low", "decimal", "Lower end of Wilson's 95% interval of that rate."),
    Column("high", "decimal", "Upper end of it."),
)

_DIGITS: Final = 4
"""Of rates after the point, as in the answers to questions."""


def statistics_columns(group_by: Sequence[str]) -> tuple[Column, ...]:
    """The columns of statistics: two for each dimension, then the counts.

    Raises:
        QuestionError: a dimension is unknown.
    """
    from imr_graph.tables.dimensions import dimensions

    known = dimensions()
    columns = []
    for name in group_by:
        if name not in known:
            raise QuestionError(
                f"there is no dimension {name!r}{nearest(name, known)}; there are: {', '.join(known)}"
            )
        label = known[name].label
        columns.append(Column(name, "string", f"{label}; unbound for items that have none."))
        if known[name].values in {"concept", "place"}:
            columns.append(Column(f"{name}_iri", "concept", "Its concept, unbound where no table knows it."))
    return (*columns, *_COUNTS)


def named_values(graph: Graph, where: Mapping[str, Filter]) -> dict[str, Filter]:
    """The filters of statistics with concepts by their IRIs, whichever way they were named.

    Args:
        graph: whose concepts are meant.
        where: dimension to a value or several: a concept by IRI, path or label, words, a number.

    Raises:
        QuestionError: a dimension is unknown, or no concept or more than one is called so.
    """
    from imr_graph.tables.dimensions import dimensions

    statistics_columns([*where])  # refuses a dimension that is unknown, with those near it
    concepts = Concepts(graph)
    named: dict[str, Filter] = {}
    for name, given in where.items():
        kind = dimensions()[name].kind
        values = [given] if isinstance(given, str | int) else given
        try:
            named[name] = [
                concepts.find(kind, one) if kind and isinstance(one, str) else one for one in values
            ]
        except ValueError as error:
            raise QuestionError(f"{name}: {given!r}: {error}") from error
    return named


def statistics_rows(
    tables: AskedTables,
    group_by: Sequence[str],
    where: Mapping[str, Filter],
    limit: int | None = None,
    offset: int = 0,
) -> tuple[list[tuple[Value, ...]], int]:
    """Some groups in the columns of :func:`statistics_columns`, the largest first, and the number of all.

    Args:
        tables: open fact tables that were finished.
        group_by: names of dimensions.
        where: of :func:`named_values`.
        limit: groups at most; None for all.
        offset: groups to leave out before them.

    Raises:
        QuestionError: a dimension is unknown, there are too many, or a number is none.
    """
    from imr_graph.tables.dimensions import dimensions
    from imr_graph.tables.item_statistics import statistics_page

    with_concept = [dimensions()[name].values in {"concept", "place"} for name in group_by]
    found, total = statistics_page(tables, group_by, where, limit=limit, offset=offset)
    return [_row(one, with_concept) for one in found], total


def about_statistics(
    graph: Graph, tables: AskedTables, group_by: Sequence[str], where: Mapping[str, Filter]
) -> About:
    """What statistics rest on."""
    from imr_graph.tables.coverage import coverage

    # Items without a value have a row of their own here, without a label.
    return about_counts(graph, coverage(tables, group_by, where), "unbound")


def _row(one: StatisticsRow, with_concept: Sequence[bool]) -> tuple[Value, ...]:
    cells: list[Value] = []
    for value, concept in zip(one.values, with_concept, strict=True):
        cells.append(None if value is None else value.label)
        if concept:
            cells.append(None if value is None or value.concept is None else concept_iri(value.concept))
    low, high = one.interval
    rates = (round(rate, _DIGITS) for rate in (one.overturn_rate, low, high))
    return (*cells, one.items, one.letters, one.overturned, one.modified, one.upheld, *rates)
