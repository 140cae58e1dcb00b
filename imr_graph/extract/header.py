"""The header block: case number, priority and dates, in whatever order a text sets its labels and values.

A PDF gives pairs ("Date Assigned: 12/05/2016 Date of Injury: …"), some text tools all labels of a column
and then all its values, and the last label wraps with its value beside the first half ("Application
11/28/2016 / Received:"). So labels and values are read as tokens: a value right after a label on its line
belongs to it; what is left over is paired in order, run by run, where a run has as many dates as labels.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final

import msgspec

from imr_graph.extract.dates import DATE_PATTERN, parse_date
from imr_graph.extract.fact import Found, Part
from imr_graph.letters.reading import Reading
from imr_graph.letters.sections import Sections
from imr_graph.record import Dates, Priority, RecordWarning, Span


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What the header block prints."""

    case_number: str | None = None
    priority: Priority | None = None
    dates: Dates = Dates()


# Labels by the date they name; "dated" gives way to "decision". Lower case, blanks for any white space.
_LABELS: Final[dict[str, tuple[str, ...]]] = {
    "assigned": (r"date (?:case )?assigned", r"assigned date", r"assignment date"),
    "injury": (r"date of injury", r"injury date", r"date\(s\) of injury"),
    "decision": (
        r"decision date",
        r"date of (?:imr |final )?(?:decision|determination)",
        r"determination date",
    ),
    "ur_denial": (
        r"(?:ur|utilization review) (?:denial|decision) date",
        r"date of (?:ur|utilization review) (?:denial|decision)",
    ),
    # The second half of this label may stand behind its value, or a line below it.
    "application_received": (
        r"(?:imr )?application received",
        r"application(?= \d)",
        r"date (?:imr )?application received",
    ),
    "dated": (r"dated(?= ?:)",),
}
# On small letters. What a label or a date begins with is asked for first.
_TOKEN: Final = re.compile(
    r"(?=\d|\b[adfijmnosu])(?:"
    + "|".join(
        "(?P<{}>{})".format(
            name,
            "|".join(rf"\b{pattern}".replace(" ?", r"\s?").replace(" ", r"\s{1,40}") for pattern in patterns),
        )
        for name, patterns in _LABELS.items()
    )
    + f"|(?P<date>{DATE_PATTERN}))"
)
_CASE_NUMBER: Final = re.compile(r"\b(?:CM\s?\d{2}\s?-\s?\d{5,8}|IMR[ -]?\d{2}-\d{5,8})\b")
_CASE_LABEL: Final = re.compile(r"\bCase\s+(?:Number|No\.?|#)\s*:?\s*$", re.IGNORECASE)
_PRIORITY: Final = re.compile(r"\bPriority\b", re.IGNORECASE)
_PRIORITY_WORD: Final = re.compile(r"\b(Standard|Expedited)\b", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"[ ]*:?[ ]*")


class _Token(msgspec.Struct, frozen=True):
    kind: str  # a date's name, for its label, or "date"
    start: int
    end: int


def extract_header(reading: Reading, sections: Sections) -> Part[Header]:
    """The header's case number, priority and dates; what it does not print is ``None``."""
    header = sections.header
    found: list[Found] = []
    warnings: list[RecordWarning] = []
    case_number = _case_number(reading, header, found, warnings)
    priority = _priority(reading, header, found)
    dates = _dates(reading, header, found, warnings)
    return Part(
        Header(case_number=case_number, priority=priority, dates=dates), tuple(found), tuple(warnings)
    )


def _case_number(
    reading: Reading, header: Span, found: list[Found], warnings: list[RecordWarning]
) -> str | None:
    """The one case number of the header; of several, the one that a label names."""
    matches = list(_CASE_NUMBER.finditer(reading.text, *header))
    labelled = [
        m for m in matches if _CASE_LABEL.search(reading.text[max(header[0], m.start() - 60) : m.start()])
    ]
    numbers = {"".join(m.group().split()): m for m in reversed(labelled or matches)}
    if len(numbers) > 1:
        detail = "several are printed: " + ", ".join(sorted(numbers))
        warnings.append(RecordWarning(code="ambiguous-case-number", path="/case_number", detail=detail))
    if len(numbers) != 1:
        return None
    ((number, match),) = numbers.items()
    found.append(Found("/case_number", (match.span(),), "header.case-number"))
    return number


