"""The reviewer's reasoning for one item, verbatim but for white space and page furniture."""

from __future__ import annotations

from imr_graph.extract.fact import Found, Part
from imr_graph.letters.blocks import ItemBlock
from imr_graph.letters.reading import Reading
from imr_graph.record import RecordWarning


def extract_rationale(reading: Reading, block: ItemBlock) -> Part[str]:
    """The folded words of the block's rationale; empty with a warning where the letter has none."""
    if block.rationale is None or block.rationale[0] >= block.rationale[1]:
        return Part("", warnings=(RecordWarning(code="missing-rationale"),))
    return Part(
        reading.fold(*block.rationale),
        found=(Found("", (block.rationale,), "rationale.after-heading"),),
    )
