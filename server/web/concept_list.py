"""``/concepts`` and ``/concepts/KIND``: the kinds of concepts, and those of one kind that letters use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from imr_graph.errors import QuestionError
from imr_graph.questions.near import nearest
from imr_graph.questions.question import Column
from imr_graph.questions.table import Value
from server.responses.addresses import query_part
from server.responses.negotiation import wants_page
from server.responses.problems import Problem, not_found
from server.responses.validators import unchanged, versioned_headers
from server.rows.asked import Asked, answered, asked_of, faulty, next_page, page_at
from server.rows.writing import JSON, Rows
from server.serving.catalogue import Concept
from server.serving.version import Serving
from server.web.concept_counts import Tally, used_concepts
from server.web.concept_kinds import ConceptKind, concept_kinds
from server.web.data_forms import row_forms
from server.web.shell import page
from server.web.tags import page_tag

PAGE: Final = 50
"""Concepts of a page for browsers."""

_DIGITS: Final = 4
"""Of rates after the point, as in the answers to questions."""

_SORT: Final = "sort"

_KIND_COLUMNS: Final = (
    Column("kind", "string", "The kind, as its list is called: /concepts/KIND."),
    Column("label", "string", "Its name."),
    Column("known", "integer", "Concepts of the kind that the schemes hold."),
    Column("used", "integer", "Of them those that letters use."),
)

_COLUMNS: Final = (
    Column("concept", "concept", "The concept."),
    Column("label", "string", "Its preferred label."),
    Column("items", "integer", "Distinct disputed items that have it or a narrower one."),
    Column("upheld", "integer", "Of the items upheld: the denial stands."),
    Column("overturned", "integer", "Of them overturned: the request was found medically necessary."),
    Column("modified", "integer", "Of them modified: necessary in part."),
    Column("overturnRate", "decimal", "overturned / items."),
    Column("low", "decimal", "Lower end of Wilson's 95% interval of that rate."),
    Column("high", "decimal", "Upper end of it."),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One concept of a list.

    Args:
        concept: what it is.
        tally: its items; ``letters`` are not counted.
    """

    concept: Concept
    tally: Tally


@dataclass(frozen=True, slots=True)
class Order:
    """A way to sort the list.

    Args:
        title: what the list is sorted by.
        key: of an entry.
    """

    title: str
    key: Callable[[Entry], Any]


ORDERS: Final[Mapping[str, Order]] = {
    "items": Order("most requests first", lambda entry: (-entry.tally.items, entry.concept.place)),
    "label": Order("by name", lambda entry: entry.concept.place),
    "rate": Order(
        "most often overturned first",
        lambda entry: (-entry.tally.rate, -entry.tally.items, entry.concept.place),
    ),
    "-rate": Order(
        "least often overturned first",
        lambda entry: (entry.tally.rate, -entry.tally.items, entry.concept.place),
    ),
}
"""How lists are sorted, by the value of ``sort``; the first where it is not given."""


async def concept_kinds_page(request: Request) -> Response:
    """The kinds of concepts, each with how many there are and how many letters use; rows for programs."""
    serving = Serving.of(request)
    if not wants_page(request):
        asked = asked_of(request, serving.graph.version)
        if asked.values:
            raise faulty(f"the list of kinds takes first, after and format, not {', '.join(asked.values)}")
        return await answered(request, asked, "concepts", lambda: _kind_rows(request, serving, asked))
    tag = page_tag(request, serving, "concept")
    if (held := unchanged(request, tag)) is not None:
        return held
    answer = await serving.off_loop(_kinds_page, request, serving)
    answer.headers.update(versioned_headers(tag))
    return answer


async def concept_list(request: Request) -> Response:
    """The concepts of a kind that letters use, with their counts: a page, or rows for programs.

    ``sort`` is one of ``ORDERS``; ``first``, ``after`` and ``format`` are as everywhere.
    """
    serving = Serving.of(request)
    kind = concept_kinds().get(request.path_params["kind"])
    if kind is None:
        name = request.path_params["kind"]
        near = nearest(name, concept_kinds())
        raise not_found(f"No kind of concepts is called {name!r}{near}; /concepts lists them all.")
    as_page = wants_page(request)
    asked = asked_of(request, serving.graph.version, JSON if as_page else None)
    order = _order(asked)
    if not as_page:
        return await answered(
            request, asked, f"concepts-{kind.name}", lambda: _rows(request, serving, kind, asked, order)
        )
    tag = page_tag(request, serving, "concept")
    if (held := unchanged(request, tag)) is not None:
        return held
    paged = replace(asked, first=asked.first or PAGE)
    answer = await serving.off_loop(_list_page, request, serving, kind, paged, order)
    answer.headers.update(versioned_headers(tag))
    return answer


