from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_graph.extract.dates import DATE_PATTERN, parse_date
from imr_graph.extract.summary.case_dates import extract_summary_dates
from imr_graph.record import Dates
from tests.extract.summary.summaries import summary

LATE = dt.date(2016, 12, 31)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("10/28/2016", dt.date(2016, 10, 28)),
        ("10-28-\n2016", dt.date(2016, 10, 28)),
        ("10/10/\n2016", dt.date(2016, 10, 10)),
        ("2016-10-28", dt.date(2016, 10, 28)),
        ("7-8-2014", dt.date(2014, 7, 8)),
        ("4/3/01", dt.date(2001, 4, 3)),
        ("11-7-16", dt.date(2016, 11, 7)),
        ("July 23, 1978", dt.date(1978, 7, 23)),
        ("October\n21, 2016", dt.date(2016, 10, 21)),
        ("Sept. 3, 2014", dt.date(2014, 9, 3)),
        ("23rd of July 1978", dt.date(1978, 7, 23)),
        ("March of 2012", None),
        ("March 2012", None),
        ("2012", None),
        ("13/1/2014", None),
        ("2/30/2014", None),
        ("10/28/2016 and", None),
        ("", None),
    ],
)
def test_parse_date(words: str, day: dt.date | None) -> None:
    assert parse_date(words, LATE) == day


@pytest.mark.parametrize(
    ("words", "not_after", "day"),
    [
        ("11/14/20", dt.date(2016, 12, 1), dt.date(1920, 11, 14)),
        ("12/1/16", dt.date(2016, 12, 1), dt.date(2016, 12, 1)),
        ("12/2/16", dt.date(2016, 12, 1), dt.date(1916, 12, 2)),
        ("6/5/99", dt.date(2014, 1, 1), dt.date(1999, 6, 5)),
        ("4/3/01", None, None),
    ],
)
def test_two_digit_year_is_the_latest_that_fits(
    words: str, not_after: dt.date | None, day: dt.date | None
) -> None:
    assert parse_date(words, not_after) == day


@given(st.dates(min_value=dt.date(1950, 1, 1), max_value=LATE))
def test_every_printed_form_comes_back(day: dt.date) -> None:
    for form in ("%m/%d/%Y", "%m-%d-%Y", "%Y-%m-%d", "%B %d, %Y", "%b %d, %Y", "%d %B %Y"):
        words = day.strftime(form)
        assert parse_date(words, None) == day
        assert re.fullmatch(DATE_PATTERN, words, re.IGNORECASE)
    two_digits = parse_date(day.strftime("%m/%d/%y"), day)
    assert two_digits == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("She sustained an industrial injury on 4/3/2001.", dt.date(2001, 4, 3)),
        ("She was hurt on or about 4/3/2001.", dt.date(2001, 4, 3)),
        ("A male with an injury date on 06/25/2001.", dt.date(2001, 6, 25)),
        ("A nurse with a date of injury of 11/14/2008.", dt.date(2008, 11, 14)),
        ("A female with a history of an occupational claim from\n10/18/2016.", dt.date(2016, 10, 18)),
        ("DOI: 1/2/2003. He has pain.", dt.date(2003, 1, 2)),
        ("She was injured on July 23, 1978.", dt.date(1978, 7, 23)),
        ("The date of injury is September\n2, 2010, when she was robbed.", dt.date(2010, 9, 2)),
        ("He was struck by a cart on 6/5/2012.", dt.date(2012, 6, 5)),
        ("Pain associated with an industrial injury of October 14, 2016.", dt.date(2016, 10, 14)),
        ("He sustained an industrial injury November 28, 2016.", dt.date(2016, 11, 28)),
        ("A teller who was present at a robbery on 6/30/2011.", dt.date(2011, 6, 30)),
        # No single day.
        ("A date of injury from cumulative trauma of 1/1/2010 to 3/3/2012.", None),
        ("He was injured in March of 2012.", None),
        # The day of a paper, not of the injury.
        ("The injury was described in the report of 5/1/2014.", None),
        ("She has neck pain. She was seen on 5/1/2014.", None),
    ],
)
def test_injury(text: str, day: dt.date | None) -> None:
    assert extract_summary_dates(*summary(text), Dates()).value.injury == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (
            "On 10-20-\n2016, the request for Viagra was non-certified by Utilization Review.",
            dt.date(2016, 10, 20),
        ),
        ("The original utilization review (09-02-2015) denied the rest.", dt.date(2015, 9, 2)),
        ("The original utilization review 12-07-2016 non-certified a nurse.", dt.date(2016, 12, 7)),
        ("The utilization review denied the request on 10/22/2014.", dt.date(2014, 10, 22)),
        ("The utilization review determination being challenged is dated 09/03/2014.", dt.date(2014, 9, 3)),
        ("A prior denial was made on 12/22/2016 for a consultation.", dt.date(2016, 12, 22)),
        ("The UR dated 1/13/2017: non-\ncertified the MRI.", dt.date(2017, 1, 13)),
        ("The requested treatment was denied on 12/23/2016.", dt.date(2016, 12, 23)),
        (
            "In a utilization review report dated November 17, 2016, they failed to approve it.",
            dt.date(2016, 11, 17),
        ),
        (
            "On December 15, 2016 a request was received that was noncertified by Utilization Review on"
            " December 22, 2016.",
            dt.date(2016, 12, 22),
        ),
        # An appeal within the carrier is no review; an authorisation no denial; 3026 no year.
        ("An appeal was filed on 11/24/2014 and the denial of the utilization review was upheld.", None),
        ("Utilization review approved the request on 10/22/2014.", None),
        ("On December 9, 3026, the request was denied by utilization review.", None),
        ("The request was dated 10/22/2014.", None),
    ],
)
def test_denial(text: str, day: dt.date | None) -> None:
    assert extract_summary_dates(*summary(text), Dates()).value.ur_denial == day


def test_two_digit_years_follow_the_other_dates() -> None:
    text = "A female with a date of injury of 11/14/88. The review dated 02/18/2014 was read."
    assert extract_summary_dates(*summary(text), Dates()).value.injury == dt.date(1988, 11, 14)
    text = "A female with a date of injury of 11/14/08. She was seen on 08/19/2014."
    assert extract_summary_dates(*summary(text), Dates()).value.injury == dt.date(2008, 11, 14)


def test_the_header_is_not_overruled() -> None:
    header = Dates(injury=dt.date(2016, 10, 10), ur_denial=dt.date(2016, 11, 18))
    text = "He was injured on 10-18-2016. On 11-19-2016 Utilization Review non-certified the request."
    part = extract_summary_dates(*summary(text), header)
    assert part.value == header
    assert part.found == ()


def test_places() -> None:
    reading, sections = summary("He was injured on 1-2-2014. The utilization review denied it on 5/6/2015.")
    places = {
        found.path: [reading.text[low:high] for low, high in found.spans]
        for found in extract_summary_dates(reading, sections, Dates()).found
    }
    assert places == {"/injury": ["1-2-2014"], "/ur_denial": ["5/6/2015"]}
