"""What marks a sentence as decisive, and which are chosen."""

from __future__ import annotations

import pytest

from imr_graph.evidence.markers import LAST, LONGEST_LOOKED_AT, Kind, Marker, decisive, kinds, marked
from imr_graph.evidence.sentences import Sentence, sentences

EVERY = [(kind, marker) for kind in kinds() for marker in kind.markers]


def sentence(words: str) -> Sentence:
    return Sentence(words, tuple(range(len(words))))


@pytest.mark.parametrize(("kind", "marker"), EVERY, ids=[f"{k.name}-{m.why[:30]}" for k, m in EVERY])
def test_a_marker_finds_its_example_and_not_its_counter_example(kind: Kind, marker: Marker) -> None:
    assert marker.why
    assert marker.pattern.search(marker.example.lower())
    assert not marker.pattern.search(marker.counter.lower())
    found = marked(sentence(marker.example))
    assert found is not None
    assert kind.name in found.kinds or kind.unless.intersection(found.kinds)


def test_kinds_are_named_once_and_give_way_to_kinds_before_them() -> None:
    names = [kind.name for kind in kinds()]
    assert len(set(names)) == len(names)
    assert LAST not in names
    for number, kind in enumerate(kinds()):
        assert kind.unless <= set(names[:number])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("The request is medically necessary.", "conclusion"),
        ("The request is not medically necessary.", "conclusion"),
        ("The request is not-medically necessary.", "conclusion"),
        ("The device was determined to not be medically necessary.", "conclusion"),
        ("The guidelines recommend exercise.", "guideline"),
        ("There is no documentation of any benefit.", "lacking"),
        ("None of the notes show how well the brace fits.", "lacking"),
        ("The patient has not failed an adequate course of exercise.", "lacking"),
        ("The documentation does not reveal functional improvement.", "lacking"),
        ("The patient meets the criteria for the operation.", "met"),
        ("The patient walks with a cane.", "finding"),
    ],
)
def test_affirmed_and_denied_are_of_one_kind(words: str, expected: str) -> None:
    found = marked(sentence(words))
    assert found is not None
    assert found.kinds[0] == expected


@pytest.mark.parametrize(
    "words",
    [
        "The patient has not failed six months of conservative care.",
        "No report shows a trial with improvement.",
        "Radiculopathy should be confirmed by findings within the guidelines.",
        "The physician noted that findings persist, but the image failed to show them.",
    ],
)
def test_what_is_denied_or_only_demanded_is_not_told_as_documented(words: str) -> None:
    found = marked(sentence(words))
    assert found is None or "met" not in found.kinds


RATIONALE = (
    "Some words to begin with. The MTUS recommends a short course. The ODG supports up to ten visits. "
    "There is no documentation of benefit. The records do not mention exercise. More words. "
    "Medical necessity has not been established. Therefore, the request is not medically necessary."
)


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (1, ["Therefore, the"]),
        (2, ["The MTUS recommends", "Therefore, the"]),
        (3, ["The MTUS recommends", "There is no", "Therefore, the"]),
        (4, ["The MTUS recommends", "There is no", "Medical necessity has", "Therefore, the"]),
        (
            9,
            [
                "The MTUS recommends",
                "The ODG supports",
                "There is no",
                "The records do",
                "Medical necessity has",
                "Therefore, the",
            ],
        ),
    ],
)
def test_each_kind_has_its_turn_and_the_letters_order_is_kept(most: int, expected: list[str]) -> None:
    chosen = decisive(sentences(RATIONALE, ((0, len(RATIONALE)),)), most)
    assert [
        " ".join(one.sentence.words.split()[:3])[: len(start)]
        for one, start in zip(chosen, expected, strict=True)
    ] == expected


def test_without_a_marker_the_last_sentence_is_told_for_what_it_is() -> None:
    text = "Blue sky. Green grass."
    (one,) = decisive(sentences(text, ((0, len(text)),)), 4)
    assert (one.sentence.words, one.kinds) == ("Green grass.", (LAST,))
    assert decisive([], 4) == []


def test_what_is_no_prose_is_looked_at_in_bounded_time() -> None:
    huge = "the request is no not lack medical " * 20_000
    assert len(huge) > 100 * LONGEST_LOOKED_AT
    assert marked(sentence(huge + "is not medically necessary.")) is not None
    assert marked(sentence("x" * 100_000)) is None
