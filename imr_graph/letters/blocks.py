"""The issues section's blocks: one disputed item each, with its two guideline lines and rationale."""

from __future__ import annotations

import re
from dataclasses import dataclass

from imr_graph.letters.reading import Reading
from imr_graph.letters.sections import Sections
from imr_graph.record import Span

_DECISION = re.compile(r":\s*(Upheld|Overturned|Modified)\b")
_CLAIMS = re.compile(r"Claims\s+Administrator\s+guideline:")
_REVIEWER = re.compile(r"MAXIMUS\s+guideline:")
_RATIONALE = re.compile(r"Decision\s+rationale:")


@dataclass(frozen=True, slots=True)
class ItemBlock:
    """Spans of one item in the reading; ``title`` without the colon before the decision word."""

    title: Span
    decision: Span
    claims_administrator: Span | None
    reviewer: Span | None
    rationale: Span | None


def find_item_blocks(reading: Reading, sections: Sections) -> tuple[ItemBlock, ...]:
    """Every item of the issues section, in order."""
    text = reading.text
    begin, end = sections.issues
    heads: list[tuple[Span, Span, int]] = []
    at = begin
    while claims := _CLAIMS.search(text, at, end):
        decisions = list(_DECISION.finditer(text, at, claims.start()))
        if decisions:
            decision = decisions[-1]
            title = at
            if heads:
                # The title begins on the line after the one that ended the last rationale.
                lines = text[at : decision.start()].split("\n")
                tail: list[str] = []
                for line in reversed(lines):
                    if tail and (not line.strip() or not line.endswith(" ")):
                        break
                    tail.append(line)
                title = decision.start() - len("\n".join(reversed(tail)))
            heads.append((reading.trim(title, decision.start()), decision.span(1), claims.end()))
        at = claims.end()
    blocks = []
    for index, (title_span, decision_span, start) in enumerate(heads):
        stop = heads[index + 1][0][0] if index + 1 < len(heads) else end
        reviewer = _REVIEWER.search(text, start, stop)
        rationale = _RATIONALE.search(text, start, stop)
        edges = [m.start() for m in (reviewer, rationale) if m] or [stop]
        blocks.append(
            ItemBlock(
                title=title_span,
                decision=decision_span,
                claims_administrator=reading.trim(start, min(edges)),
                reviewer=reading.trim(reviewer.end(), rationale.start() if rationale else stop) if reviewer else None,
                rationale=reading.trim(rationale.end(), stop) if rationale else None,
            )
        )
    return tuple(blocks)
