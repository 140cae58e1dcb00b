"""Names of guidelines, chapters and publications as letters print them."""

from __future__ import annotations

import pytest

from imr_graph.lexicon.guideline_names import (
    NameTable,
    acoem_titles,
    mtus_names,
    mtus_names_before_year,
    odg_chapters,
    publication_sign,
)
from imr_graph.lexicon.tables import read_table


@pytest.mark.parametrize(
    ("table", "text", "value", "name"),
    [
        (mtus_names(), "Chronic Pain Guidelines x", "mtus-chronic-pain", "Chronic Pain Guidelines"),
        (mtus_names(), "chronic pain guidelines, x", "mtus-chronic-pain", "chronic pain guidelines"),
        (mtus_names(), "Post Surgical Guidelines", "mtus-postsurgical", "Post Surgical Guidelines"),
        (mtus_names_before_year(), "Opioid Treatment 2016", "mtus-opioids", "Opioid Treatment"),
        (acoem_titles(), "Forearm Wrist & Hand Complaints 2004", "11", "Forearm Wrist & Hand Complaints"),
        (acoem_titles(), "Stress-Related Conditions", "15", "Stress-Related Conditions"),
        (acoem_titles(), "Elbow Disorders (Revised 2007)", "10", "Elbow Disorders"),
        (odg_chapters(), "Low Back- Lumbar & Thoracic chapter", "low-back", "Low Back- Lumbar & Thoracic"),
        (odg_chapters(), "Hip/ Pelvis: x", "hip-and-pelvis", "Hip/ Pelvis"),
    ],
)  # fmt: skip
def test_names_found(table: NameTable[str], text: str, value: str, name: str) -> None:
    found = table.match(text, 0)
    assert found is not None
    assert (found[0], text[: found[1]]) == (value, name)


@pytest.mark.parametrize(
    ("table", "text"),
    [
        (mtus_names(), "Chronic pain programs"),
        (mtus_names(), "TENS, chronic pain"),
        (acoem_titles(), "Kneecap"),
        (odg_chapters(), "Painful arc"),
    ],
)
def test_names_not_found(table: NameTable[str], text: str) -> None:
    assert table.match(text, 0) is None


@pytest.mark.parametrize("row", read_table("publication_signs"), ids=lambda row: row["sign"])
def test_every_sign_of_a_publication_shows_in_its_example(row: dict[str, str]) -> None:
    found = publication_sign().search(row["example"].lower())
    assert found is not None
    assert row["sign"] in row["example"].lower()


@pytest.mark.parametrize(
    "topic",
    [
        "Nerve conduction studies (NCS)", "Medical food", "Unloader braces for the knee", "Bathtub seats",
        "Physical therapy guidelines", "Partial claviculectomy (Mumford procedure)", "Manual therapy",
    ],
)  # fmt: skip
def test_a_topic_is_no_publication(topic: str) -> None:
    found = publication_sign().search(topic.lower())
    assert found is None
