"""The tables of ``data/``: the words and facts that letters are made of.

They are this room's own, apart from the lexicon of the parser; each names its sources.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from importlib import resources
from typing import TypeVar

from imr_graph.synthesize.chance import Deck

T = TypeVar("T")
Row = dict[str, str]

_SLOT = re.compile(r"\{(\w+)\}")


def read_rows(name: str) -> list[Row]:
    """The rows of ``data/<name>.csv``, each a mapping of column to cell."""
    table = resources.files("imr_graph.synthesize") / "data" / f"{name}.csv"
    return list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))


def weighted(rows: list[Row], make: Callable[[Row], T]) -> Deck[T]:
    """A deck of what ``make`` makes of each row, by the column ``weight``."""
    return Deck((make(row), float(row["weight"])) for row in rows)


def cells(cell: str) -> tuple[str, ...]:
    """The parts of a cell that holds several, parted by ``|``."""
    return tuple(cell.split("|")) if cell else ()


def sentence(text: str) -> str:
    """A sentence of a table with its ``{slots}``, for filling with ``%`` and a mapping."""
    return _SLOT.sub(r"%(\1)s", text.replace("%", "%%"))
