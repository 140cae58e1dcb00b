"""The days of a case, and the ways of printing one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

from imr_graph.synthesize.chance import Chance, Deck
from imr_graph.synthesize.facts import Days

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)

_STYLES: Final[dict[str, Callable[[dt.date], str]]] = {
    "01/05/2014": lambda day: f"{day.month:02}/{day.day:02}/{day.year}",
    "1/5/2014": lambda day: f"{day.month}/{day.day}/{day.year}",
    "1/5/14": lambda day: f"{day.month}/{day.day}/{day.year % 100:02}",
    "01/05/14": lambda day: f"{day.month:02}/{day.day:02}/{day.year % 100:02}",
    "01-05-2014": lambda day: f"{day.month:02}-{day.day:02}-{day.year}",
    "1-5-2014": lambda day: f"{day.month}-{day.day}-{day.year}",
    "1-5-14": lambda day: f"{day.month}-{day.day}-{day.year % 100:02}",
    "January 5, 2014": lambda day: f"{_MONTHS[day.month - 1]} {day.day}, {day.year}",
}
_SLASHES: Final = Deck(
    [("01/05/2014", 4), ("1/5/2014", 3), ("1/5/14", 2), ("01/05/14", 3), ("January 5, 2014", 2)]
)
_HYPHENS: Final = Deck(
    [("01-05-2014", 3), ("1-5-2014", 4), ("1-5-14", 3), ("January 5, 2014", 2), ("01/05/2014", 2)]
)


def draw_days(chance: Chance, first: dt.date, last: dt.date) -> Days:
    """Days in their natural order, the decision between first and last."""
    decision = first + dt.timedelta(days=chance.whole(0, (last - first).days))
    assigned = decision - dt.timedelta(days=chance.whole(15, 70))
    received = assigned - dt.timedelta(days=chance.whole(3, 30))
    denial = received - dt.timedelta(days=chance.whole(5, 35))
    months = chance.spread(20, 1.1, 200)
    injury = denial - dt.timedelta(days=30 + int(months * 30))
    return Days(injury, decision, assigned, denial, received)


def header_day(day: dt.date) -> str:
    """A day as the block of dates prints it: 01/05/2014."""
    return _STYLES["01/05/2014"](day)


def short_day(day: dt.date) -> str:
    """A day without leading noughts: 1/5/2014."""
    return _STYLES["1/5/2014"](day)


def long_day(day: dt.date) -> str:
    """A day in words: January 5, 2014."""
    return _STYLES["January 5, 2014"](day)


def draw_style(chance: Chance, *, hyphens: bool) -> Callable[[dt.date], str]:
    """One letter's way of printing the days of its story; hyphens came late."""
    return _STYLES[chance.form("days", _HYPHENS if hyphens else _SLASHES)]
