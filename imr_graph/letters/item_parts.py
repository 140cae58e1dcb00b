"""What stands under an item's heading where sentences tell the sides: guidelines, then a rationale."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from imr_graph.letters.headings import Label
from imr_graph.letters.layouts import forms
from imr_graph.letters.reading import Reading
from imr_graph.record import Span

PartName = Literal["claims_administrator", "reviewer", "guidelines", "rationale"]

_PARAGRAPH_END: Final = re.compile(r"\n[ ]*\n")


@dataclass(frozen=True, slots=True)
class PartLabel:
    """Words that open a part: a side's name and verb, or the heading of guidelines or rationale."""

    name: PartName
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ItemParts:
    """Spans of an item's parts in the reading; ``None`` for what the item lacks."""

    claims_administrator: Span | None
    reviewer: Span | None
    rationale: Span | None


def find_labels(reading: Reading, begin: int, end: int) -> list[PartLabel]:
    """Every label in the stretch, in order; where two overlap, the one that begins first."""
    sentences = forms().sentences
    labels: tuple[tuple[PartName, Label], ...] = (
        ("guidelines", sentences.guidelines),
        ("rationale", sentences.rationale),
        ("claims_administrator", sentences.claims_administrator),
        ("reviewer", sentences.reviewer),
    )
    found = [
        PartLabel(name, *match.span())
        for name, label in labels
        for match in label.find_all(reading, begin, end)
    ]
    return list(_apart(sorted(found, key=lambda label: (label.start, -label.end))))


def _apart(labels: list[PartLabel]) -> Iterator[PartLabel]:
    end = -1
    for label in labels:
        if label.start >= end:
            yield label
            end = label.end


def read_parts(reading: Reading, labels: list[PartLabel], end: int) -> ItemParts:
    """The parts that an item's labels open, up to ``end``.

    The first rationale's heading closes the guidelines; without one, the guidelines' last
    paragraph does. A side that is named again after the other has its whole stretch, with the
    other's sentences in it.
    """
    rationale = next((label for label in labels if label.name == "rationale"), None)
    before = [label for label in labels if rationale is None or label.start < rationale.start]
    stop = rationale.start if rationale else _end_of_paragraph(reading, before, end)
    places: dict[PartName, Span] = {}
    for number, label in enumerate(before):
        until = before[number + 1].start if number + 1 < len(before) else stop
        start = label.end if label.name == "guidelines" else label.start
        places[label.name] = (places.get(label.name, (start, until))[0], until)
    if "reviewer" not in places and "claims_administrator" not in places and "guidelines" in places:
        places["reviewer"] = places["guidelines"]  # the heading names the reviewer
    return ItemParts(
        claims_administrator=_filled(reading, places.get("claims_administrator")),
        reviewer=_filled(reading, places.get("reviewer")),
        rationale=_filled(reading, (rationale.end if rationale else stop, end)),
    )


def _end_of_paragraph(reading: Reading, labels: list[PartLabel], end: int) -> int:
    if not labels:
        return end
    found = _PARAGRAPH_END.search(reading.text, labels[-1].end, end)
    return found.end() if found else end


def _filled(reading: Reading, span: Span | None) -> Span | None:
    if span is None:
        return None
    start, end = reading.trim(*span)
    return (start, end) if start < end else None
