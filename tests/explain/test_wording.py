from __future__ import annotations

import pytest

from imr_graph.explain.wording import citation_line, diagnosis_line, drug_line
from imr_graph.record import Citation, Diagnosis, Drug
from tests.factories import make_citation, make_drug, make_section_citation


@pytest.mark.parametrize(
    ("drug", "line"),
    [
        (
            make_drug(),
            "Norco 10/325 mg tablet #120 2 refills every 6 hours = acetaminophen / hydrocodone",
        ),
        (Drug(name="Zzz cream"), "Zzz cream = ingredients unresolved"),
        (Drug(name="Soma", quantity=0, ingredients=("carisoprodol",)), "Soma #0 = carisoprodol"),
    ],
)
def test_drugs(drug: Drug, line: str) -> None:
    assert drug_line(drug) == line


@pytest.mark.parametrize(
    ("citation", "line"),
    [
        (make_citation(), "mtus-chronic-pain, p. 63-64"),
        (make_citation(chapter=12, pages=((3, 3), (5, 7))), "mtus-chronic-pain, chapter 12, p. 3, 5-7"),
        (make_section_citation(), "mtus-chronic-pain, 2009, Benzodiazepines"),
        (Citation(by="reviewer", source="none"), "no guideline cited"),
    ],
)
def test_citations(citation: Citation, line: str) -> None:
    assert citation_line(citation) == line


def test_diagnoses() -> None:
    assert diagnosis_line(Diagnosis(text="sprain")) == "sprain"
    assert diagnosis_line(Diagnosis(text="sprain", certainty="provisional")) == "sprain (provisional)"
