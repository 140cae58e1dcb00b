"""Files that outlive a power cut, trees that are linked instead of copied, and disks that refuse."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import Final

import msgspec

_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY: Final = {errno.EROFS, errno.EACCES, errno.EPERM}


def write_file(path: Path, content: bytes) -> None:
    """Write a file and have it on the disk when this returns."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def write_struct(path: Path, content: msgspec.Struct) -> None:
    """Write a struct as JSON for people, and have it on the disk when this returns."""
    write_file(path, msgspec.json.format(msgspec.json.encode(content), indent=2))


def sync_file(path: Path) -> None:
    """Have a file's content, or a folder's entries, on the disk when this returns."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Have all files and folders below a folder on the disk when this returns."""
    for path in sorted(folder.rglob("*")):
        sync_file(path)
    sync_file(folder)


def replace_file(path: Path, content: bytes) -> None:
    """Put a file in the place of another in one step, durably."""
    new = path.with_name(f"{path.name}.new")
    write_file(new, content)
    new.replace(path)
    sync_file(path.parent)


def link_files(source: Path, target: Path, pattern: str) -> None:
    """Link the files of one folder into another; copied where the file system knows no links."""
    target.mkdir(exist_ok=True)
    for path in sorted(source.glob(pattern)):
        try:
            (target / path.name).hardlink_to(path)
        except OSError as error:
            if error.errno not in {errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.EXDEV}:
                raise
            shutil.copyfile(path, target / path.name)


def refusal(error: BaseException, other: str = "another graph directory") -> str | None:
    """Why a disk refused to be written, with the cure, where that is what an error tells.

    Libraries hand the operating system's words on in errors of their own.

    Args:
        error: what was raised.
        other: what can be named instead of a place that may only be read.
    """
    number = error.errno if isinstance(error, OSError) else None
    words = str(error)
    if number in _FULL or any(os.strerror(one) in words for one in _FULL):
        return "the disk is full; free some space and run this again"
    if number in _READ_ONLY or any(os.strerror(one) in words for one in (errno.EROFS, errno.EACCES)):
        return f"this may only be read; make it writable, or name {other}"
    return None
