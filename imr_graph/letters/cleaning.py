"""Kept text to reading: decode entities, plain quotes, drop page furniture, keep the way back."""

from __future__ import annotations

import re
from html import unescape

from imr_graph.letters.reading import Reading

_REPLACED = re.compile(
    r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});"
    r"|[\u2018\u2019\u201a\u201b\u2032\u00bf\u201c\u201d\u201e\u2033\u2013\u2014\u2010\u2011\u2012\u00a0\f\r\t\u00ad\ufeff]"
    r"|^[ \t]*Page \d+ of \d+[ \t]*$",
    re.MULTILINE,
)
_PLAIN = {
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u2032": "'", "\u00bf": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u2033": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-",
    "\u00a0": " ", "\f": "\n", "\r": "\n", "\t": " ", "\u00ad": "", "\ufeff": "",
}  # fmt: skip


def clean(kept: str) -> Reading:
    """The reading of a kept text."""
    out: list[str] = []
    pieces: list[tuple[int, int, int, int]] = []
    at = done = 0
    for match in _REPLACED.finditer(kept):
        found = match.group()
        if found.startswith("&"):
            plain = unescape(found)
        else:
            plain = _PLAIN.get(found, "")
        if match.start() > done:
            length = match.start() - done
            pieces.append((at, done, length, length))
            out.append(kept[done : match.start()])
            at += length
        if plain:
            pieces.append((at, match.start(), len(plain), len(found)))
            out.append(plain)
            at += len(plain)
        done = match.end()
    if done < len(kept):
        pieces.append((at, done, len(kept) - done, len(kept) - done))
        out.append(kept[done:])
    return Reading(kept, "".join(out), tuple(pieces))
