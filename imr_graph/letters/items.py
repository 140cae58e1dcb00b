"""A letter's disputed items, in the form of its layout; the other forms where it has none of that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from imr_graph.letters.blocks import ItemBlock, find_item_blocks
from imr_graph.letters.dispute_blocks import find_dispute_blocks
from imr_graph.letters.layouts import UNKNOWN, ItemForm, forms
from imr_graph.letters.reading import Reading
from imr_graph.letters.sections import Sections
from imr_graph.letters.sentence_blocks import find_sentence_blocks

_FORMS: Final[dict[ItemForm, Callable[[Reading, Sections], tuple[ItemBlock, ...]]]] = {
    "words": find_item_blocks,
    "sentences": find_sentence_blocks,
    "notice": find_sentence_blocks,
    "disputes": find_dispute_blocks,
}


def find_items(reading: Reading, sections: Sections) -> tuple[ItemBlock, ...]:
    """Every disputed item of a letter, in order; none where no form finds one.

    An unknown layout's items are those of the form that finds most.
    """
    own = _FORMS[forms().layout(sections.layout).items]
    tried = [own, *(find for find in dict.fromkeys(_FORMS.values()) if find is not own)]
    best: tuple[ItemBlock, ...] = ()
    for find in tried:
        blocks = find(reading, sections)
        best = best or blocks
        if sections.layout != UNKNOWN and _decided(blocks):
            return blocks
        if _decided(blocks) > _decided(best):
            best = blocks
    return best


def _decided(blocks: tuple[ItemBlock, ...]) -> int:
    return sum(block.decision[0] < block.decision[1] for block in blocks)
