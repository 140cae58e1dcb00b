"""Page furniture: the lines that belong to the page, not to the letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from imr_graph.record import Span

# The sign that each kind begins with is asked for first: most lines begin with none.
_LINE_START: Final = r"[ \t\u00a0]*(?=[-PFIC\d])"
_LINE_END: Final = r"[ \t\u00a0]*(?=[\n\f]|\Z)"
_CASE: Final = r"(?:CM\d{2}-?\d{5,8}|IMR[ -]?\d{2}-\d{5,8})"
_PAGE_BESIDE: Final = r"[ ]{1,60}(?:Page[ ]{1,3})?\d{1,3}(?:[ ]{1,3}of[ ]{1,3}\d{1,3})?"

_LINE: Final = (
    _LINE_START
    + r"(?:"
    + r"(?:-[ ]?)?Page[ ]{1,3}\d{1,3}[ ]{1,3}of[ ]{1,3}\d{1,3}(?:[ ]?-)?"
    + r"|(?:-[ ]?)?Page[ ]{1,3}(?P<page>\d{1,3})(?:[ ]?-)?"
    + r"|Final Determination Letter for IMR Case Number[^\n\f]{0,80}"
    + rf"|(?:(?:IMR[ ]{{1,3}})?Case Number:?[ ]{{0,3}})?{_CASE}{_PAGE_BESIDE}"
    + r"|(?:-[ ]?)?(?P<number>\d{1,3})(?:[ ]?-)?(?=[ \t\n]{0,40}(?:\f|\Z))"
    + r")"
    + _LINE_END
)
_FIRST: Final = re.compile(rf"(?P<line>{_LINE})")
_LATER: Final = re.compile(rf"[\n\f](?P<line>{_LINE})")


def find_furniture(kept: str) -> Iterator[Span]:
    """Where page furniture stands in a kept text, line by line, without its line ends.

    "Page 7" or a number alone on a line is furniture only if the page's number it can be: it might
    else be the end of a citation or of a sentence.
    """
    page = 1
    counted = printed = 0
    first = _FIRST.match(kept)
    for match in chain([first] if first else [], _LATER.finditer(kept)):
        start, end = match.span("line")
        page += kept.count("\f", counted, start)
        counted = start
        if number := match["page"] or match["number"]:
            if int(number) not in {page, printed + 1}:
                continue
            printed = int(number)
        yield start, end
