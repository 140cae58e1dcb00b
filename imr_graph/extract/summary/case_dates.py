"""The days that the case summary's sentences give: of injury, and of the utilization review denial."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import msgspec

from imr_graph.extract.dates import DATE_PATTERN, parse_date
from imr_graph.extract.fact import Found, Part
from imr_graph.extract.summary.sentences import split_sentences
from imr_graph.letters.reading import Reading
from imr_graph.letters.sections import Sections
from imr_graph.record import Dates, Span

_DATE = re.compile(DATE_PATTERN, re.IGNORECASE)
_CASE_YEAR = re.compile(r"\bCM(\d\d)-\d{7}\b")
_YEARS = range(1900, 2100)
_FIRST_REVIEWS = dt.date(2013, 1, 1)
_LAST_REVIEWS = dt.date(2029, 12, 31)
"""A year of two digits beyond this day is one of the 1900s."""

_D = f"(?P<day>{DATE_PATTERN})"
# Between the words that name the event and its day: no other sentence, no other day.
_GAP = r"[^.;]{0,100}?"
# How an injury's day is told, the plainest first.
_INJURY = tuple(
    (rule, re.compile(pattern, re.IGNORECASE))
    for rule, pattern in (
        (
            "dates.injury.named",
            rf"\b(?:date\s+of\s+(?:injury|loss|accident|onset)|(?:injury|accident)\s+date|DOI)\b[\s,:(]*"
            rf"(?:(?:is|was|of|on|dated|reported\s+as|listed\s+as|noted\s+as)\s+)*{_D}",
        ),
        (
            "dates.injury.sustained",
            rf"\b(?:injur(?:y|ies|ed)|claim|accident|re-?injured|trauma|hurt)\b{_GAP}"
            rf"\b(?:on|of|from|dated|occurred|since|in)\s+(?:or\s+about\s+)?{_D}",
        ),
        (
            "dates.injury.sustained",
            rf"\b(?:industrial|work|occupational)(?:[\s-]+related)?\s+injury,?\s+{_D}",
        ),
        (
            "dates.injury.event",
            rf"\b(?:fell|struck|hit|rear-ended|crushed|slipped|tripped|lifted|lifting|twisted|assaulted|burned|"
            rf"bitten|stung|robbed|robbery|assault|attacked|explosion|pushed|pulled|kicked|collision|fall|developed|"
            rf"stepped|stumbled|jammed|pinned|caught|bumped|strained|sprained|collapsed|electrocuted|scalded|"
            rf"stabbed|shot)\b{_GAP}\bon\s+(?:or\s+about\s+)?{_D}",
        ),
    )
)
# A day after these words is the day of a paper or a visit, whatever event stands before.
_PAPER = re.compile(
    r"\b(?:reports?|notes?|visits?|records?|evaluations?|examinations?|exam|requests?|RFA|authorization|surgery|"
    r"PR-?2|MRI|x-?rays?|seen|reviewed|service)\b",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"\s*(?:-|to|through|thru|until|and)\s*(?:{DATE_PATTERN})", re.IGNORECASE)

_DENIES = (
    r"(?:den(?:y|ies|ied|ial)|non-?\s?certif\w*|non-?\s?approv\w*|not\s+certif\w*|not\s+medically|modif\w*|partial\w*|"
    r"failed\s+to\s+approve|not\s+approve\w*|adverse|being\s+challenged|in\s+dispute|disputed|not\s+recommend\w*|reduc(?:ed|tion))"
)
_REVIEW = (
    r"(?:utilization\s+review(?:er)?|\bUR\b|prior\s+(?:determination|denial|review)|previous(?:ly)?|"
    r"claims\s+administrator|treatments?|requests?|case)"
)
_UR_SENTENCE = re.compile(_REVIEW, re.IGNORECASE)
_UR_DENIES = re.compile(_DENIES, re.IGNORECASE)
_APPEAL = re.compile(r"\bappeal|\breconsider|\bupheld\b", re.IGNORECASE)
_UR = tuple(
    (rule, re.compile(pattern, re.IGNORECASE))
    for rule, pattern in (
        (
            "dates.ur-denial.review",
            rf"(?:\butilization\s+review(?:er)?|\bUR\b|\bprior\s+(?:determination|denial|review))"
            rf"(?:[^.;\d]{{0,90}}?(?:\bdated|\bdate\s+of|\bon|\bof|\bfrom|\())?[\s,]*{_D}",
        ),
        ("dates.ur-denial.decided", rf"{_DENIES}[^.;\d]{{0,40}}?\bon\s+{_D}"),
        ("dates.ur-denial.opening", rf"\A[\"']?(?:on|dated)\s+{_D}(?=[^.;]{{0,400}}?{_DENIES})"),
    )
)
# A review of which only the day is told: a denial, as that is what goes to review, unless the sentence
# says otherwise.
_DATED = re.compile(
    rf"(?:\butilization\s+review|\bUR)(?:\s+(?:decision|determination|report|letter|notice))?"
    rf"\s+(?:(?:is|was|being)\s+)?(?:dated|of|issued\s+on|dates\s+from)\s+{_D}",
    re.IGNORECASE,
)
_ALLOWS = re.compile(r"\bapprov|\bcertif|\bauthori[sz]|\ballow|\bwithd|\bdefer", re.IGNORECASE)


def extract_summary_dates(reading: Reading, sections: Sections, header_dates: Dates) -> Part[Dates]:
    """The header's dates, the day of injury and of the denial filled in from the case summary.

    Only fields that the header leaves open are looked for; ``found`` holds those alone. A span of
    days (cumulative trauma) is no day, and two days told in one sentence are none either.
    """
    if header_dates.injury and header_dates.ur_denial:
        return Part(header_dates)
    sentences = split_sentences(reading, *sections.summary)
    latest = _latest_day(reading.text, header_dates)
    found: list[Found] = []
    injury, denial = header_dates.injury, header_dates.ur_denial
    if injury is None:
        for rule, day, span in _injury_days(reading.text, sentences, latest):
            injury = day
            found.append(Found("/injury", (span,), rule))
            break
    if denial is None:
        # The denial may be younger than everything else that the letter dates.
        younger = latest + dt.timedelta(days=366)
        for rule, day, span in _denial_days(reading.text, sentences, younger):
            denial = day
            found.append(Found("/ur_denial", (span,), rule))
            break
    return Part(msgspec.structs.replace(header_dates, injury=injury, ur_denial=denial), tuple(found))


def _latest_day(text: str, header: Dates) -> dt.date:
    """The latest of the header's days; without a header the latest that the letter prints.

    There a year of two digits counts as well if a review can have been decided in it. A letter that
    prints no such day is of its case number's year, or no older than the first reviews.
    """
    days = [d for d in (header.decision, header.assigned, header.ur_denial, header.application_received) if d]
    if days:
        return max(days)
    days = [day for match in _DATE.finditer(text) if (day := _plausible(match.group(), _LAST_REVIEWS))]
    days = [day for day in days if day >= _FIRST_REVIEWS]
    if not days and (case := _CASE_YEAR.search(text)):
        days = [dt.date(2000 + int(case.group(1)), 12, 31)]
    return max(days, default=_FIRST_REVIEWS)


def _injury_days(
    text: str, sentences: tuple[Span, ...], latest: dt.date
) -> Iterator[tuple[str, dt.date, Span]]:
    for rule, pattern in _INJURY:
        for start, end in sentences:
            days: dict[dt.date, Span] = {}
            for match in pattern.finditer(text, start, end):
                span = match.span("day")
                if _PAPER.search(text, match.start(), span[0]) or _is_range(text, span, end):
                    continue
                if day := _plausible(match["day"], latest):
                    days.setdefault(day, span)
            if len(days) == 1:
                yield rule, *next(iter(days.items()))


def _denial_days(
    text: str, sentences: tuple[Span, ...], latest: dt.date
) -> Iterator[tuple[str, dt.date, Span]]:
    # The last sentences restate the review; an earlier one may tell of another request.
    for rule, pattern in _UR:
        for start, end in reversed(sentences):
            sentence = text[start:end]
            if not (_UR_SENTENCE.search(sentence) and _UR_DENIES.search(sentence)) or _APPEAL.search(
                sentence
            ):
                continue
            match = pattern.search(sentence)
            if match and (day := _plausible(match["day"], latest)):
                yield rule, day, (start + match.start("day"), start + match.end("day"))
    for start, end in reversed(sentences):
        match = _DATED.search(text, start, end)
        if not match or _APPEAL.search(text, start, end) or _ALLOWS.search(text, start, end):
            continue
        if day := _plausible(match["day"], latest):
            yield "dates.ur-denial.dated", day, match.span("day")


def _plausible(words: str, latest: dt.date | None) -> dt.date | None:
    """The day that the words print, unless its year is a slip of the pen ("3026")."""
    day = parse_date(words, latest)
    return day if day and day.year in _YEARS else None


def _is_range(text: str, day: Span, end: int) -> bool:
    return bool(_RANGE.match(text, day[1], end))
