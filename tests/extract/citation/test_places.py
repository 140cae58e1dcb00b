"""Editions, sections and pages as printed after a guideline's name."""

from __future__ import annotations

import pytest

from imr_graph.extract.citation.places import page_ranges, read_edition, read_places, trim_words
from imr_graph.record import PageRange


@pytest.mark.parametrize(
    ("words", "pages"),
    [
        ("74-96", ((74, 96),)),
        ("60, 61, 88, 89, 76-78", ((60, 60), (61, 61), (88, 88), (89, 89), (76, 78))),
        ("111-13", ((111, 113),)),
        ("30 to 33 and 49", ((30, 33), (49, 49))),
        ("96-74", ((96, 96), (74, 74))),  # no range runs backwards: both pages are printed
    ],
)
def test_page_ranges(words: str, pages: tuple[PageRange, ...]) -> None:
    assert page_ranges(words) == pages


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (" Yoga Page(s): 126.", [("Yoga", ((126, 126),))]),
        (" Yoga page 126.", [("Yoga", ((126, 126),))]),
        (" Yoga, pg. 126", [("Yoga", ((126, 126),))]),
        (" Yoga (pp. 126-127)", [("Yoga", ((126, 127),))]),
        (" Yoga Pages126", [("Yoga", ((126, 126),))]),
        (" Yoga Page(s): 46, page 126", [("Yoga", ((46, 46), (126, 126)))]),
        (" Page(s): 126, Yoga", [("Yoga", ((126, 126),))]),
        (", Section(s): 326, Yoga.", [("326, Yoga", ())]),
        (", Section 9792.24.1, pages 8-9", [("Section 9792.24.1", ((8, 9),))]),
        ("; 3.3.9 Some Name: Part 2 of it", [("3.3.9 Some Name: Part 2 of it", ())]),
        (" Exercise Page(s): 46, Yoga", [("Exercise", ((46, 46),)), ("Yoga", ())]),
        (".", [(None, ())]),
    ],
)
def test_places(text: str, places: list[tuple[str | None, tuple[PageRange, ...]]]) -> None:
    found = read_places(text, 0, len(text))
    assert [(text[slice(*p.section)] if p.section else None, p.pages) for p in found] == places


@pytest.mark.parametrize(
    ("text", "year", "rest"),
    [
        (" 2004, Section", 2004, ", Section"),
        (" (Revised 2007), Chapter", 2007, ", Chapter"),
        (" (May, 2009), Yoga", 2009, ", Yoga"),
        (" (Effective July 18, 2009), Yoga", 2009, ", Yoga"),
        (", 2nd Edition, (2004), Chapter", 2004, ", Chapter"),
        (", 3rd edition, Chronic", None, ", Chronic"),
        (" 2016 Guidelines, Yoga", 2016, ", Yoga"),
        (" 2004-2006", None, " 2004-2006"),
        (" Yoga", None, " Yoga"),
    ],
)
def test_editions(text: str, year: int | None, rest: str) -> None:
    found, span, after = read_edition(text, 0, len(text))
    assert (found, text[after:]) == (year, rest)
    assert (text[slice(*span)] if span else None) == (str(year) if year else None)


@pytest.mark.parametrize(
    ("text", "words"),
    [(", and Yoga; ", "Yoga"), (" and the ", None), ("Smith et al.", "Smith et al."), (" - . ", None)],
)
def test_trimmed_words(text: str, words: str | None) -> None:
    span = trim_words(text, 0, len(text))
    assert (text[slice(*span)] if span else None) == words
