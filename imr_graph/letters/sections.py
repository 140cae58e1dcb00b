"""A reading's sections: header, qualifications, case summary, issues."""

from __future__ import annotations

import re
from dataclasses import dataclass

from imr_graph.letters.reading import Reading
from imr_graph.record import Span

_MADE = re.compile(r"HOW\s+THE\s+IMR\s+FINAL\s+DETERMINATION\s+WAS\s+MADE")
_SUMMARY = re.compile(r"CLINICAL\s+CASE\s+SUMMARY")
_SUMMARY_LEAD = re.compile(
    r"\s*The\s+expert\s+reviewer\s+developed\s+the\s+following\s+clinical\s+case\s+summary\s+based\s+on\s+a\s+"
    r"review\s+of\s+the\s+case\s+file,\s+including\s+all\s+medical\s+records:\s*", re.IGNORECASE)
_ISSUES = re.compile(r"IMR\s+ISSUES,\s+DECISIONS\s+AND\s+RATIONALES")
_ISSUES_LEAD = re.compile(
    r"\s*The\s+Final\s+Determination\s+was\s+based\s+on\s+decisions\s+for\s+the\s+disputed\s+"
    r"items/services\s+set\s+forth\s+below:\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sections:
    """Spans of the reading; an absent section is an empty span at the place it would stand."""

    layout: str
    header: Span
    qualifications: Span
    summary: Span
    issues: Span


def find_sections(reading: Reading) -> Sections:
    """The sections of a letter of 2014 to 2017."""
    text = reading.text
    made = _MADE.search(text)
    summary = _SUMMARY.search(text, made.end() if made else 0)
    issues = _ISSUES.search(text, summary.end() if summary else 0)
    end = len(text)
    made_start, made_end = made.span() if made else (0, 0)
    issues_start, issues_end = issues.span() if issues else (end, end)
    summary_start, summary_end = summary.span() if summary else (issues_start, issues_start)
    if lead := _SUMMARY_LEAD.match(text, summary_end):
        summary_end = lead.end()
    if lead := _ISSUES_LEAD.match(text, issues_end):
        issues_end = lead.end()
    return Sections(
        layout="f1",
        header=(0, made_start),
        qualifications=(made_end, summary_start),
        summary=(summary_end, issues_start),
        issues=(issues_end, end),
    )
