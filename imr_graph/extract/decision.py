"""The decision on an item: its word, as an outcome."""

from __future__ import annotations

from typing import cast

from imr_graph.errors import UnknownDecisionError
from imr_graph.extract.fact import Found, Part
from imr_graph.extract.request.phrase import Phrase
from imr_graph.letters.blocks import ItemBlock
from imr_graph.letters.reading import Reading
from imr_graph.lexicon.decisions import decision_outcome
from imr_graph.record import DecisionOutcome


def extract_decision(reading: Reading, block: ItemBlock) -> Part[DecisionOutcome]:
    """What became of a block's item; found at "".

    Raises:
        UnknownDecisionError: the block's decision is no word of ``decision_words.csv``.
    """
    words = Phrase.of(reading, block.decision).text.lower().rstrip(".,;")
    outcome = decision_outcome(words)
    if outcome is None:
        raise UnknownDecisionError(f"no decision that is known: {words!r}")
    return Part(cast(DecisionOutcome, outcome), (Found("", (block.decision,), "decision.word"),))
