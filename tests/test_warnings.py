"""The list of warnings, its document, the code that emits them and a letter for each: all in step."""

from __future__ import annotations

import ast
import re

import pytest

from imr_graph.extract.letter import parse_letter
from imr_graph.letters.reader import LetterText
from imr_graph.rdf.schemes import warning_scheme
from imr_graph.warning_codes import WARNING_CODES
from tests.conftest import ROOT

LETTER = """Case Number: CM16-9900042
Date of Injury: 01/02/2015  Decision Date: 03/04/2016

HOW THE IMR FINAL DETERMINATION WAS MADE

The Expert Reviewer has the following credentials:
State(s) of Licensure: California
Certification(s)/Specialty: Internal Medicine

CLINICAL CASE SUMMARY

The injured worker is a 40 year old female. Diagnoses included lumbar radiculopathy.

IMR ISSUES, DECISIONS AND RATIONALES
The Final Determination was based on decisions for the disputed items/services set forth below:

Norco 10/325mg #60: Upheld

Claims Administrator guideline: Decision based on MTUS Chronic Pain Treatment Guidelines opioids.

MAXIMUS guideline: Decision based on MTUS Chronic Pain Treatment Guidelines opioids Page(s): 78.

Decision rationale: No benefit is recorded. The request is not medically necessary.
"""
"""A sound letter: nothing is warned of."""

SUMMARY = "The injured worker is a 40 year old female. Diagnoses included lumbar radiculopathy."
MAXIMUS = "MTUS Chronic Pain Treatment Guidelines opioids Page(s): 78"
EXAMPLES: list[tuple[str, str, str]] = [
    ("no-case-number", "Case Number: CM16-9900042\n", ""),
    (
        "no-summary",
        "The injured worker is a 40 year old female. Diagnoses included lumbar radiculopathy.",
        "",
    ),
    (
        "no-reviewer",
        "The Expert Reviewer has the following credentials:\nState(s) of Licensure: California\n"
        "Certification(s)/Specialty: Internal Medicine\n",
        "",
    ),
    ("ambiguous-case-number", "CM16-9900042", "CM16-9900042\nCase Number: CM16-9900043"),
    ("unresolved-date", "Decision Date: 03/04/2016", "Decision Date: 13/45/2016"),
    ("unresolved-state", "California", "Atlantis"),
    ("unresolved-specialty", "Internal Medicine", "Phrenology"),
    ("unresolved-condition", "lumbar radiculopathy", "moonstruck syndrome"),
    ("unresolved-drug", "Norco 10/325mg #60", "Zzyzxol 10mg tablets #60"),
    ("unresolved-ingredient", "Norco 10/325mg #60", "Ketamine 10%/Zyloquin 3% cream"),
    ("unresolved-category", "Norco 10/325mg #60", "A golden fleece"),
    ("unresolved-visits", "Norco 10/325mg #60", "Physical therapy, 4 to 6 visits"),
    ("unresolved-service-date", "Norco 10/325mg #60", "Norco 10/325mg #60, DOS 13/45/2015"),
    ("unresolved-guideline", MAXIMUS, "Non-MTUS Moonstone Almanac of 1911"),
    ("unresolved-edition", MAXIMUS, "MTUS Chronic Pain Medical Treatment 1911"),
    ("unresolved-chapter", MAXIMUS, "MTUS ACOEM Chapter 99 Tails"),
    ("unresolved-section", MAXIMUS, "MTUS Chronic Pain Medical Treatment 2009, Section(s): Moonstones"),
    ("unresolved-page", "Page(s): 78", "Page(s): 978"),
    ("long-page-range", "Page(s): 78", "Page(s): 1-978"),
    ("missing-guideline", f"MAXIMUS guideline: Decision based on {MAXIMUS}.\n\n", ""),
    (
        "missing-rationale",
        "Decision rationale: No benefit is recorded. The request is not medically necessary.",
        "",
    ),
    ("unknown-layout", "IMR ISSUES, DECISIONS AND RATIONALES", "ITEMS IN DISPUTE"),
    ("dates-out-of-order", "01/02/2015", "01/02/2017"),
    ("decision-contradicts-rationale", "is not medically necessary", "is medically necessary"),
    ("text-left-over", "#60: Upheld\n", "#60: Upheld\n\nA second physician was asked as well.\n"),
]
"""Code, words of the letter, what stands in their place to be warned of."""


def warned(text: str) -> set[str]:
    return {warning.code for warning in parse_letter(LetterText("letter.txt", text)).warnings}


def test_a_sound_letter_has_none() -> None:
    assert warned(LETTER) == set()


@pytest.mark.parametrize(("code", "before", "after"), EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_a_letter_for_each_code(code: str, before: str, after: str) -> None:
    assert before in LETTER
    assert code in warned(LETTER.replace(before, after))


def test_each_code_has_its_letter() -> None:
    """A new code needs a row in EXAMPLES."""
    assert {code for code, *_ in EXAMPLES} == set(WARNING_CODES)


def emitted() -> set[str]:
    """The codes of every ``RecordWarning(code="…")`` in the package."""
    found = set()
    for path in (ROOT / "imr_graph").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("RecordWarning"):
                [code] = [word.value for word in node.keywords if word.arg == "code"]
                if isinstance(code, ast.Constant):
                    found.add(str(code.value))
                else:  # moved from one part to another
                    assert re.fullmatch(r"\w+\.code", ast.unparse(code)), path
    return found


def test_the_code_emits_what_the_list_names() -> None:
    assert emitted() == set(WARNING_CODES)


def test_the_document_is_in_step() -> None:
    page = (ROOT / "docs" / "warnings.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", page, re.MULTILINE))
    assert rows == WARNING_CODES


def test_each_code_is_a_concept() -> None:
    concepts = {concept.notation: concept for concept in warning_scheme().concepts}
    assert {code: concept.definition for code, concept in concepts.items()} == WARNING_CODES
    assert all(concept.path == f"warning/{code}" for code, concept in concepts.items())


def test_real_letters_warn_in_words_of_the_list(real_letters: list[tuple[LetterText, object]]) -> None:
    for letter, _ in real_letters:
        assert warned(letter.text) <= set(WARNING_CODES)
