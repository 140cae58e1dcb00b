"""A page of counted groups: what each of them counts is looked up for all rows at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from strawberry.dataloader import DataLoader

from server.graphql.connections import decode_cursor, no_cursor
from server.graphql.context import Context

if TYPE_CHECKING:
    from imr_graph.tables.behind import Behind, ItemPlace
    from imr_graph.tables.groups import Chosen
    from imr_graph.tables.item_statistics import StatisticsRow


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the lists behind rows.

    Args:
        outcome: only what was decided so; None for all.
        limit: entries of a row at most.
        after: cursor of the entry before the part.
    """

    outcome: str | None
    limit: int = 0
    after: str | None = None


class CountedGroups:
    """The rows of one page of statistics.

    Attributes:
        group_by: names of the dimensions.
        rows: the counts.

    Args:
        context: the request's.
        group_by: as above.
        where: which items were counted.
        rows: as above.
    """

    def __init__(
        self, context: Context, group_by: tuple[str, ...], where: Chosen, rows: Sequence[StatisticsRow]
    ) -> None:
        self.group_by = group_by
        self.rows = rows
        self._context = context
        self._where = where
        self._items: DataLoader[tuple[_Part, int], list[ItemPlace]] = DataLoader(load_fn=self._load_items)
        self._letters: DataLoader[tuple[_Part, int], list[str]] = DataLoader(load_fn=self._load_letters)
        self._letter_counts: dict[str, list[int]] = {}

    async def items(self, row: int, outcome: str | None, limit: int, after: str | None) -> list[ItemPlace]:
        """The items of a row: so many at most, behind a cursor."""
        return await self._items.load((_Part(outcome, limit, after), row))

    async def letters(self, row: int, outcome: str | None, limit: int, after: str | None) -> list[str]:
        """The identifiers of a row's letters; as :meth:`items`."""
        return await self._letters.load((_Part(outcome, limit, after), row))

    async def count_items(self, row: int, outcome: str | None) -> int:
        """How many items a row counts, of one decision or of all."""
        counted = self.rows[row]
        of_outcome = {
            "upheld": counted.upheld,
            "overturned": counted.overturned,
            "modified": counted.modified,
        }
        return counted.items if outcome is None else of_outcome[outcome]

    async def count_letters(self, row: int, outcome: str | None) -> int:
        """How many letters a row counts, of one decision or of all."""
        if outcome is None:
            return self.rows[row].letters
        if outcome not in self._letter_counts:
            keys = [counted.key for counted in self.rows]
            behind = self._behind(_Part(outcome))
            self._letter_counts[outcome] = self._context.ask_tables(partial(behind.letter_counts, keys=keys))
        return self._letter_counts[outcome][row]

    async def _load_items(self, asked: list[tuple[_Part, int]]) -> list[list[ItemPlace]]:
        found: dict[tuple[_Part, int], list[ItemPlace]] = {}
        for part, rows in _by_part(asked).items():
            after = None
            if part.after is not None:
                identifier, position = decode_cursor(part.after, 2)
                if not isinstance(identifier, str) or not isinstance(position, int):
                    raise no_cursor(part.after)
                after = (identifier, position)
            behind = self._behind(part)
            keys = [self.rows[row].key for row in rows]
            lists = self._context.ask_tables(partial(behind.items, keys=keys, limit=part.limit, after=after))
            found |= {(part, row): one for row, one in zip(rows, lists, strict=True)}
        return [found[one] for one in asked]

    async def _load_letters(self, asked: list[tuple[_Part, int]]) -> list[list[str]]:
        found: dict[tuple[_Part, int], list[str]] = {}
        for part, rows in _by_part(asked).items():
            after = None if part.after is None else str(decode_cursor(part.after, 1)[0])
            behind = self._behind(part)
            keys = [self.rows[row].key for row in rows]
            lists = self._context.ask_tables(
                partial(behind.letters, keys=keys, limit=part.limit, after=after)
            )
            found |= {(part, row): one for row, one in zip(rows, lists, strict=True)}
        return [found[one] for one in asked]

    def _behind(self, part: _Part) -> Behind:
        # The tables' libraries load slowly; a server answers before.
        from imr_graph.tables.behind import Behind

        return Behind(self.group_by, self._where, part.outcome)


def _by_part(asked: list[tuple[_Part, int]]) -> dict[_Part, list[int]]:
    """The rows that are asked for the same part: one statement tells them."""
    rows: dict[_Part, list[int]] = defaultdict(list)
    for part, row in asked:
        rows[part].append(row)
    return rows
