"""The page at ``/search``: words, filters as facets, what is found and how it was decided; all by links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from imr_graph.errors import QuestionError, SearchError
from imr_graph.record import Record
from imr_graph.search.highlights import Highlighter
from server.limits.clients import client_of
from server.responses.negotiation import wants_page
from server.responses.validators import unchanged, versioned_headers
from server.rows import search as rows_of_search
from server.rows.asked import Asked, asked_of, faulty, page_at
from server.rows.search import PAGE, dimension_named, sought
from server.rows.search_parameters import NONE, SORTS, Fault, SearchAsked, Show
from server.rows.search_results import Finding, Found, Place, ShownFacet
from server.rows.writing import JSON
from server.serving.version import Serving
from server.web.data_forms import row_forms
from server.web.quotes import Piece, Quote, Quoting
from server.web.shell import Form, page
from server.web.tags import page_tag

MOST_SHOWN: Final = 100
"""Items or letters of a page, whatever the request says; links lead on."""

_VALUES: Final = 100
"""Values on a page of them."""
_OF_LETTER: Final = 4
"""Items of a letter that are shown; the letter's page has all."""
_QUOTES: Final = 2
_BUNDLES: Final = ("search",)


@dataclass(frozen=True, slots=True)
class Hit:
    """One item that was found.

    Args:
        position: in its letter, from 1.
        decision: what became of it.
        category: label of its kind of treatment.
        title: as printed.
        quotes: of its rationale.
    """

    position: int
    decision: str
    category: str
    title: tuple[Piece, ...]
    quotes: tuple[Quote, ...]

    @property
    def pointer(self) -> str:
        """Its place in the letter's record."""
        return f"/items/{self.position - 1}"


@dataclass(frozen=True, slots=True)
class Result:
    """An item with its letter, or a letter with items that were found.

    Args:
        record: the letter's.
        hits: the items that are shown.
        found: how many of the letter's were found.
    """

    record: Record
    hits: tuple[Hit, ...]
    found: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that changes what is asked.

    Args:
        label: of the value.
        href: where it leads.
        chosen: whether it is part of what is asked now; the link then takes it out.
        items: how many items it finds.
        share: of the largest of its facet.
        beside: of what the value is one.
    """

    label: str
    href: str
    chosen: bool = False
    items: int | None = None
    share: float = 0.0
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A facet as it is shown.

    Args:
        name: of the dimension in addresses.
        label: for people.
        choices: its values.
        more: the page of all values; empty where all are shown.
        total: how many there are.
        suggests: whether fields can suggest its values.
    """

    name: str
    label: str
    choices: tuple[Choice, ...]
    more: str
    total: int
    suggests: bool


async def search(request: Request) -> Response:
    """What fits the words and filters: a page of it, or rows for programs."""
    if not wants_page(request):
        return await rows_of_search.search(request)
    serving = Serving.of(request)
    asked = asked_of(request, serving.graph.version, JSON)
    return await serving.off_loop(_search_page, request, serving, asked)


async def search_values(request: Request) -> Response:
    """All values that what is found has of one dimension: a page, or rows for programs."""
    if not wants_page(request):
        return await rows_of_search.search_values(request)
    serving = Serving.of(request)
    dimension = await serving.off_loop(dimension_named, request.path_params["dimension"])
    asked = asked_of(request, serving.graph.version, JSON)
    return await serving.off_loop(_values_page, request, serving, asked, dimension)


def _search_page(request: Request, serving: Serving, asked: Asked) -> Response:
    """The page; blocks.

    Raises:
        Problem: too many searches run, or this one takes too long.
    """
    tag = page_tag(request, serving, *_BUNDLES)
    if (held := unchanged(request, tag)) is not None:
        return held
    of = sought(serving, asked)
    found, faults = _found(request, serving, of, asked)
    shown = {} if found is None else _shown(request, serving, of, asked, found)
    return page(
        request,
        "search.html",
        title=_title(of),
        bundles=_BUNDLES,
        forms=() if faults else _forms(of, "/search"),
        status=400 if faults else 200,
        headers={} if faults else versioned_headers(tag),
        asked=of,
        faults={one.name: one for one in faults},
        wrong=[_wrong(of, one) for one in faults if one.name not in _FIELDS],
        chips=_chips(serving, of),
        sorts=_sorts(of),
        kept=_hidden(of),
        asked_alone=replace(of, filters={}, first=None, last=None).url(),
        found=found,
        **shown,
    )


