from __future__ import annotations

import datetime as dt

import pytest

from imr_graph.extract.notice import extract_notice_dates
from imr_graph.letters.cleaning import clean
from imr_graph.letters.sections import Sections
from imr_graph.record import Dates


def told(text: str) -> Dates:
    reading = clean(text)
    end = len(reading.text)
    empty = (end, end)
    sections = Sections(
        layout="f2013b", header=(0, 0), notice=(0, end), qualifications=empty, summary=empty, issues=empty
    )
    part = extract_notice_dates(reading, sections)
    for found in part.found:
        assert reading.fold(*found.spans[0])[0] in "0123456789JFMASOND"
    return part.value


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        (
            "An application for Independent Medical Review was filed on 7/2/2013 disputing the Utilization\n"
            "Review Denial dated 6/20/2013.",
            Dates(application_received=dt.date(2013, 7, 2), ur_denial=dt.date(2013, 6, 20)),
        ),
        (
            "A Notice of Assignment and Request for Information went to the above parties on July 9, 2013.",
            Dates(assigned=dt.date(2013, 7, 9)),
        ),
        ("Records were received on 7/2/2013. A notice followed on 7/9/2013.", Dates()),
        ("A Notice of Assignment was mailed. On 7/9/2013 nothing was heard.", Dates()),
    ],
)
def test_days_by_their_sentences(text: str, dates: Dates) -> None:
    assert told(text) == dates
