"""Answers as tables of plain Python values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

Value = str | int | float | bool | dt.date | None
"""A cell: IRIs and texts are strings, unbound is None."""


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a query.

    Args:
        columns: names, in the query's order.
        rows: one tuple a solution, as long as ``columns``.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    def as_dicts(self) -> list[dict[str, Value]]:
        """The rows, each by column name."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]
