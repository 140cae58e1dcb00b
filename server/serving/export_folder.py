"""The exported files made so far, in a temporary folder that goes with the server.

The served version of a graph never changes, so neither does a file: one is made once for what it is asked
with. They are bounded in number and size, the ones not asked for longest go first; one is made at a time.
"""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

from server.limits.admission import Admission, QueueState
from server.responses.problems import no_room, too_large
from server.settings import Settings

Key = tuple[str, ...]
"""What a file is made of: view, form, and all that it is narrowed to."""

Make = Callable[[BinaryIO], object]
"""Writes a file."""

_MAKING_SECONDS: Final = 600.0
"""Of one file; the limits on what is exported hold it far below."""


@dataclass(frozen=True, slots=True)
class _Kept:
    path: Path
    size: int


class _Bounded:
    """A file that takes no more than so many bytes.

    Raises:
        Problem: on writing, there would be more.
    """

    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file = file
        self._left = self._most = most

    def write(self, data: bytes) -> int:
        """Write some bytes."""
        self._left -= len(data)
        if self._left < 0:
            raise too_large(f"The file has more than {self._most} bytes")
        return self._file.write(data)

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)


class ExportFolder:
    """The files made so far; threads and the event loop may share it.

    Args:
        settings: how many files, and how many bytes they may have together.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._admission = Admission(settings, places=1, of_client=1, seconds=_MAKING_SECONDS)
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._made = 0
        self._closed = False
        self._lock = threading.Lock()

    @property
    def queue(self) -> QueueState:
        """The state of the queue of those who wait for a file to be made."""
        return self._admission.state

    @property
    def size(self) -> int:
        """Bytes of the files kept."""
        with self._lock:
            return sum(kept.size for kept in self._kept.values())

    def kept(self, key: Key) -> BinaryIO | None:
        """A file made before, open for reading; it can be read to its end whatever becomes of the folder."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return None
            self._kept.move_to_end(key)
            return kept.path.open("rb")

    async def entered(self) -> contextlib.AbstractContextManager[object]:
        """The right to make a file, once it is the request's turn.

        Raises:
            Problem: too many wait already, or its turn did not come in time.
        """
        return await self._admission.enter_async()

    def make(self, key: Key, write: Make) -> BinaryIO:
        """Make a file, unless there is one now, and open it for reading; blocks.

        Args:
            key: what it is made of.
            write: writes it.

        Raises:
            Problem: it would be larger than all files together may be, or the disk is full.
        """
        if (before := self.kept(key)) is not None:
            return before
        with self._lock:
            if self._folder is None and not self._closed:
                self._folder = tempfile.TemporaryDirectory(prefix="imr-graph-export-")
            if self._folder is None:
                raise no_room("the server is about to stop")
            self._made += 1
            path = Path(self._folder.name) / str(self._made)
        try:
            with path.open("wb") as file:
                write(cast("BinaryIO", _Bounded(file, self._settings.export_bytes)))
        except OSError as error:
            path.unlink(missing_ok=True)
            raise no_room(error.strerror or str(error)) from error
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        with self._lock:
            self._kept[key] = _Kept(path, path.stat().st_size)
            made = path.open("rb")
            self._drop_oldest()
        return made

    def _drop_oldest(self) -> None:
        """Remove files until the others keep to the limits; whoever reads one reads on."""
        while len(self._kept) > self._settings.export_files or (
            sum(kept.size for kept in self._kept.values()) > self._settings.export_bytes
        ):
            _, oldest = self._kept.popitem(last=False)
            oldest.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Remove the files."""
        with self._lock:
            self._closed = True
            self._kept.clear()
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None
