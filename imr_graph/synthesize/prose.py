"""The story of a case and the reasons for a decision, in sentences of the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from imr_graph.synthesize.chance import Chance
from imr_graph.synthesize.tables import read_rows, sentence, weighted

Slots = Mapping[str, object]

_SUMMARY: Final = read_rows("summary")
_PARTS: Final = {
    part: weighted([row for row in _SUMMARY if row["part"] == part], lambda row: sentence(row["text"]))
    for part in {row["part"] for row in _SUMMARY}
}
_REASONS: Final = read_rows("rationale")


def _reasons(part: str, topic: str = "") -> tuple[str, ...]:
    return tuple(
        sentence(row["text"]) for row in _REASONS if row["part"] == part and row["topic"] in {"", topic}
    )


_GUIDELINE: Final = {topic: _reasons("guideline", topic) for topic in {row["topic"] for row in _REASONS}}
_ARGUMENTS: Final = {part: _reasons(part) for part in {row["part"] for row in _REASONS}}
_PLACEHOLDERS: Final[defaultdict[str, str]] = defaultdict(lambda: "…")
_MIDDLE: Final = (
    "complaint",
    "finding",
    "treatment",
    "imaging",
    "complaint",
    "finding",
    "work",
    "plan",
    "treatment",
)


def tell_case(chance: Chance, slots: Slots, diagnoses: str, length: float, *, bare: bool) -> tuple[str, bool]:
    """A case summary of about that many characters, and whether it gives the day of the denial.

    Args:
        chance: the letter's draws.
        slots: what the sentences are filled with.
        diagnoses: the sentence that lists them, or "".
        length: characters wanted.
        bare: leave out age and sex, which this letter does not tell.
    """
    opening = "%(worker_opening)s was hurt at work on %(injury)s." if bare else chance.draw(_PARTS["opening"])
    told = [opening % slots]
    if chance.happens(0.6):
        told.append(chance.draw(_PARTS["mechanism"]) % slots)
    closing = ""
    if chance.happens(0.8):
        words = chance.draw(_PARTS["denial"])
        chance.forms.add(f"denial: {words % _PLACEHOLDERS}")
        closing = words % slots
    have = sum(map(len, told)) + len(diagnoses) + len(closing)
    place = chance.whole(1, 4)
    listed = diagnoses
    used: set[str] = set()
    misses = 0
    at = 0
    while diagnoses or (have < length and misses < 12):
        if diagnoses and at >= place:
            told.append(diagnoses)
            diagnoses = ""
            continue
        text = chance.draw(_PARTS[_MIDDLE[at % len(_MIDDLE)]])
        at += 1
        if text in used:
            misses += 1
            continue
        used.add(text)
        if told[-1] == listed:
            chance.forms.add(f"after the diagnoses: {' '.join((text % _PLACEHOLDERS).split()[:2])}")
        told.append(text % slots)
        have += len(told[-1]) + 1
    if closing:
        told.append(closing)
    return _joined(told), bool(closing)


def _joined(told: list[str]) -> str:
    """The sentences as one text; one without a full stop is glued to the next."""
    text = told[0]
    for following in told[1:]:
        text += following if text[-1] not in ".!?" else f" {following}"
    return text if text[-1] == "." else f"{text}."


def give_reasons(
    chance: Chance, slots: Slots, topic: str, decision: str, length: float, *, dependent: bool
) -> str:
    """The reasons for one decision, in about that many characters, its outcome last.

    Args:
        chance: the letter's draws.
        slots: what the sentences are filled with.
        topic: what is asked for.
        decision: "upheld", "overturned" or "modified".
        length: characters wanted.
        dependent: the item stands and falls with an operation decided before.
    """
    supports = decision == "overturned"
    closing = chance.pick(_ARGUMENTS[f"close-{decision}"]) % slots
    if dependent and chance.happens(0.7):
        return (
            f"{chance.pick(_ARGUMENTS['dependent-support' if supports else 'dependent'])} {closing}" % slots
        )
    words = _GUIDELINE.get(topic, _GUIDELINE[""])
    told = chance.shuffled(words)[: 1 + chance.whole(0, 2)]
    arguments = chance.shuffled(_ARGUMENTS["support" if supports else "against"])
    told += arguments[:1] + chance.shuffled(arguments[1:] + list(_ARGUMENTS["context"]))
    reasons: list[str] = []
    have = len(closing)
    for text in told:
        if reasons and have + 40 > length:
            break
        if "age" in text and slots["age"] is None and "(age)" in text:
            continue
        filled = text % slots
        reasons.append(filled[0].upper() + filled[1:])
        have += len(filled) + 1
    return f"{' '.join(reasons)} {closing}"
