"""What stands behind the nodes and edges of a view, counted in the fact tables.

A view's SQL gives one row for each pair of nodes and each disputed item behind it (:data:`BEHIND`); all
numbers are counted of those rows, so that edges, nodes and description agree.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import duckdb

from imr_graph.errors import QuestionError
from imr_graph.export.filters import ANY, Chosen
from imr_graph.rdf.iris import Iris
from imr_graph.store.graph import Graph
from imr_graph.tables import FactTables, fact_batch
from imr_graph.tables.conditions import Where
from imr_graph.tables.grouping import Parameters
from imr_graph.tables.item_statistics import wilson
from imr_graph.tables.summaries import OUTCOMES, outcome_numbers
from imr_graph.tables.where import condition

LISTED: Final = 50
"""Letters that an edge lists at most: with more behind it, it lists none and says how many they are."""

BEHIND: Final = "a, b, own, letter, item, outcome"
"""The columns of a view's SQL: the keys of two nodes; where an item speaks for one of them alone, that one's;
letter, item and outcome by number. A row may come twice."""

_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Numbers:
    """What was counted behind a node or an edge.

    Args:
        items: distinct items of the outcome that is asked for.
        letters: distinct letters of those items.
        synthetic: letters among them that say that they were made up.
        decided: distinct items of any outcome.
        upheld: of these.
        overturned: of these.
        modified: of these.
        years: in which the letters were decided, in order.
    """

    items: int
    letters: int
    synthetic: int
    decided: int
    upheld: int
    overturned: int
    modified: int
    years: tuple[int, ...]

    def columns(self) -> dict[str, Any]:
        """As columns of a picture."""
        low, high = wilson(self.overturned, self.decided)
        return {
            "items": self.items,
            "letters": self.letters,
            "syntheticLetters": self.synthetic,
            "decided": self.decided,
            "upheld": self.upheld,
            "overturned": self.overturned,
            "modified": self.modified,
            "overturnRate": round(self.overturned / self.decided, 4),
            "overturnRateLow": round(low, 4),
            "overturnRateHigh": round(high, 4),
            "years": tuple(map(str, self.years)),
        }


@dataclass(frozen=True, slots=True)
class CountedEdge:
    """Two nodes by their keys, and what stands behind them both; ``determinations`` as `LISTED` says."""

    a: str
    b: str
    numbers: Numbers
    determinations: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Counts:
    """A view as it was counted.

    Args:
        edges: in no order.
        nodes: what stands behind each, by key.
        all: what stands behind the whole view.
        light_edges: how many were left out for their weight.
        items_looked_at: items of the filters, with a place in the view or without.
    """

    edges: list[CountedEdge]
    nodes: dict[str, Numbers]
    all: Numbers
    light_edges: int
    items_looked_at: int


@contextmanager
def asked_tables(graph: Graph) -> Iterator[Cursor]:
    """The fact tables of a graph; of one without, such as come from its records, for as long as it takes.

    Raises:
        QuestionError: they fail, or need more memory than they may have.
    """
    with tempfile.TemporaryDirectory(prefix="imr-graph-facts-") as folder:
        path = graph.facts_path or _made(graph, Path(folder) / "facts.duckdb")
        with FactTables.open(path) as tables:
            connection = tables.connection
            try:
                yield Cursor(connection)
            except duckdb.OutOfMemoryException as error:
                raise QuestionError(
                    "the view needs more memory than the fact tables may have; narrow it by from and to"
                ) from error
            except duckdb.Error as error:
                raise QuestionError(f"the fact tables cannot be asked: {error}") from error
            finally:
                connection.close()


def _made(graph: Graph, path: Path) -> Path:
    with FactTables.create(path) as tables:
        names = graph.identifiers()
        for start in range(0, len(names), _PAGE):
            records = list(graph.records(names[start : start + _PAGE]).values())
            tables.add(fact_batch(records), [True] * len(records))
        tables.finish()
    return path


class Cursor:
    """Fact tables as one view asks them: by one connection, with tables of its own that go with it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.outcomes = outcome_numbers(connection)

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """The rows that a query gives."""
        return self.connection.execute(sql, parameters).fetchall()

    def keep(self, name: str, sql: str, parameters: Parameters | None = None) -> None:
        """Keep the rows of a query as a table."""
        self.connection.execute(f"CREATE TEMP TABLE {name} AS {sql}", parameters.values if parameters else {})


