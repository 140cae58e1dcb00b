from __future__ import annotations

import pytest

from imr_graph.extract.request.phrase import Phrase
from tests.extract.request.titles import plain_reading


def test_white_space_is_one_blank_and_every_word_leads_back() -> None:
    reading = plain_reading("x  Norco\n\n 10/325mg  y")
    phrase = Phrase.of(reading, (1, 20))
    assert phrase.text == "Norco 10/325mg"
    start, end = phrase.span(6, 14)
    assert reading.text[start:end] == "10/325mg"


def test_a_part_is_trimmed() -> None:
    part = Phrase.of(plain_reading("one  two three"), (0, 14)).part(3, 8)
    assert part.text == "two"
    assert part.span(0, 3) == (5, 8)


@pytest.mark.parametrize("stretch", [(0, 0), (2, 9), (-1, 1)])
def test_no_stretch_is_no_span(stretch: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no stretch"):
        Phrase.of(plain_reading("one"), (0, 3)).span(*stretch)
