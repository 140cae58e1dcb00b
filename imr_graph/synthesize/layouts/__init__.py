"""The layouts of letters: for each, what a case must have and how a letter sets it out."""

from __future__ import annotations

from typing import Final

from imr_graph.synthesize.chance import Chance, Deck
from imr_graph.synthesize.layouts import full_letter, notice, numbered, review
from imr_graph.synthesize.layouts.draft import Layout

_ALL: Final[dict[str, Layout]] = {
    "f1a": full_letter.EARLY,
    "f1b": full_letter.LATE,
    "f2": numbered.LAYOUT,
    "f2013b": notice.LAYOUT,
    "f3": review.LAYOUT,
}
_MIX: Final = Deck([("f1a", 32), ("f1b", 48), ("f2", 10), ("f2013b", 6), ("f3", 4)])

LAYOUTS: Final = (*_ALL, "mixed")
"""The names that a letter can be asked for by; ``mixed`` draws one of the others."""


def draw_layout(chance: Chance, name: str) -> Layout:
    """The layout of that name, or one at random for ``mixed``."""
    return _ALL[chance.draw(_MIX) if name == "mixed" else name]


__all__ = ["LAYOUTS", "Layout", "draw_layout"]
