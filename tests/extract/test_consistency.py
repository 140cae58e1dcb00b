"""What a letter says against itself, and words that no part of the record holds."""

from __future__ import annotations

import datetime as dt

import pytest

from imr_graph.extract.consistency import QUOTED, dates_out_of_order, plainly_says
from imr_graph.extract.letter import parse_letter
from imr_graph.letters.reader import LetterText
from imr_graph.record import Dates, Record
from tests.extract.test_letter import BODY, HEADER


def warned(text: str) -> list[tuple[str, str, str]]:
    record = parse_letter(LetterText("letter.txt", text))
    return [(warning.code, warning.path, warning.detail) for warning in record.warnings]


def test_a_sound_letter_has_no_warning() -> None:
    assert warned(HEADER + BODY) == []


DAYS = Dates(
    injury=dt.date(2015, 1, 2),
    ur_denial=dt.date(2015, 3, 1),
    application_received=dt.date(2015, 3, 9),
    assigned=dt.date(2015, 3, 20),
    decision=dt.date(2015, 4, 20),
)


@pytest.mark.parametrize(
    ("dates", "paths"),
    [
        (DAYS, []),
        (Dates(), []),
        (Dates(injury=DAYS.injury, decision=DAYS.injury), []),
        (Dates(injury=DAYS.decision, decision=DAYS.injury), ["/dates/decision"]),
        (
            Dates(ur_denial=DAYS.assigned, application_received=DAYS.ur_denial),
            ["/dates/application_received"],
        ),
        (
            Dates(
                injury=DAYS.decision, ur_denial=DAYS.ur_denial, assigned=DAYS.assigned, decision=DAYS.injury
            ),
            ["/dates/ur_denial", "/dates/decision"],
        ),
    ],
)
def test_dates_out_of_order(dates: Dates, paths: list[str]) -> None:
    found = list(dates_out_of_order(dates))
    assert [(warning.code, warning.path) for warning in found] == [
        ("dates-out-of-order", path) for path in paths
    ]


def test_a_date_of_a_sentence_is_compared_with_the_headers() -> None:
    header = "Case Number: CM16-9900042\nDecision Date: 03/04/2013\n\n"
    assert (
        "dates-out-of-order",
        "/dates/decision",
        "injury 2014-02-03 is after decision 2013-03-04",
    ) in warned(header + BODY)


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("The request is not medically necessary.", "not necessary"),
        ("Therefore, the requested visits are  not medically necessary", "not necessary"),
        ("This request is not medically necessary and appropriate.", "not necessary"),
        ("The request is medically necessary.", "necessary"),
        ("The requested service IS MEDICALLY NECESSARY at this time.", "necessary"),
        ("Therefore the injections are medically necessary and appropriate.", "necessary"),
        ("I cannot say that the request is medically necessary.", None),
        ("There is no sign that the request is medically necessary.", None),
        ("It isn't plain that the request is medically necessary.", None),
        ("The surgery is not medically necessary, so the visit is not medically necessary.", None),
        ("The remaining request is not medically necessary.", None),
        ("Ten visits are medically necessary, two are not.", None),
        ("The request is medically necessary only for a month.", None),
        ("The request should be medically necessary.", None),
        ("Weaning is indicated.", None),
        ("", None),
    ],
)
def test_what_a_last_sentence_plainly_says(sentence: str, says: str | None) -> None:
    assert plainly_says(sentence) == says


@pytest.mark.parametrize(
    ("decision", "closing", "contradicts"),
    [
        ("Upheld", "The request is medically necessary.", True),
        ("Overturned", "The request is not medically necessary.", True),
        ("Upheld", "The request is not medically necessary.", False),
        ("Overturned", "The request is medically necessary.", False),
        ("Modified", "The request is not medically necessary.", False),
        ("Modified", "The request is medically necessary.", False),
        ("Overturned", "The surgery is not medically necessary. Weaning is indicated.", False),
    ],
)
def test_a_decision_against_its_rationale(decision: str, closing: str, contradicts: bool) -> None:
    text = HEADER + BODY.replace("Upheld", decision).replace(
        "The request is not medically necessary.", closing
    )
    expected = [("decision-contradicts-rationale", "/items/0/decision", closing)] if contradicts else []
    assert warned(text) == expected


@pytest.mark.parametrize(
    ("filler", "contradicts"), [("", True), ("Much is said. " * 500, True), ("and on " * 500, False)]
)
def test_a_long_rationale_is_read_from_its_end(filler: str, contradicts: bool) -> None:
    text = BODY.replace("No benefit is recorded. The request is not", f"{filler} the request is")
    codes = [code for code, *_ in warned(HEADER + text)]
    assert codes == (["decision-contradicts-rationale"] if contradicts else [])


def test_words_left_over_are_quoted_from_their_beginning() -> None:
    [(code, _, detail)] = warned(
        HEADER + BODY.replace("#60: Upheld\n", f"#60: Upheld\n\n{'Stray words. ' * 12}\n")
    )
    assert (code, detail) == ("text-left-over", ("Stray words. " * 20)[:QUOTED])


STRAY = "The file was read twice by this reviewer."


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ("#60: Upheld\n", f"#60: Upheld\n\n{STRAY}\n", "/items/0"),
        ("Norco 10", f"{STRAY}\n\nNorco 10", "/items/0/text"),
        ("set forth below:", f"set forth below: {STRAY}", "/items/0/text"),
        ("Norco 10", "1. Norco 10", None),
        ("Norco 10", "Bilateral L4-5. L5-S1 injection with Norco 10", None),
        (
            "Norco 10/325mg #60:",
            "Norco 10/325mg #90 was the original request. Norco 10/325mg #30 was authorized by the Claims "
            "Administrator. The remaining IMR eligible portion of the original request, Norco #60 is:",
            None,
        ),
        ("HOW THE IMR", f"{STRAY}\n\nHOW THE IMR", None),  # the header's own
    ],
)
def test_words_left_over(before: str, after: str, path: str | None) -> None:
    assert before in BODY
    found = warned(HEADER + BODY.replace(before, after, 1))
    assert found == ([] if path is None else [("text-left-over", path, STRAY)])


def test_a_letter_without_a_summary() -> None:
    start, end = BODY.index("CLINICAL CASE SUMMARY"), BODY.index("IMR ISSUES")
    assert ("no-summary", "", "") in warned(HEADER + BODY[:start] + BODY[end:])
    words = BODY.index("The injured worker")
    assert ("no-summary", "", "") in warned(HEADER + BODY[:words] + BODY[end:])


def test_what_real_letters_are_warned_of(real_letters: list[tuple[LetterText, Record]]) -> None:
    """Real letters are sound: a warning of theirs would be a rule's mistake until somebody has read it."""
    codes = {"no-summary", "dates-out-of-order", "decision-contradicts-rationale", "text-left-over"}
    found = [(letter.source, warning) for letter, record in real_letters for warning in record.warnings]
    assert [entry for entry in found if entry[1].code in codes] == []
