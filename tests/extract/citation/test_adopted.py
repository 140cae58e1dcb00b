from __future__ import annotations

import pytest

from imr_graph.extract.citation.adopted import adopted_citations
from imr_graph.extract.citation.citations import extract_citations
from imr_graph.letters.cleaning import clean

CLAIMS = (
    "The Claims Administrator based its decision on the Chronic Pain Medical Treatment Guidelines, page 63."
)


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        (
            "The Expert Reviewer found the guidelines used by the Claims Administrator relevant.",
            1,
        ),
        ("The Professional Reviewer agreed with the guidelines\nused by the Claims Administrator.", 1),
        ("The Expert Reviewer found the section of the MTUS used by the Claims Administrator relevant.", 1),
        ("The Expert Reviewer found the guidelines used by the Claims Administrator not applicable.", 0),
        ("The provider did not dispute the guidelines used by the Claims Administrator.", 0),
        (
            "The Expert Reviewer found the guidelines used by the Claims Administrator relevant. The Expert "
            "Reviewer relied on the Chronic Pain Medical Treatment Guidelines, page 64.",
            0,
        ),
    ],
)
def test_what_a_reviewer_takes_over(words: str, taken: int) -> None:
    reading = clean(f"{CLAIMS} {words}")
    start, end = len(CLAIMS) + 1, len(reading.text)
    stated = extract_citations(reading, (0, len(CLAIMS)), "claims-administrator")
    own = extract_citations(reading, (start, end), "reviewer")
    parts = adopted_citations(reading, (start, end), stated, own)
    assert len(parts) == taken
    for part, claimed in zip(parts, stated, strict=False):
        assert part.value.by == "reviewer"
        assert part.value.pages == claimed.value.pages
        assert (start, end) in part.found[0].spans
