from __future__ import annotations

import pytest

from imr_graph.letters.cleaning import clean
from imr_graph.letters.line_form import lines_between, split_lines


@pytest.mark.parametrize(
    "text",
    [
        "  Some words here. \n\n next line \n \n\fPage 2 of 3\n  third: one\n\nfourth \n\n   \nlast  ",
        "\n\na b\n  c\t\nd \u00a0\n\n e\fg\n",
        "one",
    ],
)
def test_lines_of_a_part_are_those_of_the_whole_cut_at_its_ends(text: str) -> None:
    reading = clean(text)
    length = len(reading.text)
    lines = split_lines(reading, 0, length)
    for start in range(length + 1):
        for end in range(start, length + 1):
            assert lines_between(reading, lines, start, end) == split_lines(reading, start, end)
