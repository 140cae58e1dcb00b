"""The page of a letter: its words with the facts marked, the facts beside, each lighting up the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from imr_graph.explain.facts import KINDS, Fact
from imr_graph.explain.layout import anchors, carried, fact_groups, letter_pages, quoted
from imr_graph.explain.segments import segments
from imr_graph.record import Record, RecordWarning
from imr_graph.warning_codes import WARNING_CODES
from server.resources import letters as letters_as_data
from server.responses.negotiation import wants_page
from server.responses.validators import unchanged, versioned_headers
from server.serving.version import Serving
from server.web.data_forms import graph_forms
from server.web.decided_otherwise import neighbours
from server.web.marked import entries, words
from server.web.shell import Form, page
from server.web.tags import page_tag

MOST_RULES: Final = 600
"""Facts up to which words and fact light up together without scripts: a rule of style each, and browsers look
at every rule whenever a link is followed. In longer letters the fact alone does, and leads to its words."""


@dataclass(frozen=True, slots=True)
class _Warned:
    """A warning as the page tells it.

    Args:
        warning: as the record has it.
        meaning: of its code.
        href: where its place is on the page; empty where the page has none.
    """

    warning: RecordWarning
    meaning: str
    href: str


async def determination(request: Request) -> Response:
    """The letter with its facts marked; its record or its triples for programs."""
    if not wants_page(request):
        return await letters_as_data.determination(request)
    record = await letters_as_data.asked_letter(request)
    if isinstance(record, Response):
        return record
    serving = Serving.of(request)
    tag = page_tag(request, serving, "letter")
    if (held := unchanged(request, tag)) is not None:
        return held
    shown = await serving.off_loop(_letter_page, request, serving, record)
    shown.headers.update(versioned_headers(tag))
    return shown


def _letter_page(request: Request, serving: Serving, record: Record) -> HTMLResponse:
    """The page; blocks.

    Args:
        request: as it came.
        serving: the version that has the letter.
        record: the letter's record.
    """
    # Both come with the library of the templates.
    from markupsafe import Markup

    from imr_graph.explain.facts import facts
    from imr_graph.explain.page import kinds_style

    text = serving.graph.text(record.identifier) or ""
    found = facts(record)
    near = anchors(pointers(record), found)
    ids = _ids(found)
    led: dict[int, list[str]] = {}
    for pointer, number in near.items():
        led.setdefault(number, []).append(pointer)
    quotes = [quoted(text, fact) for fact in found]
    catalogue = serving.catalogue
    known = {*ids, *near, *(f"/warnings/{place}" for place, _ in enumerate(record.warnings))}
    counts = {kind: sum(fact.kind == kind for fact in found) for kind in KINDS}
    return page(
        request,
        "letter.html",
        title=f"Letter {record.identifier}",
        bundles=("letter",),
        forms=_forms(record),
        record=record,
        concept=catalogue.get,
        carried=carried,
        facts=found,
        unled=[pointer for pointer in pointers(record) if pointer not in known],
        kinds=[(kind, name, counts[kind]) for kind, (name, _) in KINDS.items() if counts[kind]],
        style=Markup(kinds_style() + "".join(_rules(found))),  # noqa: S704 - style and numbers of our own
        pages=[(one.number, words(one, found, ids)) for one in letter_pages(segments(found, text))],
        groups=[
            (group.title, entries(group, ids, led, quotes, catalogue.get))
            for group in fact_groups(record, found)
        ],
        warnings=[_warned(warning, known) for warning in record.warnings],
        neighbours=neighbours(serving, record),
        guidelines=[_reviewed(record, place) for place, _ in enumerate(record.items)],
    )


def pointers(record: Record) -> Iterator[str]:
    """The places of a record that addresses of parts, such as ``/determination/…/item/1``, lead to."""
    yield "/patient"
    yield "/reviewer"
    yield from (f"/diagnoses/{place}" for place, _ in enumerate(record.diagnoses))
    for place, item in enumerate(record.items):
        yield f"/items/{place}"
        yield f"/items/{place}/decision"
        if item.drug is not None:
            yield f"/items/{place}/drug"
        for number, citation in enumerate(item.citations):
            yield f"/items/{place}/citations/{number}"
            for ranges, _ in enumerate(citation.pages):
                yield f"/items/{place}/citations/{number}/pages/{ranges}"


def _ids(found: Sequence[Fact]) -> list[str]:
    """The name of each fact's entry: its place in the record, which only one may have."""
    seen: set[str] = set()
    ids = []
    for number, fact in enumerate(found):
        ids.append(f"fact-{number}" if fact.path in seen else fact.path)
        seen.add(fact.path)
    return ids


def _rules(found: Sequence[Fact]) -> Iterator[str]:
    """The style that lights up words and fact together where no script does."""
    if len(found) > MOST_RULES:
        return
    for number, _ in enumerate(found):
        entry = f'li[data-f="{number}"]'
        yield (
            f":root:not(.scripted):has({entry}:target,{entry} :target,#w{number}:target) "
            f':is({entry},.mark[data-f~="{number}"]){{outline:3px solid var(--focus);outline-offset:1px}}\n'
        )


def _warned(warning: RecordWarning, known: set[str]) -> _Warned:
    place = warning.path
    while place and place not in known:
        place = place.rpartition("/")[0]
    return _Warned(
        warning, WARNING_CODES.get(warning.code, ""), f"#{quote(place, safe='/')}" if place else ""
    )


def _reviewed(record: Record, place: int) -> list[str]:
    """The guidelines that the reviewer names for an item, as far as tables know them."""
    named = (one.grounding for one in record.items[place].citations if one.by == "reviewer")
    paths = (
        path for one in named for path in (*one.sections, None if one.sections else one.document) if path
    )
    return list(dict.fromkeys(paths))


def _forms(record: Record) -> list[Form]:
    """The same as data."""
    address = f"/determination/{quote(record.identifier, safe='')}"
    return [
        Form("Record (JSON)", f"{address}?format=record", "application/json"),
        *graph_forms(address),
        Form("Kept text", f"{address}/text?format=text", "text/plain"),
    ]
