"""Kept text to reading: decode entities, plain quotes, drop page furniture, keep the way back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import chain
from typing import Final

from imr_graph.letters.furniture import find_furniture
from imr_graph.letters.line_ends import find_line_breaks
from imr_graph.letters.reading import Piece, Reading
from imr_graph.record import Span

_PLAIN: Final = {
    # \x91 to \x97 are cp1252's quotes and dashes in a text that was read as Latin 1.
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\x91\x92", "'"),
    "\u00bf": "'",  # letters of 2014 print it for an apostrophe
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\x93\x94", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\x96\x97", "-"),
    **dict.fromkeys(("\x02", "\ufffe", "\x02\n", "\ufffe\n"), "-\n"),  # PDF programs' hyphen that ends a line
    **dict.fromkeys("\t\v\u00a0\u2002\u2003\u2007\u2009\u202f", " "),
    **dict.fromkeys("\f\r\u0085\u2028\u2029", "\n"),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    **dict.fromkeys(map(chr, (0, 1, *range(3, 9), *range(14, 32), 127, 0xFFFF)), ""),  # strays
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
}


def _misread(character: str) -> str | None:
    """A character's UTF-8 bytes read as cp1252, as texts passed through a wrong program show it."""
    try:
        return character.encode().decode("cp1252")
    except UnicodeDecodeError:
        return None


_MISREAD: Final = {
    wrong: plain
    for character, plain in _PLAIN.items()
    if character in "\u2018\u2019\u201c\u201d\u2013\u2014" and (wrong := _misread(character))
}
_SINGLE: Final = {printed: plain for printed, plain in _PLAIN.items() if len(printed) == 1}
_TRANSLATION: Final = str.maketrans(_SINGLE)
_BEGINNING: Final = re.compile(
    f"[{re.escape(''.join(sorted({printed[0] for printed in (*_PLAIN, *_MISREAD, '&')})))}]"
)
"""What anything replaced begins with: one set of characters is looked for faster than several patterns."""
_REPLACED: Final = re.compile(
    r"&(?:amp;)?(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});"
    + "|"
    + "|".join(map(re.escape, _MISREAD))
    + r"|[\x02\ufffe]\n?"
    + f"|[{re.escape(''.join(_SINGLE))}]"
)

_Replacement = tuple[Span, str]


def clean(kept: str) -> Reading:
    """The reading of a kept text. Takes time linear in its length."""
    furniture = list(find_furniture(kept))
    text, pieces = _replace(kept, _replacements(kept, furniture))
    if breaks := find_line_breaks(text):
        text, pieces = _leave_out(text, pieces, breaks)
    return Reading(kept, text, pieces)


def _replacements(kept: str, furniture: list[Span]) -> Iterator[_Replacement]:
    """What stands for what, in order: plain characters between the pieces of furniture."""
    at = 0
    for start, end in chain(furniture, [(len(kept), len(kept))]):
        for sign in _BEGINNING.finditer(kept, at, start):
            if sign.start() >= at and (match := _REPLACED.match(kept, sign.start(), start)):
                yield match.span(), _plain(match.group())
                at = match.end()
        yield (start, end), ""
        at = end


def _plain(found: str) -> str:
    if found.startswith("&"):
        return unescape(unescape(found)).translate(_TRANSLATION)
    return _MISREAD.get(found) or _PLAIN[found]


def _replace(kept: str, replacements: Iterable[_Replacement]) -> tuple[str, tuple[Piece, ...]]:
    out: list[str] = []
    pieces: list[Piece] = []
    at = done = 0
    run, origin = 0, 0  # where the run that maps character by character begins
    for (start, end), plain in replacements:
        out += (kept[done:start], plain)
        at += start - done
        if len(plain) != end - start:
            if at > run:
                pieces.append((run, origin, at - run, at - run))
            if plain:
                pieces.append((at, start, len(plain), end - start))
            run, origin = at + len(plain), end
        at += len(plain)
        done = end
    if at > run:
        pieces.append((run, origin, at - run, at - run))
    return "".join(out), tuple(pieces)


def _leave_out(text: str, pieces: tuple[Piece, ...], spans: Iterable[Span]) -> tuple[str, tuple[Piece, ...]]:
    """The text without ``spans``, and the pieces of what is left."""
    out: list[str] = []
    left: list[Piece] = []
    at = index = done = 0
    for start, end in chain(spans, [(len(text), len(text))]):
        out.append(text[done:start])
        while index < len(pieces) and pieces[index][0] < start:
            first, origin, length, width = pieces[index]
            low, high = max(first, done), min(first + length, start)
            if low < high:
                if length == width:
                    _add(left, (at, origin + low - first, high - low, high - low))
                else:
                    left.append((at, origin, high - low, width))
                at += high - low
            if first + length > start:
                break  # the rest of this piece stands after the gap
            index += 1
        done = end
    return "".join(out), tuple(left)


def _add(pieces: list[Piece], piece: Piece) -> None:
    """Add a piece, to the last one where both map character by character and touch."""
    if pieces:
        at, origin, length, width = pieces[-1]
        if length == width and piece[2] == piece[3] and piece[:2] == (at + length, origin + width):
            pieces[-1] = (at, origin, length + piece[2], width + piece[3])
            return
    pieces.append(piece)
