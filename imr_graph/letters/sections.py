"""A reading's sections: header, notice, qualifications, documents reviewed, case summary, issues."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from imr_graph.errors import LetterError
from imr_graph.letters.layouts import UNKNOWN, Layout, forms
from imr_graph.letters.reading import Reading
from imr_graph.record import Span

_CURE = "give a Final Determination letter as the state published it, whole"
_ITEM_HEADING: Final = r"(?:^|(?<=\n))[ ]*(?:#?\(?\d{1,2}(?:[ ]?[-,&][ ]?\d{1,2})*[.)]{1,2}\s{0,3})?"


@dataclass(frozen=True, slots=True)
class Sections:
    """Spans of the reading; an absent section is an empty span at the place it would stand.

    ``notice`` is what follows the header's block before any section with a heading: the list of
    decisions, and how the case came to be reviewed. ``documents`` is kept apart, so that
    nothing is read from it. Where items have headings of their own, ``issues`` begins with the
    first of these.
    """

    layout: str
    header: Span
    qualifications: Span
    summary: Span
    issues: Span
    documents: Span = (0, 0)
    notice: Span = (0, 0)


def find_sections(reading: Reading, source: str = "letter") -> Sections:
    """The sections of a letter, its layout known by the heading over its items.

    Args:
        reading: the letter.
        source: the file as the user named it, for error messages.

    Raises:
        LetterError: the text is no IMR letter, ends before its items, or holds several letters.
    """
    layout, issues = _layout(reading, source)
    if layout.items == "disputes":
        return _with_disputes(reading, layout, issues)
    second = layout.issues_heading.search(reading, issues[1]) if layout.id != UNKNOWN else None
    if second:
        raise LetterError(
            source,
            f"page {reading.page(second.start())}",
            "a second letter begins in this file",
            "split it, one letter a file",
        )
    if layout.items == "notice":
        return _with_notice(reading, layout, issues)
    return _with_issues_last(reading, layout, issues)


def _with_issues_last(reading: Reading, layout: Layout, issues: Span) -> Sections:
    """Qualifications, documents and summary in any order, then the heading over the items."""
    text = reading.text
    determination = layout.headings["determination"].search(reading, 0, issues[0])
    made_end = determination.end() if determination else 0
    marks = _marks(reading, layout, ("documents", "summary"), made_end, issues[0])
    summary_start, summary_end = marks.get("summary", (issues[0], issues[0]))
    bounds = [*(start for start, _ in marks.values()), issues[0]]
    # Without the first heading the header's end is unknown: both sections are looked for up to the next.
    header_end = determination.start() if determination else min(bounds)
    until = _next(bounds, summary_end, issues[0])
    header, notice = _header_and_notice(reading, header_end)
    return Sections(
        layout=layout.id,
        header=header,
        notice=notice,
        qualifications=(made_end, _next(bounds, made_end, issues[0])),
        documents=_section(marks, "documents", bounds, summary_start),
        summary=(_after_lead(text, layout, "summary", summary_end, until), until),
        issues=(_after_lead(text, layout, "issues", issues[1], len(text)), len(text)),
    )


def _with_notice(reading: Reading, layout: Layout, heading: Span) -> Sections:
    """The notice under the first heading, the other sections, then the items with their headings."""
    text = reading.text
    marks = _marks(reading, layout, ("determination", "documents", "summary"), heading[1], len(text))
    last = max((end for _, end in marks.values()), default=heading[1])
    items = _first_item(reading, last)
    bounds = [*(start for start, _ in marks.values()), items]
    header, _ = _header_and_notice(reading, heading[0])
    return Sections(
        layout=layout.id,
        header=header,
        notice=(header[1], min(bounds)),
        qualifications=_section(marks, "determination", bounds, items),
        documents=_section(marks, "documents", bounds, items),
        summary=_section(marks, "summary", bounds, items),
        issues=(items, len(text)),
    )


def _with_disputes(reading: Reading, layout: Layout, heading: Span) -> Sections:
    """What is disputed first; the other sections after it, in any order."""
    text = reading.text
    names = ("determination", "documents", "summary")
    marks = _marks(reading, layout, names, heading[1], len(text))
    labels = (forms().sentences.guidelines, forms().sentences.rationale, layout.issues_heading)
    bounds = [start for start, _ in marks.values()]
    bounds += [match.start() for label in labels for match in label.find_all(reading, heading[1])]
    if closing := forms().after_items.search(text, heading[1]):
        bounds.append(closing.start())
    header, notice = _header_and_notice(reading, heading[0])
    return Sections(
        layout=layout.id,
        header=header,
        notice=notice,
        qualifications=_section(marks, "determination", bounds, len(text)),
        documents=_section(marks, "documents", bounds, len(text)),
        summary=_section(marks, "summary", bounds, len(text)),
        issues=(heading[0], len(text)),
    )


def _marks(reading: Reading, layout: Layout, names: Iterable[str], begin: int, end: int) -> dict[str, Span]:
    """Where the headings of these names stand, those that do."""
    found = {
        name: layout.headings[name].search(reading, begin, end) for name in names if name in layout.headings
    }
    return {name: match.span() for name, match in found.items() if match}


def _next(bounds: Iterable[int], start: int, end: int) -> int:
    return min((bound for bound in bounds if bound >= start), default=end)


def _section(marks: dict[str, Span], name: str, bounds: Iterable[int], absent: int) -> Span:
    """From a heading's end to the next heading; empty at ``absent`` where the letter has it not."""
    if name not in marks:
        return absent, absent
    start = marks[name][1]
    return start, max(start, _next(bounds, start, absent))


