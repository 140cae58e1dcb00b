"""Hostile text takes no more time a character than a letter does, wherever in a letter it stands.

Times are CPU times of this process, the least of a few tries; bounds are ratios with room to spare,
so that a busy machine fails none of them and a rule whose time grows with the square fails all.
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import pytest

from imr_graph.errors import LetterError
from imr_graph.extract.letter import parse_letter
from imr_graph.letters.reader import LetterText

SIZE = 5_000
GROWTH = 4
"""The longer text is so many times as long ..."""
MOST_GROWTH = 8.0
"""... and may take so many times as long; a rule with a square in it takes sixteen times."""
LEAST = 0.015
"""Seconds below which a time tells nothing of growth."""
MOST_A_CHARACTER = 30.0
"""Times an ordinary letter's time a character."""
TRIES = 4

LETTER = """Case Number: CM16-0099999{0}
Date Assigned: 11/02/2016 Date of Injury: 03/09/2012
Decision Date: 12/05/2016 UR Denial Date: 10/07/2016
Priority: Standard
HOW THE IMR FINAL DETERMINATION WAS MADE
The expert reviewer was selected.{0}
State(s) of Licensure: California{0}
Certification(s)/Specialty: Family Practice{0}
CLINICAL CASE SUMMARY
The injured worker is a 44 year old male with low back pain.{0}
The diagnoses included {0}lumbar sprain.
IMR ISSUES, DECISIONS AND RATIONALES
Norco 10/325mg #60{0}: Upheld
Claims Administrator guideline: Decision based on MTUS Opioid Treatment 2016, Section(s): Opioids{0}.
MAXIMUS guideline: Decision based on MTUS Chronic Pain Treatment Guidelines{0} Page(s): 74-96.
Decision rationale: The request is not medically necessary.{0}
"""

SHAPES = (
    # white space and lines
    *(" ", "\n", " \n", "\f", "\t", "\u00a0", "Some Word.\n", "a-\n", "depres-\nsion ", "a/\n"),
    # single characters and brackets
    *("x", "7", ".", ",", ";", ":", "/", "-", "&", "%", "#", '"', "'", "\u2019", "\u2022 ", "\u00ad"),
    *("(", ")", "[", "(a ", "[a ", "() ", '"a ', "((((724.2"),
    # entities and page furniture
    *("&amp;", "&amp;amp;#39; ", "&#", "Page 1 of 4\n", "Page 1\n", "7\n", "\f1\n"),
    # small words
    *("word ", "Word. ", "and ", "a and b, ", "of the ", ", and ", "with ", "is ", "The ", "no not "),
    # numbers, dates, doses
    *("12 ", "1, ", "1-", "74-96, ", "1.", "1) a ", "1. lumbar sprain 2. ", "10/16/2016 ", "10-16-16, "),
    *("January 5, 2016 ", "2016, ", "10mg ", "10 mg/", "#60 ", "20%/", "x 8 ", "60 tablets of ", "L4-5, "),
    *("every 6 hours ", "with 2 refills ", "quantity: 60, ", "CPT 99213 ", "99213, ", "J1234, ", "2 x 6 "),
    *("12 sessions ", "twice a week ", "for 6 weeks ", "DOS 1/2/15, ", "L4 and 5, ", "retro (1/2/15 "),
    # words that rules look for
    *("Norco ", "hydrocodone/acetaminophen ", "Norco 10/325mg #60, ", "compound cream containing "),
    *("Upheld ", ": Upheld\n", "Norco: Upheld\n", "CLINICAL CASE SUMMARY\n", "Decision rationale: "),
    *(
        "HOW THE IMR FINAL DETERMINATION WAS MADE\n",
        "Claims Administrator guideline: ",
        "MAXIMUS guideline: ",
    ),
    *("Decision based on ", "Section(s): Opioids, ", "Page(s): 74-96. ", "MTUS ", "ODG Pain Chapter, "),
    *("Official Disability Guidelines (ODG) ", "ACOEM Chapter 12 ", "and Opioid Treatment 2016, "),
    *("http://a.b/", "www.a.com ", "et al. ", "3.3.9 ", "Topical analgesics, ", "PM&R, "),
    *("The diagnoses included ", "diagnosed with ", "treated for ", "status post ", "rule out ", "s/p "),
    *("lumbar sprain, ", "lumbar sprain; ", "left ", "(724.2) ", "M54.5, ", "history of ", "Impression: "),
    *("44 year old male ", "sustained an industrial injury on ", "utilization review denied ", "Priority: "),
    *("is Board Certified in ", "has a subspecialty in ", "licensed to practice in ", "California, "),
    *(
        "was the original request. ",
        "was authorized by the Claims Administrator. ",
        "Associated surgical service: ",
    ),
    *("The remaining IMR eligible portion of the original request, ", "Case Number: CM16-0099999\n"),
)


def seconds(text: str) -> float:
    start = time.process_time()
    with contextlib.suppress(LetterError):
        parse_letter(LetterText("hostile.txt", text))
    return time.process_time() - start


def grows(shape: str, letter: str) -> float:
    """How many times as long the longer text took: the least of a few tries."""
    count = SIZE // len(shape)
    short, long = (letter.format(" " + shape * times) for times in (count, GROWTH * count))
    least = float("inf")
    for _ in range(TRIES):
        least = min(least, seconds(long) / max(seconds(short), LEAST / GROWTH))
        if least <= MOST_GROWTH:
            break
    return least


@pytest.fixture(scope="module")
def ordinary(example_letters: Path) -> float:
    """Seconds a character of an ordinary letter."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(example_letters.glob("*.txt"))]
    for text in texts:
        seconds(text)  # tables are read once
    return sum(min(seconds(text) for _ in range(3)) for text in texts) / sum(map(len, texts))


@pytest.mark.parametrize("shape", SHAPES, ids=repr)
def test_time_grows_with_the_length(ordinary: float, shape: str) -> None:
    assert grows(shape, LETTER) <= MOST_GROWTH


@pytest.mark.parametrize("shape", SHAPES[::4], ids=repr)
def test_what_is_no_letter_is_refused_as_fast(ordinary: float, shape: str) -> None:
    assert grows(shape, "{0}") <= MOST_GROWTH


@pytest.mark.parametrize("shape", SHAPES[1::3], ids=repr)
def test_a_character_takes_no_longer_than_a_letters(ordinary: float, shape: str) -> None:
    text = LETTER.format(" " + shape * (SIZE // len(shape)))
    least = min(seconds(text) for _ in range(2))
    assert least / len(text) <= MOST_A_CHARACTER * ordinary


def test_a_megabyte(ordinary: float) -> None:
    """All shapes, one after the other, in each part of a letter and a megabyte long."""
    mixed = "".join(shape * 7 for shape in SHAPES)
    text = LETTER.format(" " + mixed * (1_000_000 // (LETTER.count("{0}") * len(mixed))))
    assert len(text) > 900_000
    assert seconds(text) / len(text) <= MOST_A_CHARACTER * ordinary


def test_every_item_may_be_hostile(ordinary: float) -> None:
    """Bounds hold for each passage; many passages at their bounds take time in step with their number."""
    item = (
        "Norco {0}: Upheld\nClaims Administrator guideline: MTUS {0}\nMAXIMUS guideline: Decision based on "
        "MTUS Chronic Pain Treatment Guidelines {0}\nDecision rationale: Not medically necessary.\n"
    )
    hostile = "".join(item.format((shape * 2_000)[:1_900]) for shape in SHAPES)
    text = LETTER.replace("{0}", "") + hostile
    assert seconds(text) / len(text) <= MOST_A_CHARACTER * ordinary
