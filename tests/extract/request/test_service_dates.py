"""Retrospective requests and their days of service."""

from __future__ import annotations

import datetime as dt

import pytest

from imr_graph.extract.fact import Part
from imr_graph.extract.request.phrase import Phrase
from imr_graph.extract.request.service_dates import Service, extract_service
from imr_graph.letters.cleaning import clean


def read(title: str) -> tuple[Part[Service], dict[str, str]]:
    """The service, and path to the words that it was read from."""
    reading = clean(title)
    part = extract_service(Phrase.of(reading, (0, len(reading.text))))
    return part, {found.path: reading.text[slice(*found.spans[0])] for found in part.found}


DAYS = [
    ("Brace (DOS: 1/2/2015)", "2015-01-02", "2015-01-02"),
    ("Brace, date of service 10/12/14", "2014-10-12", "2014-10-12"),
    ("Brace, D.O.S. 10-12-14", "2014-10-12", "2014-10-12"),
    ("BRACE, DATE OF SERVICE MAY 25, 2013", "2013-05-25", "2013-05-25"),
    ("Brace, service date 2015-01-02", "2015-01-02", "2015-01-02"),
    ("Massage DOS 8/1/13-9/2/13", "2013-08-01", "2013-09-02"),
    ("Massage DOS 8-1-13 - 9-2-13", "2013-08-01", "2013-09-02"),
    ("Massage, dates of service from 8/1/13 through 9/2/13", "2013-08-01", "2013-09-02"),
    ("Massage, date(s) of service: 3/4/2015, 2/3/15 and 4/5/15", "2015-02-03", "2015-04-05"),
    # A request that calls itself retrospective.
    ("Retrospective brace dispensed on 8/4/15", "2015-08-04", "2015-08-04"),
    ("Retro brace dispensed 8/4/15 and 9/4/15", "2015-08-04", "2015-09-04"),
    ("Retrospective brace (8/4/15)", "2015-08-04", "2015-08-04"),
    ("Retrospective office visit on 7/8/2014", "2014-07-08", "2014-07-08"),
    ("Retrospective massage between 1/1/15 and 1/5/15", "2015-01-01", "2015-01-05"),
]


@pytest.mark.parametrize(("title", "first", "last"), DAYS, ids=[case[0] for case in DAYS])
def test_days(title: str, first: str, last: str) -> None:
    part, words = read(title)
    assert part.value.first == dt.date.fromisoformat(first)
    assert part.value.last == dt.date.fromisoformat(last)
    assert not part.warnings
    assert {"/first_service_date", "/last_service_date"} <= set(words)


@pytest.mark.parametrize(
    "title",
    [
        "Massage between 1/5/2015 and 3/6/2015",
        "Massage (8/4/15)",
        "Retrospective naproxen 550mg #60, per 12/07/2016 order",
        "Retrospective naproxen, report dated 8/4/15",
        "Retrospective naproxen (Rx 2/27/14)",
        "One dose 1/2 hour before the test",
        "Massage",
    ],
)
def test_other_days_are_none_of_service(title: str) -> None:
    part, _ = read(title)
    assert (part.value.first, part.value.last, part.warnings) == (None, None, ())


@pytest.mark.parametrize(
    ("title", "detail"),
    [
        ("Brace, DOS 13/45/2014", "DOS 13/45/2014"),
        ("Massage, DOS 10/1-10/12/14", "DOS 10/1-10/12/14"),
        ("Massage, DOS 10/1/2014 and 13/1/2014, neck", "DOS 10/1/2014 and 13/1/2014"),
        ("Massage, DOS 10/1/1914", "DOS 10/1/1914"),
    ],
)
def test_what_is_no_day_is_left_open_and_told(title: str, detail: str) -> None:
    part, words = read(title)
    assert part.value == Service()
    assert not words
    [warning] = part.warnings
    assert (warning.code, warning.detail) == ("unresolved-service-date", detail)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Retrospective request for a brace", "Retrospective"),
        ("brace (retro)", "retro"),
        ("RETROACTIVE BRACE", "RETROACTIVE"),
        ("Prospective request for a brace", None),
        ("Retrograde pyelogram", None),
        ("Brace (DOS 1/2/15)", None),
    ],
)
def test_retrospective_is_what_calls_itself_so(title: str, words: str | None) -> None:
    part, found = read(title)
    assert part.value.retrospective == (words is not None)
    assert found.get("/retrospective") == words


def test_the_words_of_first_and_last_day() -> None:
    assert read("Retrospective massage,\n DOS 9/2/13 and 8/1/13")[1] == {
        "/retrospective": "Retrospective",
        "/first_service_date": "8/1/13",
        "/last_service_date": "9/2/13",
    }
