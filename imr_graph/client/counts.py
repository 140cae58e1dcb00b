"""Statistics of a graph directory's fact tables as an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from imr_graph.client.answer import Answer
from imr_graph.client.finding import checked_first
from imr_graph.errors import QuestionError
from imr_graph.questions.statistics import (
    Filter,
    about_statistics,
    named_values,
    statistics_columns,
    statistics_rows,
)
from imr_graph.store.graph import Graph
from imr_graph.tables import FactTables

TITLE = "Disputed items and how they were decided"


def count_items(
    graph: Graph, group_by: Sequence[str], where: Mapping[str, Filter], first: int | None
) -> Answer:
    """Counts of disputed items; see :meth:`imr_graph.client.graph.OpenGraph.statistics`.

    Raises:
        QuestionError: a dimension or value is unknown, there are too many, or the graph has no fact
            tables.
        GraphDirectoryError: the tables cannot be opened.
    """
    checked_first(first)
    path = graph.facts_path
    if path is None:
        raise QuestionError("this version of the graph has no fact tables; build it anew")
    group_by = [group_by] if isinstance(group_by, str) else group_by
    columns = statistics_columns(group_by)
    chosen = named_values(graph, where)
    with FactTables.open(path) as tables:
        try:
            rows, _ = statistics_rows(tables, group_by, chosen, first)
            about = about_statistics(graph, tables, group_by, chosen)
        except duckdb.Error as error:
            raise QuestionError(f"the fact tables cannot be asked: {error}") from error
    return Answer(
        columns=tuple(column.name for column in columns),
        rows=tuple(rows),
        title=TITLE,
        types=tuple(column.type for column in columns),
        about=about,
    )
