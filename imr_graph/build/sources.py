"""Where letters lie: local paths, or URLs of any file system that fsspec knows (``s3://…``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Final

import fsspec  # type: ignore[import-untyped]

from imr_graph.errors import LetterError
from imr_graph.letters.files import SUFFIXES, check_is_file, find_letters, read_bytes
from imr_graph.letters.limits import over_limit

_SCHEME: Final = "://"


def find_sources(named: Iterable[str | Path]) -> Iterator[str]:
    """The files named, and every ``.txt`` and ``.pdf`` file below a folder named.

    A URL that cannot be looked into comes as it is, for reading to say what is wrong with it.
    """
    local: list[Path] = []
    for name in named:
        if isinstance(name, str) and _SCHEME in name:
            yield from _below(name)
        else:
            local.append(Path(name))
    yield from map(str, find_letters(local))


def read_source(source: str, limit: int) -> bytes:
    """The bytes of one file.

    Args:
        source: its path or URL.
        limit: how many bytes it may have.

    Raises:
        LetterError: it cannot be read, or is longer.
    """
    if _SCHEME not in source:
        path = Path(source)
        check_is_file(path)
        return read_bytes(path, limit)
    try:
        with fsspec.open(source, "rb") as file:
            data: bytes = file.read(limit + 1)
    except (OSError, ValueError, ImportError) as error:
        cause = f"it cannot be read ({type(error).__name__}: {error})"
        raise LetterError(
            source, "file", cause, "check the URL, and that its file system is installed"
        ) from error
    if len(data) > limit:
        cause = f"the file has more than {limit} bytes"
        raise LetterError(source, f"byte {limit}", cause, over_limit("file_bytes"))
    return data


def _below(url: str) -> Iterator[str]:
    """The letters below a URL, by path; the URL itself where it is a file or gives none."""
    try:
        system, top = fsspec.core.url_to_fs(url)
        found = sorted(path for path in system.find(top) if PurePosixPath(path).suffix.lower() in SUFFIXES)
        yield from map(system.unstrip_protocol, found) if found else (url,)
    except (OSError, ValueError, ImportError):
        yield url
