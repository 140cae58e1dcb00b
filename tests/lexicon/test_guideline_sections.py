"""Section strings as printed, and the sections they name."""

from __future__ import annotations

import pytest

from imr_graph.lexicon.guideline_sections import section_index

CASES: list[tuple[tuple[str, str | None, str | None], str, list[str], list[str]]] = [
    (("mtus-chronic-pain", "2009", None), "Opioids", ["Opioids"], []),
    (("mtus-chronic-pain", "2009", None), "muscle relaxants", ["Muscle relaxants (for pain)"], []),
    # The longest known name counts, commas and all.
    (
        ("mtus-chronic-pain", "2009", None),
        "Opioids, criteria for use, Opioids, dosing",
        ["Opioids, criteria for use", "Opioids, dosing"],
        [],
    ),
    (
        ("mtus-chronic-pain", "2009", None),
        "Opioids, Dosing; and Criteria for Use",
        ["Opioids, dosing", "Opioids, criteria for use"],
        [],
    ),
    (("mtus-chronic-pain", "2009", None), "Criteria for use of opioids", ["Opioids, criteria for use"], []),
    (("mtus-chronic-pain", "2009", None), "Antiepilepsy drugs (AEDs)", ["Anti-epilepsy drugs (AEDs)"], []),
    (("mtus-chronic-pain", "2009", None), "ESIs", ["Epidural steroid injections (ESIs)"], []),
    (("mtus-chronic-pain", "2009", None), "Initiating Therapy", ["3) Initiating Therapy"], []),
    (("mtus-chronic-pain", "2009", None), "Lidoderm (lidocaine patch>", ["Lidoderm (lidocaine patch)"], []),
    (("mtus-chronic-pain", "2009", None), "Gabapentin (Neurontin)", ["Gabapentin (Neurontin)"], []),
    (("mtus-chronic-pain", "2009", None), "Exercise and Yoga", ["Exercise", "Yoga"], []),
    # Both sections of this acronym are candidates: neither is taken.
    (("mtus-chronic-pain", "2009", None), "SCS", [], ["SCS"]),
    (("mtus-chronic-pain", "2009", None), "Weaning of opioids", [], ["Weaning of opioids"]),
    (("mtus-chronic-pain", "2009", None), "Yoga, Phrenology; Exercise", ["Yoga", "Exercise"], ["Phrenology"]),
    (
        ("mtus-acoem", "2004", "12"),
        "Diagnositc Criteria, Special Studies",
        ["Diagnostic Criteria", "Special Studies"],
        [],
    ),
    (("mtus-acoem", "2007", "10"), "326, Diagnostic Criteria", ["Diagnostic Criteria"], ["326"]),
    (("mtus-acoem", "2004", "13"), "Activity Alteration", ["Activity Modification"], []),
    (("mtus-opioids", "2016", None), "2. Opioids for Subacute Pain", ["2. Opioids for Subacute Pain"], []),
    (("mtus-opioids", "2016", None), "Opioids for Subacute Pain", ["2. Opioids for Subacute Pain"], []),
    (
        ("mtus-opioids", "2016", None),
        "4.1 Tapering Opioids, 4.2 Tapering Opioids: Methods for Tapering Opioids",
        [
            "4.1 Tapering Opioids: Indications for Tapering Opioids",
            "4.2 Tapering Opioids: Methods for Tapering Opioids",
        ],
        [],
    ),
    (("mtus-opioids", "2016", None), "4.1 Weaning", [], ["4.1 Weaning"]),
    (("mtus-opioids", "2016", None), "9.9 Opioids", [], ["9.9 Opioids"]),
    (
        ("mtus-postsurgical", "2009", None),
        "Knee, Forearm, Wrist, & Hand",
        ["Knee", "Forearm, Wrist, & Hand"],
        [],
    ),
    (("mtus-chronic-pain", None, None), "Yoga, Office visits", ["Yoga", "Office visits"], []),
    (("mtus-acupuncture", "2007", None), "Anything", [], ["Anything"]),
    # A name of another edition stays one name.
    (
        ("mtus-chronic-pain", "2016", None),
        "Opioids, criteria for use, Muscle relaxants (for pain), 326",
        ["Muscle relaxants (for pain)"],
        ["Opioids, criteria for use", "326"],
    ),
]


@pytest.mark.parametrize(("place", "words", "names", "unresolved"), CASES, ids=[case[1] for case in CASES])
def test_sections(
    place: tuple[str, str | None, str | None], words: str, names: list[str], unresolved: list[str]
) -> None:
    reading = section_index(*place).read(words)
    assert [section.name for section in reading.sections] == names
    assert list(reading.unresolved) == unresolved


def test_every_section_answers_to_its_name() -> None:
    index = section_index("mtus-chronic-pain", "2009", None)
    assert [row.name for row in index.sections if index.get(row.name) != row] == []
