"""Items that the full-text index found, or their letters, in the order of how well they fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa

from imr_graph.tables.answers import AskedTables
from imr_graph.tables.browse import What
from imr_graph.tables.conditions import Where
from imr_graph.tables.grouping import Parameters
from imr_graph.tables.where import condition


class Ranked(NamedTuple):
    """One letter or item.

    Args:
        identifier: the letter's.
        position: the item's in the letter; 0 for a letter.
        score: how well it fits, of a letter its best item.
    """

    identifier: str
    position: int
    score: float


def ranked(
    tables: AskedTables, what: What, found: pa.Table, where: Where | None, limit: int, offset: int = 0
) -> list[Ranked]:
    """Some of what was found, the best first; of equals in order of letter and position, as in the index.

    Args:
        tables: open fact tables that were finished.
        what: items, or letters with one.
        found: columns ``identifier``, ``position`` and ``score``.
        where: only items of which it holds; None for all.
        limit: rows at most.
        offset: rows to leave out before them.
    """
    parameters = Parameters()
    fitting = f"WHERE {condition(where, tables, parameters)}"
    shown = "f.identifier, f.position, f.score"
    grouped = ""
    if what == "letters":
        shown, grouped = "f.identifier, 0 AS position, max(f.score) AS score", "GROUP BY f.identifier"
    connection = tables.connection
    connection.register("ranked_items", found)
    try:
        rows = tables.rows(
            f"SELECT {shown} FROM ranked_items AS f JOIN determinations AS d ON d.identifier = f.identifier "
            f"JOIN items AS i ON i.letter = d.letter AND i.position = f.position {fitting} {grouped} "
            f"ORDER BY score DESC, f.identifier, position LIMIT {int(limit)} OFFSET {int(offset)}",
            parameters.values,
        )
    finally:
        connection.unregister("ranked_items")
    return [Ranked(*row) for row in rows]


def positions_held(
    tables: AskedTables, identifiers: Sequence[str], where: Where | None
) -> dict[str, list[int]]:
    """The items of some letters that fit a condition, by letter, in order.

    Args:
        tables: open fact tables that were finished.
        identifiers: of the letters.
        where: the condition; None holds of every item.
    """
    parameters = Parameters()
    held = condition(where, tables, parameters)
    among = parameters.add(list(identifiers))
    rows = tables.rows(
        "SELECT d.identifier, i.position FROM items AS i JOIN determinations AS d ON d.letter = i.letter "
        f"WHERE d.identifier IN (SELECT unnest({among}::VARCHAR[])) AND {held} ORDER BY i.item",
        parameters.values,
    )
    found: dict[str, list[int]] = {}
    for identifier, position in rows:
        found.setdefault(identifier, []).append(position)
    return found
