from __future__ import annotations

import pytest

from imr_graph.extract.summary.sentences import split_sentences
from imr_graph.letters.cleaning import clean


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("He fell. She ran.\n", ["He fell.", "She ran."]),
        ("Pain is 7.5 out of 10. It burns.", ["Pain is 7.5 out of 10.", "It burns."]),
        ("Seen by Dr. Smith on 1/2/14. No fever.", ["Seen by Dr. Smith on 1/2/14.", "No fever."]),
        ("An infection.The progress report", ["An infection.", "The progress report"]),
        ('He said "it hurts." Then he left.', ['He said "it hurts."', "Then he left."]),
        ("pain vs. ache", ["pain vs. ache"]),
        ("   \n", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    reading = clean(text)
    spans = split_sentences(reading, 0, len(reading.text))
    assert [reading.text[low:high] for low, high in spans] == sentences
