"""The days that a notice's sentences give: how the case came to be reviewed.

"An application for Independent Medical Review was filed on … disputing the Utilization Review Denial
dated …. A Notice of Assignment … was provided to the above parties on …."
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from imr_graph.extract.dates import DATE_PATTERN, parse_date
from imr_graph.extract.fact import Found, Part
from imr_graph.letters.reading import Reading
from imr_graph.letters.sections import Sections
from imr_graph.record import Dates

_DAY: Final = rf"(?P<day>{DATE_PATTERN})"
_GAP: Final = r"[^.;:\d]{0,120}?"
# By the day that each gives: what it begins with, and what follows, both in small letters.
_SENTENCES: Final = {
    name: (opening, re.compile(rf"\b{opening}{rest}"))
    for name, opening, rest in (
        (
            "application_received",
            "application",
            r"\s+for\s+(?:an\s+)?(?:independent\s+medical\s+review|imr)\b"
            rf"{_GAP}\b(?:filed|received|submitted|dated|made)\b{_GAP}{_DAY}",
        ),
        ("ur_denial", "disput", rf"(?:ing|es|ed)\b{_GAP}\b(?:utilization\s+review|ur)\b{_GAP}{_DAY}"),
        ("assigned", "notice", rf"\s+of\s+assignment\b{_GAP}{_DAY}"),
    )
}


def extract_notice_dates(reading: Reading, sections: Sections) -> Part[Dates]:
    """The days by their sentences, in the header or the notice; what these do not tell is ``None``."""
    begin, end = sections.header[0], max(sections.header[1], sections.notice[1])
    days: dict[str, dt.date] = {}
    found: list[Found] = []
    for name, (opening, sentence) in _SENTENCES.items():
        at = reading.lower.find(opening, begin, end)
        match = sentence.search(reading.lower, at, end) if at >= 0 else None
        if match and (day := parse_date(match["day"], None)):
            days[name] = day
            found.append(Found(f"/{name}", (match.span("day"),), f"notice.date-{name.replace('_', '-')}"))
    return Part(Dates(**days), tuple(found))
