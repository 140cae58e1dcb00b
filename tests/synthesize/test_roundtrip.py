"""What the generator writes parses back to its record, field by field."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_graph.synthesize import LAYOUTS, MOST_LETTERS, write_letter
from tests.synthesize.comparison import differences

EACH = [layout for layout in LAYOUTS if layout != "mixed"]


@pytest.mark.parametrize("layout", EACH)
@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32), number=st.integers(0, MOST_LETTERS - 1))
def test_a_letter_parses_back_to_its_record(layout: str, seed: int, number: int) -> None:
    letter = write_letter(seed, number, layout)
    missed = differences(letter)
    assert not missed, f"letter {number} of seed {seed}, {layout}: {sorted(letter.forms)}"
