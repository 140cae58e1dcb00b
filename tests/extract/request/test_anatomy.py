"""Regions, sides and levels of a request, with the words they are read from."""

from __future__ import annotations

import pytest

from imr_graph.extract.request.anatomy import Anatomy, extract_anatomy
from imr_graph.extract.request.phrase import Phrase
from imr_graph.letters.cleaning import clean
from imr_graph.record import Category, Side


def read(
    title: str, category: Category = "diagnostic-testing", subcategory: str | None = None
) -> tuple[Anatomy, dict[str, list[str]]]:
    """The anatomy of a title, and its evidence: path to words."""
    reading = clean(title)
    part = extract_anatomy(Phrase.of(reading, (0, len(reading.text))), category, subcategory)
    return part.value, {f.path: [reading.text[low:high] for low, high in f.spans] for f in part.found}


REGIONS = [
    ("MRI of the thoracic spine", ["thoracic-spine"]),
    (
        "X-rays of the cervical, thoracic and lumbar spine",
        ["cervical-spine", "thoracic-spine", "lumbar-spine"],
    ),
    ("Massage of neck and back", ["cervical-spine", "spine-and-back"]),
    ("Massage of the lower back", ["lumbar-spine"]),
    ("CT of the L-spine", ["lumbar-spine"]),
    ("Massage of the upper and lower back", ["thoracic-spine", "lumbar-spine"]),
    ("EMG of upper and lower extremities", ["upper-extremity", "lower-extremity"]),
    ("Ultrasound of wrist/hand", ["wrist", "hand"]),
    ("Rotator cuff repair of the shoulder", ["shoulder"]),
    ("Sling for the lower left arm", ["arm"]),
    ("X-ray of the lower left extremity", ["lower-extremity"]),
    ("Epidural injection at C6-7", ["cervical-spine"]),
    ("Lumbar fusion L4-S1", ["lumbar-spine"]),
    # Words that only sound so.
    ("Hand-held shower head rest", []),
    ("Knee walker", []),
    ("Knee-high stockings", []),
    ("Wheelchair with elevating leg rests", []),
    ("Follow-up, face to face", []),
    ("Functional capacity evaluation", []),
]


@pytest.mark.parametrize(("title", "regions"), REGIONS, ids=[case[0] for case in REGIONS])
def test_regions(title: str, regions: list[str]) -> None:
    assert read(title)[0].regions == tuple(f"body-region/{region}" for region in regions)


SIDES: list[tuple[str, Side | None]] = [
    ("Left ankle brace", "left"),
    ("Right L4-5 epidural injection", "right"),
    ("Bilateral medial branch blocks", "bilateral"),
    ("Injection of the knees, bilaterally", "bilateral"),
    ("Splints for left and right wrist", "bilateral"),
    ("Splint for the right/left wrist", "bilateral"),
    ("Right elbow and left elbow X-rays", "bilateral"),
    ("Therapy of left hip, left knee and low back", "left"),
    ("MRI of the L shoulder", "left"),
    ("MRI of the (R) hip", "right"),
    ("X-ray of the R/L foot", "bilateral"),
    ("Rt. knee brace", "right"),
    ("Braces for both knees", "bilateral"),
    ("Bilateral, left greater than right, knee injections", "bilateral"),
    ("NCV of BLE", "bilateral"),
    ("NCV of the RUE", "right"),
    # Different sides of different places.
    ("Therapy of the left knee and right wrist", None),
    ("Therapy of both shoulders and the left hip", None),
    ("Right L4-5 and left L5-S1 blocks", None),
    # No sides.
    ("MRI both with and without contrast", None),
    ("RT consultation", None),
    ("MRI of the L-spine", None),
    ("Vitamin L", None),
    ("MRI of the lumbar spine", None),
]


@pytest.mark.parametrize(("title", "side"), SIDES, ids=[case[0] for case in SIDES])
def test_sides(title: str, side: Side | None) -> None:
    anatomy, words = read(title)
    assert anatomy.side == side
    assert ("/side" in words) == (side is not None)


def test_each_fact_has_its_words() -> None:
    anatomy, words = read("Left L4-5 and L5-S1 lumbar facet block,\n low back, left side")
    assert anatomy == Anatomy(("body-region/lumbar-spine",), "left", ("L4-L5", "L5-S1"))
    assert words == {
        "/regions/0": ["lumbar", "low back"],
        "/spinal_levels/0": ["L4-5"],
        "/spinal_levels/1": ["L5-S1"],
        "/side": ["Left", "left side"],
    }


def test_a_region_without_words_stands_for_its_level() -> None:
    assert read("C5-6 and C6-7 fusion", "surgery")[1]["/regions/0"] == ["C5-6", "C6-7"]


@pytest.mark.parametrize(
    ("title", "category", "subcategory"),
    [
        ("TSH, T3 and T4", "diagnostic-testing", "category/diagnostic-testing/lab-and-pathology"),
        ("Cushion, size L2", "dmepos", None),
        ("Tylenol T3 #30", "pharmaceutical", None),
    ],
)
def test_letters_and_numbers_of_other_things_are_no_levels(
    title: str, category: Category, subcategory: str | None
) -> None:
    assert read(title, category, subcategory) == (Anatomy(), {})


def test_a_way_to_take_a_drug_is_no_region() -> None:
    assert read("Colchicine 0.6mg by mouth", "pharmaceutical")[0].regions == ()
    assert read("Lidocaine patch for the neck", "pharmaceutical")[0].regions == (
        "body-region/cervical-spine",
    )