def _priority(reading: Reading, header: Span, found: list[Found]) -> Priority | None:
    """The word of priority after its label, the next one wherever the columns put it."""
    label = _PRIORITY.search(reading.text, *header)
    word = _PRIORITY_WORD.search(reading.text, label.end(), header[1]) if label else None
    if word is None:
        return None
    found.append(Found("/priority", (word.span(),), "header.priority"))
    return "standard" if word.group().lower() == "standard" else "expedited"


def _dates(reading: Reading, header: Span, found: list[Found], warnings: list[RecordWarning]) -> Dates:
    tokens = [
        _Token(str(match.lastgroup), *match.span()) for match in _TOKEN.finditer(reading.lower, *header)
    ]
    places: dict[str, Span] = {}
    for label, value in _pairs(reading.text, tokens):
        places.setdefault(label, value)
    if "dated" in places:
        dated = places.pop("dated")
        places.setdefault("decision", dated)
    days = _days(reading, places)
    for name, place in places.items():
        if name in days:
            found.append(Found(f"/dates/{name}", (place,), f"header.date-{name.replace('_', '-')}"))
        else:
            detail = f"no day: {reading.fold(*place)}"
            warnings.append(RecordWarning(code="unresolved-date", path=f"/dates/{name}", detail=detail))
    warnings += _left_over(tokens, places)
    return Dates(**days)


def _pairs(text: str, tokens: Sequence[_Token]) -> Iterator[tuple[str, Span]]:
    """Labels with their values."""
    paired: set[int] = set()
    for number, (label, value) in enumerate(pairwise(tokens)):
        beside = _BETWEEN.fullmatch(text, label.end, value.start)
        if beside and label.kind != "date" and value.kind == "date":
            paired |= {number, number + 1}
            yield label.kind, (value.start, value.end)
    # What is left falls into runs: labels, then values. A pair in between ends a run.
    for taken, group in groupby(enumerate(tokens), key=lambda entry: entry[0] in paired):
        if not taken:
            yield from _pairs_of_columns([token for _, token in group])


def _pairs_of_columns(tokens: Sequence[_Token]) -> Iterator[tuple[str, Span]]:
    labels: list[_Token] = []
    values: list[_Token] = []
    for token in tokens:
        if token.kind != "date":
            if values:
                labels, values = [], []
            labels.append(token)
        else:
            values.append(token)
        # A column whose values are not all there stays unpaired: nothing tells which one is missing.
        if labels and len(labels) == len(values):
            for label, value in zip(labels, values, strict=True):
                yield label.kind, (value.start, value.end)
            labels, values = [], []


def _days(reading: Reading, places: dict[str, Span]) -> dict[str, dt.date]:
    """The days by name; a year of two digits is read by the days that need no such reading."""
    words = {name: reading.text[start:end] for name, (start, end) in places.items()}
    whole = {name: day for name, word in words.items() if (day := parse_date(word, None))}
    latest = max(whole.values(), default=None)
    short = {name: parse_date(word, latest) for name, word in words.items() if name not in whole}
    return whole | {name: day for name, day in short.items() if day}


def _left_over(tokens: Sequence[_Token], places: dict[str, Span]) -> Iterator[RecordWarning]:
    """A warning where values were printed that no label could be paired with."""
    used = set(places.values())
    loose = sum(token.kind == "date" and (token.start, token.end) not in used for token in tokens)
    missing = sorted({token.kind for token in tokens} - {"date", "dated", *places})
    if loose and missing:
        detail = f"{loose} dates for the labels {', '.join(missing)}"
        yield RecordWarning(code="unresolved-date", path="/dates", detail=detail)
