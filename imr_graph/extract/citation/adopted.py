"""A reviewer's bases that are the claims administrator's: said in a sentence, not cited again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from imr_graph.extract.fact import Found, Part
from imr_graph.letters.reading import Reading
from imr_graph.record import Citation, Span

_ADOPTS: Final = re.compile(
    r"\b(?:reviewer|he/she)\s(?:has\s)?(?:found|finds|agreed\swith|agrees\swith|concurred\swith|concurs\swith|"
    r"also\s(?:relied\son|used|utilized))\s(?:that\s)?(?:the\s)?(?:same\s)?"
    r"(?:guidelines?|sections?\sof\sthe\s(?:MTUS|Medical\sTreatment\sUtilization\sSchedule(?:\s\(MTUS\))?)|MTUS\sguidelines?)"
    r"[^.;]{0,40}\b(?:used|cited|referenced|relied\s(?:up)?on|utilized)\sby\sthe\sclaims\sadministrator\b"
    r"(?P<verdict>[^.]{0,120})",
    re.IGNORECASE,
)
_REFUSED: Final = re.compile(r"\b(?:not|no\slonger|neither|irrelevant|inapplicable)\b", re.IGNORECASE)


def adopted_citations(
    reading: Reading, span: Span, cited: Sequence[Part[Citation]], own: Sequence[Part[Citation]]
) -> tuple[Part[Citation], ...]:
    """The claims administrator's citations as the reviewer's, where the reviewer's words take them over.

    Args:
        reading: the letter.
        span: the reviewer's words.
        cited: the citations of the claims administrator.
        own: what the reviewer cites besides: a guideline and chapter named again is not taken over.

    Returns:
        The citations by the reviewer, their evidence the places where the other side names them and the
        sentence that takes them over; empty where no sentence does, or calls them not applicable.
    """
    if "administrator" not in reading.lower[slice(*span)]:
        return ()  # as mostly: who is agreed with is named
    sentence = _ADOPTS.search(reading.fold(*span))
    if sentence is None or _REFUSED.search(sentence["verdict"]):
        return ()
    place = reading.trim(*span)
    named = {(part.value.source, part.value.chapter) for part in own}
    return tuple(
        Part(
            msgspec.structs.replace(part.value, by="reviewer"),
            tuple(
                Found(f.path, (*f.spans, place), "citation.adopted") if f.path == "" else f
                for f in part.found
            ),
            part.warnings,
        )
        for part in cited
        if part.value.source != "none" and (part.value.source, part.value.chapter) not in named
    )
