"""Requests like a letter's that were decided otherwise: same treatment, same guideline, other outcome."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final, get_args

from imr_graph.record import DecisionOutcome, Item, Record
from server.responses.addresses import search_url
from server.responses.problems import Problem
from server.serving.kept import Kept
from server.serving.version import Serving

MOST_REQUESTS: Final = 6
"""Kinds of requests of one letter that neighbours are sought for; a page says where there are more."""

_SHOWN: Final = 4
"""Neighbours of one kind of request that are named, the newest."""

_OUTCOMES: Final[tuple[DecisionOutcome, ...]] = get_args(DecisionOutcome)


@dataclass(frozen=True, slots=True)
class Alike:
    """What makes requests alike.

    Args:
        treatment: dimension and path of the drug, else of the kind of treatment.
        guideline: dimension and path of what is cited, from the narrowest to the widest; at least one.
        outcome: how this letter decides it.
    """

    treatment: tuple[str, str]
    guideline: tuple[tuple[str, str], ...]
    outcome: DecisionOutcome

    @property
    def others(self) -> list[str]:
        """The other outcomes, as concepts."""
        return [f"decision/{name}" for name in _OUTCOMES if name != self.outcome]


@dataclass(frozen=True, slots=True)
class _Newest:
    """What the fact tables tell of one kind of request.

    Args:
        cited: dimension and path of the narrowest guideline under which some were decided otherwise.
        total: how many.
        places: letter and position of the newest; from 1.
    """

    cited: tuple[str, str]
    total: int
    places: tuple[tuple[str, int], ...]


_KEPT: Final[Kept[_Newest | None]] = Kept(5_000)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A request that was decided otherwise.

    Args:
        identifier: its letter's.
        item: its place in the letter, from 0.
        decided: the day; None where none is printed.
        outcome: what was decided.
        words: of the request.
    """

    identifier: str
    item: int
    decided: dt.date | None
    outcome: DecisionOutcome
    words: str


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Neighbours of one kind of request.

    Args:
        items: places in this letter of the requests of that kind, from 0.
        treatment: path of what is requested.
        guideline: path of what is cited.
        outcome: what this letter decides.
        total: how many were decided otherwise, in this letter too.
        shown: the newest of them in other letters.
        href: the search that finds all.
    """

    items: tuple[int, ...]
    treatment: str
    guideline: str
    outcome: DecisionOutcome
    total: int
    shown: tuple[Neighbour, ...]
    href: str


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What a letter's page tells of neighbours.

    Args:
        found: by kind of request, in the letter's order.
        left_out: kinds of requests beyond the most that are looked at.
        without: requests that name no treatment or guideline that a table knows.
        failed: why none could be sought; empty where they were.
    """

    found: tuple[Otherwise, ...] = ()
    left_out: int = 0
    without: int = 0
    failed: str = ""


def neighbours(serving: Serving, record: Record) -> Neighbours:
    """The neighbours of a letter; blocks."""
    kinds: dict[Alike, list[int]] = {}
    without = 0
    for place, item in enumerate(record.items):
        alike = _alike(item)
        if alike is None:
            without += 1
        else:
            kinds.setdefault(alike, []).append(place)
    try:
        found = _found(serving, record.identifier, dict(islice(kinds.items(), MOST_REQUESTS)))
    except Problem as problem:  # the letter itself is told all the same
        return Neighbours(failed=problem.detail, without=without)
    if found is None:
        return Neighbours(failed="This version of the graph has no fact tables; the next build makes them.")
    return Neighbours(found, max(len(kinds) - MOST_REQUESTS, 0), without)


def _alike(item: Item) -> Alike | None:
    """What requests must share with an item; None where no table knows its treatment or guideline."""
    drug = item.drug.concept if item.drug else None
    treatment = ("drug", drug) if drug else ("subcategory", item.subcategory)
    cited = next(_guidelines(item), None)
    if treatment[1] is None or cited is None:
        return None
    return Alike((treatment[0], treatment[1]), cited, item.decision)


def _guidelines(item: Item) -> Iterator[tuple[tuple[str, str], ...]]:
    """What each citation leads to, narrowest first; the reviewer's citations before the other side's."""
    for citation in sorted(item.citations, key=lambda one: one.by != "reviewer"):
        grounding = citation.grounding
        named = (
            ("section", grounding.sections[0] if grounding.sections else None),
            ("chapter", grounding.chapter),
            ("document", grounding.document),
        )
        if found := tuple((dimension, path) for dimension, path in named if path):
            yield found


def _found(serving: Serving, own: str, kinds: dict[Alike, list[int]]) -> tuple[Otherwise, ...] | None:
    """The neighbours by kind of request; None where the version has no fact tables.

    Raises:
        Problem: the fact tables are over a limit.
    """
    if serving.counting is None:
        return None
    newest = {alike: _KEPT.get(serving, alike, partial(_newest, serving, alike)) for alike in kinds}
    named = {place[0] for told in newest.values() if told for place in told.places}
    records = serving.graph.records(sorted(named - {own}))
    found = []
    for alike, told in newest.items():
        if told is not None:
            others = [place for place in told.places if place[0] in records][:_SHOWN]
            found.append(
                Otherwise(
                    items=tuple(kinds[alike]),
                    treatment=alike.treatment[1],
                    guideline=told.cited[1],
                    outcome=alike.outcome,
                    total=told.total,
                    shown=tuple(_neighbour(records[name], position - 1) for name, position in others),
                    href=_search(alike, told.cited),
                )
            )
    return tuple(found)


def _newest(serving: Serving, alike: Alike) -> _Newest | None:
    """What the fact tables tell of a kind of request; None where all are decided alike.

    Raises:
        Problem: they are over a limit.
    """
    # The tables' libraries take a fifth of a second to load; a server answers before.
    from imr_graph.tables.browse import Listing, Order, pages, totals
    from imr_graph.tables.conditions import Citing, Every, OneOf

    if serving.counting is None:
        return None
    newest = Order("decision_date", descending=True)
    name, treatment = alike.treatment
    with serving.counting.asked() as tables:
        for dimension, path in alike.guideline:
            where = Every(
                (
                    OneOf(name, (treatment,)),
                    Citing((OneOf(dimension, (path,)),)),
                    OneOf("outcome", tuple(alike.others)),
                )
            )
            [total] = totals(tables, [("items", where)])
            if total:
                listing = Listing(what="items", where=where, order=newest, limit=_SHOWN + 1)
                [rows] = pages(tables, [listing])
                return _Newest(
                    (dimension, path), total, tuple((row.identifier, row.position) for row in rows)
                )
    return None


def _neighbour(record: Record, place: int) -> Neighbour:
    item = record.items[place]
    return Neighbour(record.identifier, place, record.dates.decision, item.decision, item.text)


def _search(alike: Alike, cited: tuple[str, str]) -> str:
    """The page of items that are alike, of the other outcomes."""
    from imr_graph.tables.dimensions import dimensions

    facets = {dimensions()[name].graphql: path for name, path in (alike.treatment, cited)}
    return search_url(**facets, outcome=alike.others)
