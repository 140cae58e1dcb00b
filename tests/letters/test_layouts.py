from __future__ import annotations

import re

import pytest

from imr_graph.letters.cleaning import clean
from imr_graph.letters.layouts import UNKNOWN, forms
from imr_graph.lexicon.decisions import decision_outcome, decision_words


def test_every_declared_layout_has_what_the_code_asks_for() -> None:
    layouts = forms().layouts
    assert len({layout.id for layout in layouts}) == len(layouts)
    for layout in layouts:
        assert {"determination", "summary", "issues"} <= set(layout.headings), layout.id
        if layout.items == "words":
            assert {"summary", "issues"} <= set(layout.leads), layout.id
            assert set(layout.labels) == {"claims_administrator", "reviewer", "rationale"}, layout.id


def test_no_layouts_heading_is_taken_for_anothers() -> None:
    headings = {
        "f1": "IMR ISSUES, DECISIONS AND RATIONALES",
        "f2": "IMR DECISION(S) AND RATIONALE(S)",
        "f2013b": "INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE",
        "f3": "ISSUE AT DISPUTE:",
    }
    assert {layout.id for layout in forms().layouts} == set(headings)
    for name, heading in headings.items():
        reading = clean(heading)
        assert [layout.id for layout in forms().layouts if layout.issues_heading.search(reading)] == [name]


def test_every_decision_that_opens_an_item_has_an_outcome() -> None:
    for words in forms().decision_words:
        assert words.lower() in decision_words()
        assert re.fullmatch(forms().decision, words.replace(" ", "\n"))


@pytest.mark.parametrize("verb", ["is", "are", "was", "were"])
def test_every_decision_told_in_a_sentence_has_an_outcome(verb: str) -> None:
    for words in forms().sentence_words:
        for printed in (words, words.replace(" ", ""), words.replace(" ", "\n"), words.upper()):
            match = forms().sentences.decision.search(f"The cane {verb} {printed}.")
            assert match, printed
            assert match["words"] == printed
            assert decision_outcome(match["words"]) == decision_words()[words]


def test_a_name_that_no_layout_has_is_the_unknown_one() -> None:
    assert [forms().layout(layout.id) for layout in forms().layouts] == list(forms().layouts)
    assert forms().layout("f9").id == UNKNOWN
