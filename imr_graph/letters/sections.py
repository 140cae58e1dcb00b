"""A reading's sections: header, qualifications, case summary, issues."""

from __future__ import annotations

import re
from dataclasses import dataclass

from imr_graph.errors import LetterError
from imr_graph.letters.layouts import Layout, forms
from imr_graph.letters.reading import Reading
from imr_graph.record import Span

_CURE = "give a Final Determination letter as the state published it, whole"


@dataclass(frozen=True, slots=True)
class Sections:
    """Spans of the reading; an absent section is an empty span at the place it would stand."""

    layout: str
    header: Span
    qualifications: Span
    summary: Span
    issues: Span


def find_sections(reading: Reading, source: str = "letter") -> Sections:
    """The sections of a letter, its layout known by the heading over its items.

    Args:
        reading: the letter.
        source: the file as the user named it, for error messages.

    Raises:
        LetterError: the text is no IMR letter, lacks the heading over its items, is of a layout that is not
            read, or holds several letters.
    """
    layout, issues = _layout(reading, source)
    text = reading.text
    if second := layout.issues_heading.search(text, issues.end()):
        raise LetterError(
            source,
            f"page {reading.page(second.start())}",
            "a second letter begins in this file",
            "split it, one letter a file",
        )
    determination = layout.headings["determination"].search(text, 0, issues.start())
    made_end = determination.end() if determination else 0
    summary = layout.headings["summary"].search(text, made_end, issues.start())
    summary_start, summary_end = summary.span() if summary else (issues.start(), issues.start())
    # Without the first heading the header's end is unknown: both sections are looked for up to the summary.
    header_end = determination.start() if determination else summary_start
    return Sections(
        layout=layout.id,
        header=(0, header_end),
        qualifications=(made_end, summary_start),
        summary=(_after_lead(text, layout, "summary", summary_end, issues.start()), issues.start()),
        issues=(_after_lead(text, layout, "issues", issues.end(), len(text)), len(text)),
    )


def _after_lead(text: str, layout: Layout, name: str, start: int, end: int) -> int:
    """Where a section's own words begin, after the sentence that opens every such section."""
    lead = layout.leads[name].match(text, start, end) if start < end else None
    return lead.end() if lead else start


def _layout(reading: Reading, source: str) -> tuple[Layout, re.Match[str]]:
    """The letter's layout, and the heading that it is known by."""
    layouts = forms().layouts
    for layout in layouts:
        if issues := layout.issues_heading.search(reading.text):
            if layout.read:
                return layout, issues
            raise LetterError(
                source,
                "file",
                f"the letter is of layout {layout.id} ({layout.years}), which this version does not read",
                "leave it out until a later version reads it",
            )
    for layout in layouts:
        for heading in layout.headings.values():
            if found := heading.search(reading.text):
                raise LetterError(
                    source,
                    f"page {reading.page(found.start())}, after {reading.fold(*found.span())!r}",
                    "no heading over decided items follows: the letter is cut short or of an unknown layout",
                    _CURE,
                )
    raise LetterError(source, "file", "it is no Independent Medical Review letter: no heading of one", _CURE)
