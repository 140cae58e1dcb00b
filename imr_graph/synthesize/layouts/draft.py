"""What a layout's writer hands over: the blocks of a letter, and which of the case's facts they print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from imr_graph.synthesize.case import Terms
from imr_graph.synthesize.chance import Chance
from imr_graph.synthesize.facts import Case, Reviewer
from imr_graph.synthesize.typesetting import Block, Style

ALL_DAYS: Final = frozenset({"injury", "decision", "assigned", "ur_denial", "application_received"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter before it is set.

    Args:
        blocks: what it says, in order.
        days: names of the days that it prints.
        numbered: it prints its case number.
        priority: it prints the priority.
        footer: what stands at the foot of a page.
        claims: it tells what the claims administrator relied on.
        dated: the sides whose citations of the guideline for chronic pain bear its year.
    """

    blocks: list[Block]
    days: frozenset[str]
    numbered: bool = True
    priority: bool = True
    footer: str = "Page {page} of {pages}"
    claims: bool = True
    dated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout: its terms for a case, its writer and its style of setting."""

    name: str
    terms: Terms
    write: Callable[[Chance, Case, bool], Draft]
    style: Callable[[Chance], Style]


def joined(names: tuple[str, ...]) -> str:
    """Names as a sentence lists them: "A", "A and B", "A, B and C"."""
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def qualifications(chance: Chance, reviewer: Reviewer, who: str) -> str:
    """The sentence that tells a reviewer's boards and licences, its punctuation as careless as theirs."""
    boards = joined(reviewer.printed_specialties)
    states = ", ".join(reviewer.states) if chance.happens(0.4) else joined(reviewer.states)
    if not reviewer.printed_subspecialties:
        return f"{who} is Board Certified in {boards} and is licensed to practice in {states}."
    comma = "," if chance.happens(0.7) else ""
    field = joined(reviewer.printed_subspecialties)
    return (
        f"{who} is Board Certified in {boards}{comma} has a subspecialty in {field} "
        f"and is licensed to practice in {states}."
    )
