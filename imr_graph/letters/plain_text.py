"""Text files to text: which encoding their bytes are in."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Final

from charset_normalizer import from_bytes

from imr_graph.errors import LetterError

_MARKS: Final = (
    # UTF-32 before UTF-16: the little-endian mark of one begins with that of the other.
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ONE_BYTE: Final = ["cp1252", "mac_roman", "latin_1", "cp437", "cp850"]
_PRINTED: Final = frozenset(
    # What English letters print beyond ASCII. Guessing from so few bytes goes wrong, so a text that
    # holds nothing else as cp1252 is taken for cp1252.
    "\u2018\u2019\u201a\u201c\u201d\u201e\u2013\u2014\u2026\u2022\u2020\u2021\u2122"
    "\u00a0\u00a1\u00a2\u00a3\u00a7\u00a9\u00aa\u00ab\u00ad\u00ae\u00b0\u00b1\u00b2\u00b3\u00b4\u00b5\u00b7\u00b9"
    "\u00ba\u00bb\u00bc\u00bd\u00be\u00bf\u00d7\u00f7"
    "\u00c9\u00d1\u00e0\u00e1\u00e2\u00e4\u00e7\u00e8\u00e9\u00ea\u00ed\u00ef\u00f1\u00f3\u00f6\u00fa\u00fc"
)
_CONTROLS: Final = re.compile(r"[\x00\x01\x03-\x08\x0e-\x1f\x7f\uffff]")  # \x02 and \ufffe stand for hyphens
_STRAY: Final = 0.01
"""The share of control characters that a text may hold; a program's file holds many times more."""
_SAMPLE: Final = 4096


def decode_text(path: Path, data: bytes) -> str:
    r"""The text of a file's bytes: by its byte order mark, as UTF-8, else by the likeliest encoding.

    A few stray control characters stay in it, as marks of hyphens at line ends do (``\x02``,
    ``\ufffe``): cleaning knows what they stand for.

    Raises:
        LetterError: the bytes are no text.
    """
    text = _decode(data)
    first = None if text is None else _CONTROLS.search(text)
    if text is None or (first and len(_CONTROLS.findall(text)) > _STRAY * len(text)):
        place = f"character {first.start()}" if first else "byte 0"
        raise LetterError(
            str(path), place, "the file is binary, no text", "give the letter as .txt or .pdf, as published"
        )
    return text


def _decode(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _try(data[len(mark) :], encoding)
    if wide := _wide(data[:_SAMPLE]):
        return _try(data, wide)
    if (unicode := _try(data, "utf-8")) is not None:
        return unicode
    western = _try(data, "cp1252")
    if western is not None and _PRINTED.issuperset(c for c in western if not c.isascii()):
        return western
    best = from_bytes(data, cp_isolation=_ONE_BYTE).best()
    return None if best is None else str(best)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of a Western text is zero."""
    half = len(sample) // 2
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, others = sample[offset::2].count(0), sample[1 - offset :: 2].count(0)
        if half and zeros >= 0.7 * half and not others:
            return encoding
    return None
