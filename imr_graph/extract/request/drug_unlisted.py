"""Names of products that the tables do not know: the words before strength, form and count."""

from __future__ import annotations

import re
from collections.abc import Sequence

from imr_graph.extract.request.dose import Measure
from imr_graph.extract.request.drug_mentions import WORD
from imr_graph.lexicon.prescriptions import forms, number_pattern
from imr_graph.lexicon.title_words import title_words

_LEAD_WORDS = "|".join(sorted(title_words("lead"), key=len, reverse=True))
# Words before a name, one after the other.
_LEAD = re.compile(
    r"(?:"
    r"(?:retrospective|retro|prospective)(?: (?:requests?|review))?(?: (?:for|of))?(?: ?\([^()]*\))?"
    r"|\(?(?:dos|dates? of service)\)?:? ?[\d/-]+(?: ?(?:-|to|through) ?[\d/-]+)?"
    r"|(?:prescriptions?|rx|scripts?)(?: medications?)?(?: ?(?:of|for|:))?"
    r"|(?:post|pre)[- ]?(?:op(?:erative)?|surg(?:ery|ical))(?: medications?)?"
    rf"|{_LEAD_WORDS}|\d+|{number_pattern()})"
    r"(?![A-Za-z0-9])[ :,;()-]*",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(
    r"[(#,;:]| - |\b(?:with|for|x|qty|quantity|take|apply|refills?|per|dos)\b"
    r"|\d{1,9} ?(?:refills?|months?|days?)\b",
    re.IGNORECASE,
)
_CONTAINS = re.compile(r"contain|includ|compound", re.IGNORECASE)


def unlisted_name(text: str, measures: Sequence[Measure], stop: int) -> tuple[int, int] | None:
    """Where the words stand that name a drug before its first strength, form or count.

    ``None`` where the words before these name nothing ("topical compounded cream").
    """
    start = _after_leads(text)
    ends = [stop, *(measure.start for measure in measures if measure.start >= start)]
    if boundary := _BOUNDARY.search(text, start + 1):
        ends.append(boundary.start())
    for word in WORD.finditer(text, start):
        form = forms().get(word.group().lower())
        if form and word.start() > start:
            ends.append(word.start())
            break
    end = max(start, min(ends))
    end = start + len(text[start:end].rstrip(" ,:;(-"))
    return (start, end) if _names(text[start:end]) else None


def product_before(text: str, bracket: int) -> tuple[int, int] | None:
    """The name of a product, unknown to the tables, that stands before a bracket."""
    start = _after_leads(text)
    words = text[start:bracket]
    end = start + len(words.rstrip(" ,:-"))
    if end <= start:
        return None
    while (last := text[start:end].rsplit(" ", 1)[-1]).lower() in forms() and len(last) < end - start:
        end -= len(last) + 1
    return (start, end) if _names(text[start:end]) else None


def holds_list(before_first: str) -> bool:
    """Whether a bracket that opens with these words may hold ingredients."""
    return not re.search(r"[A-Za-z]{3,}", before_first) or bool(_CONTAINS.search(before_first))


def _names(words: str) -> bool:
    """Whether some words name something, rather than tell of drugs in general."""
    telling = [
        word
        for word in WORD.findall(words.lower())
        if word not in title_words("generic") and not word.isdigit()
    ]
    return bool(telling) and not (len(telling) == 1 and telling[0] in forms())


def _after_leads(text: str) -> int:
    at = 0
    while (lead := _LEAD.match(text, at)) and lead.end() > at:
        at = lead.end()
    return at