def count(
    cursor: Cursor,
    chosen: Chosen,
    where: Where,
    behind: str,
    parameters: Parameters,
    weigh: Literal["items", "letters"],
    base: str,
) -> Counts:
    """Count what stands behind a view.

    Args:
        cursor: the fact tables; it keeps the tables ``behind`` and ``kept`` afterwards.
        chosen: outcome and least weight.
        where: which items are looked at, whatever their outcome.
        behind: the view's SQL, of the columns `BEHIND`.
        parameters: of that SQL.
        weigh: what an edge weighs.
        base: of the letters' IRIs.
    """
    wanted = "true" if chosen.outcome == ANY else f"outcome = {cursor.outcomes[chosen.outcome]}"
    given = Parameters()
    held = condition(where, cursor, given)
    looked = cursor.rows(f"SELECT count(*) FROM items AS i WHERE {held} AND {wanted}", given.values)[0][0]
    cursor.keep("found", behind, parameters)
    # In a pair that one letter joins, each of the two must have been decided so in it.
    cursor.keep(
        "behind",
        f"SELECT DISTINCT {BEHIND}, year(decision_date) AS year, synthetic, {wanted} AND "
        f"(own IS NULL OR (a, b, letter) IN (SELECT (a, b, letter) FROM found WHERE {wanted} "
        "GROUP BY a, b, letter HAVING count(DISTINCT own) = 2)) AS wanted "
        "FROM found JOIN determinations USING (letter)",
    )
    counted = _counted(cursor)
    cursor.keep("counted", f"SELECT a, b, {counted} FROM behind GROUP BY a, b HAVING items > 0")
    cursor.keep("kept", f"SELECT * FROM counted WHERE {weigh} >= {chosen.least_weight}")
    light = cursor.rows("SELECT (SELECT count(*) FROM counted) - (SELECT count(*) FROM kept)")[0][0]
    cursor.keep("held", "SELECT behind.* FROM behind JOIN kept USING (a, b)")
    sides = "SELECT a AS node, * FROM held UNION ALL SELECT b AS node, * FROM held"
    nodes = cursor.rows(
        f"SELECT node, {counted} FROM ({sides}) WHERE own IS NULL OR own = node GROUP BY node"
    )
    everything = cursor.rows(f"SELECT {counted} FROM held")[0]
    letters = _listed(cursor, base)
    edges = [
        CountedEdge(a, b, _numbers(numbers), letters.get((a, b)))
        for a, b, *numbers in cursor.rows("SELECT * FROM kept")
    ]
    return Counts(
        edges=edges,
        nodes={node: _numbers(numbers) for node, *numbers in nodes},
        all=_numbers(everything),
        light_edges=int(light),
        items_looked_at=int(looked),
    )


def _counted(cursor: Cursor) -> str:
    """The columns of :class:`Numbers` in its order, in SQL."""
    by_outcome = ", ".join(
        f"count(DISTINCT item) FILTER (outcome = {cursor.outcomes[name]}) AS {name}" for name in OUTCOMES
    )
    return (
        "count(DISTINCT item) FILTER (wanted) AS items, count(DISTINCT letter) FILTER (wanted) AS letters, "
        "count(DISTINCT letter) FILTER (wanted AND synthetic) AS synthetic_letters, "
        f"count(DISTINCT item) AS decided, {by_outcome}, "
        "coalesce(list_sort(list(DISTINCT year) FILTER (wanted AND year IS NOT NULL)), []) AS years"
    )


def _numbers(row: Sequence[Any]) -> Numbers:
    items, letters, synthetic, decided, upheld, overturned, modified = map(int, row[:-1])
    years = tuple(map(int, row[-1]))
    return Numbers(items, letters, synthetic, decided, upheld, overturned, modified, years)


def _listed(cursor: Cursor, base: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """The IRIs of the letters behind each edge that has few of them."""
    iris = Iris(base)
    found = cursor.rows(
        "SELECT a, b, list(DISTINCT identifier ORDER BY identifier) FROM held "
        "JOIN determinations USING (letter) "
        f"WHERE wanted AND (a, b) IN (SELECT (a, b) FROM kept WHERE letters <= {LISTED}) GROUP BY a, b"
    )
    return {(a, b): tuple(map(iris.determination, letters)) for a, b, letters in found}
