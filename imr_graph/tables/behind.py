"""The letters and items behind the numbers of statistics: the very ones that were counted.

One statement tells them for all the groups of a page, a page of each. Lists go by letter, in the order of
their IRIs, and within a letter by position; what comes after a cursor is what follows it in that order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from imr_graph.tables.answers import AskedTables
from imr_graph.tables.dimensions import Dimension
from imr_graph.tables.grouping import Parameters
from imr_graph.tables.groups import Chosen, checked, items_in_groups
from imr_graph.tables.item_statistics import GroupKey, key_columns
from imr_graph.tables.summaries import outcome_numbers

ItemPlace = tuple[str, int]
"""A letter's identifier and an item's position in it, from 1."""


@dataclass(frozen=True, slots=True)
class Behind:
    """The items that some groups count.

    Args:
        group_by: dimensions, as the groups were asked for.
        where: which items were counted, as the groups were asked for.
        outcome: only items so decided (``upheld``); None for all.
    """

    group_by: tuple[str, ...]
    where: Chosen = None
    outcome: str | None = None

    def items(
        self, tables: AskedTables, keys: Sequence[GroupKey], limit: int, after: ItemPlace | None = None
    ) -> list[list[ItemPlace]]:
        """The items of each group.

        Args:
            tables: as the groups were asked of.
            keys: of the groups.
            limit: items of a group at most.
            after: only items behind this place.
        """
        if not keys:
            return []
        parameters = Parameters()
        beyond = "" if after is None else f"WHERE item > {_last_item(tables, after)}"
        found = tables.rows(
            f"{self._counted(tables, keys, parameters)} SELECT asked, identifier, position FROM "
            f"(SELECT asked, unnest(min(item, {int(limit)})) AS item FROM counted {beyond} GROUP BY asked) "
            "JOIN items USING (item) JOIN determinations USING (letter) ORDER BY asked, item",
            parameters.values,
        )
        return _shared_out(len(keys), ((asked, (name, place)) for asked, name, place in found))

    def letters(
        self, tables: AskedTables, keys: Sequence[GroupKey], limit: int, after: str | None = None
    ) -> list[list[str]]:
        """The identifiers of the letters of each group; as :meth:`items`."""
        if not keys:
            return []
        parameters = Parameters()
        beyond = "" if after is None else f"WHERE letter > {_last_letter(tables, after)}"
        found = tables.rows(
            f"{self._counted(tables, keys, parameters)} SELECT asked, identifier FROM "
            f"(SELECT asked, unnest(min(letter, {int(limit)})) AS letter "
            f"FROM (SELECT DISTINCT asked, letter FROM counted {beyond}) GROUP BY asked) "
            "JOIN determinations USING (letter) ORDER BY asked, letter",
            parameters.values,
        )
        return _shared_out(len(keys), found)

    def letter_counts(self, tables: AskedTables, keys: Sequence[GroupKey]) -> list[int]:
        """The number of letters of each group."""
        if not keys:
            return []
        parameters = Parameters()
        found = dict(
            tables.rows(
                f"{self._counted(tables, keys, parameters)} "
                "SELECT asked, count(DISTINCT letter) FROM counted GROUP BY asked",
                parameters.values,
            )
        )
        return [int(found.get(place, 0)) for place in range(len(keys))]

    def _counted(self, tables: AskedTables, keys: Sequence[GroupKey], parameters: Parameters) -> str:
        """The beginning of a statement: ``counted`` has the group's place in ``keys``, letter and item."""
        grouped = checked(self.group_by)
        items = items_in_groups(tables, self.group_by, self.where, parameters)
        held = ""
        if self.outcome is not None:
            number = outcome_numbers(tables.connection)[self.outcome]
            held = f" WHERE grouped.outcome = {parameters.add(number)}"
        on = " AND ".join(
            f"grouped.{name}::{type_} IS NOT DISTINCT FROM wanted.{name}"
            for name, type_ in key_columns(grouped)
        )
        return (
            f"WITH grouped AS ({items}), wanted AS ({_wanted(grouped, keys, parameters)}), "
            f"counted AS (SELECT asked, letter, item FROM grouped JOIN wanted ON {on or 'true'}{held})"
        )


def _wanted(grouped: Sequence[Dimension], keys: Sequence[GroupKey], parameters: Parameters) -> str:
    """SQL of the keys as rows: their places and the columns of a key."""
    columns = key_columns(grouped)
    lists = "".join(
        f", unnest({parameters.add([key[place] for key in keys])}::{type_}[]) AS {name}"
        for place, (name, type_) in enumerate(columns)
    )
    return f"SELECT unnest(range({len(keys)})) AS asked{lists}"


def _last_letter(tables: AskedTables, identifier: str) -> int:
    """The number of a letter, or of the one before the place where it would stand."""
    known = tables.rows("SELECT letter FROM determinations WHERE identifier = ?", [identifier])
    before = known or tables.rows(
        "SELECT coalesce(max(letter), -1) FROM determinations WHERE url_encode(identifier) <= url_encode(?)",
        [identifier],
    )
    return int(before[0][0])


def _last_item(tables: AskedTables, place: ItemPlace) -> int:
    """The number of an item, or of the one before the place where it would stand."""
    identifier, position = place
    letter = _last_letter(tables, identifier)
    same = tables.rows(
        "SELECT 1 FROM determinations WHERE letter = ? AND identifier = ?", [letter, identifier]
    )
    last = tables.rows(
        "SELECT coalesce(max(item), -1) FROM items WHERE letter < $letter OR (letter = $letter AND "
        "(position <= $position OR NOT $same))",
        {"letter": letter, "position": position, "same": bool(same)},
    )
    return int(last[0][0])


def _shared_out(groups: int, found: Any) -> list[list[Any]]:
    """What was found by the place of its group."""
    lists: list[list[Any]] = [[] for _ in range(groups)]
    for asked, one in found:
        lists[asked].append(one)
    return lists
