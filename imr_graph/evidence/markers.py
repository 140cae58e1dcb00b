"""Which sentences of a rationale decide: by forms that ``markers.toml`` declares, never by the outcome."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Literal

from imr_graph.evidence.sentences import Sentence

_PLAIN: Final = str.maketrans("\u2018\u2019\u201c\u201d\u2010\u2011\u2013\u2014", "''\"\"----")
LONGEST_LOOKED_AT: Final = 2_000
"""Characters of a sentence that patterns are tried on; what is longer is no prose, and would take time."""

LAST: Final = "last"
"""The kind of a sentence that no marker tells: the rationale's last, quoted for want of a better one."""


@dataclass(frozen=True, slots=True)
class Marker:
    """One form.

    Args:
        pattern: on a sentence in small letters.
        why: what the form does, for people.
        example: a sentence that has it.
        counter: a sentence that has it not.
    """

    pattern: re.Pattern[str]
    why: str
    example: str
    counter: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What a sentence does in a decision.

    Args:
        name: short and stable.
        label: for people.
        why: what it is sought for.
        take: which of several sentences comes first.
        unless: names of kinds beside which a sentence is not of this one.
        denied_by: words that make a sentence say the opposite; with them it is not of this kind.
        markers: any of them makes a sentence one of this kind.
    """

    name: str
    label: str
    why: str
    take: Literal["first", "last"]
    unless: frozenset[str]
    denied_by: re.Pattern[str] | None
    markers: tuple[Marker, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence with what it does.

    Args:
        sentence: the sentence.
        kinds: names, in the order of the kinds; ``last`` alone where no marker tells one.
        at: where the first marker of the first kind stands in its words.
    """

    sentence: Sentence
    kinds: tuple[str, ...]
    at: tuple[int, int]


@cache
def kinds() -> tuple[Kind, ...]:
    """The kinds, in the order in which they are chosen."""
    declared = tomllib.loads((resources.files(__package__) / "markers.toml").read_text(encoding="utf-8"))
    return tuple(
        Kind(
            one["name"],
            one["label"],
            one["why"],
            one["take"],
            frozenset(one["unless"]),
            re.compile(one["denied_by"]) if "denied_by" in one else None,
            tuple(Marker(re.compile(form.pop("pattern")), **form) for form in one["pattern"]),
        )
        for one in declared["kind"]
    )


def marked(sentence: Sentence) -> Marked | None:
    """A sentence with its kinds; None where no marker tells any."""
    words = sentence.words.translate(_PLAIN).lower()
    if len(words) != len(sentence.words):  # a letter whose small form is longer: offsets would be off
        words = sentence.words.translate(_PLAIN)
    # A sentence ends with what decides as often as it begins with it.
    half = LONGEST_LOOKED_AT // 2
    looked = [(0, words)]
    if len(words) > LONGEST_LOOKED_AT:
        looked = [(0, words[:half]), (len(words) - half, words[-half:])]
    found: list[str] = []
    at: tuple[int, int] | None = None
    for kind in kinds():
        if not kind.unless.isdisjoint(found):
            continue
        if kind.denied_by is not None and any(kind.denied_by.search(part) for _, part in looked):
            continue
        match = next(
            (
                (offset + hit.start(), offset + hit.end())
                for offset, part in looked
                for marker in kind.markers
                if (hit := marker.pattern.search(part))
            ),
            None,
        )
        if match is not None:
            found.append(kind.name)
            at = at or match
    return None if at is None else Marked(sentence, tuple(found), at)


def decisive(found: Sequence[Sentence], most: int) -> list[Marked]:
    """The decisive ones among the sentences of one rationale, in their own order.

    The first of each kind in turn, then the second of each, until there are enough; a sentence of several
    kinds stands for all of them. Where no marker tells any, the last sentence.

    Args:
        found: all sentences of the rationale.
        most: sentences at most.
    """
    told = [one for sentence in found if (one := marked(sentence)) is not None]
    if not told:
        return [Marked(sentence, (LAST,), (0, 0)) for sentence in found[-1:]]
    waiting = {
        kind.name: [
            number
            for number in (range(len(told)) if kind.take == "first" else reversed(range(len(told))))
            if kind.name in told[number].kinds
        ]
        for kind in kinds()
    }
    taken: set[int] = set()
    depth = 0
    while len(taken) < min(most, len(told)):
        for name, numbers in waiting.items():
            shown = sum(name in told[number].kinds for number in taken)
            left = [number for number in numbers if number not in taken]
            if left and shown <= depth and len(taken) < most:
                taken.add(left[0])
        depth += 1
    return [told[number] for number in sorted(taken)]
