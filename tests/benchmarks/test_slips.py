"""Slips of the pen in names: mended, left open, never taken for another thing."""

from __future__ import annotations

from itertools import takewhile

import pytest

from benchmarks.slips import Entry, Measured, Vocabulary, easy_slips, measure, page, slips, vocabularies
from imr_graph.lexicon.guideline_names import compact
from tests.conftest import ROOT

MENDED = {"drugs": 0.995, "sections of guidelines": 0.995, "words of conditions": 0.98}
"""The least share of slips that must be mended; of names in lists, whose commas count, 0.85."""


@pytest.mark.parametrize("vocabulary", vocabularies(), ids=lambda vocabulary: vocabulary.name)
def test_a_slip_is_mended_or_left_open(vocabulary: Vocabulary) -> None:
    """A slip leads elsewhere only where it makes another name, letter for letter."""
    found = measure(vocabulary, easy_slips)
    names = vocabulary.spellings
    stray = [pair for pair in found.wrong if not {compact(pair[1]), pair[1].removesuffix("s")} & names]
    assert found.tried > 1000
    assert stray == []
    assert len(found.wrong) <= found.tried / 1000
    assert found.right / found.tried >= MENDED.get(vocabulary.name, 0.85)


def _vocabulary(*names: tuple[str, str], mends: bool) -> Vocabulary:
    known = dict(names)

    def look_up(word: str) -> str | None:
        return known.get(word, names[0][1] if mends else None)

    return Vocabulary("a test's", tuple(Entry(*name, look_up) for name in names), frozenset(known), 4, "none")


def test_what_counts_as_mended_open_and_wrong() -> None:
    two = (("morphine", "a"), ("morphin", "b"))
    assert measure(_vocabulary(*two, mends=False), easy_slips) == Measured(0, 36, (("morphine", "morphin"),))
    found = measure(_vocabulary(two[0], mends=True), easy_slips)
    assert (found.right, found.unresolved, found.wrong) == (found.tried, 0, ())


def test_slips() -> None:
    assert set(easy_slips("abc")) == {"ac", "abbc", "acb", "ab", "abcc"}
    every = set(slips("ab"))
    assert {"a", "abx", "axb", "ax"} <= every
    assert all(slip[0] == "a" for slip in every)
    assert not any("-" not in slip for slip in slips("a-b"))


def test_the_page_says_how_each_table_was_measured() -> None:
    written = (ROOT / "docs" / "slips.md").read_text(encoding="utf-8")
    for vocabulary in vocabularies():
        assert f"| {vocabulary.name}, one | {vocabulary.bounds} | all |" in written
    opening = "\n".join(takewhile(lambda line: not line.startswith("|"), page()))
    assert written.startswith(opening)
