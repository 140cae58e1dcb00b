from __future__ import annotations

import pytest
from msgspec.structs import replace

from imr_graph.errors import UnknownDecisionError
from imr_graph.extract.decision import extract_decision
from tests.extract.request.titles import block_of


def test_the_word_is_found_where_it_stands() -> None:
    reading, block = block_of("A walker")
    part = extract_decision(reading, block)
    assert part.value == "upheld"
    assert reading.text[slice(*part.found[0].spans[0])] == "Upheld"


def test_another_word_is_no_decision() -> None:
    reading, block = block_of("A walker")
    with pytest.raises(UnknownDecisionError, match="no decision"):
        extract_decision(reading, replace(block, decision=block.title))
