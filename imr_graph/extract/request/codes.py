"""CPT and HCPCS codes printed in an item's title.

A HCPCS code is a letter and four digits. A CPT code is five digits, as a dose, a quantity or
a claim number may be: it counts only after its name, beside another code, or as all that a pair of
brackets holds.
"""

from __future__ import annotations

import re

from imr_graph.extract.fact import Found, Part
from imr_graph.extract.request.phrase import Phrase

_HCPCS = re.compile(r"(?<![A-Za-z0-9-])[A-CEGHJ-MP-V]\d{4}(?![A-Za-z0-9.])")
_CPT = r"(?:\d{5}|\d{4}[TF])(?![A-Za-z0-9%,.]\d|[A-Za-z0-9])(?! ?(?:mg|mcg|units?|iu|ml|g|gm)\b)"
_NAMED = re.compile(
    r"\b(?:(?:CPT|HCPCS)(?:-4)?(?:\s?/\s?(?:CPT|HCPCS))?(?: codes?)?|(?:procedure |billing )?codes?)"
    r"\s?(?:\(s\))?[:#]?\s?#?",
    re.IGNORECASE,
)
_LISTED = re.compile(rf"(?:{_CPT}|{_HCPCS.pattern})")
_BETWEEN = re.compile(
    r"(?:-\d{2}\b)?(?: ?x ?\d{1,2}\b)?(?: ?\([^()]{0,40}\))?"
    r"(?:\s?[,;/&]\s?|\s)(?:(?:and|or|CPT|HCPCS)\s)*#?"
)
_MODIFIER = re.compile(r"-\d{2}(?!\d)")
_BRACKETS = re.compile(r"\(([^()]{5,120})\)")
_DIAGNOSIS = re.compile(r"\bICD[- ]?(?:9|10)?(?:-CM)?(?: codes?)?[:#]?\s?$", re.IGNORECASE)


def extract_codes(phrase: Phrase) -> Part[tuple[str, ...]]:
    """The codes of a title in order, each once; the first is found at "/0"."""
    places: dict[int, int] = {}
    for found in _HCPCS.finditer(phrase.text):
        if not _DIAGNOSIS.search(phrase.text, max(0, found.start() - 20), found.start()):
            places[found.start()] = found.end()
    followed = 0
    for name in _NAMED.finditer(phrase.text):
        if name.end() >= followed:  # else a run of codes has gone past it
            followed = _follow(phrase.text, name.end(), len(phrase.text), places)
    for brackets in _BRACKETS.finditer(phrase.text):
        # Brackets that hold codes, and words only after a stop: "(99213; level 3)".
        start, end = brackets.span(1)
        run: dict[int, int] = {}
        stop = _follow(phrase.text, start, end, run)
        if stop == end or phrase.text[stop] in ";,":
            places.update(run)
    codes: dict[str, None] = {}
    marks: list[Found] = []
    for start, end in sorted(places.items()):
        code = phrase.text[start:end]
        if code not in codes:
            marks.append(Found(f"/{len(codes)}", (phrase.span(start, end),), "request.code"))
            codes[code] = None
    return Part(tuple(codes), tuple(marks))


def _follow(text: str, at: int, end: int, places: dict[int, int]) -> int:
    """Adds the run of codes that begins at ``at``; returns where the run ends."""
    while found := _LISTED.match(text, at, end):
        places[found.start()] = at = found.end()
        link = _BETWEEN.match(text, at, end)
        if link is None or not _LISTED.match(text, link.end(), end):
            modifier = _MODIFIER.match(text, at, end)
            return modifier.end() if modifier else at
        at = link.end()
    return at
