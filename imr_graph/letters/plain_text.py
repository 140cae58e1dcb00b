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
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f\ufffe\uffff]")
_SAMPLE: Final = 4096


def decode_text(path: Path, data: bytes) -> str:
    """The text of a file's bytes: by its byte order mark, as UTF-8, else by the likeliest encoding.

    Raises:
        LetterError: the bytes are no text.
    """
    text = _decode(data)
    binary = None if text is None else _CONTROLS.search(text)
    if text is None or binary:
        place = f"character {binary.start()}" if binary else "byte 0"
        raise LetterError(
            str(path), place, "the file is binary, no text", "give the letter as .txt or .pdf, as published"
        )
    return text


def _decode(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _try(data[len(mark) :], encoding)
    if encoding := _wide(data[:_SAMPLE]):
        return _try(data, encoding)
    text = _try(data, "utf-8")
    if text is not None:
        return text
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
