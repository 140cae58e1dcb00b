"""How much of a passage is read for facts, so that a letter takes time in step with its length.

Rules look back and forth within a title, a guideline line, a list of diagnoses. One that is several
times as long as any that letters print is none of these; what follows its first words is left
unread, and told as words left over.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from imr_graph.letters.blocks import ItemBlock
from imr_graph.letters.reading import Reading
from imr_graph.record import Span

LONGEST_TITLE: Final = 2_000  # printed: 450 characters
LONGEST_GUIDELINE_LINE: Final = 3_000  # printed: 800
LONGEST_LIST: Final = 3_000  # of diagnoses; printed: 800


def shortened(reading: Reading, span: Span, longest: int) -> Span:
    """The span, or as many of its first words as ``longest`` characters hold."""
    start, end = span
    if end - start <= longest:
        return span
    words = reading.text[start : start + longest]
    whole = max(words.rfind(" "), words.rfind("\n"))
    return reading.trim(start, start + (whole if whole > 0 else longest))


def shorten_block(reading: Reading, block: ItemBlock) -> ItemBlock:
    """The block with a title and guideline lines that are short enough to be read."""

    def line(span: Span | None) -> Span | None:
        return shortened(reading, span, LONGEST_GUIDELINE_LINE) if span else None

    return replace(
        block,
        title=shortened(reading, block.title, LONGEST_TITLE),
        claims_administrator=line(block.claims_administrator),
        reviewer=line(block.reviewer),
    )
