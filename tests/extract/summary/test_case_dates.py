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
        ("A clerk with an injury date on 05/17/2004.", dt.date(2004, 5, 17)),
        ("A welder with a date of injury of 03/19/2009.", dt.date(2009, 3, 19)),
        ("A cook with a history of an occupational claim from\n08/27/2015.", dt.date(2015, 8, 27)),
        ("DOI: 1/2/2003. He has pain.", dt.date(2003, 1, 2)),
        ("She was injured on July 23, 1978.", dt.date(1978, 7, 23)),
        ("The date of injury is April\n7, 2011, when a shelf fell.", dt.date(2011, 4, 7)),
        ("He was struck by a cart on 6/5/2012.", dt.date(2012, 6, 5)),
        ("His van was hit on Nov. 9th, 2012. He has pain.", dt.date(2012, 11, 9)),
        ("A cook who stepped on a hose on 6/5/2012. Injuries: knee.", dt.date(2012, 6, 5)),
        ("Headaches from an industrial injury of May 20, 2015.", dt.date(2015, 5, 20)),
        ("He sustained an industrial injury November 28, 2016.", dt.date(2016, 11, 28)),
        ("A guard who was present at a robbery on 4/12/2013.", dt.date(2013, 4, 12)),
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
            "On 03-15-\n2016, the request for a scooter was non-certified by Utilization Review.",
            dt.date(2016, 3, 15),
        ),
        ("The original utilization review (09-02-2015) denied the rest.", dt.date(2015, 9, 2)),
        ("The original utilization review 08-11-2015 non-certified a walker.", dt.date(2015, 8, 11)),
        ("The utilization review denied the brace on 04/17/2015.", dt.date(2015, 4, 17)),
        ("The utilization review denial now at issue is dated 07/13/2015.", dt.date(2015, 7, 13)),
        ("A prior denial was issued on 03/24/2015 for a brace.", dt.date(2015, 3, 24)),
        ("The UR dated 6/18/2015: non-\ncertified a brace.", dt.date(2015, 6, 18)),
        ("The requested brace was denied on 09/25/2015.", dt.date(2015, 9, 25)),
        (
            "In its utilization review report dated June 9, 2015, it failed to approve a scooter.",
            dt.date(2015, 6, 9),
        ),
        (
            "On June 4, 2015 the carrier had a request for a scooter, noncertified by Utilization Review"
            " of June 11, 2015.",
            dt.date(2015, 6, 11),
        ),
        # Only the day of the review is told.
        ("The utilization review decision is dated 09/10/2014.", dt.date(2014, 9, 10)),
        ("The UR report of 9/10/2014 was sent along.", dt.date(2014, 9, 10)),
        ("The utilization review dated 09/10/2014 certified six visits.", None),
        # An appeal within the carrier is no review; an authorisation no denial; 3015 no year.
        ("An appeal came in on 05/06/2015, and the denial of the utilization review was upheld.", None),
        ("Utilization review approved the brace on 04/17/2015.", None),
        ("On August 5, 3015, the request was denied by utilization review.", None),
        ("The request was dated 10/22/2014.", None),
    ],
)
def test_denial(text: str, day: dt.date | None) -> None:
    assert extract_summary_dates(*summary(text), Dates()).value.ur_denial == day


def test_two_digit_years_follow_the_other_dates() -> None:
    text = "A female with a date of injury of 02/17/88. The review dated 06/18/2014 was read."
    assert extract_summary_dates(*summary(text), Dates()).value.injury == dt.date(1988, 2, 17)
    text = "A female with a date of injury of 02/17/08. She was seen on 09/16/2014."
    assert extract_summary_dates(*summary(text), Dates()).value.injury == dt.date(2008, 2, 17)


@pytest.mark.parametrize(
    ("text", "injury", "denial"),
    [
        # No year in full: the youngest of two digits that a review can have been decided in.
        (
            "She has an injury date of 04/18/14. The utilization review denied the request on 03/04/15.",
            dt.date(2014, 4, 18),
            dt.date(2015, 3, 4),
        ),
        ("She was injured on 4/18/99.", dt.date(1999, 4, 18), None),
        ("She was injured on 4/18/09.", dt.date(2009, 4, 18), None),
        # A year in full that is far older.
        (
            "He was injured on 04/03/2001. The utilization review denied the request on 03/04/15.",
            dt.date(2001, 4, 3),
            dt.date(2015, 3, 4),
        ),
    ],
)
def test_two_digit_years_in_a_letter_without_a_header(
    text: str, injury: dt.date, denial: dt.date | None
) -> None:
    dates = extract_summary_dates(*summary(text), Dates()).value
    assert (dates.injury, dates.ur_denial) == (injury, denial)


def test_the_header_is_not_overruled() -> None:
    header = Dates(injury=dt.date(2016, 10, 10), ur_denial=dt.date(2016, 11, 18))
    text = "He was injured on 10-12-2016. On 11-19-2016 Utilization Review non-certified the request."
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