def entries(serving: Serving, kind: ConceptKind, order: str) -> list[Entry]:
    """The concepts of a kind that letters use; blocks.

    Raises:
        QuestionError: the version has no fact tables.
        Problem: the fact tables are over a limit.
    """
    if not kind.dimensions:
        return []
    catalogue = serving.catalogue
    used = used_concepts(serving, kind.dimensions[0])
    told = [Entry(catalogue.get(path), tally) for path, tally in used.items()]
    # A dimension may lead to concepts of several kinds: places are pages and sections.
    return sorted((one for one in told if kind.class_name in one.concept.classes), key=ORDERS[order].key)


def _order(asked: Asked) -> str:
    given = dict(asked.once)
    order = given.pop(_SORT, next(iter(ORDERS)))
    if given:
        raise faulty(f"a list of concepts takes sort, first, after and format, not {', '.join(given)}")
    if order not in ORDERS:
        raise faulty(
            f"no list is sorted by {order!r}{nearest(order, ORDERS)}; there are: {', '.join(ORDERS)}"
        )
    if asked.columns is not None:
        raise faulty("a list of concepts has all its columns always; leave columns out")
    return order


def _rows(request: Request, serving: Serving, kind: ConceptKind, asked: Asked, order: str) -> Rows:
    found = entries(serving, kind, order)
    end = None if asked.first is None else asked.offset + asked.first
    said = {
        "version": serving.graph.version,
        "next": next_page(request, asked, serving.graph.version, len(found)),
    }
    return Rows(
        f"{kind.many} in the letters", _COLUMNS, map(_row, found[asked.offset : end]), len(found), said
    )


def _row(entry: Entry) -> Sequence[Value]:
    tally = entry.tally
    rates = (round(rate, _DIGITS) for rate in (tally.rate, *tally.interval))
    counts = (tally.items, tally.upheld, tally.overturned, tally.modified)
    return (entry.concept.iri, entry.concept.label, *counts, *rates)


def _kind_rows(request: Request, serving: Serving, asked: Asked) -> Rows:
    if asked.columns is not None:
        raise QuestionError("the list of kinds has all its columns always; leave columns out")
    order = next(iter(ORDERS))
    kinds = list(concept_kinds().values())
    end = None if asked.first is None else asked.offset + asked.first
    rows = [
        (
            kind.name,
            kind.many,
            len(serving.catalogue.of_class(kind.class_name)),
            len(entries(serving, kind, order)),
        )
        for kind in kinds[asked.offset : end]
    ]
    version = serving.graph.version
    said = {"version": version, "next": next_page(request, asked, version, len(kinds))}
    return Rows("Kinds of concepts", _KIND_COLUMNS, rows, len(kinds), said)


def _kinds_page(request: Request, serving: Serving) -> Response:
    catalogue = serving.catalogue
    told = []
    failed = ""
    for kind in concept_kinds().values():
        try:
            used = entries(serving, kind, next(iter(ORDERS)))
        except (QuestionError, Problem) as error:
            failed, used = getattr(error, "detail", str(error)), []
        told.append((kind, len(catalogue.of_class(kind.class_name)), used))
    return page(
        request,
        "concept_kinds.html",
        title="Concepts",
        bundles=("concept",),
        forms=row_forms(lambda form: f"/concepts?format={form}"),
        kinds=told,
        failed=failed,
    )


def _list_page(request: Request, serving: Serving, kind: ConceptKind, asked: Asked, order: str) -> Response:
    try:
        found = entries(serving, kind, order)
    except QuestionError as error:
        raise faulty(str(error)) from error
    first = asked.first or PAGE
    shown = found[asked.offset : asked.offset + first]
    address = request.url.path
    sort = None if order == next(iter(ORDERS)) else order
    parameter = ""
    if kind.dimensions:
        from imr_graph.tables.dimensions import dimensions

        parameter = dimensions()[kind.dimensions[0]].graphql
    return page(
        request,
        "concept_list.html",
        title=kind.many,
        bundles=("concept",),
        forms=row_forms(lambda form: address + query_part({_SORT: sort, "format": form})),
        kind=kind,
        shown=shown,
        total=len(found),
        start=asked.offset,
        known=len(serving.catalogue.of_class(kind.class_name)),
        order=order,
        orders=[
            (name, one.title, address + query_part({_SORT: None if name == next(iter(ORDERS)) else name}))
            for name, one in ORDERS.items()
        ],
        parameter=parameter,
        rates=kind.name != "outcome",
        before=page_at(request, asked, serving.graph.version, asked.offset - first) if asked.offset else "",
        following=next_page(request, asked, serving.graph.version, len(found)),
    )
