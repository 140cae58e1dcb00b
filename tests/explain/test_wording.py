from __future__ import annotations

import datetime as dt

import pytest

from imr_graph.explain.wording import citation_line, diagnosis_line, drug_line, service_line
from imr_graph.record import Citation, Diagnosis, Drug, Item
from tests.factories import make_citation, make_drug, make_item, make_section_citation


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


@pytest.mark.parametrize(
    ("item", "line"),
    [
        (make_item(), ""),
        (
            make_item(
                codes=("97110",),
                regions=("body-region/lumbar-spine",),
                side="left",
                spinal_levels=("L4-L5",),
                visits=12,
            ),
            "codes 97110; lumbar spine; side left; L4-L5; 12 visits",
        ),
        (
            make_item(
                retrospective=True,
                first_service_date=dt.date(2015, 1, 2),
                last_service_date=dt.date(2015, 2, 3),
            ),
            "retrospective; given 2015-01-02 to 2015-02-03",
        ),
        (
            make_item(first_service_date=dt.date(2015, 1, 2), last_service_date=dt.date(2015, 1, 2)),
            "given 2015-01-02",
        ),
    ],
)
def test_what_a_request_asks_for(item: Item, line: str) -> None:
    assert service_line(item) == line


def test_diagnoses() -> None:
    assert diagnosis_line(Diagnosis(text="sprain")) == "sprain"
    assert diagnosis_line(Diagnosis(text="sprain", certainty="provisional")) == "sprain (provisional)"
