"""One letter as an HTML page that stands alone: no scripts, nothing fetched, works from disk.

The letter's words stand as they were kept. Each marked run links to its entry in the list of facts,
and each entry links back; what a run was read as shows beside it on hover and on keyboard focus.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import PurePath
from typing import Final

import jinja2

from imr_graph.explain.facts import KINDS, Fact, Kind, facts
from imr_graph.explain.segments import Segment, segments
from imr_graph.record import Record
from imr_graph.warning_codes import WARNING_CODES

QUOTE_LENGTH: Final = 90
"""Code points of a fact's words that its entry quotes; longer ones are cut in the middle."""

# What HTML cannot carry, each taking one place, so that the page's text is as long as the letter's.
_UNCARRIED: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_ITEM: Final = re.compile(r"/items/(\d+)")


@dataclass(frozen=True, slots=True)
class _Page:
    """One page of the letter."""

    number: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """Facts that stand together in the list, each with its number."""

    title: str
    facts: tuple[tuple[int, Fact], ...]


def letter_page(record: Record, text: str) -> str:
    """The page.

    Args:
        record: the letter's record.
        text: its kept text, the one that the record's spans point into.

    Returns:
        A whole HTML document, to be written as UTF-8.
    """
    found = facts(record)
    style = _environment().get_template("letter.css").render(kinds=KINDS)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    page = _environment().get_template("letter.html")
    shown = {fact.kind for fact in found}
    written = page.render(
        record=record,
        source=PurePath(record.source).name if record.source else None,
        # Only the style of this very page may take effect, and nothing may be fetched.
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        style=style,
        kinds=[(kind, name) for kind, (name, _) in KINDS.items() if kind in shown],
        pages=list(_pages(segments(found, text))),
        facts=found,
        groups=list(_groups(record, found)),
        quotes=[_quote(text, fact) for fact in found],
        warnings=[(warning, WARNING_CODES.get(warning.code, "")) for warning in record.warnings],
    )
    return _UNCARRIED.sub("\ufffd", written)


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("imr_graph.explain"),
        autoescape=jinja2.select_autoescape(["html"]),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _pages(runs: Iterable[Segment]) -> Iterator[_Page]:
    """The runs page by page; the form feeds between pages are left out."""
    number = 1
    for is_feed, group in groupby(runs, key=lambda segment: segment.text == "\f"):
        if is_feed:
            number += len(list(group))
        else:
            yield _Page(number, tuple(segment for segment in group if segment.text))


def _groups(record: Record, found: Sequence[Fact]) -> Iterator[_Group]:
    """The facts in the order of the record: the case, the people, then each item."""
    titles: dict[Kind, str] = {
        "case": "Case",
        "date": "Case",
        "patient": "Patient and diagnoses",
        "diagnosis": "Patient and diagnoses",
        "reviewer": "Reviewer",
    }
    grouped: dict[str, list[tuple[int, Fact]]] = {title: [] for title in titles.values()}
    for number, _ in enumerate(record.items, 1):
        grouped[f"Item {number}"] = []
    for number, fact in enumerate(found):
        item = _ITEM.match(fact.path)
        title = f"Item {int(item[1]) + 1}" if item else titles.get(fact.kind, "Case")
        grouped.setdefault(title, []).append((number, fact))
    for title, entries in grouped.items():
        if entries:
            yield _Group(title, tuple(entries))


def _quote(text: str, fact: Fact) -> str:
    """The fact's words, white space folded, an ellipsis where they are not all shown."""
    words = " … ".join(" ".join(text[start:end].split()) for start, end in fact.spans)
    if len(words) <= QUOTE_LENGTH:
        return words
    half = QUOTE_LENGTH // 2
    return f"{words[:half].rstrip()} … {words[-half:].lstrip()}"
