"""The files that one version offers: a folder that was written before, or products made when asked for.

Products are made one at a time, each once a version, and kept in a temporary folder of bounded size.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

from imr_graph.errors import OutputError
from imr_graph.files.manifest import FileEntry, FolderManifest, fingerprint, read_manifest
from imr_graph.files.products import MANIFEST, SUMS
from imr_graph.store.graph import Graph
from server.responses.problems import Problem, not_found
from server.serving.file_making import Making
from server.settings import Settings

Source = Literal["folder", "made", "none"]
"""Whether files lie in a folder, are made on demand, or are to be had by a command alone."""

_AGAIN: Final = {"Retry-After": "5"}


@dataclass(frozen=True, slots=True)
class Offered:
    """One file as it is offered.

    Args:
        name: path below ``/files``.
        title: what it holds.
        product: the product it belongs to; empty for what describes the others.
        entry: its size, hash and contents; None where it is not made yet.
    """

    name: str
    title: str
    product: str
    entry: FileEntry | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """What can be taken away now.

    Args:
        source: where files come from.
        files: in order.
        manifest: of the folder, where files lie in one.
        current: whether they are of the version that is served.
    """

    source: Source
    files: tuple[Offered, ...]
    manifest: FolderManifest | None
    current: bool


class FileShelf:
    """The files of one version; threads may share it, and all of its calls block.

    Args:
        graph: the served version.
        settings: which folder, and the limits of what is made.
    """

    def __init__(self, graph: Graph, settings: Settings) -> None:
        self._graph = graph
        self._given = Path(settings.files) if settings.files else None
        self._makes = graph.manifest.letters <= settings.made_files_letters and graph.facts_path is not None
        self._memory = settings.worker_memory
        self._bytes = settings.made_files_bytes
        self._seconds = settings.wait_seconds
        self._lock = threading.Lock()
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._made: dict[str, FolderManifest] = {}
        self._making: Making | None = None
        self._wrong: dict[str, str] = {}
        self._closed = False

    @cached_property
    def _fingerprint(self) -> str:
        return fingerprint(self._graph)

    def shelf(self) -> Shelf:
        """What can be taken away now.

        Raises:
            Problem: the folder that was given is none.
        """
        if self._given is not None:
            manifest = self._manifest(self._given)
            files = tuple(Offered(one.name, one.title, one.product, one) for one in manifest.files)
            return Shelf("folder", files, manifest, manifest.graph == self._fingerprint)
        if not self._makes:
            return Shelf("none", (), None, current=True)
        # The tables' declarations come with the libraries of the tables, which load slowly.
        from imr_graph.files.planned import planned_files

        with self._lock:
            made = {entry.name: entry for one in self._made.values() for entry in one.files if entry.product}
        planned = planned_files().values()
        files = tuple(Offered(one.name, one.title, one.product, made.get(one.name)) for one in planned)
        return Shelf("made", files, None, current=True)

    def present(self) -> tuple[FileEntry, ...]:
        """The files of this version that lie ready: those that a description can name."""
        try:
            shelf = self.shelf()
        except Problem:
            return ()
        return tuple(one.entry for one in shelf.files if one.entry is not None) if shelf.current else ()

    def file(self, name: str) -> tuple[Path, FileEntry | None]:
        """A file's place, and what is known of it; made now, if it has to be and can.

        Args:
            name: as a client wrote it; only names of the list lead anywhere.

        Raises:
            Problem: there is no such file, or it is being made, or cannot be.
        """
        shelf = self.shelf()
        if self._given is not None and name in {MANIFEST, SUMS}:
            return self._given / name, None
        offered = next((one for one in shelf.files if one.name == name), None)
        if offered is None:
            raise not_found(f"There is no file {name!r}; /files lists those that there are.")
        if self._given is not None:
            return self._given / name, offered.entry
        return self._from_made(offered)

    def close(self) -> None:
        """Stop making, and remove what was made."""
        with self._lock:
            self._closed = True
            making = self._making
        if making is not None:
            making.stop()
        with self._lock:
            if self._temporary is not None:
                self._temporary.cleanup()
                self._temporary = None

    def _from_made(self, offered: Offered) -> tuple[Path, FileEntry]:
        making = self._begun(offered.product)
        if making is not None and not making.wait(self._seconds):
            raise _busy(f"{offered.name} is being made; ask for it again.")
        with self._lock:
            manifest = self._made.get(offered.product)
            wrong = self._wrong.pop(offered.product, "it was made and is gone again; ask for it again")
            if manifest is None or self._temporary is None:
                raise Problem(503, "file-not-made", "File not made", f"{offered.name}: {wrong}.", _AGAIN)
            entry = next(one for one in manifest.files if one.name == offered.name)
            return Path(self._temporary.name) / offered.product / offered.name, entry

    def _begun(self, product: str) -> Making | None:
        """The making of a product, begun now; None where it is made.

        Raises:
            Problem: this or another one is being made for somebody else, who waits for it.
        """
        with self._lock:
            if product in self._made:
                return None
            if self._closed:
                raise _busy("This version of the graph is served no longer.")
            if self._making is not None:
                raise _busy(
                    f"The files of {self._making.product} are being made, and one product at a time is."
                )
            if self._temporary is None:
                self._temporary = tempfile.TemporaryDirectory(prefix="imr-graph-files-")
            directory = self._graph.store_path.parents[2]
            out = Path(self._temporary.name) / product
            making = Making(directory, product, out, self._memory, lambda wrong: self._ended(product, wrong))
            self._making = making
            return making

    def _ended(self, product: str, wrong: str) -> None:
        with self._lock:
            self._making = None
            if self._closed or self._temporary is None:
                return
            out = Path(self._temporary.name) / product
            if not wrong:
                wrong = self._taken_up(product, out)
            if wrong:
                self._wrong[product] = wrong
                shutil.rmtree(out, ignore_errors=True)

    def _taken_up(self, product: str, out: Path) -> str:
        """Keep what was made, and let older products go where there is no room; what is wrong with it."""
        try:
            manifest = read_manifest(out)
        except OutputError as error:
            return str(error)
        if manifest.graph != self._fingerprint:
            return "a newer version of the graph came meanwhile; ask for it again"
        if _size(manifest) > self._bytes:
            return (
                f"its files have {_size(manifest):,} bytes, and {self._bytes:,} are kept at most; raise "
                "made_files_bytes, or write them by `imr-graph files` and give --files"
            )
        self._made[product] = manifest
        while sum(map(_size, self._made.values())) > self._bytes:
            oldest = next(iter(self._made))
            del self._made[oldest]
            shutil.rmtree(out.with_name(oldest), ignore_errors=True)
        return ""

    @staticmethod
    def _manifest(folder: Path) -> FolderManifest:
        try:
            return read_manifest(folder)
        except OutputError as error:
            raise Problem(503, "files-missing", "Files missing", f"{error}.") from error


def _size(manifest: FolderManifest) -> int:
    return sum(entry.bytes for entry in manifest.files)


def _busy(detail: str) -> Problem:
    return Problem(503, "busy", "Busy", detail, _AGAIN)
