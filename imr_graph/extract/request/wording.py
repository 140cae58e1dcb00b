"""What an item asks for, freed of the wording around it.

The title of a request that utilization review modified holds three sentences: the original
request, what was authorized, what remains. Other titles may carry a number, an article, "The
request for …" or "Associated surgical service: …" before the item.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from imr_graph.extract.request.phrase import Phrase

ASSOCIATED: Final = "associated surgical service"

# Not the first part of a number that a line end broke ("7. 5 mg").
_NUMBER = re.compile(
    r"\(?\d{1,2}\)\s+|(?:\d{1,2}\.|#\d{1,2}:)\s+(?=\D|\d{1,3}\s+(?!m?c?g\b|ml\b)[A-Za-z])"
    r"|Item(?:\s+#?|\s?#)\d{1,2}\s?[:.)-]\s*"
)
_DETERMINED = re.compile(r"MAXIMUS Federal Services,? Inc\.? has determined (?:that )?", re.IGNORECASE)
_REQUEST = re.compile(
    r"(?:the |this |a )?(?:disputed )?requests? (?:for authorization )?(?:for|of)\b:?\s*"
    r"(?:authorization (?:of|for)\s+)?"
    r"|(?:regarding|re):?\s+(?:the )?requests? for\b:?\s*",
    re.IGNORECASE,
)
_ASSOCIATED = re.compile(
    r"(?:the )?associated surgical (?:services?|items?|requests?)(?:\s*/\s*items?)?(?:\s?\(s\))?"
    r"\s*(?:[:;]|-+)?\s*",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:an?|the) (?=\S)", re.IGNORECASE)
_ORIGINAL = re.compile(r" (?:was|were) the original request\b[.,;]?\s*", re.IGNORECASE)
_REMAINS = re.compile(
    r"\bthe (?:remaining )?(?:IMR[- ]?eligible )?(?:(?:portion|part|remainder) of )?(?:the )?"
    r"original request,?\s+"
    r"|\bthe remaining (?:IMR[- ]?eligible )?(?:portion|part|request)(?: of the request)?,?\s+",
    re.IGNORECASE,
)
_AUTHORIZED = re.compile(
    r"(?P<passive>.+?),? (?:was|were) (?:authorized|approved|certified) by the Claims Administrator\b"
    r"|the Claims Administrator (?:authorized|approved|certified) (?P<active>.+?)"
    r"(?=,? leaving\b|[.,;]?\s*$)",
    re.IGNORECASE,
)
_VERB = re.compile(
    r",?\s+(?:is|are|was|were)(?:\s+(?:not\s+)?medically\s+necessary(?:\s+and\s+appropriate)?)?\s*$",
    re.IGNORECASE,
)
_ENDS = " .:;,-"
_LEADS = (_NUMBER, _DETERMINED, _REMAINS, _REQUEST, _ASSOCIATED, _ARTICLE)


class Wording(msgspec.Struct, frozen=True):
    """An item's own words.

    Args:
        item: what is disputed.
        original: the whole request, where review authorized a part of it.
        authorized: the part authorized.
        associated: the words of the title that call it a service associated with a surgery.
    """

    item: Phrase
    original: Phrase | None
    authorized: Phrase | None
    associated: Phrase | None


def unwrap(title: Phrase) -> Wording:
    """The item of a title, and what the title says around it."""
    said = title.text.lower().find(ASSOCIATED)
    associated = title.part(said, said + len(ASSOCIATED)) if said >= 0 else None
    head = _ORIGINAL.search(title.text)
    if head is None:
        return Wording(bare(title), None, None, associated)
    original = bare(title.part(0, head.start()))
    remains = None
    for found in _REMAINS.finditer(title.text, head.end()):
        remains = found
    if remains is None or remains.end() >= len(title.text):
        # The title breaks off after the first sentence: what was asked for is the item.
        return Wording(original, original, None, associated)
    between = title.part(head.end(), remains.start())
    part = _AUTHORIZED.match(between.text)
    authorized = None
    if part:
        group = "passive" if part["passive"] else "active"
        authorized = bare(between.part(part.start(group), part.end(group)))
    return Wording(bare(title.part(remains.end(), len(title.text))), original, authorized, associated)


def bare(phrase: Phrase) -> Phrase:
    """A phrase without number, lead-in and article before it, verb and stops after it."""
    text = phrase.text
    start, end = 0, len(text)
    moved = True
    while moved:
        moved = False
        for lead in _LEADS:
            found = lead.match(text, start)
            if found and start < found.end() < end:
                start, moved = found.end(), True
    if verb := _VERB.search(text, start, end):
        end = verb.start()
    stripped = text[start:end].rstrip(_ENDS)
    # A stop belongs to an abbreviation where letters and stops alternate ("b.i.d.").
    end = start + len(stripped)
    if end < len(text) and text[end] == "." and re.search(r"(?:\b[a-z]\.)+[a-z]$", stripped, re.IGNORECASE):
        end += 1
    return phrase.part(start, end) if end > start else phrase