def _values_page(request: Request, serving: Serving, asked: Asked, dimension: str) -> Response:
    """All values of one dimension among what is found; blocks.

    Raises:
        Problem: a parameter cannot be meant, or a query is over a limit.
    """
    from imr_graph.tables.dimensions import dimensions
    from imr_graph.tables.item_statistics import wilson

    tag = page_tag(request, serving, *_BUNDLES)
    if (held := unchanged(request, tag)) is not None:
        return held
    of = sought(serving, asked)
    if of.faults:
        raise faulty(of.faults[0].said)
    try:
        values = Finding(serving, of, client_of(request, serving.settings)).values(dimension)
    except QuestionError as error:
        raise faulty(str(error)) from error
    one = dimensions()[dimension]
    chosen = of.filters.get(dimension, ())
    part = values[asked.offset : asked.offset + _VALUES]
    rows = [
        {
            "choice": _choice(of, dimension, value.label, value.value, chosen),
            "value": value,
            "rate": value.overturned / value.items,
            "interval": wilson(value.overturned, value.items),
        }
        for value in part
    ]
    return page(
        request,
        "search_values.html",
        title=one.label,
        bundles=_BUNDLES,
        forms=_forms(of, f"/search/by/{one.graphql}"),
        headers=versioned_headers(tag),
        asked=of,
        chips=_chips(serving, of),
        rows=rows,
        valueless=_choice(of, dimension, "", NONE, chosen).href,
        begin=asked.offset + 1,
        end=asked.offset + len(part),
        total=len(values),
        **_pages(request, serving, asked, _VALUES, len(values)),
    )


_FIELDS: Final = ("words", "from", "to", "sort", "show")


def _found(
    request: Request, serving: Serving, of: SearchAsked, asked: Asked
) -> tuple[Found | None, tuple[Fault, ...]]:
    if of.faults:
        return None, of.faults
    finding = Finding(serving, of, client_of(request, serving.settings))
    try:
        return finding.found(_size(asked), asked.offset, with_facets=True), ()
    except SearchError as error:
        return None, (Fault("words", of.words, str(error)),)
    except QuestionError as error:
        return None, (Fault("words" if of.words else "", of.words, str(error)),)


def _size(asked: Asked) -> int:
    return min(asked.first or PAGE, MOST_SHOWN)


def _shown(request: Request, serving: Serving, of: SearchAsked, asked: Asked, found: Found) -> dict[str, Any]:
    return {
        "results": list(_results(serving, of, found)),
        "panels": [_panel(of, one) for one in found.counted.facets],
        "views": _views(of, found),
        "begin": asked.offset + 1,
        "end": asked.offset + len(found.places),
        **_pages(request, serving, asked, _size(asked), found.total),
    }


def _pages(request: Request, serving: Serving, asked: Asked, size: int, total: int) -> dict[str, Any]:
    """Addresses of the page before and the one after; empty where there is none."""
    version = serving.graph.version
    after, before = asked.offset + size, max(0, asked.offset - size)
    return {
        "previous": page_at(request, asked, version, before) if asked.offset else "",
        "following": page_at(request, asked, version, after) if after < total else "",
    }


def _results(serving: Serving, of: SearchAsked, found: Found) -> Iterator[Result]:
    """What is shown of each letter or item, by one read of the records."""
    graph = serving.graph
    records = graph.records(sorted({one.identifier for one in found.places}))
    highlighter = Highlighter(of.words) if of.words else None
    quoting: dict[str, Quoting] = {}
    for place in found.places:
        record = records.get(place.identifier)
        if record is None:
            raise LookupError("a letter of the index is none of the graph; `imr-graph verify` tells more")
        if place.identifier not in quoting:
            text = graph.text(place.identifier) or ""
            quoting[place.identifier] = Quoting(record, text, highlighter)
        yield _result(serving, record, quoting[place.identifier], place, found.positions)


