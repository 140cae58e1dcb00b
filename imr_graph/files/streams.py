"""Compressed files whose bytes depend on their content alone: no name and no time stand in them."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Final, Protocol

import zstandard

from imr_graph.files.products import Compression

_GZIP_LEVEL: Final = 6
_ZSTD_LEVEL: Final = 9


class Sink(Protocol):
    """What bytes can be written to."""

    def write(self, data: bytes, /) -> int:
        """Take the bytes."""


@contextmanager
def compressed(path: Path, compression: Compression) -> Iterator[Sink]:
    """A new file that compresses what is written to it.

    Raises:
        OSError: it cannot be written.
    """
    with ExitStack() as stack:
        file: IO[bytes] = stack.enter_context(path.open("xb"))
        if compression == "gzip":
            yield stack.enter_context(gzip.GzipFile("", "wb", _GZIP_LEVEL, file, mtime=0))
        else:
            packer = zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True)
            yield stack.enter_context(packer.stream_writer(file, closefd=False))
