"""Answers on the screen, for people: a table where it fits, else one record a row."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as ScreenTable
from rich.text import Text

from imr_graph.questions.table import Table, Value

_GAP: Final = 2
_NARROWEST: Final = 20
"""Characters of a value's line in a record, however narrow the terminal."""


def show(table: Table, console: Console) -> None:
    """Print a table; columns that hold nothing but IRIs, and empty ones, are left out and named.

    Where every column is such a one, all are shown.

    A terminal gets a table as long as no word has to be broken, and records ("column  value")
    where one would; anything else (a file, a pipe) gets a table as wide as it needs.
    """
    shown = [
        n for n, _ in enumerate(table.columns) if not table.rows or _speaks(row[n] for row in table.rows)
    ] or list(range(len(table.columns)))
    names = [table.columns[n] for n in shown]
    rows = [["" if row[n] is None else str(row[n]) for n in shown] for row in table.rows]
    whole = [max(map(cell_len, column)) for column in zip(names, *rows, strict=True)]
    if not console.is_terminal:
        console.width = _total(whole)
    longest_words = [max(map(_longest_word, column)) for column in zip(names, *rows, strict=True)]
    if _total(longest_words) <= console.width:
        numbers = [any(isinstance(row[n], int | float) for row in table.rows) for n in shown]
        widths = _shared_out(console.width - _total(longest_words), longest_words, whole)
        console.print(_screen_table(names, rows, widths, numbers))
    else:
        _print_records(names, rows, console)
    hidden = [name for n, name in enumerate(table.columns) if n not in shown]
    count = f"{len(rows)} row{'' if len(rows) == 1 else 's'}"
    note = f"; not shown: {', '.join(hidden)} (--format csv or json has all)" if hidden else ""
    console.print(count + note, style="dim", highlight=False, soft_wrap=not console.is_terminal)


def _screen_table(
    names: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], numbers: Sequence[bool]
) -> ScreenTable:
    screen = ScreenTable(box=None, header_style="bold", padding=(0, _GAP, 0, 0), pad_edge=False)
    for name, width, is_number in zip(names, widths, numbers, strict=True):
        screen.add_column(name, justify="right" if is_number else "left", width=width, overflow="fold")
    for row in rows:
        screen.add_row(*map(Text, row))
    return screen


def _print_records(names: Sequence[str], rows: Sequence[Sequence[str]], console: Console) -> None:
    label = max(map(cell_len, names)) + _GAP
    room = max(console.width - label, _NARROWEST)
    for number, row in enumerate(rows, 1):
        console.print(f"({number})", style="dim", highlight=False)
        for name, cell in zip(names, row, strict=True):
            if not cell:
                continue
            lines = textwrap.wrap(cell, room, break_long_words=False, break_on_hyphens=False) or [cell]
            for n, line in enumerate(lines):
                lead = name if n == 0 else ""
                words = f"{lead:<{label}}{line}"
                console.print(words, markup=False, highlight=False, soft_wrap=True)
        console.print()


def _shared_out(room: int, least: Sequence[int], most: Sequence[int]) -> list[int]:
    """Widths between the least and the most that columns can use, those that lack little served first."""
    widths = list(least)
    order = sorted(range(len(least)), key=lambda n: most[n] - least[n])
    for served, n in enumerate(order):
        more = min(most[n] - least[n], room // (len(order) - served))
        widths[n] += more
        room -= more
    return widths


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * max(len(widths) - 1, 0)


def _longest_word(cell: str) -> int:
    return max(map(cell_len, cell.split()), default=0)


def _speaks(values: Iterable[Value]) -> bool:
    """Whether a column says something that is not an IRI."""
    return any(value is not None and "://" not in str(value) and value != "" for value in values)