def _result(
    serving: Serving, record: Record, quoting: Quoting, place: Place, positions: Mapping[str, Sequence[int]]
) -> Result:
    its_own = [place.position] if place.position else list(positions.get(place.identifier, ()))
    most = _QUOTES if place.position else 1
    hits = tuple(
        Hit(
            position,
            record.items[position - 1].decision,
            serving.catalogue.get(f"category/{record.items[position - 1].category}").label,
            quoting.title(position),
            tuple(quoting.rationale(position, most)),
        )
        for position in its_own[:_OF_LETTER]
    )
    return Result(record, hits, len(its_own))


def _panel(of: SearchAsked, facet: ShownFacet) -> Panel:
    from imr_graph.tables.dimensions import dimensions

    one = dimensions()[facet.dimension]
    chosen = of.filters.get(facet.dimension, ())
    values = list(facet.values)
    if one.time:
        values.sort(key=lambda value: value.label, reverse=True)
    largest = max((value.items for value in values), default=1)
    choices = tuple(
        replace(
            _choice(of, facet.dimension, value.label, value.value, chosen),
            items=value.items,
            share=value.items / largest,
        )
        for value in values
    )
    more = of.url(f"/search/by/{one.graphql}", sort=None, show=None) if facet.total > len(values) else ""
    suggests = bool(more) and one.values in {"concept", "place"}
    return Panel(one.graphql, one.label, choices, more, facet.total, suggests)


def _choice(of: SearchAsked, dimension: str, label: str, value: str | None, chosen: Sequence[str]) -> Choice:
    """The link that takes a value in, or out again; none for what nothing can be filtered by."""
    if value is None:
        return Choice(label, "")
    if value in chosen:
        return Choice(label, of.without(dimension, value).url(), chosen=True)
    return Choice(label, of.having(dimension, value).url())


def _chips(serving: Serving, of: SearchAsked) -> list[Choice]:
    """What is asked for beside the words, each with the link that takes it out."""
    from imr_graph.tables.dimensions import dimensions

    chips = []
    for name, values in of.filters.items():
        one = dimensions()[name]
        for value in values:
            label = serving.catalogue.get(value).label if one.values in {"concept", "place"} else value
            told = "none" if value == NONE else label
            chips.append(Choice(told, of.without(name, value).url(), chosen=True, beside=one.label))
    for label, day, left in (
        ("Decided from", of.first, replace(of, first=None)),
        ("Decided to", of.last, replace(of, last=None)),
    ):
        if day is not None:
            chips.append(Choice(day.isoformat(), left.url(), chosen=True, beside=label))
    return chips


def _wrong(of: SearchAsked, fault: Fault) -> tuple[str, str]:
    """What is wrong beside the fields of the form, and the address of the search without it."""
    return fault.said, replace(of, faults=()).url()


def _sorts(of: SearchAsked) -> list[tuple[str, str, bool]]:
    """The orders of the list: name, label, whether it is this one."""
    return [
        (name, label, name == of.order)
        for name, label in SORTS[of.show].items()
        if of.words or name != "best"
    ]


def _hidden(of: SearchAsked) -> list[tuple[str, str]]:
    """What the form carries along: all that has no field of its own."""
    pairs = []
    for name, value in of.parameters().items():
        if name in {"words", "from", "to", "sort"} or value is None:
            continue
        pairs += [(name, one) for one in ([str(value)] if isinstance(value, str | int) else value)]
    return pairs


def _views(of: SearchAsked, found: Found) -> list[tuple[str, int, str, bool]]:
    """Items or letters: name, how many, address, whether it is this one."""
    kinds: tuple[Show, ...] = ("items", "letters") if found.counted.letters is not None else ("items",)
    return [
        (
            kind,
            found.counted.total(kind),
            replace(of, show=kind, sort=of.sort if of.sort in SORTS[kind] else "").url(),
            kind == of.show,
        )
        for kind in kinds
    ]


def _forms(of: SearchAsked, path: str) -> list[Form]:
    """The same as data."""
    return row_forms(lambda form: of.url(path, format=form))


def _title(of: SearchAsked) -> str:
    return f"Search: {of.words}" if of.words else "Search and browse"
