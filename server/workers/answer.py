"""A serialised result in the server's hands: whole before its first byte is sent, never big in memory."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterator
from typing import Final, Self

_PIECE: Final = 64 << 10


class SpoolRoom:
    """The room on the disk that all results together may take; threads may share it.

    Args:
        most: bytes.
    """

    def __init__(self, most: int) -> None:
        self._left = most
        self._lock = threading.Lock()

    @property
    def left(self) -> int:
        """Bytes that are still free."""
        return self._left

    def take(self, size: int) -> bool:
        """Take so many bytes; False where there are not as many."""
        with self._lock:
            if size > self._left:
                return False
            self._left -= size
            return True

    def give_back(self, size: int) -> None:
        """Free so many bytes."""
        with self._lock:
            self._left += size


class _Spooled:
    """An open file without a name, and the room that it takes, until both are let go of."""

    def __init__(self, descriptor: int, room: SpoolRoom, taken: int) -> None:
        self.descriptor = descriptor
        self._room = room
        self._taken = taken

    def let_go(self) -> None:
        os.close(self.descriptor)
        self._room.give_back(self._taken)


class Answer:
    """A serialised result; close it, or use it as a context manager, so that its room is free for others.

    Attributes:
        media_type: how it is written.
        size: its bytes.

    Args:
        media_type: how it is written.
        content: all of it.
    """

    def __init__(self, media_type: str, content: bytes = b"") -> None:
        self.media_type = media_type
        self.size = len(content)
        self._content = content
        self._spooled: _Spooled | None = None
        self._let_go: weakref.finalize[[], Answer] | None = None

    @classmethod
    def of_file(cls, media_type: str, size: int, descriptor: int, room: SpoolRoom, taken: int) -> Self:
        """A result in an open file, which is closed with the answer.

        Args:
            media_type: how it is written.
            size: its bytes.
            descriptor: of the file.
            room: where the file's room is given back.
            taken: how much that is.
        """
        answer = cls(media_type)
        answer.size = size
        answer._spooled = _Spooled(descriptor, room, taken)
        answer._let_go = weakref.finalize(answer, answer._spooled.let_go)
        return answer

    @property
    def body(self) -> bytes:
        """All of it in memory; see :meth:`pieces` for results of any size."""
        return self._content if self._spooled is None else b"".join(self.pieces())

    def pieces(self) -> Iterator[bytes]:
        """All of it, some 64 kB at a time; may be read again."""
        if self._spooled is None:
            if self._content:
                yield self._content
            return
        for offset in range(0, self.size, _PIECE):
            yield os.pread(self._spooled.descriptor, min(_PIECE, self.size - offset), offset)

    def close(self) -> None:
        """Let go of the file; once is enough."""
        if self._let_go is not None:
            self._let_go()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
