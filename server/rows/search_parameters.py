"""What a request to ``/search`` asks for, and the address that asks the same: words, filters, order.

A filter is a dimension by its name in URLs (``drugClass``) or in ``/statistics`` (``drug_class``) with a
concept's path or label, a number or a text; ``none`` stands for items without a value. Several values of one
dimension widen it. What an address means is worked out once (:func:`asked_search`), and is written in one way
only (:meth:`SearchAsked.url`), however it was asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal

from imr_graph.questions.concepts import Concepts
from imr_graph.questions.near import nearest
from imr_graph.rdf.iris import concept_path
from server.responses.addresses import Parameter, query_part

if TYPE_CHECKING:
    from imr_graph.tables.browse import Order
    from imr_graph.tables.conditions import Where
    from imr_graph.tables.dimensions import Dimension

Show = Literal["items", "letters"]

NONE: Final = "none"
"""The value of items that have none."""

SORTS: Final[Mapping[Show, Mapping[str, str]]] = {
    "items": {
        "best": "Best match",
        "newest": "Newest decision",
        "oldest": "Oldest decision",
        "drug": "Drug, from A",
        "case": "Case number",
    },
    "letters": {
        "best": "Best match",
        "newest": "Newest decision",
        "oldest": "Oldest decision",
        "most": "Most requests",
        "case": "Case number",
    },
}
"""What each list may be ordered by. Without words there is no best match; the newest come first then."""

MOST_VALUES: Final = 200
"""Values of all filters together."""

_ORDERS: Final = {
    "newest": ("decision_date", True),
    "oldest": ("decision_date", False),
    "drug": ("drug_name", False),
    "most": ("items", True),
    "case": ("identifier", False),
}
_PLAIN: Final = ("words", "from", "to", "sort", "show")


@dataclass(frozen=True, slots=True)
class Fault:
    """What cannot be meant.

    Args:
        name: of the parameter, as it was given.
        value: as it was given.
        said: what is wrong, and what would be right.
    """

    name: str
    value: str
    said: str


@dataclass(frozen=True, slots=True)
class SearchAsked:
    """What is asked for.

    Args:
        words: as typed; empty for all items.
        filters: by dimension, the values of which an item must have one: paths of concepts, texts, numbers.
        first: the earliest day of decision.
        last: the latest.
        show: what is listed.
        sort: one of ``SORTS``; empty for the usual order.
        faults: what was given that cannot be meant; left out of all else.
    """

    words: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first: dt.date | None = None
    last: dt.date | None = None
    show: Show = "items"
    sort: str = ""
    faults: tuple[Fault, ...] = ()

    @property
    def order(self) -> str:
        """The order that is meant."""
        usual = "best" if self.words else "newest"
        return usual if self.sort in {"", "best"} else self.sort

    @property
    def key(self) -> tuple[object, ...]:
        """What tells apart which items are found, in whatever order they are shown."""
        return (self.words, tuple(sorted(self.filters.items())), self.first, self.last)

    def parameters(self) -> dict[str, Parameter]:
        """The parameters that ask for this, always in the same order."""
        said: dict[str, Parameter] = {"words": self.words}
        said |= {
            _dimensions()[name].graphql: self.filters[name] for name in _dimensions() if name in self.filters
        }
        said |= {
            "from": self.first.isoformat() if self.first else None,
            "to": self.last.isoformat() if self.last else None,
            "show": None if self.show == "items" else self.show,
            "sort": self.sort or None,
        }
        return said

    def url(self, path: str = "/search", **more: Parameter) -> str:
        """The address of this; ``more`` are further parameters."""
        return path + query_part({**self.parameters(), **more})

    def having(self, name: str, value: str) -> SearchAsked:
        """The same with one value more."""
        given = self.filters.get(name, ())
        return replace(self, filters={**self.filters, name: tuple(sorted({*given, value}))})

    def without(self, name: str, value: str | None = None) -> SearchAsked:
        """The same without a value, or without all values of a dimension."""
        left = tuple(one for one in self.filters.get(name, ()) if value is not None and one != value)
        others = {other: values for other, values in self.filters.items() if other != name}
        return replace(self, filters={**others, name: left} if left else others)

    def where(self, leaving: str = "") -> tuple[Where, ...]:
        """The conditions that hold of what is found, but for the words; those of one citation together.

        Args:
            leaving: a dimension whose filter is left out.
        """
        from imr_graph.tables.conditions import Citing, Decided, DiagnosedWith, OneOf

        together: dict[type[Citing | DiagnosedWith], list[Where]] = {Citing: [], DiagnosedWith: []}
        found: list[Where] = []
        for name in _dimensions():
            if name == leaving or name not in self.filters:
                continue
            values = tuple(None if one == NONE else one for one in self.filters[name])
            one = OneOf(name, values)
            kind = _TOGETHER.get(_dimensions()[name].family.name)
            if kind == "citation" and None not in values:
                together[Citing].append(one)
            elif kind == "diagnosis" and None not in values:
                together[DiagnosedWith].append(one)
            else:
                found.append(one)
        found += [kind(tuple(conditions)) for kind, conditions in together.items() if conditions]
        if self.first or self.last:
            found.append(Decided(self.first, self.last))
        return tuple(found)

    def listing_order(self) -> Order:
        """The order as the fact tables have it; not for the best match."""
        from imr_graph.tables.browse import Order

        by, descending = _ORDERS[self.order]
        return Order(by, descending)


_TOGETHER: Final = {
    "citation": "citation",
    "cited-place": "citation",
    "cited-section": "citation",
    "diagnosis": "diagnosis",
}
"""Families whose filters hold of one and the same citation or diagnosis."""


def asked_search(concepts: Concepts, values: Mapping[str, Sequence[str]]) -> SearchAsked:
    """What parameters mean; blocks.

    Args:
        concepts: of the graph that answers.
        values: each parameter as often as it was given; ``first``, ``after`` and ``format`` are none of them.
    """
    faults: list[Fault] = []
    plain: dict[str, str] = {}
    for name in _PLAIN:
        given = [one for one in values.get(name, ()) if one.strip()]
        if len(given) > 1:
            faults.append(Fault(name, given[-1], f"{name} is given {len(given)} times; give it once"))
        plain[name] = given[0].strip() if given else ""
    show: Show = "letters" if plain["show"] == "letters" else "items"
    if plain["show"] not in {"", "items", "letters"}:
        faults.append(Fault("show", plain["show"], "show is items or letters"))
    sort = plain["sort"]
    if sort and sort not in SORTS[show]:
        known = ", ".join(SORTS[show])
        faults.append(
            Fault(
                "sort", sort, f"{show} have no order {sort!r}{nearest(sort, SORTS[show])}; there are: {known}"
            )
        )
        sort = ""
    days = [_day(name, plain[name], faults) for name in ("from", "to")]
    if days[0] and days[1] and days[0] > days[1]:
        faults.append(Fault("to", plain["to"], f"the last day, {days[1]}, comes before the first, {days[0]}"))
        days = [None, None]
    others = {name: given for name, given in values.items() if name not in _PLAIN}
    filters = _filters(concepts, others, faults)
    return SearchAsked(plain["words"], filters, days[0], days[1], show, sort, tuple(faults))


def _filters(
    concepts: Concepts, given: Mapping[str, Sequence[str]], faults: list[Fault]
) -> dict[str, tuple[str, ...]]:
    from imr_graph.tables.dimensions import named_dimensions

    named = named_dimensions()
    found: dict[str, set[str]] = {}
    for name, values in given.items():
        if name not in named:
            near = nearest(name, [*named, *_PLAIN])
            faults.append(
                Fault(
                    name,
                    values[0],
                    f"search takes words, {', '.join(_PLAIN[1:])} and dimensions; {name!r} is none{near}",
                )
            )
            continue
        one = named[name]
        for value in filter(None, map(str.strip, values)):
            meant = _meant(concepts, one, name, value, faults)
            if meant is not None:
                found.setdefault(one.name, set()).add(meant)
    if (count := sum(map(len, found.values()))) > MOST_VALUES:
        faults.append(
            Fault("", "", f"the filters have {count} values; {MOST_VALUES} are possible: use fewer")
        )
        return {}
    return {name: tuple(sorted(values)) for name, values in found.items()}


def _meant(concepts: Concepts, one: Dimension, name: str, value: str, faults: list[Fault]) -> str | None:
    """A value as addresses have it; None, and a fault, where it is none."""
    if value == NONE:
        return NONE
    if one.values == "number":
        from imr_graph.tables.groups import whole_number

        if (number := whole_number(value)) is None:
            faults.append(Fault(name, value, f"{name}: {value!r} is no whole number, such as 2016"))
        return None if number is None else str(number)
    if one.values not in {"concept", "place"}:
        return value
    try:
        iri = concepts.find(one.kind, value)
    except ValueError as error:
        faults.append(Fault(name, value, f"{name}: {value!r}: {error}"))
        return None
    return concept_path(iri) or iri


def _day(name: str, value: str, faults: list[Fault]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError:
        faults.append(Fault(name, value, f"{name} is a day such as 2016-03-31, not {value!r}"))
        return None


def _dimensions() -> Mapping[str, Dimension]:
    from imr_graph.tables.dimensions import dimensions

    return dimensions()
