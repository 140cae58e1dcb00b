"""Which letter stands where several claim a place.

It depends on the set of letters that ever arrived, never on their order:

* of several letters of one case the one with the latest decision date stands, of those the one
  whose text has the largest hash;
* a letter without a case number gives way to one with the same body that has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from imr_graph.build.work import chunks_of
from imr_graph.store.ledger import Tombstones
from imr_graph.store.segments import Standing
from imr_graph.store.staging import Summary

_BATCH: Final = 500

Place = tuple[int, int]
"""Chunk, and place in it, of a letter that arrived."""


class Held(Protocol):
    """Letters that are kept."""

    def known_texts(self, text_sha256s: Sequence[str]) -> set[str]:
        """Which of these texts are kept."""

    def standings(self, identifiers: Sequence[str]) -> dict[str, Standing]:
        """The letters that stand under these identifiers."""

    def cases_of_bodies(self, bodies: Sequence[str]) -> dict[str, str]:
        """The first case, in order, under whose number a letter of each body arrived."""


class Arrived(Protocol):
    """What was read for this build."""

    def summaries(self) -> Iterator[Summary]:
        """All letters, in the order of arrival."""

    def rivals(self) -> list[Summary]:
        """Those that share an identifier or a body with another."""


@dataclass(slots=True)
class Settlement:
    """What becomes of the letters that arrived, and of those that the draft began with.

    Args:
        left_out: places of letters that are not kept: known word for word, or of a removed case.
        set_aside: places of letters that are kept and do not stand.
        leaving: identifiers under which the draft began with a letter that stands no more.
        new: letters that stand where none stood before.
        replaced: letters that stand where another stood before.
        superseded: letters that were not kept before, and do not stand.
        removed_before: letters of a removed case.
        unchanged: letters that were known word for word.
        gave_way: one sentence for each letter that gave way now, naming both.
    """

    left_out: set[Place] = field(default_factory=set)
    set_aside: set[Place] = field(default_factory=set)
    leaving: set[str] = field(default_factory=set)
    new: int = 0
    replaced: int = 0
    superseded: int = 0
    removed_before: int = 0
    unchanged: int = 0
    gave_way: list[str] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        """Whether anything is kept that was not."""
        return bool(self.new or self.replaced or self.superseded or self.leaving)

    def stands(self, place: Place) -> bool:
        """Whether the letter that arrived there stands."""
        return place not in self.left_out and place not in self.set_aside

    def touched(self, arrived: Arrived) -> set[str]:
        """Identifiers under which another letter stands than before, or none any more."""
        standing = (one for one in arrived.summaries() if self.stands((one.chunk, one.place)))
        return self.leaving | {one.identifier for one in standing}


def settle(arrived: Arrived, held: Held, before: Held, buried: Tombstones) -> Settlement:
    """Decide on every letter that arrived.

    Args:
        arrived: what was read.
        held: what the draft begins with; nothing where it is made anew of all texts.
        before: what the last version keeps; it decides what is told, not what stands.
        buried: cases that were removed, whose letters are left out.
    """
    settling = _Settling(arrived, held, before, buried)
    for batch in chunks_of(arrived.summaries(), _BATCH):
        settling.take(batch)
    settling.settlement.gave_way.sort()
    return settling.settlement


class _Settling:
    """Decides batch by batch, knowing of letters that share an identifier or a body beforehand."""

    def __init__(self, arrived: Arrived, held: Held, before: Held, buried: Tombstones) -> None:
        self.settlement = Settlement()
        self._held = held
        self._before = before
        self._buried = buried
        self._best: dict[str, Summary] = {}
        self._cases: dict[str, str] = {}
        self._know(arrived.rivals())

    def take(self, batch: Sequence[Summary]) -> None:
        """Decide on some letters."""
        texts = [letter.text_sha256 for letter in batch]
        names = [*{name for letter in batch for name in (letter.identifier, letter.body)}]
        known = self._held.known_texts(texts)
        told = self._before.known_texts(texts)
        standings = self._held.standings(names)
        stood = self._before.standings(names)
        bare = [letter.body for letter in batch if letter.identifier == letter.body]
        cases = self._held.cases_of_bodies(bare) if bare else {}
        for letter in batch:
            if self._is_left_out(letter, known):
                continue
            if letter.identifier != letter.body and letter.body in standings:
                self._end_bare(letter)
            winner = self._winner(letter, standings.get(letter.identifier), cases.get(letter.body))
            if winner is None:
                self._stand(letter, standings.get(letter.identifier), stood.get(letter.identifier))
                continue
            self.settlement.set_aside.add((letter.chunk, letter.place))
            if letter.text_sha256 not in told:
                self.settlement.superseded += 1
                self.settlement.gave_way.append(f"{letter.source} gives way to {winner}")

    def _know(self, rivals: Iterable[Summary]) -> None:
        texts: set[str] = set()
        for letter in rivals:
            if self._buried.cover(letter.identifier, letter.body):
                continue
            if letter.text_sha256 in texts:
                self.settlement.left_out.add((letter.chunk, letter.place))
                continue
            texts.add(letter.text_sha256)
            before = self._best.get(letter.identifier, letter)
            self._best[letter.identifier] = max(letter, before, key=lambda one: one.rank)
            if letter.identifier != letter.body:
                first = self._cases.get(letter.body, letter.identifier)
                self._cases[letter.body] = min(letter.identifier, first)

    def _is_left_out(self, letter: Summary, known: set[str]) -> bool:
        place = (letter.chunk, letter.place)
        if self._buried.cover(letter.identifier, letter.body):
            self.settlement.removed_before += 1
        elif place in self.settlement.left_out or letter.text_sha256 in known:
            self.settlement.unchanged += 1
        else:
            return False
        self.settlement.left_out.add(place)
        return True

    def _winner(self, letter: Summary, standing: Standing | None, case: str | None) -> str | None:
        """What a letter gives way to, in words; None where it stands."""
        if letter.identifier == letter.body:
            named = [one for one in (self._cases.get(letter.body), case) if one]
            if named:
                return f"{min(named)}, the same letter with its case number"
        best = self._best.get(letter.identifier, letter)
        if standing is not None and standing.rank > best.rank:
            return f"another letter of {letter.identifier}{_decided(standing)}"
        if best.text_sha256 != letter.text_sha256:
            return f"{best.source}, another letter of {letter.identifier}{_decided(best)}"
        return None

    def _stand(self, letter: Summary, standing: Standing | None, stood: Standing | None) -> None:
        if standing is not None:
            self.settlement.leaving.add(letter.identifier)
        if stood is None:
            self.settlement.new += 1
        elif stood.text_sha256 != letter.text_sha256:
            self.settlement.replaced += 1
            self.settlement.gave_way.append(
                f"the letter of {letter.identifier}{_decided(stood)} gives way to {letter.source}"
            )

    def _end_bare(self, letter: Summary) -> None:
        if letter.body not in self.settlement.leaving:
            self.settlement.leaving.add(letter.body)
            self.settlement.gave_way.append(
                f"{letter.body} gives way to {letter.source}, the same letter with its case number"
            )


def _decided(letter: Summary | Standing) -> str:
    return f" decided on {letter.decided}" if letter.decided else ""
