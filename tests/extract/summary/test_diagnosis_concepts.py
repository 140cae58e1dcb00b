"""What a printed diagnosis is grounded to: whole, parted, with a tail, or not at all."""

from __future__ import annotations

import time

import pytest

from imr_graph.extract.summary.diagnosis_concepts import ground_diagnosis
from imr_graph.lexicon.conditions import condition_forms

CASES = [
    ("lumbar strain", ["strain-of-the-lumbar-spine"], None),
    ("lumbar sprain/strain", ["sprain-or-strain-of-the-lumbar-spine"], None),
    ("right carpal tunnel syndrome", ["carpal-tunnel-syndrome"], "right"),
    ("right and left knee osteoarthritis", ["osteoarthritis-of-the-knee"], "bilateral"),
    ("knee osteoarthritis, left greater than right", ["osteoarthritis-of-the-knee"], "bilateral"),
    # Equals lend each other place or condition.
    ("cervical and lumbar strain", ["strain-of-the-cervical-spine", "strain-of-the-lumbar-spine"], None),
    ("wrist tendinitis and bursitis",
     ["tendinopathy-of-the-wrist-or-hand", "bursitis-of-the-wrist-or-hand"], None),
    ("injury of the back and left ankle", ["injury-of-the-back", "injury-of-the-ankle"], "left"),
    ("cervical and lumbar disc bulges", ["cervical-disc-displacement", "lumbar-disc-displacement"], None),
    ("C5-6 and L4-5 disc bulges", ["cervical-disc-displacement", "lumbar-disc-displacement"], None),
    ("medial and lateral meniscus tears",
     ["tear-of-the-medial-meniscus", "tear-of-the-lateral-meniscus"], None),
    ("homicidal and suicidal thoughts", ["homicidal-ideation", "suicidal-ideation"], None),
    ("hypertension, diabetes", ["hypertension", "diabetes-mellitus"], None),
    # A tail is added; its own words may be unknown.
    ("cervical strain with headaches", ["strain-of-the-cervical-spine", "headache"], None),
    ("insomnia due to chronic pain", ["insomnia", "chronic-pain"], None),
    ("knee osteoarthritis status post total knee replacement",
     ["osteoarthritis-of-the-knee", "knee-joint-replacement-status"], None),
    ("spinal stenosis without neurogenic claudication", ["spinal-stenosis"], None),
    ("ankle fracture after a motor vehicle accident", ["fracture-of-the-ankle"], None),
    # A name may need what looks like a tail.
    ("low back pain with sciatica", ["low-back-pain-with-sciatica"], None),
    ("lumbar disc herniation with radiculopathy", ["lumbar-disc-disorder-with-radiculopathy"], None),
    # Brackets repeat.
    ("gastroesophageal reflux disease (GERD)", ["gastroesophageal-reflux-disease"], None),
    ("rotator cuff (capsule) sprain", ["sprain-of-the-rotator-cuff"], None),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "concepts", "side"), CASES, ids=[case[0] for case in CASES])
def test_grounded_whole(printed: str, concepts: list[str], side: str | None) -> None:
    grounding = ground_diagnosis(printed)
    assert grounding.concepts == tuple(f"condition/{concept}" for concept in concepts)
    assert grounding.side == side
    assert grounding.whole


@pytest.mark.parametrize(
    ("printed", "concept"),
    [
        ("lumbar strain with antalgic list", "strain-of-the-lumbar-spine"),
        ("chronic pain due to bad luck", "chronic-pain"),
        ("crush injury status post exploratory procedure", "crush-injury"),
    ],
)
def test_what_is_said_before_an_unknown_tail_stays(printed: str, concept: str) -> None:
    grounding = ground_diagnosis(printed)
    assert grounding.concepts == (f"condition/{concept}",)
    assert not grounding.whole


@pytest.mark.parametrize(
    "printed",
    [
        "moonstruck syndrome",
        "lumbar strain and moonstruck syndrome",  # equals: all or none
        "lumbar strain or contusion",  # one of two
        "industrial injury of unknown intent",
        "antalgic list with lumbar strain",  # what bears the tail is unknown
        "cervical and lumbar",
        "and / or",
        "",
        "word " * 60,
    ],
)
def test_not_grounded(printed: str) -> None:
    grounding = ground_diagnosis(printed)
    assert grounding.concepts == ()
    assert not grounding.whole


def test_a_side_is_told_of_what_is_not_known_too() -> None:
    assert ground_diagnosis("left moonstruck syndrome").side == "left"
    assert ground_diagnosis("left wrist and right knee pain").side is None


@pytest.mark.parametrize(
    "example", [form.example for form in condition_forms() if form.kind in {"link", "tail"}], ids=str
)
def test_links_and_tails_join_what_their_examples_say(example: str) -> None:
    grounding = ground_diagnosis(example)
    assert grounding.concepts
    assert grounding.whole


def test_linear_in_time() -> None:
    start = time.perf_counter()
    for joint in (" with ", " and ", ", ", " due to ", " status post ", " without "):
        ground_diagnosis.__wrapped__(joint.join(["lumbar strain"] * 13))
        ground_diagnosis.__wrapped__(joint.join(["moonstruck lumbar"] * 13))
    ground_diagnosis.__wrapped__("(" * 10_000)
    ground_diagnosis.__wrapped__("l4-" * 10_000)
    ground_diagnosis.__wrapped__("radiculopathx " * 1000)
    assert time.perf_counter() - start < 2
