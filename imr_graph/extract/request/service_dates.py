"""Whether a request is retrospective, and the days on which the service was given.

A day of service stands after its name ("DOS", "date of service"), one or several, or a range of days.
In a request that calls itself retrospective it may also stand after what was done on it ("performed
on"), between "from" and "to", or alone in brackets. The day of an order or a report is none.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

import msgspec

from imr_graph.extract.dates import DATE_PATTERN, parse_date
from imr_graph.extract.fact import Found, Part
from imr_graph.extract.request.phrase import Phrase
from imr_graph.record import RecordWarning

_RETROSPECTIVE = re.compile(r"\bretro(?:spective(?:ly)?|active(?:ly)?)?\b", re.IGNORECASE)
_NAMED = re.compile(
    r"\b(?:dates?(?: ?\(s\)|/s)? of services?|service dates?|DOS|D\.O\.S)\b[ :;,.=(#-]{0,4}"
    r"(?:(?:is|was|on|of|from|between) )?",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:performed|provided|rendered|dispensed|administered|done|completed|given|collected|obtained"
    r"|delivered)(?: (?:on|from|between))? "
    r"|\b(?:from|between|for dates?|for) "
    r"|(?<!dated )(?<!ordered )(?<!written )(?<!report )(?<!note )\bon |\(",
    re.IGNORECASE,
)
_DAY = re.compile(
    rf"(?:\d{{1,2}} ?(?P<sign>[-/.]) ?\d{{1,2}} ?(?P=sign) ?(?:\d{{4}}|\d{{2}})|{DATE_PATTERN})(?!\d|[/.]\d)",
    re.IGNORECASE,
)
_AND = re.compile(r" ?(?:-|\u2013|,|;|&|\b(?:to|through|thru|until|and)\b) ?(?:(?:and|&) )?", re.IGNORECASE)
_MOST_DAYS: Final = 40
_CENTURY_END: Final = dt.date(2099, 12, 31)
"""Reviews began in 2013, so a year of two digits is one of this century."""
_YEARS: Final = range(1990, 2060)


class Service(msgspec.Struct, frozen=True):
    """The fields of a record's item that say when a service was given.

    ``first`` and ``last`` are the first and the last day, the same where one is printed.
    """

    retrospective: bool = False
    first: dt.date | None = None
    last: dt.date | None = None


def extract_service(item: Phrase) -> Part[Service]:
    """When the service was given; found at the names of the record's fields."""
    retrospective = _RETROSPECTIVE.search(item.text)
    named = _NAMED.search(item.text)
    found: list[Found] = []
    if retrospective:
        found.append(Found("/retrospective", (item.span(*retrospective.span()),), "request.retrospective"))
    days: list[tuple[int, int]] = []
    if named:
        days = _days(item.text, named.end())
    elif retrospective:
        days = _days_of_deed(item.text)
    read = [_read(item.text[start:end]) for start, end in days]
    known = [day for day in read if day is not None]
    if (named and not days) or len(known) < len(read):
        start = named.start() if named else days[0][0]
        detail = item.text[start : days[-1][1] if days else start + 40]
        warning = RecordWarning(code="unresolved-service-date", detail=detail)
        return Part(Service(retrospective is not None), tuple(found), (warning,))
    if not known:
        return Part(Service(retrospective is not None), tuple(found))
    first, last = min(known), max(known)
    for path, day in (("/first_service_date", first), ("/last_service_date", last)):
        found.append(Found(path, (item.span(*days[known.index(day)]),), "request.service-date"))
    return Part(Service(retrospective is not None, first, last), tuple(found))


def _days(text: str, at: int) -> list[tuple[int, int]]:
    """Where each day of a run stands that begins here."""
    days: list[tuple[int, int]] = []
    while len(days) < _MOST_DAYS and (day := _DAY.match(text, at)):
        days.append(day.span())
        link = _AND.match(text, day.end())
        if link is None:
            break
        at = link.end()
    return days


def _days_of_deed(text: str) -> list[tuple[int, int]]:
    """The days after words of a retrospective request that say when it was carried out."""
    for deed in _DONE.finditer(text):
        days = _days(text, deed.end())
        alone = deed.group() != "(" or (days and text.startswith(")", days[-1][1]))
        if days and alone:
            return days
    return []


def _read(printed: str) -> dt.date | None:
    day = parse_date(printed, _CENTURY_END)
    return day if day is not None and day.year in _YEARS else None
