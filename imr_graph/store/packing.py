"""Records and texts packed for keeping: zstd, with a dictionary of what all letters have in common.

A frame names the dictionary it needs. Dictionaries therefore stay in ``data/`` for ever; a better
one gets a number and a file of its own. ``benchmarks/train_dictionary.py`` makes them, of
synthetic letters.
"""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
import zstandard

from imr_graph.errors import GraphDirectoryError
from imr_graph.record import Record

DICTIONARY: Final = 40_001
"""Number of the dictionary that new frames are packed with."""

_DATA: Final = Path(__file__).parent / "data"
_LEVEL: Final = 3
"""Level 6 saves another tenth and takes four times as long."""


def pack_record(record: Record) -> bytes:
    """A record as packed JSON."""
    return pack(msgspec.json.encode(record))


def unpack_record(packed: bytes) -> Record:
    """The record that :func:`pack_record` packed.

    Raises:
        GraphDirectoryError: the bytes are none of a packed record.
    """
    try:
        return msgspec.json.decode(unpack(packed), type=Record)
    except msgspec.MsgspecError as error:
        raise GraphDirectoryError(f"a kept record is damaged ({error})") from error


def pack_text(text: str) -> bytes:
    """A kept text, packed."""
    return pack(text.encode())


def unpack_text(packed: bytes) -> str:
    """The text that :func:`pack_text` packed.

    Raises:
        GraphDirectoryError: the bytes are none of a packed text.
    """
    try:
        return unpack(packed).decode()
    except UnicodeDecodeError as error:
        raise GraphDirectoryError(f"a kept text is damaged ({error})") from error


def pack(content: bytes) -> bytes:
    """Bytes of a letter, packed. Threads and processes may pack at once."""
    return _tools().packer.compress(content)


def unpack(packed: bytes) -> bytes:
    """The bytes that :func:`pack` packed.

    Raises:
        GraphDirectoryError: they are damaged, or packed by a newer version of this program.
    """
    try:
        number = zstandard.get_frame_parameters(packed).dict_id
        return _tools().unpacker(number).decompress(packed)
    except zstandard.ZstdError as error:
        raise GraphDirectoryError(f"what is kept of a letter is damaged ({error})") from error


@cache
def _dictionary(number: int) -> zstandard.ZstdCompressionDict:
    path = _DATA / f"{number}.zdict"
    if not path.is_file():
        raise GraphDirectoryError(
            f"a letter is packed with dictionary {number}, which is not among those of this version; "
            "update imr-graph"
        )
    return zstandard.ZstdCompressionDict(path.read_bytes(), dict_type=zstandard.DICT_TYPE_FULLDICT)


class _Tools(threading.local):
    """What packs and unpacks, one set a thread: the library's objects must not be shared."""

    def __init__(self) -> None:
        self.packer = zstandard.ZstdCompressor(level=_LEVEL, dict_data=_dictionary(DICTIONARY))
        self._unpackers: dict[int, zstandard.ZstdDecompressor] = {}

    def unpacker(self, number: int) -> zstandard.ZstdDecompressor:
        """What unpacks frames of that dictionary; 0 stands for none."""
        if number not in self._unpackers:
            named = _dictionary(number) if number else None
            self._unpackers[number] = zstandard.ZstdDecompressor(dict_data=named)
        return self._unpackers[number]


@cache
def _tools() -> _Tools:
    return _Tools()
