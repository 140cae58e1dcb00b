"""The issues section's blocks: one disputed item each, with its two guideline lines and rationale.

An item is known by its decision word, right before the first of its labels. What stands between the
last label of one item and the decision word of the next is a rationale and a title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

import msgspec

from imr_graph.letters.layouts import Layout, forms
from imr_graph.letters.line_form import Line, LineForm, learn_line_form, lines_between, split_lines
from imr_graph.letters.reading import Reading
from imr_graph.letters.sections import Sections
from imr_graph.letters.titles import title_start
from imr_graph.record import Span

_ORDER: Final = ("claims_administrator", "reviewer", "rationale")
_REACH: Final = 120
"""Characters before a label in which its decision words are looked for."""


class ItemBlock(msgspec.Struct, frozen=True):
    """Spans of one item in the reading.

    ``title`` is without the colon before the decision words; ``decision`` holds these whole
    ("Partially Overturned") and is empty where none were found.
    """

    title: Span
    decision: Span
    claims_administrator: Span | None
    reviewer: Span | None
    rationale: Span | None


class _Label(msgspec.Struct, frozen=True):
    name: str
    start: int
    end: int

    @property
    def rank(self) -> int:
        return _ORDER.index(self.name)


class _Head(msgspec.Struct, frozen=True):
    """An item's decision words, and the labels after them up to the next item."""

    decision: Span
    labels: tuple[_Label, ...]

    @property
    def open_end(self) -> int:
        """Where the words after the item's last label begin."""
        return self.labels[-1].end if self.labels else self.decision[1]


def find_item_blocks(reading: Reading, sections: Sections) -> tuple[ItemBlock, ...]:
    """Every item of the issues section, in order; none where the section holds none."""
    begin, end = sections.issues
    labels = _find_labels(reading, forms().layout(sections.layout), begin, end)
    heads = _find_heads(reading, labels, begin)
    if not heads:
        return ()
    lines = split_lines(reading, begin, end)
    form = learn_line_form(reading, lines, [(label.start, label.end) for label in labels])
    blocks: list[ItemBlock] = []
    titled = list(_with_titles(reading, form, lines, heads, begin))
    for number, (title, head) in enumerate(titled):
        stop = titled[number + 1][0] if number + 1 < len(titled) else _end_of_items(reading, head, end)
        blocks.append(_block(reading, title, head, stop))
    return tuple(blocks)


@cache
def _decision_before_first_label() -> re.Pattern[str]:
    # The colon may be missing, and a stray full stop may follow.
    return re.compile(rf"(?:[:;.,-]|\s)\s{{0,60}}({forms().decision})[.\s]{{0,60}}$", re.IGNORECASE)


@cache
def _decision_before_later_label() -> re.Pattern[str]:
    # A guideline line may itself end with "… was modified."
    return re.compile(rf":\s{{0,60}}({forms().decision})\s{{0,60}}$")


@cache
def _decision_signs() -> tuple[str, ...]:
    """Words in small letters of which all decision words hold one."""
    signs = {max(words.lower().split(), key=len) for words in forms().decision_words}
    return tuple(sign for sign in signs if not any(other in sign for other in signs - {sign}))


@cache
def _decision_at_line_end() -> re.Pattern[str]:
    return re.compile(rf":[ ]{{0,5}}({forms().decision})[ ]*$", re.MULTILINE)


def _find_labels(reading: Reading, layout: Layout, begin: int, end: int) -> list[_Label]:
    labels = layout.labels or forms().unknown.labels
    found = (
        _Label(name, match.start(), match.end())
        for name in _ORDER
        for match in labels[name].find_all(reading, begin, end)
    )
    return sorted(found, key=lambda label: label.start)


