"""How many visits a request asks for, in every form that titles print."""

from __future__ import annotations

import pytest

from imr_graph.extract.fact import Part
from imr_graph.extract.request.phrase import Phrase
from imr_graph.extract.request.visits import extract_visits
from imr_graph.letters.cleaning import clean
from imr_graph.record import Category


def read(title: str, category: Category = "rehabilitation") -> tuple[Part[int | None], list[str]]:
    """The visits, and the words that they were read from."""
    reading = clean(title)
    part = extract_visits(Phrase.of(reading, (0, len(reading.text))), category)
    return part, [reading.text[low:high] for found in part.found for low, high in found.spans]


TOLD = [
    # A count.
    ("Massage, 12 sessions", 12),
    ("Eight additional hand therapy visits", 8),
    ("Twelve (12) sessions of yoga therapy", 12),
    ("6 visits over 3 weeks", 6),
    ("Massage sessions: 10", 10),
    ("Massage sessions (10)", 10),
    ("Chiropractic sessions for the neck, #6", 6),
    ("Massage, quantity 8", 8),
    ("Massage, times 12", 12),
    ("Massage x6 for the neck", 6),
    ("Massage x6 visits", 6),
    ("(12) sessions of massage", 12),
    ("Massage of the neck six times", 6),
    ("6 weekly sessions", 6),
    ("8 one-hour sessions", 8),
    ("One follow-up visit", 1),
    ("12 PT/OT sessions", 12),
    # A rate and how long it lasts.
    ("Massage 2 x 6", 12),
    ("Massage 3x4", 12),
    ("Massage 2x6weeks", 12),
    ("Massage 2 times 6 for the neck", 12),
    ("Massage two times four visits (8)", 8),
    ("Massage 2 times a week for 6 weeks", 12),
    ("Massage two (2) times per week for six (6) weeks", 12),
    ("Massage twice weekly for four weeks", 8),
    ("Massage once per week x 6 weeks", 6),
    ("Massage 2x/week x 6 weeks", 12),
    ("Massage 2 x/wk x 6wks", 12),
    ("Massage 2 x week x 6", 12),
    ("Massage 3 days a week for 4 weeks", 12),
    ("Massage for 6 weeks, twice a week", 12),
    ("Massage x 6 weeks 2x/week", 12),
    ("Massage 3 times weekly to the low back for 4 weeks", 12),
    ("Weekly massage for 6 weeks", 6),
    ("Twice weekly visits for 4 weeks", 8),
    ("3 times weekly sessions for 2 weeks", 6),
    ("Counseling, one session per month for six months", 6),
    ("Monthly counseling, one session per month for six months", 6),
    # Several forms that agree.
    ("12 massage visits 2x6 neck", 12),
    ("Massage 24 visits (2 x week for 12 weeks)", 24),
    ("Six massage sessions one time a week for six weeks", 6),
    ("Counseling visits, once a month, 3 visits", 3),
    # Numbers that are joined.
    ("2 massage sessions for the knee and 8 massage sessions for the hip", 10),
    ("6 massage sessions and 6 yoga sessions", 12),
    ("Massage twice a week for 3 weeks, then once a week for 3 weeks", 9),
]


@pytest.mark.parametrize(("title", "visits"), TOLD, ids=[title for title, _ in TOLD])
def test_told(title: str, visits: int) -> None:
    part, words = read(title)
    assert part.value == visits
    assert not part.warnings
    assert words


@pytest.mark.parametrize(
    ("title", "detail"),
    [
        ("Massage 12-18 sessions", "12-18 sessions"),
        ("One to two visits", "One to two visits"),
        ("Massage 2-3 times a week for 6 weeks", "2-3 times a week for 6 weeks"),
        ("Massage 2x4, 12 sessions", "2x4; 12 sessions"),
        ("Massage 2 times 6 (10)", "2 times 6 (10)"),
        ("Twelve (10) sessions", "Twelve (10) sessions"),
        ("2 weekly sessions for 6 weeks", "2 weekly sessions for 6 weeks"),
        ("Massage 2 times per week for 3 months", "2 times per week for 3 months"),
        ("Massage 6 sessions, yoga 6 sessions", "6 sessions; 6 sessions"),
        ("Massage 900 sessions", "900 sessions"),
    ],
)
def test_what_is_no_one_number_is_left_open_and_told(title: str, detail: str) -> None:
    part, words = read(title)
    assert part.value is None
    assert not words
    assert [(warning.code, warning.detail) for warning in part.warnings] == [("unresolved-visits", detail)]


@pytest.mark.parametrize(
    "title",
    [
        "Massage for the low back",
        "Massage twice a week",
        "Massage 3 times for 4 weeks",
        "Massage x 6 weeks",
        "Massage 60 minutes x 6",
        "Massage 97124 x 4",
        "Massage 2 x 30 minutes",
        "Massage session #3",
        "Follow-up visit, 4 weeks",
        "Re-evaluation in 6 weeks",
        "Bi-weekly massage for 6 weeks",
        "Massage on 10/12/14",
    ],
)
def test_what_is_no_number_of_visits(title: str) -> None:
    part, words = read(title)
    assert (part.value, words, part.warnings) == (None, [], ())


@pytest.mark.parametrize(
    ("title", "category", "visits"),
    [
        ("Norco 10mg #60", "pharmaceutical", None),
        ("Blood glucose tests x 4", "diagnostic-testing", None),
        ("Trigger point injections x 4", "injection", None),
        ("TENS unit, 2 x 2 inch pads, #8", "dmepos", None),
        ("Transportation, 16 visits", "transportation", None),
        ("Home health aide 5 x 12", "home-health", None),
        ("Home health nurse, 2 visits a week for 3 weeks", "home-health", 6),
        ("Weight loss program, 2 x 6", "program", None),
        ("Functional restoration program, 10 sessions", "program", 10),
        ("Psychotherapy 1 x 10", "mental-health", 10),
        ("Office visit x 1", "evaluation-management", 1),
    ],
)
def test_services_alone_have_visits(title: str, category: Category, visits: int | None) -> None:
    assert read(title, category)[0].value == visits


def test_the_words_are_those_of_the_number() -> None:
    words = read("6 yoga\n sessions for the neck and 4 massage sessions, 2 x 5")[1]
    assert words == ["6 yoga\n sessions", "4 massage sessions", "2 x 5"]
