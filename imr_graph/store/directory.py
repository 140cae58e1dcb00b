"""The graph directory: published versions that never change, and drafts that become versions.

::

    DIR/imr-graph.json            says that this is a graph directory, and its format
    DIR/current                   the name of the version that readers open
    DIR/lock                      held by the build that is at work
    DIR/versions/000002/          store/ (Oxigraph), records.sqlite, manifest.json
    DIR/versions/000003.draft/    a build at work, or what one that died left behind

A draft begins as hard links to the current version's triples. It is published by a rename and
by replacing ``current`` in one step, so that a build that dies leaves the last version whole.

A reader shares a lock on its version's ``manifest.json``, which every version has; a build removes
old versions only where it gets that lock for itself.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Literal, TypeVar

import msgspec

from imr_graph.errors import GraphDirectoryError
from imr_graph.store.records import RecordStore
from imr_graph.store.triple_store import OxigraphStore

T = TypeVar("T", bound=msgspec.Struct)

EvidenceForm = Literal["none", "rdf"]
"""Whether the triples of a letter hold its evidence too; the record always does."""

FORMAT: Final = 1
"""Raised when a graph directory is laid out so that older programs cannot read it."""

KEPT_VERSIONS: Final = 2
"""How many published versions stay; an older one stays too for as long as a reader has it open."""


_ATTEMPTS: Final = 10
"""How often a reader tries to open a current version that builds replace under its hands."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What one published version holds. No time of day: the same letters give the same manifest.

    ``evidence`` is kept so that later builds derive, and remove, the same triples.
    """

    format: int = FORMAT
    package_version: str
    ontology_version: str
    rules: str
    base: str
    letters: int = 0
    items: int = 0
    triples: int = 0
    evidence: EvidenceForm = "none"


class _Marker(msgspec.Struct, frozen=True):
    """The file that makes a folder a graph directory."""

    format: int


@dataclass(frozen=True, slots=True)
class Version:
    """One published version on disk."""

    path: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """Its number, as six digits."""
        return self.path.name

    @property
    def store_path(self) -> Path:
        """The Oxigraph folder, to be opened read-only."""
        return self.path / "store"

    @property
    def records_path(self) -> Path:
        """The record store's file."""
        return self.path / "records.sqlite"

    def hold(self) -> IO[bytes]:
        """Keep builds from removing this version until the returned file is closed.

        Raises:
            OSError: the version is gone.
        """
        lock = (self.path / "manifest.json").open("rb")
        fcntl.flock(lock, fcntl.LOCK_SH)
        if os.fstat(lock.fileno()).st_nlink == 0:  # removed while this waited for the lock
            lock.close()
            raise FileNotFoundError(str(self.path))
        return lock


@dataclass(frozen=True, slots=True)
class Draft:
    """A version in the making.

    Args:
        path: its folder.
        previous: the version it started from; None where it started empty.
        triples: the triple store, open for writing.
        records: the record store, open for writing.
    """

    path: Path
    previous: Version | None
    triples: OxigraphStore
    records: RecordStore