def _header_and_notice(reading: Reading, end: int) -> tuple[Span, Span]:
    """The header's block, up to the decisions that a notice lists, and what follows it."""
    listed = forms().sentences.determined.search(reading, 0, end)
    header_end = reading.text.rfind("\n", 0, listed.start()) + 1 if listed else end
    return (0, header_end), (header_end, end)


def _first_item(reading: Reading, begin: int) -> int:
    """Where the first heading of an item stands, else ``begin``."""
    heading = re.compile(_ITEM_HEADING + forms().sentences.regarding.pattern, re.IGNORECASE)
    labels = (forms().sentences.guidelines, forms().sentences.rationale)
    first = heading.search(reading.text, begin)
    label = min(
        (m.start() for label in labels if (m := label.search(reading, begin))), default=len(reading.text)
    )
    return first.start() if first and first.start() < label else begin


def _after_lead(text: str, layout: Layout, name: str, start: int, end: int) -> int:
    """Where a section's own words begin, after the sentence that opens every such section."""
    pattern = layout.leads[name].pattern if start < end and name in layout.leads else None
    lead = pattern.match(text, start, end) if pattern else None
    return lead.end() if lead else start


def _layout(reading: Reading, source: str) -> tuple[Layout, Span]:
    """The letter's layout, and the heading that it is known by."""
    layouts = forms().layouts
    for layout in layouts:
        if issues := layout.issues_heading.search(reading):
            return layout, issues.span()
    if issues_of_unknown := _unknown_issues(reading):
        return forms().unknown, issues_of_unknown
    for layout in layouts:
        for heading in layout.headings.values():
            if found := heading.search(reading):
                raise LetterError(
                    source,
                    f"page {reading.page(found.start())}, after {reading.fold(*found.span())!r}",
                    "no heading over decided items follows: the letter is cut short or of an unknown layout",
                    _CURE,
                )
    raise LetterError(source, "file", "it is no Independent Medical Review letter: no heading of one", _CURE)


def _unknown_issues(reading: Reading) -> Span | None:
    """The heading over the items of an unknown layout: the last that can be one before a rationale.

    ``None`` where nothing shows an IMR letter with rationales.
    """
    layout = forms().unknown
    rationale = forms().sentences.rationale.search(reading)
    if rationale is None or not forms().signs.search(reading.text):
        return None
    # The words over an item's guidelines wrap, and end like a heading.
    guidelines = forms().sentences.guidelines.search(reading, 0, rationale.start())
    end = guidelines.start() if guidelines else rationale.start()
    headings = [match.span() for match in layout.issues_heading.find_all(reading, 0, end)]
    if headings:
        return headings[-1]
    marks = _marks(reading, layout, ("determination", "documents", "summary"), 0, rationale.start())
    return max(marks.values(), key=lambda mark: mark[1], default=(0, 0))
