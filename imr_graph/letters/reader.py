"""Files and folders to kept texts."""

from __future__ import annotations

import errno
import re
import stat
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
    PermissionError: ("no permission to read it", "change its permissions"),
}
_LINE_END: Final = re.compile(r"\r\n?")


@dataclass(frozen=True, slots=True)
class LetterText:
    r"""A letter as it is kept: ``text`` with ``\n`` line ends and a form feed between pages."""

    source: str
    text: str


def find_letters(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and every ``.txt`` and ``.pdf`` file below a folder named, in order of path.

    A file named twice, or in a folder named as well, comes once. Nothing is passed over in silence:
    a path that is absent or no regular file, a folder that cannot be looked into and a named folder
    without letters come as they are, for ``read_letter`` to say what is wrong with them.
    """
    seen: set[Path] = set()
    for path in paths:
        for file in _below(path):
            whole = _resolved(file)
            if whole not in seen:
                seen.add(whole)
                yield file


def read_letter(path: Path) -> LetterText:
    """The kept text of one file.

    Raises:
        LetterError: it is no regular file, cannot be read, is of another type, or holds no text.
    """
    source = str(path)
    suffix = path.suffix.lower()
    _check_is_file(path)
    if suffix not in SUFFIXES:
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


def _below(top: Path) -> Iterator[Path]:
    """The letters below a folder; anything else, and a folder that gives none, as it is.

    A folder with a letter's ending is a folder all the same; one that is reached by a link too is
    walked once.
    """
    found = False
    walked: set[Path] = set()
    waiting = [top]
    while waiting:
        path = waiting.pop()
        if not _is_folder(path):
            if path == top or path.suffix.lower() in SUFFIXES:
                found = True
                yield path
            continue
        if (whole := _resolved(path)) in walked:
            continue
        walked.add(whole)
        try:
            waiting += sorted(path.iterdir(), reverse=True)
        except OSError:
            found = True
            yield path
    if not found:
        yield top


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # what it is cannot be seen
        return False


def _resolved(path: Path) -> Path:
    """One name for all the names of a file."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a link that leads to itself
        return path.absolute()


def _check_is_file(path: Path) -> None:
    """Raise where opening the path would fail, or might never come to an end."""
    source = str(path)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            next(path.iterdir(), None)
    except OSError as error:
        raise _unreadable(path, error) from error
    if stat.S_ISDIR(mode):
        cause = "this is a folder" if list(_below(path)) != [path] else "this folder holds no letters"
        raise LetterError(source, "folder", cause, "name .txt or .pdf files, or a folder of them")
    if not stat.S_ISREG(mode):
        raise LetterError(source, "file", "this is a pipe or a device, no file", "give .txt or .pdf files")


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> LetterError:
    place = "folder" if _is_folder(path) else "file"
    if path.is_symlink() and isinstance(error, FileNotFoundError):
        cause = f"this link leads to nothing ({path.readlink()})"
        return LetterError(str(path), place, cause, "remove it or mend it")
    if error.errno == errno.ELOOP:
        return LetterError(str(path), place, "this link leads to itself", "remove it or mend it")
    for kind, (cause, cure) in _UNREADABLE.items():
        if isinstance(error, kind):
            return LetterError(str(path), place, cause, cure)
    cause = f"it cannot be read ({error.strerror or error})"
    return LetterError(str(path), place, cause, "check the path and the disk")
