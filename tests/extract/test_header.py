from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from imr_graph.extract.fact import Part
from imr_graph.extract.header import Header, extract_header
from imr_graph.letters.cleaning import clean
from imr_graph.letters.files import find_letters
from imr_graph.letters.reader import read_letter
from imr_graph.letters.sections import find_sections
from imr_graph.record import Dates
from tests.letters.forms import Entry, make_letter

ALL = Dates(
    injury=dt.date(2014, 3, 9),
    decision=dt.date(2015, 10, 19),
    assigned=dt.date(2015, 8, 21),
    ur_denial=dt.date(2015, 6, 11),
    application_received=dt.date(2015, 7, 24),
)
WHOLE = Header(case_number="CM15-9900231", priority="standard", dates=ALL)

PAIRS = """Case Number: CM15-9900231
Date Assigned: 08/21/2015 Date of Injury: 03/09/2014
Decision Date: 10/19/2015 UR Denial Date: 06/11/2015
Priority: Standard Application\x20
Received:\x20
07/24/2015"""
COLUMNS = """ Case Number:       CM15-9900231                 Date Assigned:     08/21/2015
 Date of Injury:    03/09/2014                   Decision Date:     10/19/2015
 UR Denial Date:    06/11/2015                   Priority:          Standard
 Application        07/24/2015
 Received:"""
ONE_A_LINE = """Case Number: CM15-9900231

Date Assigned: 08/21/2015

Date of Injury: 03/09/2014

Decision Date: 10/19/2015

UR Denial Date: 06/11/2015

Priority: STANDARD

Application Received: 07/24/2015"""
BY_COLUMN = """Case Number:
Date of Injury:
UR Denial Date:
Application
Received:

CM15-9900231
03/09/2014
06/11/2015
07/24/2015

Date Assigned:
Decision Date:
Priority:

08/21/2015
10/19/2015
Standard"""
VALUE_BELOW = """Case Number:
CM15-9900231
Date Assigned:
08/21/2015
Date of Injury:
03/09/2014
Decision Date:
10/19/2015
UR Denial Date:
06/11/2015
Priority:
Standard
Application Received:
07/24/2015"""
LETTER_OF_2013 = """MAXIMUS FEDERAL SERVICES, INC.
Independent Medical Review
P.O. Box 100
(555) 555-0100 Fax: (555) 555-0101

Dated: October 19, 2015

IMR Case Number:       CM15-9900231       Date of Injury:           3/9/2014
Claims Number:                            Date of UR Decision:      6/11/2015
Priority:              Standard           IMR Application Received: 7/24/2015
Employee Name:                            Date Assigned:            8/21/2015
Treatment(s) in Dispute Listed on IMR Application:
KNEE BRACE"""


def read(header: str) -> Part[Header]:
    reading = clean(make_letter([Entry("MRI of the neck")], header=header))
    return extract_header(reading, find_sections(reading))


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(PAIRS, id="pairs"),
        pytest.param(COLUMNS, id="columns"),
        pytest.param(ONE_A_LINE, id="one a line"),
        pytest.param(BY_COLUMN, id="column by column"),
        pytest.param(VALUE_BELOW, id="value below label"),
        pytest.param(LETTER_OF_2013, id="2013"),
        pytest.param(PAIRS.replace("/", "-"), id="hyphens in dates"),
        pytest.param(PAIRS.replace("03/09/2014", "3/9/14"), id="a year of two digits"),
        pytest.param(PAIRS.replace("\n", "\r\n").replace("\r", " "), id="blanks at line ends"),
    ],
)
def test_a_header_however_set(header: str) -> None:
    part = read(header)
    assert part.value == WHOLE
    assert part.warnings == ()


@pytest.mark.parametrize("header", [PAIRS, COLUMNS, BY_COLUMN])
def test_every_value_stands_where_it_was_found(header: str) -> None:
    reading = clean(make_letter([Entry("MRI of the neck")], header=header))
    part = extract_header(reading, find_sections(reading))
    words = {found.path: [reading.text[start:end] for start, end in found.spans] for found in part.found}
    assert words == {
        "/case_number": ["CM15-9900231"],
        "/priority": ["Standard"],
        "/dates/injury": ["03/09/2014"],
        "/dates/decision": ["10/19/2015"],
        "/dates/assigned": ["08/21/2015"],
        "/dates/ur_denial": ["06/11/2015"],
        "/dates/application_received": ["07/24/2015"],
    }


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("", Header()),
        ("Case Number: CM13-0000001", Header(case_number="CM13-0000001")),
        ("CM17-0000001", Header(case_number="CM17-0000001")),
        ("IMR Case Number: IMR 13-000004", Header(case_number="IMR13-000004")),
        ("Priority: Expedited", Header(priority="expedited")),
        ("Priority:", Header()),
        ("Standard", Header()),
        ("Date of Injury:\nDate Assigned: 01/02/2014", Header(dates=Dates(assigned=dt.date(2014, 1, 2)))),
        ("Dated: 9/26/2013", Header(dates=Dates(decision=dt.date(2013, 9, 26)))),
        (
            "Dated: 9/26/2013\nDecision Date: 9/25/2013",
            Header(dates=Dates(decision=dt.date(2013, 9, 25))),
        ),
    ],
)
def test_what_is_not_printed_is_none(header: str, value: Header) -> None:
    assert read(header).value == value


@pytest.mark.parametrize(
    ("header", "code", "path"),
    [
        ("CM14-0000001 CM14-0000002", "ambiguous-case-number", "/case_number"),
        ("Decision Date: 13/45/2014", "unresolved-date", "/dates/decision"),
        ("Date of Injury:\nDecision Date:\nDate Assigned:\n1/2/2014\n1/3/2014", "unresolved-date", "/dates"),
    ],
)
def test_what_cannot_be_told_is_none_with_a_warning(header: str, code: str, path: str) -> None:
    part = read(header)
    assert [(warning.code, warning.path) for warning in part.warnings] == [(code, path)]
    assert part.value == Header()


def test_the_labelled_case_number_of_several() -> None:
    assert read("Case Number: CM14-0000001\nrelated: CM14-0000002").value.case_number == "CM14-0000001"


def test_headers_of_the_gold_letters(shared_letters: Path) -> None:
    checked = 0
    for path in find_letters([shared_letters / "real", shared_letters / "practice"]):
        gold_path = path.with_suffix(".gold.json")
        if path.match("*-l[23].txt") or not gold_path.exists():
            continue
        gold = json.loads(gold_path.read_text())
        reading = clean(read_letter(path).text)
        header = extract_header(reading, find_sections(reading)).value
        assert (header.case_number, header.priority) == (gold["case_number"], gold["priority"])
        if header.case_number:  # without a header, dates are for other rules to find
            dates = {
                name: value.isoformat() for name in gold["dates"] if (value := getattr(header.dates, name))
            }
            assert dates == gold["dates"], path.name
            checked += 1
    assert checked == 14 + 5
