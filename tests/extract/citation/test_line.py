"""Folding a guideline line: blanks, broken words, and the way back."""

from __future__ import annotations

import pytest

from imr_graph.extract.citation.line import fold_line
from imr_graph.letters.cleaning import clean


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("a  b\n\nc", "a b c"),
        ("Benzodiaze-\npines", "Benzodiazepines"),  # a name in the tables
        ("Benzodiaze-pines", "Benzodiaze-pines"),  # so printed
        ("NSAIDs (non-\nsteroidal", "NSAIDs (non-steroidal"),  # so is this
        ("post-\nhoc", "post-hoc"),  # nobody knows: kept as printed
        ("www.example.org/a-\nb", "www.example.org/a-b"),
        ("low - back", "low - back"),
    ],
)
def test_fold(raw: str, folded: str) -> None:
    reading = clean(raw)
    assert fold_line(reading, (0, len(reading.text))).text == folded


def test_spans_lead_back() -> None:
    reading = clean("x Benzodiaze-\npines  Page(s): 24")
    line = fold_line(reading, (2, len(reading.text)))
    start = line.text.index("Page")
    assert reading.text[slice(*line.span(start, start + 7))] == "Page(s)"
    assert reading.text[slice(*line.span(0, 15))] == "Benzodiaze-pines"
