"""Spinal levels: each way to print them, and what only looks like one."""

from __future__ import annotations

import pytest

from imr_graph.extract.request.spinal_levels import spinal_levels

CASES = [
    ("Block at L4-5", ["L4-L5"]),
    ("Block at L4/L5", ["L4-L5"]),
    ("Fusion, C5 - C6", ["C5-C6"]),
    ("c5-c6 fusion", ["C5-C6"]),
    ("L5-L4", ["L4-L5"]),
    ("Rhizotomy of L3, L4, and L5", ["L3", "L4", "L5"]),
    ("Rhizotomy of L3, 4 and 5 on the right", ["L3", "L4", "L5"]),
    ("C4,5,6 branch block", ["C4", "C5", "C6"]),
    ("L4-5-S1", ["L4-L5", "L5-S1"]),
    ("L4-L5/L5-S1", ["L4-L5", "L5-S1"]),
    ("C4-5, 5-6, 6-7", ["C4-C5", "C5-C6", "C6-C7"]),
    ("L4-5 and 5-S1", ["L4-L5", "L5-S1"]),
    ("T10 through L2", ["T10-L2"]),
    ("T12-L1", ["T12-L1"]),
    ("S1 root block", ["S1"]),
    # A number that counts something else.
    ("L4-5, 6 sessions", ["L4-L5"]),
    ("L3 and 4 more sessions", ["L3"]),
    ("C5-C6, 7 visits", ["C5-C6"]),
    # What may mean two levels.
    ("L5-1", []),
    # No vertebrae.
    ("C9", []),
    ("L7-8", []),
    ("L0637", []),
    ("T2-weighted images", []),
    ("Vitamin B12, A1C", []),
    ("L4.5", []),
]


@pytest.mark.parametrize(("title", "names"), CASES, ids=[case[0] for case in CASES])
def test_levels(title: str, names: list[str]) -> None:
    assert [level.name for level in spinal_levels(title)] == names


def test_a_level_stands_where_it_is_printed() -> None:
    title = "Blocks at L3-4-5 and S1"
    assert [title[level.start : level.end] for level in spinal_levels(title)] == ["L3-4", "4-5", "S1"]


@pytest.mark.parametrize(
    ("title", "regions"),
    [
        ("C7", ["cervical-spine"]),
        ("C7-T1", ["cervical-spine"]),
        ("T12-L1", ["thoracic-spine"]),
        ("T11-L2", ["thoracic-spine", "lumbar-spine"]),
        ("L3-S1", ["lumbar-spine"]),
        ("S1-S2", ["sacrum-and-coccyx"]),
    ],
)
def test_a_disc_lies_in_the_region_of_the_vertebra_above(title: str, regions: list[str]) -> None:
    [level] = spinal_levels(title)
    assert level.regions == tuple(f"body-region/{region}" for region in regions)
