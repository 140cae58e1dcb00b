from __future__ import annotations

from pathlib import Path

import pytest

from imr_graph.errors import LetterError
from imr_graph.letters.cleaning import clean
from imr_graph.letters.reader import read_letter
from imr_graph.letters.reading import Reading
from imr_graph.letters.sections import find_sections
from imr_graph.record import Span
from tests.letters.early_forms import DISPUTE, NOTICE, REQUESTS
from tests.letters.forms import FORMS, HEADER, Entry, Form, make_letter

LETTER = make_letter([Entry("Norco 10/325mg #60")])


def words(reading: Reading, span: Span) -> str:
    return reading.fold(*span)


@pytest.mark.parametrize("form", FORMS)
def test_sections_of_a_whole_letter(form: Form) -> None:
    reading = clean(make_letter([Entry("Norco 10/325mg #60")], form))
    sections = find_sections(reading)
    assert sections.layout == "f1"
    assert words(reading, sections.header) == " ".join(HEADER.split())
    assert words(reading, sections.qualifications).endswith("Certification(s)/Specialty: Family Practice")
    assert words(reading, sections.summary) == "The injured worker is a 44 year old male with low back pain."
    assert words(reading, sections.issues).startswith("Norco 10/325mg #60: Upheld")


@pytest.mark.parametrize(
    ("printed", "changed"),
    [
        ("CLINICAL CASE SUMMARY", "clinical case summary"),
        ("CLINICAL CASE SUMMARY", "CLINICAL  CASE  SUMMARY"),
        ("CLINICAL CASE SUMMARY", "CLINICAL CASE\nSUMMARY"),
        ("HOW THE IMR FINAL DETERMINATION", " HOW THE IMR FINAL DETERMINATION"),
        ("IMR ISSUES, DECISIONS AND RATIONALES", "IMR ISSUES, DECISIONS AND RATIONALES:"),
        ("IMR ISSUES, DECISIONS AND RATIONALES", "Imr Issues, Decisions and Rationales"),
        ("pain.\nIMR ISSUES", "pain.\fIMR ISSUES"),
        ("pain.\nIMR ISSUES", "pain. IMR ISSUES"),
    ],
)
def test_headings_however_set(printed: str, changed: str) -> None:
    assert printed in LETTER
    reading = clean(LETTER.replace(printed, changed))
    sections = find_sections(reading)
    assert words(reading, sections.summary) == "The injured worker is a 44 year old male with low back pain."
    assert words(reading, sections.issues).startswith("Norco 10/325mg #60: Upheld")


def test_a_letter_without_header() -> None:
    reading = clean(LETTER[LETTER.index("HOW THE IMR") :])
    assert find_sections(reading).header == (0, 0)


def test_a_letter_without_summary() -> None:
    reading = clean(LETTER.replace("CLINICAL CASE SUMMARY\n", ""))
    start, end = find_sections(reading).summary
    assert start == end


def test_a_letter_without_its_first_heading_keeps_header_and_qualifications() -> None:
    reading = clean(LETTER.replace("HOW THE IMR FINAL DETERMINATION WAS MADE\n", ""))
    sections = find_sections(reading)
    assert "CM16-9900999" in words(reading, sections.header)
    assert "Family Practice" in words(reading, sections.qualifications)


@pytest.mark.parametrize(
    ("kept", "place", "cause"),
    [
        ("Dear Sir or Madam,\nthank you for your order.", "file", "no Independent Medical Review letter"),
        (LETTER[: LETTER.index("IMR ISSUES")], "page 1, after", "no heading over decided items"),
        (LETTER + "\f" + LETTER, "page 2", "a second letter"),
    ],
)
def test_what_is_no_letter_that_can_be_read(kept: str, place: str, cause: str) -> None:
    with pytest.raises(LetterError) as caught:
        find_sections(clean(kept), "a.txt")
    assert caught.value.source == "a.txt"
    assert caught.value.place.startswith(place)
    assert cause in caught.value.cause
    assert caught.value.cure


@pytest.mark.parametrize(
    ("pattern", "layout"),
    [("*-l2.txt", "f2"), ("*-l3.txt", "f2013b"), ("*-l1.txt", "f1"), ("*-l4.txt", "f1")],
)
def test_the_practice_letters_by_their_layouts(shared_letters: Path, pattern: str, layout: str) -> None:
    paths = sorted((shared_letters / "practice").glob(pattern))
    assert paths
    for path in paths:
        assert find_sections(clean(read_letter(path).text)).layout == layout


@pytest.mark.parametrize("kept", [REQUESTS, NOTICE, DISPUTE])
def test_sections_of_the_earlier_layouts(kept: str) -> None:
    reading = clean(kept)
    sections = find_sections(reading)
    assert "CM13-0099999" in words(reading, sections.header)
    assert words(reading, sections.qualifications).endswith("Board Certified in Neurology.")
    assert words(reading, sections.summary) == "She is 50 years old and has a sore wrist."
    assert words(reading, sections.documents) == "Notes of a 70 year old man."
    assert "wrist splint" in words(reading, sections.issues)
    assert "sore wrist" not in words(reading, sections.header)


def test_a_notice_stands_apart_from_the_header() -> None:
    reading = clean(NOTICE)
    sections = find_sections(reading)
    assert "has determined" not in words(reading, sections.header)
    assert words(reading, sections.notice).count("has determined") == 2


@pytest.mark.parametrize(
    ("heading", "layout"),
    [("IMR DECISION AND RATIONALE", "f2"), ("WHAT WAS IN DISPUTE", "unknown"), ("IV. Findings:", "unknown")],
)
def test_a_heading_that_is_not_the_usual_one(heading: str, layout: str) -> None:
    title = "IMR ISSUES, DECISIONS AND RATIONALES"
    reading = clean("Independent Medical Review\n" + LETTER.replace(title, heading))
    sections = find_sections(reading)
    assert sections.layout == layout
    assert words(reading, sections.summary) == "The injured worker is a 44 year old male with low back pain."
    assert words(reading, sections.issues).startswith("Norco 10/325mg #60: Upheld")
