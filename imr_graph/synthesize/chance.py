"""Chance that can be had again: the same seed and number of a letter give the same draws."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Deck(Generic[T]):
    """Things to draw from, each as often as its weight says.

    Args:
        things: pairs of a thing and its weight (above 0); at least one.
    """

    __slots__ = ("_bounds", "_total", "things")

    def __init__(self, things: Iterable[tuple[T, float]]) -> None:
        pairs = list(things)
        if not pairs:
            raise ValueError("a deck needs at least one thing to draw")
        self.things: tuple[T, ...] = tuple(thing for thing, _ in pairs)
        self._bounds = list(accumulate(weight for _, weight in pairs))[:-1]
        self._total = sum(weight for _, weight in pairs)

    def at(self, point: float) -> T:
        """The thing at a point of [0, 1)."""
        return self.things[bisect_right(self._bounds, point * self._total)]


class Chance:
    """The draws of one letter.

    ``forms`` gathers the names of the forms that were drawn ("diagnoses: numbers, glued"), so that
    whoever reads the letter can tell which ways of writing it holds.

    Args:
        seed: of the whole run.
        number: the letter's place in it, from 0.
    """

    __slots__ = ("_random", "forms")

    def __init__(self, seed: int, number: int) -> None:
        digest = blake2b(f"{seed}/{number}".encode(), digest_size=8).digest()
        self._random = random.Random(int.from_bytes(digest, "big"))  # noqa: S311 - must be repeatable
        self.forms: set[str] = set()

    def happens(self, share: float) -> bool:
        """True in that share of all cases."""
        return self._random.random() < share

    def whole(self, first: int, last: int) -> int:
        """A whole number from first to last, both included."""
        return first + int(self._random.random() * (last - first + 1))

    def spread(self, median: float, sigma: float, most: float) -> float:
        """A length: log-normal around its median, at most ``most``."""
        return min(median * self._random.lognormvariate(0.0, sigma), most)

    def pick(self, things: Sequence[T]) -> T:
        """One of the things, each as likely."""
        return things[int(self._random.random() * len(things))]

    def draw(self, deck: Deck[T]) -> T:
        """One thing of a deck."""
        return deck.at(self._random.random())

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """All of the things in any order."""
        return self._random.sample(things, len(things))

    def form(self, kind: str, deck: Deck[str]) -> str:
        """Draw the name of a form, and keep it in ``forms`` as "kind: name"."""
        name = self.draw(deck)
        self.forms.add(f"{kind}: {name}")
        return name
