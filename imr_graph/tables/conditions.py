"""Conditions on disputed items, as a tree of plain values.

A condition holds of an item or it does not: what is unknown is no value, so a condition on it does not
hold, and ``Not`` of that condition does. What may be said of citations and diagnoses is a condition of the
same kind within ``Citing`` and ``DiagnosedWith``; ``imr_graph.tables.where`` makes SQL of them.

Conditions made of tuples can be keys of a mapping; two lists of items are equal only where they are one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import pyarrow as pa

Value: TypeAlias = str | int | None
"""A concept by IRI or path, the label of a set, a text, a number or a string as the dimension has them; an
``int`` where the dimension points into a dictionary is a row's number there; None is "without a value"."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """The item has one of some values of a dimension.

    Args:
        dimension: a name of ``dimensions()``.
        values: at least one of them; a condition also where a narrower one is named.
    """

    dimension: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Citing:
    """All of the conditions hold of one and the same citation of the item.

    Args:
        conditions: on party, document, edition, edition_status, chapter, section and place, and printed
            chapters and sections; none: the item has a citation.
    """

    conditions: Sequence[Where]


@dataclass(frozen=True, slots=True)
class DiagnosedWith:
    """All of the conditions hold of one and the same diagnosis of the item's case.

    Args:
        conditions: on condition and certainty, and the printed diagnosis; none: the case has a diagnosis.
    """

    conditions: Sequence[Where]


@dataclass(frozen=True, slots=True)
class Decided:
    """The letter was decided on one of these days, both ends included; None leaves an end open."""

    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """A day or a number that the letter or the drug has lies between two, both included.

    Args:
        name: one of ``RANGES``.
        first: the least; None leaves the end open.
        last: the largest; None leaves the end open.
    """

    name: str
    first: dt.date | float | None = None
    last: dt.date | float | None = None


@dataclass(frozen=True, slots=True)
class Printing:
    """What the letter prints of something holds these words, the case of letters aside.

    Args:
        name: one of ``PRINTED``.
        words: taken literally.
    """

    name: str
    words: str


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The item is among those whose texts hold some words, as the full-text index found them.

    Args:
        field: the text that was searched, ``title`` or ``rationale``.
        items: columns ``identifier`` (string) and ``position`` (integer).
    """

    field: str
    items: pa.Table


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """The item is among some that were found elsewhere; ``items`` as for :class:`Words`."""

    items: pa.Table


@dataclass(frozen=True, slots=True)
class Held:
    """The item is in a set of items, a bit for each, the first one's first; see ``items_held``.

    Args:
        items: the set.
        last: the file's last item, to which the last bit belongs.
    """

    items: int
    last: int


@dataclass(frozen=True, slots=True)
class InLetters:
    """The item stands in one of these letters."""

    identifiers: Sequence[str]


@dataclass(frozen=True, slots=True)
class Every:
    """All of them hold; so does none at all."""

    of: Sequence[Where]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of them holds; of none, no item fits."""

    of: Sequence[Where]


@dataclass(frozen=True, slots=True)
class Not:
    """It does not hold, be it that the value is another one or unknown."""

    of: Where


Where: TypeAlias = (
    "OneOf | Citing | DiagnosedWith | Decided | Within | Printing | Words | Listed | Held | InLetters | "
    "Every | Either | Not"
)
"""A condition on disputed items."""
