from __future__ import annotations

import pytest

from imr_graph.extract.request.wording import unwrap
from tests.extract.request.titles import phrase


@pytest.mark.parametrize(
    ("title", "item"),
    [
        ("The request for Tramadol 50mg #60", "Tramadol 50mg #60"),
        ("Request for authorization for acupuncture x 6", "acupuncture x 6"),
        ("A TENS unit", "TENS unit"),
        ("An MRI of the lumbar spine is", "MRI of the lumbar spine"),
        ("2. The request for a walker", "walker"),
        ("2. 45 capsules of Celebrex 200mg", "45 capsules of Celebrex 200mg"),
        ("7. 5 mg of warfarin", "7. 5 mg of warfarin"),
        ("3) 90 tablets of Soma 350mg", "90 tablets of Soma 350mg"),
        ("Associated surgical service: cold therapy unit", "cold therapy unit"),
        ("Associated surgical services: assistant surgeon", "assistant surgeon"),
        ("Associated Surgical Services - sling", "sling"),
        ("Associated surgical service(s): an EKG", "EKG"),
        ("The original request, work hardening is", "work hardening"),
        ("Retrospective Naproxen 550mg #60", "Retrospective Naproxen 550mg #60"),
        ("1 prescription of Soma 350mg #90", "1 prescription of Soma 350mg #90"),
        ("Tests to include: liver panel", "Tests to include: liver panel"),
        ("Xanax 1mg b.i.d.", "Xanax 1mg b.i.d."),
        ("MRI of the right knee.", "MRI of the right knee"),
    ],
)
def test_wording_around_an_item_goes(title: str, item: str) -> None:
    assert unwrap(phrase(title)).item.text == item


GRANTED = " was authorized by the Claims Administrator."
REMAINS = "The remaining IMR eligible portion of the original request, "


@pytest.mark.parametrize(
    ("title", "item", "original", "authorized"),
    [
        (
            f"Massage for 9 visits was the original request. Massage for 4 visits{GRANTED} "
            f"{REMAINS}Massage for 5 visits is",
            "Massage for 5 visits",
            "Massage for 9 visits",
            "Massage for 4 visits",
        ),
        (
            f"Soma 350mg #90 was the original request. Soma 350mg #60{GRANTED} {REMAINS}Soma 350mg #30",
            "Soma 350mg #30",
            "Soma 350mg #90",
            "Soma 350mg #60",
        ),
        (
            "Work hardening was the original request. The Claims Administrator approved one week only, "
            "leaving the rest IMR eligible. The original request, Work hardening is",
            "Work hardening",
            "Work hardening",
            "one week only",
        ),
        (
            f"Associated surgical service: CPM for 30 days was the original request. "
            f"CPM for 21 days{GRANTED} "
            f"{REMAINS}CPM for 9 days is",
            "CPM for 9 days",
            "CPM for 30 days",
            "CPM for 21 days",
        ),
        (
            "Aquatic therapy x 12 was the original request.",
            "Aquatic therapy x 12",
            "Aquatic therapy x 12",
            None,
        ),
    ],
)
def test_a_modified_request_has_three_sentences(
    title: str, item: str, original: str, authorized: str | None
) -> None:
    wording = unwrap(phrase(title))
    assert wording.item.text == item
    assert wording.original is not None
    assert wording.original.text == original
    assert (wording.authorized.text if wording.authorized else None) == authorized


def test_a_service_beside_a_surgery_is_known_by_its_lead_in() -> None:
    said = unwrap(phrase("Associated surgical service: EKG")).associated
    assert said
    assert said.text == "Associated surgical service"
    assert unwrap(phrase("EKG")).associated is None
