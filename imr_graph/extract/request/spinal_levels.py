"""Spinal levels that a title prints: "L4-5", "C5-C6 and C6-C7", "right L5".

A vertebra or nerve root is a letter and a number. Dashes, slashes, "to" and "through" lead from one to
the next, commas and "and" begin anew; a bare number takes the letter before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from imr_graph.lexicon.body_regions import vertebrae

_ENDS = r"(?![A-Za-z0-9%]|\.\d| ?-?weighted)"
_FIRST = re.compile(rf"(?<![A-Za-z0-9.-])(?P<letter>[CTLS])-?(?P<number>\d{{1,2}}){_ENDS}", re.IGNORECASE)
_NEXT = re.compile(
    r"(?P<on>\s?[-\u2013/]\s?|\s(?:to|through|thru)\s)?(?P<anew>,\s?(?:and\s)?|\s?&\s?|\sand\s)?"
    rf"(?P<letter>[CTLS]-?)?(?P<number>\d{{1,2}}){_ENDS}",
    re.IGNORECASE,
)
# A bare number after a comma or "and" may as well count sessions.
_COUNTED = re.compile(
    r"\s?(?:x|times|additional|more|(?:[a-z]+ ){0,3}(?:sessions?|visits?|treatments?|injections?|weeks?|wks?"
    r"|months?|days?|hours?|units?))\b",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\s?(?:$|[,;)&/:.-]|and\b|levels?\b)", re.IGNORECASE)
_MOST: Final = 12

Vertebra = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Level:
    """A vertebra, disc level or stretch of the spine, and where it stands in the title.

    ``name`` is "C5" or, from the upper to the lower end, "L4-L5"; ``regions`` are the concepts of the
    regions that it lies in, a disc in that of the vertebra above it.
    """

    name: str
    regions: tuple[str, ...]
    start: int
    end: int


def spinal_levels(text: str) -> tuple[Level, ...]:
    """The levels of a title in order, each as often as it is printed."""
    found: list[Level] = []
    at = 0
    while first := _FIRST.search(text, at):
        levels, at = _run(text, first)
        found += levels
    return tuple(found)


def _run(text: str, first: re.Match[str]) -> tuple[list[Level], int]:
    """The levels of one run of vertebrae, and where it ends."""
    levels: list[Level] = []
    last, start, end = _vertebra(first["letter"], first["number"]), first.start(), first.end()
    alone = True  # the last vertebra is no end of a level yet
    for _ in range(_MOST):
        link = _NEXT.match(text, end)
        if link is None or last is None or bool(link["on"]) == bool(link["anew"]):
            break
        vertebra = _vertebra(link["letter"] or last[0], link["number"])
        if link["letter"] is None and (vertebra is None or not _goes_on(text, link, last, vertebra)):
            # "L5-1" may mean several levels; a number after a comma is another thing's.
            alone = alone and not link["on"]
            break
        if vertebra is None:
            break
        begins = link.start("letter") if link["letter"] else link.start("number")
        if link["on"] and vertebra != last:
            levels.append(_level(last, vertebra, start, link.end()))
            alone = False
        else:
            if alone:
                levels.append(_level(last, last, start, end))
            alone = vertebra != last or alone
        last, start, end = vertebra, begins, link.end()
    if alone and last is not None:
        levels.append(_level(last, last, start, end))
    return levels, end


def _goes_on(text: str, link: re.Match[str], last: Vertebra, vertebra: Vertebra) -> bool:
    """Whether a bare number is a vertebra: one further down, or that with which the next level begins."""
    if link["on"]:
        return vertebra > last
    if vertebra < last or (vertebra == last and not text.startswith("-", link.end())):
        return False
    if link["anew"].endswith(", "):
        return _LISTED.match(text, link.end()) is not None
    return _COUNTED.match(text, link.end()) is None


def _vertebra(letter: str, number: str) -> Vertebra | None:
    """Letter and number of a vertebra that there is; letters sort from the head down."""
    letter = letter[0].upper()
    most, _ = vertebrae()[letter]
    return (letter, int(number)) if 1 <= int(number) <= most else None


def _level(one: Vertebra, other: Vertebra, start: int, end: int) -> Level:
    order = list(vertebrae())
    upper, lower = sorted((one, other), key=lambda vertebra: (order.index(vertebra[0]), vertebra[1]))
    names = [f"{letter}{number}" for letter, number in ((upper,) if upper == lower else (upper, lower))]
    return Level("-".join(names), tuple(_regions(order, upper, lower)), start, end)


def _regions(order: list[str], upper: Vertebra, lower: Vertebra) -> Iterator[str]:
    """The regions from the upper end to the lower, but that of a lower end which is its region's first."""
    for letter in order[order.index(upper[0]) : order.index(lower[0]) + 1]:
        if letter == upper[0] or (letter, 1) != lower:
            yield vertebrae()[letter][1]
