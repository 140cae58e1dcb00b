"""Files and folders as the user names them: which are letters, what is wrong with the others."""

from __future__ import annotations

import errno
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from imr_graph.errors import LetterError
from imr_graph.letters.limits import over_limit

SUFFIXES: Final = frozenset({".txt", ".pdf"})
"""The endings, in lower case, of the files that are read as letters."""

_UNREADABLE: Final[dict[type[OSError], tuple[str, str]]] = {
    FileNotFoundError: ("there is no such file", "check the path"),
    PermissionError: ("no permission to read it", "change its permissions"),
}


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


def read_bytes(path: Path, limit: int) -> bytes:
    """The bytes of a regular file.

    Args:
        path: the file.
        limit: how many bytes it may have.

    Raises:
        LetterError: it cannot be read, or is longer.
    """
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise _unreadable(path, error) from error
    if len(data) > limit:
        cause = f"the file has more than {limit} bytes"
        raise LetterError(str(path), f"byte {limit}", cause, over_limit("file_bytes"))
    return data


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


def check_is_file(path: Path) -> None:
    """See that opening the path will not fail, and reading it will come to an end.

    Raises:
        LetterError: it is no regular file.
    """
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
