from __future__ import annotations

import pytest

from imr_graph.extract.summary.marked_lists import marked_entries


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        # Numbers, apart and glued.
        ("#1 Strain #2 Gout", ["Strain ", "Gout"]),
        ("1. Strain 2. Gout 3. Lumbago", ["Strain ", "Gout ", "Lumbago"]),
        ("1. Lumbar fusions2. Disc disease", ["Lumbar fusions", "Disc disease"]),
        ("1. Neuritis (724.4)2. Gout", ["Neuritis (724.4)", "Gout"]),
        ("1) Neuritis (724.4).2) Gout", ["Neuritis (724.4).", "Gout"]),
        (" (1) strain; (2) gout", ["strain; ", "gout"]),
        ("1) strain 2) gout at L4-5 3) cyst", ["strain ", "gout at L4-5 ", "cyst"]),
        ("1. 724.4 Neuritis 2. 274.9 Gout", ["724.4 Neuritis ", "274.9 Gout"]),
        # A number glued to another one.
        ("1. Tear of L5-S12. Gout", ["Tear of L5-S1", "Gout"]),
        ("1. Fusion in 20092. Gout", ["Fusion in 2009", "Gout"]),
        ("1. Neuritis 724.42. Gout", ["Neuritis 724.4", "Gout"]),
        ("1. Slip, grade 22. Gout", ["Slip, grade 2", "Gout"]),
        ("1. Obesity, BMI 412. Gout 3. Cyst", ["Obesity, BMI 41", "Gout ", "Cyst"]),
        # Numbers that are no mark.
        ("1. Strain of 2.5 cm 2. Gout", ["Strain of 2.5 cm ", "Gout"]),
        ("1. Strain, seen on 10-4-2012. Rest helps.", ["Strain, seen on 10-4-2012. Rest helps."]),
        ("1. Strain, seen on 10/4/12. Rest helps.", ["Strain, seen on 10/4/12. Rest helps."]),
        ("1. Strain, since 2012. Rest helps.", ["Strain, since 2012. Rest helps."]),
        (
            "1. Strain. The pain is rated 2. The gout is old.",
            ["Strain. The pain is rated 2. The gout is old."],
        ),
        ("1. Strain. It heals. 2. Gout", ["Strain. It heals. ", "Gout"]),
        # Letters and bullets, two at least.
        ("a) strain; b) gout", ["strain; ", "gout"]),
        ("A. Strain B. Gout", ["Strain ", "Gout"]),
        ("- strain - gout, left-sided - cyst", ["strain", "gout, left-sided", "cyst"]),
        ("\u2022 strain \u2022 gout", ["strain", "gout"]),
        ("a) strain", []),
        ("- strain", []),
        ("strain, 2. gout", []),
        ("10 strains", []),
        ("", []),
    ],
)
def test_marked_entries(text: str, entries: list[str]) -> None:
    assert [text[low:high] for low, high in marked_entries(text, 0, len(text))] == entries
