"""Letters as their texts are set: one content, four forms of lines. All of it is invented."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from imr_graph.letters.blocks import ItemBlock, find_item_blocks
from imr_graph.letters.cleaning import clean
from imr_graph.letters.reading import Reading
from imr_graph.letters.sections import find_sections

Form = Literal["pdf", "spaced", "doubled", "bare"]
FORMS: tuple[Form, ...] = ("pdf", "spaced", "doubled", "bare")
"""pdf: a wrapped line ends with a blank, a paragraph's last does not; spaced: blank lines between
paragraphs; doubled: between all lines too; bare: nothing but the lines."""

WIDTH = 95
LEAD = "The Final Determination was based on decisions for the disputed items/services set forth below:"
RATIONALE = (
    "The guideline recommends this service for a limited time and with documented benefit. The injured "
    "worker has had it for six months, and the reports of the last three visits record no change of function "
    "or of pain. The provider gives no reason for going on. The request is not medically necessary."
)
HEADER = """Case Number: CM16-9900999
Date Assigned: 12/05/2016 Date of Injury: 09/02/2016
Decision Date: 01/06/2017 UR Denial Date: 11/03/2016
Priority: Standard Application\x20
Received:\x20
11/28/2016"""


@dataclass(frozen=True)
class Entry:
    """One item of a made letter."""

    title: str
    decision: str = "Upheld"
    rationale: str = RATIONALE
    claims: str | None = "The Claims Administrator did not cite any medical evidence for its decision."
    reviewer: str | None = "Decision based on MTUS Low Back Complaints 2004, Section(s): Special Studies."


def make_letter(
    entries: Sequence[Entry],
    form: Form = "pdf",
    header: str = HEADER,
    credentials: str = "State(s) of Licensure: California\nCertification(s)/Specialty: Family Practice",
    ending: str = "",
) -> str:
    """The kept text of a letter with these items."""
    paragraphs = [
        "HOW THE IMR FINAL DETERMINATION WAS MADE",
        "The expert reviewer was selected based on clinical experience, education and background.",
        *credentials.split("\n"),
        "CLINICAL CASE SUMMARY",
        "The expert reviewer developed the following clinical case summary based on a review of the case "
        "file, including all medical records:",
        "The injured worker is a 44 year old male with low back pain.",
        "IMR ISSUES, DECISIONS AND RATIONALES",
        LEAD,
    ]
    for entry in entries:
        paragraphs.append(f"{entry.title}: {entry.decision}")
        if entry.claims is not None:
            paragraphs.append(f"Claims Administrator guideline: {entry.claims}")
        if entry.reviewer is not None:
            paragraphs.append(f"MAXIMUS guideline: {entry.reviewer}")
        if entry.rationale:
            paragraphs.append(f"Decision rationale: {entry.rationale}")
    if ending:
        paragraphs += ending.split("\n")
    return header + "\n" + "".join(set_paragraph(paragraph, form) for paragraph in paragraphs)


def set_paragraph(words: str, form: Form) -> str:
    """A paragraph's lines, with what follows it."""
    lines = textwrap.wrap(words, WIDTH, break_long_words=False, break_on_hyphens=False)
    match form:
        case "pdf":
            return " \n".join(lines) + "\n"
        case "spaced":
            return " \n".join(lines) + " \n \n"
        case "doubled":
            return " \n\n".join(lines) + " \n\n \n\n"
        case "bare":
            return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Read:
    """A block's words, folded."""

    title: str
    decision: str
    claims: str | None
    reviewer: str | None
    rationale: str | None


def read_blocks(kept: str) -> list[Read]:
    """The blocks of a kept text."""
    reading = clean(kept)
    return [_read(reading, block) for block in find_item_blocks(reading, find_sections(reading))]


def _read(reading: Reading, block: ItemBlock) -> Read:
    def words(span: tuple[int, int] | None) -> str | None:
        return None if span is None else reading.fold(*span)

    return Read(
        title=reading.fold(*block.title),
        decision=reading.fold(*block.decision),
        claims=words(block.claims_administrator),
        reviewer=words(block.reviewer),
        rationale=words(block.rationale),
    )


def drop_last_stop(entry: str) -> str:
    """A rationale whose last sentence lacks its full stop."""
    return re.sub(r"\.$", "", entry)
