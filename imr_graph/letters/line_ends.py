"""Words that a line end breaks: where a hyphen or a slash joins the next line to this one."""

from __future__ import annotations

import re
from typing import Final

from imr_graph.record import Span

_BREAK: Final = re.compile(r"(?P<hyphen>-)(?P<white>[ ]{0,2}\n[ \n]{0,60})(?P<right>[A-Za-z0-9]{1,40})")
_LEFT: Final = re.compile(r"(?:(?<![A-Za-z0-9])(?P<word>[A-Za-z0-9]{1,40})|%)\Z")
_REACH: Final = 41  # the longest word before a break, and the character before it
_SLASH: Final = re.compile(r"/(?<=[A-Za-z0-9]/)(?P<white>\n)(?=[A-Za-z0-9])")
_WORD: Final = re.compile(r"[a-z]+(?:-[a-z]+)*")
_FEW: Final = 40
"""Words looked for one by one before all of a text's words are put together."""
_SUSPENDED: Final = frozenset({"and", "or", "to", "and/or"})  # "upper- and lower-extremity"


def find_line_breaks(text: str) -> list[Span]:
    """What to leave out of a text so that words broken by line ends are whole, in order.

    "follow-" + "up" keeps its hyphen and loses the line end; "depres-" + "sion" loses both, where
    the same letter prints "depression" elsewhere and nowhere "depres-sion". Nothing else
    tells a hyphen of the word from one of the line.
    """
    lower = text.lower()
    words: set[str] | None = None
    sought = 0
    spans: list[Span] = [match.span("white") for match in _SLASH.finditer(text)]
    for match in _BREAK.finditer(text):
        before = _LEFT.search(text[max(match.start() - _REACH, 0) : match.start()])
        if before is None:
            continue
        left, right = (before["word"] or "").lower(), match["right"].lower()
        if right in _SUSPENDED:
            continue
        syllables = left.isalpha() and right.isalpha()
        if syllables and words is None and sought < _FEW:
            sought += 1
            syllables = left + right in lower
        if syllables:
            words = words or set(_WORD.findall(lower))
            syllables = left + right in words and f"{left}-{right}" not in words
        spans.append((match.start("hyphen" if syllables else "white"), match.end("white")))
    return sorted(spans)
