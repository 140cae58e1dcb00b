"""The conditions that a printed diagnosis names, as concepts, and the side that it prints.

A diagnosis is looked up whole first. One that is not known whole is parted where words join
conditions:

- "and", commas and slashes part equals ("cervical and lumbar strain", "wrist tendinitis and
  bursitis"): each takes from its neighbours the place or the condition that it lacks, and all of them
  must be known, else none is taken, and "or" leaves open which of two it is;
- "with", "due to", "status post" begin a tail: the condition before it is named for certain, so it is
  taken even where the tail is not known; what "without" denies is not looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from imr_graph.lexicon import diagnosis_terms
from imr_graph.lexicon.conditions import ALTERNATIVE, DENIAL, Word, condition_table, condition_words
from imr_graph.record import Side

_BRACKETED = re.compile(r"[(\[][^()\[\]]{0,200}[)\]]")
_MOST_WORDS = 40
_MOST_PARTS = 8

Words = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Grounding:
    """What a printed diagnosis is grounded to.

    Args:
        concepts: paths of the conditions, in order; empty where none is known.
        side: the one side that the diagnosis prints; ``None`` also where its parts differ.
        whole: whether every word is accounted for.
    """

    concepts: tuple[str, ...]
    side: Side | None
    whole: bool


@lru_cache(maxsize=8192)
def ground_diagnosis(printed: str) -> Grounding:
    """The conditions and the side of one printed diagnosis."""
    best: Grounding | None = None
    # What stands in brackets mostly repeats the name in other words.
    for text in dict.fromkeys((printed, _BRACKETED.sub(" ", printed))):
        words = condition_words(text)
        if not words or len(words) > _MOST_WORDS:
            continue
        concepts, whole = _Resolver().resolve(words)
        if concepts and (best is None or (whole and not best.whole)):
            best = Grounding(concepts, None, whole)
    side = _side(condition_words(printed), single=best is not None and len(best.concepts) == 1)
    return Grounding(best.concepts, side, best.whole) if best else Grounding((), side, whole=False)


class _Resolver:
    """Resolves the stretches of one diagnosis, each once."""

    def __init__(self) -> None:
        self._resolved: dict[Words, tuple[tuple[str, ...], bool]] = {}

    def resolve(self, words: Words) -> tuple[tuple[str, ...], bool]:
        """The concepts of a stretch, and whether nothing of it is left over."""
        if words not in self._resolved:
            self._resolved[words] = (), False  # while it is looked up
            self._resolved[words] = self._resolve(words)
        return self._resolved[words]

    def _resolve(self, words: Words) -> tuple[tuple[str, ...], bool]:
        if found := _find(words):
            return (found,), True
        if equals := _equals(words):
            return equals, True
        partly: tuple[str, ...] = ()
        for at in range(len(words) - 1, 0, -1):
            if words[at].kind != "tail":
                continue
            head, head_whole = self.resolve(words[:at])
            if not head:
                continue
            rest = words[at + 1 :]
            says_nothing = words[at] == DENIAL or not any(word.names for word in rest)
            tail, tail_whole = ((), True) if says_nothing else self.resolve(rest)
            if head_whole and tail_whole:
                return _joined(head, tail), True
            partly = partly or _joined(head, tail)
        return partly, False


def _find(words: Sequence[Word]) -> str | None:
    condition = condition_table().find(words)
    return condition.concept if condition else None


def _equals(words: Words) -> tuple[str, ...]:
    """The conditions of a stretch that links part; empty unless every part is known."""
    parts = list(_parted(words))
    if not 1 < len(parts) <= _MOST_PARTS:
        return ()
    found = [_part(parts, index) for index in range(len(parts))]
    if None in found or (ALTERNATIVE in words and len(set(found)) > 1):
        return ()
    return _joined(tuple(concept for concept in found if concept))


def _parted(words: Words) -> Iterator[Words]:
    start = 0
    for at, word in enumerate(words):
        if word.kind == "link":
            if at > start:
                yield words[start:at]
            start = at + 1
    if start < len(words):
        yield words[start:]


def _part(parts: list[Words], index: int) -> str | None:
    """The condition of one of several equals, with what it shares with the others."""
    part = parts[index]
    if not any(_is_place(word) for word in part):
        # The place that stands nearest before it, else after it.
        for other in (*reversed(parts[:index]), *parts[index + 1 :]):
            places = tuple(word for word in other if _is_place(word))
            if places and (found := _find((*part, *places))):
                return found
    if found := _find(part):
        return found
    for other in (parts[-1], parts[0]):
        if other is not part and (found := _of_shared_condition(part, other)):
            return found
    return None


def _of_shared_condition(part: Words, other: Words) -> str | None:
    """The condition that ``part`` names a place of ("cervical" of "cervical and lumbar disc bulge")."""
    places = tuple(word for word in other if _is_place(word))
    asides = (word for word in other if word.kind == "aside" and word not in places)
    # One word is exchanged or all of place are: "disc" is a place too, and stays.
    exchanged = [*((word,) for word in (*places, *asides)), places]
    rests = [tuple(word for word in other if word not in gone) for gone in exchanged if gone]
    # Else its noun alone: "thoughts" of "homicidal and suicidal thoughts".
    for group in (rests, [other[-1:]]):
        found = {concept for rest in group if (concept := _find((*part, *rest)))}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _is_place(word: Word) -> bool:
    if word.kind not in {"name", "aside"}:
        return False
    return diagnosis_terms.roles(word.key)[:1] in {("place",), ("region",)}


def _joined(*groups: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(groups)))


def _side(words: Words, *, single: bool) -> Side | None:
    printed = {word.key for word in words if word.kind == "side"}
    if "bilateral" in printed or (single and printed == {"left", "right"}):
        return "bilateral"
    if printed == {"left"}:
        return "left"
    return "right" if printed == {"right"} else None
