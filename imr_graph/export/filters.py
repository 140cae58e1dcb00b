"""Filters of views: checked, and as conditions on disputed items or on records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from imr_graph.errors import QuestionError
from imr_graph.export.catalogue import FILTERS, VIEWS, View
from imr_graph.questions.concepts import Concepts
from imr_graph.questions.near import nearest
from imr_graph.record import Record
from imr_graph.store.graph import Graph

ANY = "any"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a view is narrowed to.

    Args:
        first: the first day of decision; None leaves it open.
        last: the last day.
        outcome: ``upheld``, ``overturned``, ``modified`` or ``any``.
        least_weight: of an edge.
        concepts: filter to the path of its concept.
        words: filter to words.
        letters: identifiers; empty for all.
    """

    first: dt.date | None = None
    last: dt.date | None = None
    outcome: str = ANY
    least_weight: int = 1
    concepts: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    letters: tuple[str, ...] = ()

    def takes(self, record: Record) -> bool:
        """Whether a letter was decided in the period and has a request of the outcome."""
        decided = record.dates.decision
        if (self.first or self.last) and decided is None:
            return False
        if decided is not None and (
            (self.first is not None and decided < self.first)
            or (self.last is not None and decided > self.last)
        ):
            return False
        return self.outcome == ANY or any(item.decision == self.outcome for item in record.items)

    @property
    def everything(self) -> bool:
        """Whether no letter is left out."""
        return not (self.first or self.last or self.letters) and self.outcome == ANY


def view_called(name: str) -> View:
    """The view of a name.

    Raises:
        QuestionError: there is none.
    """
    if name not in VIEWS:
        raise QuestionError(
            f"no view is called {name!r}{nearest(name, VIEWS)}; there are: {', '.join(VIEWS)}"
        )
    return VIEWS[name]


def given_filters(view: View, filters: Mapping[str, str | None]) -> dict[str, str]:
    """Those filters that filter something, by name in order; their values are not looked at.

    Raises:
        QuestionError: the view does not take one.
    """
    for name in filters:
        if name not in view.filters:
            near = nearest(name, view.filters)
            raise QuestionError(
                f"view {view.name!r} has no filter {name!r}{near}; there are: {', '.join(view.filters)}"
            )
    return {name: value.strip() for name in view.filters if (value := filters.get(name)) and value.strip()}


def chosen(graph: Graph, view: View, filters: Mapping[str, str | None]) -> Chosen:
    """The filters of a view as they are meant.

    Args:
        graph: whose concepts and letters are named.
        view: the view.
        filters: name to value; None and blanks filter nothing.

    Raises:
        QuestionError: the view does not take one, or a value is none.
    """
    given = given_filters(view, filters)
    concepts: dict[str, str] = {}
    words: dict[str, str] = {}
    named = Concepts(graph)
    outcome = view.outcome
    if "by" in view.filters:
        concepts["by"] = "party/reviewer"
    for name, value in given.items():
        declared = FILTERS[name]
        if declared.kind == "words":
            words[name] = value
        elif declared.kind == "concept":
            try:
                path = (
                    ANY
                    if declared.any and value.casefold() == ANY
                    else _path(named, declared.concepts, value)
                )
            except ValueError as error:
                raise QuestionError(f"{name}: {value!r}: {error}") from error
            if name == "outcome":
                outcome = path.rpartition("/")[2]
            else:
                concepts[name] = path
    first, last = _day(given, "from"), _day(given, "to")
    if first and last and first > last:
        raise QuestionError(
            f"from {first} is after to {last}: no day lies between; give the earlier day as from"
        )
    return Chosen(
        first=first,
        last=last,
        outcome=outcome,
        least_weight=_number(given, "leastWeight"),
        concepts={name: path for name, path in concepts.items() if path != ANY},
        words=words,
        letters=tuple(_letters(graph, given)),
    )


def told(view: View, chosen: Chosen) -> str:
    """What a view is narrowed to, as a sentence; empty where nothing is."""
    parts = []
    if chosen.first or chosen.last:
        parts.append(f"decided {chosen.first or 'from the beginning'} to {chosen.last or 'the end'}")
    if chosen.outcome != view.outcome:
        parts.append(f"outcome {chosen.outcome}")
    parts += [f"{name} {path}" for name, path in chosen.concepts.items() if name != "by"]
    parts += [f"{name} {words!r}" for name, words in chosen.words.items()]
    if chosen.letters:
        parts.append(f"{len(chosen.letters)} named letters")
    return f" Narrowed to: {'; '.join(parts)}." if parts else ""


def _path(named: Concepts, kind: str, value: str) -> str:
    from imr_graph.rdf.iris import concept_path

    iri = named.find(kind, value)
    return concept_path(iri) or iri


def _day(given: Mapping[str, str], name: str) -> dt.date | None:
    if name not in given:
        return None
    try:
        return dt.date.fromisoformat(given[name])
    except ValueError as error:
        raise QuestionError(f"{name}: {given[name]!r} is no day; give one as 2015-01-31") from error


def _number(given: Mapping[str, str], name: str) -> int:
    value = given.get(name, "1")
    if not (value.isascii() and value.isdecimal()) or not 1 <= int(value[:10]) < 2**31 or len(value) > 10:
        raise QuestionError(f"{name}: {value!r} is no whole number from 1, such as 5")
    return int(value)


def _letters(graph: Graph, given: Mapping[str, str]) -> list[str]:
    found = []
    for named in given.get("determination", "").split():
        identifier = graph.resolve(named)
        if identifier is None:
            raise QuestionError(f"no determination is called {named!r}; give case numbers parted by blanks")
        found.append(identifier)
    return list(dict.fromkeys(found))
