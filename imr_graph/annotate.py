"""The kept text with its facts marked: which words belong to which kind of fact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from imr_graph.record import Record

Kind = Literal[
    "case", "date", "patient", "diagnosis", "reviewer", "item", "drug", "decision", "citation", "rationale"
]

KINDS: Final[dict[Kind, tuple[str, re.Pattern[str]]]] = {
    "case": ("case number and priority", re.compile(r"/(?:case_number|priority)$")),
    "date": ("dates", re.compile(r"/dates/")),
    "patient": ("age and sex", re.compile(r"/patient/")),
    "diagnosis": ("diagnoses", re.compile(r"/diagnoses/")),
    "reviewer": ("reviewer's specialties and states", re.compile(r"/reviewer/")),
    "drug": ("drug, strength, form, quantity", re.compile(r"/items/\d+/drug")),
    "decision": ("decisions", re.compile(r"/items/\d+/decision$")),
    "citation": ("guidelines cited", re.compile(r"/items/\d+/citations/")),
    "rationale": ("rationales", re.compile(r"/items/\d+/rationale$")),
    "item": ("requested items", re.compile(r"/items/\d+/")),
}
"""Each kind of fact: what it is called, and the evidence paths that are of it (first match counts)."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of the kept text; ``kind`` is ``None`` where no fact was read."""

    text: str
    kind: Kind | None


def kind_of(path: str) -> Kind | None:
    """The kind of fact that an evidence path speaks of."""
    return next((kind for kind, (_, pattern) in KINDS.items() if pattern.match(path)), None)


def segments(record: Record, text: str) -> Iterator[Segment]:
    """The text in runs of one kind each; where facts overlap, the shortest one shows.

    Args:
        record: the letter's record.
        text: its kept text, the one that the record's spans point into.
    """
    marks: list[tuple[int, int, Kind]] = []
    for evidence in record.evidence:
        if kind := kind_of(evidence.path):
            marks += [(start, end, kind) for start, end in evidence.spans]
    shown: list[Kind | None] = [None] * len(text)
    for start, end, kind in sorted(marks, key=lambda mark: mark[0] - mark[1]):
        shown[start:end] = [kind] * (end - start)
    at = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or shown[place] != shown[at]:
            yield Segment(text[at:place], shown[at])
            at = place
