from __future__ import annotations

import pytest

from imr_graph.extract.summary.list_ends import follow_on, junctions, list_end, names_only_conditions
from imr_graph.extract.summary.sentences import split_sentences
from tests.extract.summary.summaries import summary


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("neck strain. Rest helps.", "neck strain."),
        ("neck strain and the knee was sore", "neck strain"),
        ("neck strain, which came from lifting", "neck strain"),
        # No full stop, no blank, or neither.
        ("neck strain Gait was slow.", "neck strain"),
        ("neck strainGait was slow.", "neck strain"),
        ("neck strainReflexes, strength and sensation were normal.", "neck strain"),
        ("neck strain (847.0)Examination found spasm.", "neck strain (847.0)"),
        ("disc bulge, L5-S1A note of May tells of pain.", "disc bulge, L5-S1"),
        ("neck strainMRI of May was read.", "neck strain"),
        ("knee tear status post arthroscopyPlain films showed little.", "knee tear status post arthroscopy"),
        # The next entry.
        ("neck strainKnee sprain.", "neck strainKnee sprain."),
        ("neck strainRule out knee sprainSleep was broken.", "neck strainRule out knee sprain"),
        # Another part of the report.
        ("neck strain PLAN: rest", "neck strain "),
        ("neck strain. Axis IV: loss of work", "neck strain."),
    ],
)
def test_list_end(text: str, taken: str) -> None:
    reading, sections = summary(text)
    sentences = split_sentences(reading, *sections.summary)
    assert text[: list_end(reading, 0, len(text), sentences)] == taken


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("strainKnee", ["Knee"]),
        ("arthroscopyPlain", ["Plain"]),
        ("L5-S1Gait", ["Gait"]),
        ("(847.0)Gait", ["Gait"]),
        # Inside a name, or after a word that only modifies.
        ("DeQuervain", []),
        ("OxyContin", []),
        ("lumbarStrain", []),
        ("neck strain", []),
    ],
)
def test_junctions(text: str, after: list[str]) -> None:
    assert [text[at:] for at in junctions(text, 0, len(text))] == after


@pytest.mark.parametrize(
    ("words", "only"),
    [
        ("Knee contusion.", True),
        ("Possible cuff tear.", True),
        ("Status post fusion.", True),
        ("Complex regional pain syndrome.", True),
        ("Heel pain.", True),
        ("Dupuytren contracture of the ring finger.", True),
        ("Examination found tenderness of the knee, with movement reduced by pain.", False),
        ("A progress report of 9/2/14 records neck pain, 4/10, worse with activity.", False),
        ("Heel pain persists with first steps in the morning.", False),
        ("Pain with rotation, no instability.", False),
        ("Objective findings include weak grip and atrophy.", False),
        ("He has gout.", False),
        ("Rest and heat.", False),
        ("", False),
    ],
)
def test_names_only_conditions(words: str, only: bool) -> None:
    assert names_only_conditions(words) == only


def test_follow_on_stops_at_the_first_other_sentence() -> None:
    text = "Strain. Knee contusion. Bursitis of the hip. Rest helps. Gout."
    reading, sections = summary(text)
    sentences = split_sentences(reading, *sections.summary)
    found = [text[low:high] for low, high in follow_on(text, 0, len(text), sentences)]
    assert found == ["Knee contusion.", "Bursitis of the hip."]
