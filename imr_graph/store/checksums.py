"""Hashes of a version's files: written when it is published, held against them by ``verify``."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import msgspec

from imr_graph.errors import GraphDirectoryError
from imr_graph.store.manifest import DOOMED, read_struct

CHECKSUMS: Final = "checksums.json"

_LOGS: Final = re.compile(r"(?:store|cube)/LO(?:CK|G(?:\.old\.\d+)?)|search/\.tantivy-\w+\.lock")
"""What RocksDB writes for itself and people, and the files that tantivy locks to read."""


class FileSum(msgspec.Struct, frozen=True):
    """One file: its bytes, and their SHA-256 in hexadecimal."""

    size: int
    sha256: str


class Checksums(msgspec.Struct, frozen=True):
    """The files of a version by their path in it."""

    files: dict[str, FileSum]


def checksums(version: Path, previous: Path | None = None) -> Checksums:
    """The hashes of all files of a version.

    Args:
        version: its folder, or a draft's.
        previous: folder of a published version; files that are linked to one of it are not read again.
    """
    known = {}
    if previous is not None and (previous / CHECKSUMS).exists():
        held = read_struct(previous / CHECKSUMS, Checksums).files
        known = {name: one for name, one in held.items() if _is_linked(previous / name, version / name)}
    unread = [name for name in _files(version) if name not in known]
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # hashing lets other threads run
        read = dict(zip(unread, pool.map(lambda name: _sum(version / name), unread), strict=True))
    return Checksums(dict(sorted({**known, **read}.items())))


def altered_files(version: Path) -> list[str]:
    """What is wrong with a version's files, a sentence each.

    Raises:
        GraphDirectoryError: the list of hashes is absent or damaged.
    """
    noted = read_struct(version / CHECKSUMS, Checksums).files
    found = checksums(version).files
    wrong = [f"{name} is missing" for name in noted.keys() - found.keys()]
    wrong += [f"{name} does not belong there" for name in found.keys() - noted.keys()]
    wrong += [
        f"{name} has changed"
        for name in noted.keys() & found.keys()
        if (noted[name].size, noted[name].sha256) != (found[name].size, found[name].sha256)
    ]
    return sorted(wrong)


def _files(version: Path) -> Iterator[str]:
    for path in sorted(version.rglob("*")):
        name = path.relative_to(version).as_posix()
        if path.is_file() and name not in {CHECKSUMS, DOOMED, "manifest.json"} and not _LOGS.fullmatch(name):
            yield name


def _is_linked(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def _sum(path: Path) -> FileSum:
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
    except OSError as error:
        raise GraphDirectoryError(f"{path}: it cannot be read ({error.strerror})") from error
    return FileSum(size, sha256)
