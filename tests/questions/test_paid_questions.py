"""Each question that people pay for is a query, or ``docs/paid-questions.md`` says why it cannot be."""

from __future__ import annotations

import re

import pytest

from imr_graph.questions import load_questions
from imr_graph.questions.loader import queries_folder
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "paid-questions.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| \d+ \|", line)
]
REFERENCE = ROOT.parent / "shared" / "reference" / "treatment-categories.md"

NOT_TOLD = {"12", "13"}
"""Questions of which no part is in the public letters."""


def test_every_row_has_its_number() -> None:
    assert [row[0] for row in ROWS] == [str(number) for number in range(1, len(ROWS) + 1)]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_question_is_a_query_or_is_said_to_be_none(row: list[str]) -> None:
    number, asked, answered, absent = row
    names = re.findall(r"`([a-z-]+)`", answered)
    assert asked
    assert answered == ", ".join(f"`{name}`" for name in names)
    assert set(names) <= set(load_questions())
    for name in names:
        assert (queries_folder() / f"{name}.graphql").is_file()
    assert (not names) == (number in NOT_TOLD)
    # What is absent is named, and why.
    assert not absent or re.search(r": \S", absent)
    assert names or absent


def test_none_of_the_reference_is_forgotten() -> None:
    """It numbers what is bought, then lists what nobody answers, parted by semicolons."""
    if not REFERENCE.is_file():
        pytest.skip("../shared/reference is absent")
    text = REFERENCE.read_text(encoding="utf-8")
    section = text.partition("## 4.")[2].partition("\n## ")[0]
    bought = re.findall(r"^\d+\. ", section, re.MULTILINE)
    unanswered = section.partition("Not answered by any of them:")[2].strip().split(";")
    assert len(bought) > 1 < len(unanswered)
    assert len(ROWS) == len(bought) + len(unanswered)
