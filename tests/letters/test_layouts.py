from __future__ import annotations

import re

from imr_graph.letters.layouts import forms
from imr_graph.lexicon.decisions import decision_words


def test_every_declared_layout_has_what_the_code_asks_for() -> None:
    layouts = forms().layouts
    assert len({layout.id for layout in layouts}) == len(layouts)
    for layout in layouts:
        assert {"determination", "summary", "issues"} <= set(layout.headings), layout.id
        if layout.read:
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
        assert [layout.id for layout in forms().layouts if layout.issues_heading.search(heading)] == [name]


def test_every_decision_that_opens_an_item_has_an_outcome() -> None:
    for words in forms().decision_words:
        assert words.lower() in decision_words()
        assert re.fullmatch(forms().decision, words.replace(" ", "\n"))
