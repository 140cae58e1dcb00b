"""One letter as an HTML page that stands alone: no scripts, nothing fetched, works from disk.

The letter's words stand as they were kept. Each marked run links to its entry in the list of facts,
and each entry links back; what a run was read as shows beside it on hover and on keyboard focus.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import PurePath

import jinja2

from imr_graph.explain.facts import KINDS, facts
from imr_graph.explain.layout import carried, fact_groups, letter_pages, quoted
from imr_graph.explain.segments import segments
from imr_graph.record import Record
from imr_graph.warning_codes import WARNING_CODES


def letter_page(record: Record, text: str) -> str:
    """The page.

    Args:
        record: the letter's record.
        text: its kept text, the one that the record's spans point into.

    Returns:
        A whole HTML document, to be written as UTF-8.
    """
    found = facts(record)
    style = _environment().get_template("letter.css").render()
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
        pages=list(letter_pages(segments(found, text))),
        facts=found,
        groups=list(fact_groups(record, found)),
        quotes=[quoted(text, fact) for fact in found],
        warnings=[(warning, WARNING_CODES.get(warning.code, "")) for warning in record.warnings],
    )
    return carried(written)


@cache
def kinds_style() -> str:
    """The style of marks: each kind's hue and line, and the switches ``show-KIND`` that leave it out."""
    return _environment().get_template("kinds.css").render(kinds=list(KINDS))


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("imr_graph.explain"),
        autoescape=jinja2.select_autoescape(["html"]),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["kinds_style"] = kinds_style
    return environment
