"""How pages write numbers, shares, days and data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import msgspec

NOTHING: Final = "\N{EN DASH}"
"""Where there is no value."""


def number(value: float | None) -> str:
    """``12,345``; a fraction keeps at most two digits."""
    if value is None:
        return NOTHING
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")


def percent(share: float | None) -> str:
    """A share of one as ``12.3 %``; the blank does not break."""
    return NOTHING if share is None else f"{100 * share:.1f}\N{NO-BREAK SPACE}%"


def interval(bounds: Sequence[float | None]) -> str:
    """Two shares as ``10.1 to 14.9 %``, with a dash for the word."""
    low, high = bounds
    if low is None or high is None:
        return NOTHING
    return f"{100 * low:.1f}\N{EN DASH}{100 * high:.1f}\N{NO-BREAK SPACE}%"


def day(value: dt.date | str | None) -> str:
    """A day as ``2016-03-31``."""
    return NOTHING if value is None else str(value)[:10]


def counted(value: int, one: str, more: str = "") -> str:
    """``1 letter``, ``12 letters``."""
    return f"{value:,} {one if value == 1 else more or one + 's'}"


def letter_name(identifier: str) -> str:
    """A letter as people call it: its case number, or that it has none and the first of its text's hash."""
    prefix, _, digest = identifier.partition("-")
    return f"no case number ({digest[:6]}…)" if prefix == "body" else identifier


def json_text(value: Any) -> str:
    """JSON that may stand in a script element: no tag can end it."""
    text = msgspec.json.encode(value).decode()
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
