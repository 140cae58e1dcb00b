"""Titles of items as readings and blocks, for the tests of what an item asks for."""

from __future__ import annotations

from imr_graph.extract.fact import Part
from imr_graph.extract.request.phrase import Phrase
from imr_graph.extract.request.title import RequestFacts, extract_request
from imr_graph.letters.blocks import ItemBlock
from imr_graph.letters.reading import Reading


def plain_reading(text: str) -> Reading:
    """A reading that is its kept text."""
    return Reading(text, text, ((0, 0, len(text), len(text)),))


def phrase(text: str) -> Phrase:
    return Phrase.of(plain_reading(text), (0, len(text)))


def block_of(title: str, rationale: str = "") -> tuple[Reading, ItemBlock]:
    text = f"{title}: Upheld\n{rationale}"
    decision = len(title) + 2
    return plain_reading(text), ItemBlock(
        title=(0, len(title)),
        decision=(decision, decision + len("Upheld")),
        claims_administrator=None,
        reviewer=None,
        rationale=(len(text) - len(rationale), len(text)) if rationale else None,
    )


def request_of(title: str, rationale: str = "") -> Part[RequestFacts]:
    return extract_request(*block_of(title, rationale))
