"""Files and folders to kept texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from imr_graph.errors import LetterError
from imr_graph.letters.pdf import is_pdf, read_pdf
from imr_graph.letters.plain_text import decode_text

SUFFIXES: Final = frozenset({".txt", ".pdf"})
"""The endings, in lower case, of the files that are read as letters."""

_UNREADABLE: Final[dict[type[OSError], tuple[str, str]]] = {
    FileNotFoundError: ("there is no such file", "check the path"),
    IsADirectoryError: ("this is a folder", "name the files in it, or the folder above"),
    PermissionError: ("no permission to read it", "change the file's permissions"),
}
_LINE_END: Final = re.compile(r"\r\n?")


@dataclass(frozen=True, slots=True)
class LetterText:
    r"""A letter as it is kept: ``text`` with ``\n`` line ends and a form feed between pages."""

    source: str
    text: str


def find_letters(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and every ``.txt`` and ``.pdf`` file below a folder named, in order of path.

    A file named twice, or in a folder named as well, comes once. Named files are not looked at:
    what is wrong with one is for ``read_letter`` to say.
    """
    seen: set[Path] = set()
    for path in paths:
        for file in _below(path) if path.is_dir() else [path]:
            whole = file.resolve()
            if whole not in seen:
                seen.add(whole)
                yield file


def read_letter(path: Path) -> LetterText:
    """The kept text of one file.

    Raises:
        LetterError: the file cannot be read, is of another type, or holds no text.
    """
    source = str(path)
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES and not path.is_dir():
        cause = f"files of type {suffix or 'unknown'} are not read"
        raise LetterError(source, "file", cause, "give .txt or .pdf files")
    data = _read_bytes(path)
    if not data.strip():
        raise LetterError(source, "byte 0", "the file is empty", "give the letter as published")
    text = read_pdf(path, data) if suffix == ".pdf" or is_pdf(data) else decode_text(path, data)
    text = _LINE_END.sub("\n", text)
    if not text.strip():
        raise LetterError(source, "file", "the file holds no words", "give the letter as published")
    return LetterText(source, text)


def _below(folder: Path) -> Iterator[Path]:
    """The letters below a folder; a folder with a letter's ending is a folder all the same."""
    yield from sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and not p.is_dir())


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        for kind, (cause, cure) in _UNREADABLE.items():
            if isinstance(error, kind):
                raise LetterError(str(path), "file", cause, cure) from error
        cause = f"it cannot be read ({error.strerror or error})"
        raise LetterError(str(path), "file", cause, "check the path and the disk") from error