def _find_heads(reading: Reading, labels: Sequence[_Label], begin: int) -> list[_Head]:
    """The items by their labels.

    A label after a decision word opens an item, and so does a claims administrator's line at a line's
    start where the item before it has its rationale.
    """
    heads: list[_Head] = []
    own: list[_Label] = []
    at = begin
    for label in labels:
        decision = _decision_before(reading, at, label)
        if decision is None and label.rank == 0 and (not own or own[-1].name == "rationale"):
            decision = _undecided(reading, at, label.start)
        if decision:
            heads.append(_Head(decision, (label,)))
            own = [label]
        elif own and label.rank > own[-1].rank:
            # Any other repeated label is a rationale's own words.
            own.append(label)
            heads[-1] = _Head(heads[-1].decision, tuple(own))
        at = label.end
    return heads


def _decision_before(reading: Reading, begin: int, label: _Label) -> Span | None:
    begin = max(begin, label.start - _REACH)
    words = reading.lower[begin : label.start]
    if not any(sign in words for sign in _decision_signs()):
        return None
    pattern = _decision_before_later_label() if label.rank else _decision_before_first_label()
    match = pattern.search(reading.text[begin : label.start])
    return (begin + match.start(1), begin + match.end(1)) if match else None


def _undecided(reading: Reading, begin: int, end: int) -> Span | None:
    """The place of the missing decision before a label that begins a line."""
    if reading.text[begin:end].rstrip(" ").endswith("\n"):
        stop = reading.trim(begin, end)[1]
        decisions = _decision_at_line_end().finditer(reading.text, max(begin, stop - 2 * _REACH), stop)
        return max((match.span(1) for match in decisions), default=(stop, stop))
    return None


def _with_titles(
    reading: Reading, form: LineForm, lines: Sequence[Line], heads: Sequence[_Head], begin: int
) -> Iterator[tuple[int, _Head]]:
    """Each head with the start of its title; titles right before another one are items of their own."""
    region = begin
    for number, head in enumerate(heads):
        own = lines_between(reading, lines, region, head.decision[0])
        first = _first_line(form, own) if number else _first_of_section(form, own)
        start = own[first].start if own else head.decision[0]
        yield from _titles_alone(form, own[:first], first_of_all=not number)
        yield start, head
        region = head.open_end


def _first_line(form: LineForm, lines: Sequence[Line]) -> int:
    return title_start(form, lines, _decision_at_line_end()) if lines else 0


def _first_of_section(form: LineForm, lines: Sequence[Line]) -> int:
    """The first title has the section's beginning before it, unless other titles stand there."""
    for n in range(len(lines) - 1, 0, -1):
        if _decision_at_line_end().search(form.text[lines[n - 1].start : lines[n - 1].end]):
            return n
    return 0


def _titles_alone(
    form: LineForm, lines: Sequence[Line], *, first_of_all: bool
) -> Iterator[tuple[int, _Head]]:
    """The titles, each with its decision word but no label, that the lines end with."""
    titles: list[tuple[int, _Head]] = []
    left = list(lines)
    while left:
        last = left[-1]
        match = _decision_at_line_end().search(form.text[last.start : last.end])
        if not match:
            break
        decision = (last.start + match.start(1), last.start + match.end(1))
        first = _first_of_section(form, left) if first_of_all else _first_line(form, left)
        if not first and not first_of_all:
            break  # the words right after a label are a rationale's
        titles.append((left[first].start, _Head(decision, ())))
        del left[first:]
    yield from reversed(titles)


def _end_of_items(reading: Reading, head: _Head, end: int) -> int:
    """Where the last rationale ends: before a signature, a notice or a mark of the letter's end."""
    closing = forms().after_items.search(reading.text, head.open_end, end)
    return closing.start() if closing else end


def _block(reading: Reading, title: int, head: _Head, stop: int) -> ItemBlock:
    spans: dict[str, Span] = {}
    for number, label in enumerate(head.labels):
        until = head.labels[number + 1].start if number + 1 < len(head.labels) else stop
        spans[label.name] = reading.trim(label.end, until)
    return ItemBlock(
        title=reading.trim(title, head.decision[0], ":;,-"),
        decision=head.decision,
        claims_administrator=_filled(spans.get("claims_administrator")),
        reviewer=_filled(spans.get("reviewer")),
        rationale=_filled(spans.get("rationale")),
    )


def _filled(span: Span | None) -> Span | None:
    return span if span and span[0] < span[1] else None
