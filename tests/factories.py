"""Hand-made records for tests: every field may be overridden, every default is a plausible letter's."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from imr_graph.record import (
    Citation,
    CitationGrounding,
    Dates,
    Diagnosis,
    Drug,
    Item,
    Patient,
    Record,
    Reviewer,
)


def make_drug(**overrides: Any) -> Drug:
    """Norco 10/325 mg, 120 tablets, grounded."""
    fields: dict[str, Any] = {
        "name": "Norco",
        "ingredients": ("acetaminophen", "hydrocodone"),
        "strength": "10/325 mg",
        "form": "tablet",
        "quantity": 120,
        "refills": 2,
        "frequency": "every 6 hours",
        "concept": "drug/norco",
        "ingredient_concepts": ("ingredient/acetaminophen", "ingredient/hydrocodone"),
    }
    return Drug(**(fields | overrides))


def make_citation(**overrides: Any) -> Citation:
    """The reviewer's citation of a page range, edition unknown."""
    fields: dict[str, Any] = {
        "by": "reviewer",
        "source": "mtus-chronic-pain",
        "pages": ((63, 64),),
        "grounding": CitationGrounding(
            document="guideline/mtus-chronic-pain",
            page_prefix="guideline/mtus-chronic-pain/page",
        ),
    }
    return Citation(**(fields | overrides))


def make_section_citation(**overrides: Any) -> Citation:
    """The claims administrator's citation of a section of a printed edition."""
    fields: dict[str, Any] = {
        "by": "claims-administrator",
        "source": "mtus-chronic-pain",
        "edition": 2009,
        "section": "Benzodiazepines",
        "grounding": CitationGrounding(
            document="guideline/mtus-chronic-pain",
            edition="guideline/mtus-chronic-pain/2009",
            edition_status="printed",
            sections=("guideline/mtus-chronic-pain/2009/section/benzodiazepines",),
        ),
    }
    return Citation(**(fields | overrides))


def make_item(**overrides: Any) -> Item:
    """A denied request for Norco, one citation of each side."""
    fields: dict[str, Any] = {
        "text": "Norco 10/325 mg #120",
        "category": "pharmaceutical",
        "drug": make_drug(),
        "codes": (),
        "decision": "upheld",
        "citations": (make_section_citation(), make_citation()),
        "rationale": "The records show no functional gain. The request is not medically necessary.",
    }
    return Item(**(fields | overrides))


def make_record(**overrides: Any) -> Record:
    """One whole letter with one denied drug, two diagnoses and a known reviewer.

    ``identifier`` follows ``case_number`` where it is not given.
    """
    case_number = overrides.get("case_number", "CM16-0000001")
    body = hashlib.sha256(f"body of {case_number}".encode()).hexdigest()
    fields: dict[str, Any] = {
        "case_number": case_number,
        "dates": Dates(
            injury=dt.date(2012, 3, 4),
            decision=dt.date(2016, 12, 20),
            assigned=dt.date(2016, 11, 2),
            ur_denial=dt.date(2016, 10, 4),
            application_received=dt.date(2016, 10, 14),
        ),
        "priority": "standard",
        "patient": Patient(age=52, sex="female"),
        "diagnoses": (
            Diagnosis(
                text="lumbar sprain/strain",
                concepts=("condition/sprain-or-strain-of-the-lumbar-spine",),
                printed_codes=("847.2",),
            ),
            Diagnosis(
                text="left lumbar radiculopathy",
                certainty="provisional",
                concepts=("condition/lumbar-radiculopathy",),
                side="left",
            ),
        ),
        "reviewer": Reviewer(
            specialties=("Physical Medicine and Rehabilitation",),
            subspecialties=("Pain Medicine",),
            licensed_states=("CA", "NV"),
            specialty_concepts=("specialty/physical-medicine-and-rehabilitation",),
            subspecialty_concepts=("specialty/pain-medicine",),
        ),
        "items": (make_item(),),
        "source": "letters/one.txt",
        "identifier": case_number or f"body-{body[:16]}",
        "layout": "f1",
        "text_sha256": hashlib.sha256(f"text of {case_number}".encode()).hexdigest(),
        "body_sha256": body,
        "rules": "1",
        "evidence": (),
        "warnings": (),
        "synthetic": False,
    }
    return Record(**(fields | overrides))