class GraphDirectory:
    """A folder that holds the published versions of one graph."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def current(self) -> Version | None:
        """The version that readers open, None before the first build.

        Raises:
            GraphDirectoryError: the folder is no graph directory, was written by a newer version
                of this program, or is damaged.
        """
        if not self._is_marked():
            return None
        pointer = self.path / "current"
        if not pointer.exists():
            return None
        folder = self._versions / pointer.read_text(encoding="ascii").strip()
        manifest = _decoded(folder / "manifest.json", Manifest)
        self._check_format(manifest.format)
        return Version(folder, manifest)

    def held_current(self) -> tuple[Version, IO[bytes]] | None:
        """The current version and the file that holds it, None before the first build.

        Raises:
            GraphDirectoryError: as :meth:`current`.
        """
        for _ in range(_ATTEMPTS):
            version = self.current()
            if version is None:
                return None
            try:
                return version, version.hold()
            except OSError:
                # So many builds went by since the pointer was read: it points elsewhere now.
                continue
        raise GraphDirectoryError(f"{self.path}: the current version cannot be opened")

    @contextmanager
    def drafting(self, *, empty: bool = False) -> Iterator[Draft]:
        """A draft that only this process works on; what is not published is thrown away.

        Args:
            empty: start without the current version's triples and records.

        Raises:
            GraphDirectoryError: as :meth:`current`, or another build is at work.
        """
        self._is_marked()
        self._mark()
        with self._locked():
            previous = self.current()
            self._sweep()
            folder = self._versions / f"{self._next_number():06}.draft"
            folder.mkdir(parents=True)
            draft = self._start(folder, None if empty else previous)
            try:
                yield draft
            finally:
                draft.triples.close()
                draft.records.close()
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def reading(self) -> Iterator[tuple[Version, RecordStore]]:
        """The current version with its record store, open for reading.

        Raises:
            GraphDirectoryError: as :meth:`current`, or there is no version yet.
        """
        version = self.current()
        if version is None:
            raise GraphDirectoryError(f"{self.path}: no graph here yet")
        records = RecordStore.open(version.records_path, read_only=True)
        try:
            yield version, records
        finally:
            records.close()

    def publish(self, draft: Draft, manifest: Manifest) -> Version:
        """Make a draft the current version, and drop versions that are too old.

        The draft is closed by this.
        """
        draft.triples.optimize()
        draft.triples.close()
        draft.records.commit()
        draft.records.close()
        _write(draft.path / "manifest.json", msgspec.json.format(msgspec.json.encode(manifest), indent=2))
        final = draft.path.with_suffix("")
        draft.path.rename(final)
        pointer = self.path / "current.new"
        _write(pointer, f"{final.name}\n".encode("ascii"))
        pointer.replace(self.path / "current")
        _sync(self.path)
        for old in self._published()[:-KEPT_VERSIONS]:
            _remove_unused(old)
        return Version(final, manifest)

    @property
    def _versions(self) -> Path:
        return self.path / "versions"

    def _published(self) -> list[Path]:
        return sorted(path for path in self._versions.iterdir() if path.name.isdigit())

    def _next_number(self) -> int:
        return 1 + max((int(path.name) for path in self._published()), default=0)

    def _is_marked(self) -> bool:
        """Whether this is a graph directory; False where it could become one."""
        marker = self.path / "imr-graph.json"
        if marker.is_file():
            self._check_format(_decoded(marker, _Marker).format)
            return True
        if self.path.exists() and not self.path.is_dir():
            raise GraphDirectoryError(f"{self.path}: this is a file; name a folder for the graph")
        if self.path.exists() and any(self.path.iterdir()):
            raise GraphDirectoryError(
                f"{self.path}: this folder holds other things than a graph; "
                "name a graph directory or a new folder"
            )
        return False

    def _check_format(self, found: int) -> None:
        if found > FORMAT:
            raise GraphDirectoryError(
                f"{self.path}: this graph was built by a newer version of imr-graph (format {found}, "
                f"this one knows {FORMAT}); update imr-graph, or build into a new folder"
            )

    def _mark(self) -> None:
        try:
            self._versions.mkdir(parents=True, exist_ok=True)
            marker = self.path / "imr-graph.json"
            if not marker.exists():
                _write(marker, msgspec.json.encode(_Marker(FORMAT)))
        except OSError as error:
            reason = f"{self.path}: the folder cannot be written ({error.strerror})"
            raise GraphDirectoryError(reason) from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.path / "lock").open("w", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise GraphDirectoryError(
                    f"{self.path}: another build is at work in this graph directory; wait until it has ended"
                ) from error
            yield

    def _sweep(self) -> None:
        """Remove what builds that died have left."""
        for draft in self._versions.glob("*.draft"):
            shutil.rmtree(draft)

    def _start(self, folder: Path, previous: Version | None) -> Draft:
        store, records = folder / "store", folder / "records.sqlite"
        if previous is None:
            return Draft(folder, None, OxigraphStore.open(store), RecordStore.create(records))
        published = OxigraphStore.open_read_only(previous.store_path)
        published.snapshot(store)
        published.close()
        shutil.copyfile(previous.records_path, records)
        return Draft(folder, previous, OxigraphStore.open(store), RecordStore.open(records, read_only=False))


def _remove_unused(version: Path) -> None:
    """Remove a version's folder, unless a reader has it open: then a later build will."""
    try:
        lock = (version / "manifest.json").open("rb")
    except FileNotFoundError:  # what an interrupted removal left; no reader can open it
        shutil.rmtree(version, ignore_errors=True)
        return
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        shutil.rmtree(version, ignore_errors=True)


def _decoded(path: Path, form: type[T]) -> T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=form)
    except (OSError, msgspec.MsgspecError) as error:
        raise GraphDirectoryError(f"{path}: the graph directory is damaged here ({error})") from error


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
