"""Days: one parser for every way of printing them."""

from __future__ import annotations

import datetime as dt
import re

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH_WORD = "|".join(sorted(_MONTHS, key=len, reverse=True))

# White space may stand around a separator: letters wrap dates ("10-28-\n2016").
DATE_PATTERN = (
    r"(?=[\dadfjmnos])(?:(?<!\d)\d{4}\s?-\s?\d{1,2}\s?-\s?\d{1,2}(?!\d)"
    r"|(?<![\d/-])\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?(?:\d{4}|\d{2})(?!\d)"
    rf"|\b(?:{_MONTH_WORD})\b\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}(?!\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH_WORD})\b\.?,?\s+\d{{4}}(?!\d))"
)
"""A regular expression (use it with IGNORECASE) for the dates that ``parse_date`` reads."""

_ISO = re.compile(r"(\d{4})\s?-\s?(\d{1,2})\s?-\s?(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})")
_MONTH_FIRST = re.compile(rf"({_MONTH_WORD})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})", re.IGNORECASE)
_DAY_FIRST = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH_WORD})\.?,?\s+(\d{{4}})", re.IGNORECASE
)


def parse_date(words: str, not_after: dt.date | None) -> dt.date | None:
    """The day that ``words`` print, or ``None`` where they print no single, real day.

    Args:
        words: one date and nothing else: ``4/3/01``, ``10-28-2016`` (wrapped or not),
            ``2016-10-28``, ``July 23, 1978``, ``23rd of July 1978``. Months come before days.
        not_after: the latest of the letter's other dates. A year of two digits is the latest
            one that does not bring the day after it; without ``not_after`` such a date is ``None``.
    """
    words = words.strip()
    if match := _ISO.fullmatch(words):
        year, month, day = (int(part) for part in match.groups())
    elif match := _NUMBERS.fullmatch(words):
        month, day, year = (int(part) for part in match.groups())
        if len(match.group(3)) == 2:
            return _latest(year, month, day, not_after)
    elif match := _MONTH_FIRST.fullmatch(words):
        month, day, year = _MONTHS[match.group(1).lower()], int(match.group(2)), int(match.group(3))
    elif match := _DAY_FIRST.fullmatch(words):
        day, month, year = int(match.group(1)), _MONTHS[match.group(2).lower()], int(match.group(3))
    else:
        return None
    return _day(year, month, day)


def _latest(two_digits: int, month: int, day: int, not_after: dt.date | None) -> dt.date | None:
    """The latest day of a year ending in ``two_digits`` that is not after ``not_after``."""
    if not_after is None:
        return None
    year = not_after.year - (not_after.year - two_digits) % 100
    found = _day(year, month, day)
    return _day(year - 100, month, day) if found is not None and found > not_after else found


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:  # 2-30, month 13: printed wrongly
        return None
