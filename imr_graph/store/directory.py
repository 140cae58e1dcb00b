"""The graph directory: published versions that never change, and drafts that become versions.

::

    DIR/imr-graph.json            says that this is a graph directory, and its format
    DIR/current                   the name of the version that readers open
    DIR/lock                      held by the build that is at work
    DIR/ledger.sqlite             files read, quarantine, tombstones: what no version owns
    DIR/staging/                  what the build at work has read so far
    DIR/versions/000002/          store/ (Oxigraph), letters/NNNN.sqlite, facts.duckdb,
                                  search/ (tantivy), cube/ (Oxigraph), checksums.json, manifest.json
    DIR/versions/000003.draft/    a build at work, or what one that died left behind

A draft begins as hard links to the current version. It is published by a rename and by replacing
``current`` in one step, everything synced to the disk before, so that a build that dies at any
moment leaves the last version whole.

A reader shares a lock on its version's ``manifest.json``, which every version has; versions are
removed only by who gets that lock for itself. The current version stays, and the one that it was
made from (``KEPT_VERSIONS`` in all); older ones stay for as long as a reader has them open, and so
do newer ones that were rolled back, until the next build.
"""

from __future__ import annotations

import fcntl
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import msgspec

from imr_graph.errors import GraphDirectoryError
from imr_graph.store.draft import Draft, finish_draft, start_draft
from imr_graph.store.durable import refusal, replace_file, sync_file, write_file, write_struct
from imr_graph.store.erasing import Erasure
from imr_graph.store.ledger import Ledger
from imr_graph.store.manifest import DOOMED, FORMAT, MANIFEST, EvidenceForm, Manifest, Version, read_struct
from imr_graph.store.staging import Staging

__all__ = ["FORMAT", "KEPT_VERSIONS", "Draft", "EvidenceForm", "GraphDirectory", "Manifest", "Version"]

KEPT_VERSIONS: Final = 2
"""How many published versions stay; an older one stays too for as long as a reader has it open."""

_ATTEMPTS: Final = 10
"""How often a reader tries to open a current version that builds replace under its hands."""


class _Marker(msgspec.Struct, frozen=True):
    """The file that makes a folder a graph directory."""

    format: int


class GraphDirectory:
    """A folder that holds the published versions of one graph."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._is_ours = False
        """Whether this object holds the lock."""

    def current(self) -> Version | None:
        """The version that readers open, None before the first build.

        Raises:
            GraphDirectoryError: the folder is no graph directory, is of another format, or damaged.
        """
        if not self._is_marked():
            return None
        pointer = self.path / "current"
        if not pointer.exists():
            return None
        return self._version(pointer.read_text(encoding="ascii").strip())

    def opened(self) -> Version:
        """The version that readers open.

        Raises:
            GraphDirectoryError: as :meth:`current`, or there is none yet.
        """
        version = self.current()
        if version is None:
            raise GraphDirectoryError(
                f"{self.path}: no graph here; make one with `imr-graph build LETTERS --graph {self.path}`"
            )
        return version

    def held(self) -> tuple[Version, IO[bytes]]:
        """The current version and the file that holds it.

        Raises:
            GraphDirectoryError: as :meth:`opened`.
        """
        for _ in range(_ATTEMPTS):
            version = self.opened()
            try:
                return version, version.hold()
            except OSError:
                # So many builds went by since the pointer was read: it points elsewhere now.
                continue
        raise GraphDirectoryError(f"{self.path}: the current version cannot be opened")

    def versions(self) -> list[Version]:
        """All published versions, the oldest first; what an interrupted removal left is left out."""
        if not self._is_marked():
            return []
        return [self._version(path.name) for path in self._published() if (path / MANIFEST).exists()]

    def ledger(self) -> Ledger:
        """The ledger, to be closed by the caller.

        Raises:
            GraphDirectoryError: there is no graph directory here, or the ledger is damaged.
        """
        if not self._is_marked():
            raise GraphDirectoryError(f"{self.path}: no graph here")
        return Ledger(self.path)

    def staging(self, key: str) -> Staging:
        """The staging area, to be closed by the caller; only within :meth:`working`.

        Args:
            key: what staged results depend on beside the letters; others are thrown away.
        """
        return Staging(self.path / "staging", key)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Only this object builds within; the folder becomes a graph directory if it is none.

        What builds that died left is removed, but for what they had staged. Within itself it does
        nothing more.

        Raises:
            GraphDirectoryError: as :meth:`current`; another build is at work; or the disk refuses
                what is written within, in which case the current version stays as it is.
        """
        if self._is_ours:
            yield
            return
        self._is_marked()
        self._mark()
        with self._told(), self._locked():
            self._sweep()
            self._is_ours = True
            try:
                yield
            finally:
                self._is_ours = False

    @contextmanager
    def drafting(self, *, empty: bool = False, embedded: bool | None = None) -> Iterator[Draft]:
        """A draft that only this process works on; what is not published is thrown away.

        It may be opened within :meth:`working`, so that letters are read and staged before the
        draft begins, or by itself.

        Args:
            empty: start without anything of the current version.
            embedded: whether the draft holds the triples itself; None for as the current version does.

        Raises:
            GraphDirectoryError: as :meth:`working`.
        """
        with self.working():
            previous = self.current()
            folder = self._versions / f"{self._next_number():06}.draft"
            draft = None
            try:
                if embedded is None:
                    embedded = previous is None or previous.manifest.server is None
                draft = start_draft(folder, None if empty else previous, embedded=embedded)
                yield draft
            finally:
                if draft is not None:
                    draft.close()
                shutil.rmtree(folder, ignore_errors=True)

    def publish(
        self,
        draft: Draft,
        manifest: Manifest,
        *,
        optimize: bool = False,
        compact: bool = False,
        erase: Erasure | None = None,
    ) -> Version:
        """Make a draft the current version, and drop versions that are too old.

        The draft is closed by this. Its counts of letters are put into the manifest.

        Args:
            draft: with all that the version is to hold.
            manifest: what it holds, but for ``optimized``.
            optimize: optimise the triples even if they have grown by less than a tenth.
            compact: merge all segments of kept letters into one, not only the small ones.
            erase: letters whose bytes are to be gone; taken out of triples, letters and facts already.
        """
        before = self.current()
        manifest = finish_draft(draft, manifest, optimize=optimize, compact=compact, erase=erase)
        final = draft.path.with_suffix("")
        draft.path.rename(final)
        sync_file(self._versions)
        self._point_to(final.name)
        self._prune(final.name, None if before is None else before.name)
        return Version(final, manifest)

    def rollback(self, name: str | None = None) -> Version:
        """Have readers open an older version again; what came after it goes with the next build.

        Args:
            name: the version; None for the one before the current.

        Raises:
            GraphDirectoryError: there is no such version, it holds a case that was removed, or the
                triples are in a server, which has no older ones.
        """
        if (server := self.opened().manifest.server) is not None:
            raise GraphDirectoryError(f"{self.path}: {server} keeps the triples, and has no older version")
        with self._told(), self._locked():
            current = (self.path / "current").read_text(encoding="ascii").strip()
            known = {version.name: version for version in self.versions() if not version.is_doomed}
            if name is None:
                name = max((one for one in known if one < current), default=None)
                if name is None:
                    raise GraphDirectoryError(f"{self.path}: there is no version before {current}")
            if name not in known:
                raise GraphDirectoryError(
                    f"{self.path}: there is no version {name} to go back to; there are {', '.join(known)}"
                )
            self._point_to(name)
            return known[name]

    def remove_versions(self, names: Sequence[str], *, patience: float = 0.0) -> list[str]:
        """Remove published versions other than the current; those in use as soon as they are not.

        Args:
            names: the versions.
            patience: seconds to wait for readers to let go.

        Returns:
            the versions that are in use still. Nobody can open them anew by name or roll back to
            them, and the next build without readers removes them.
        """
        current = self.current()
        wanted = [self._versions / name for name in names if current is None or name != current.name]
        for path in wanted:
            if path.is_dir():
                write_file(path / DOOMED, b"")
                sync_file(path)
        end = time.monotonic() + patience
        while held := [path.name for path in wanted if not _removed(path)]:
            if time.monotonic() >= end:
                break
            time.sleep(0.1)
        return held

    @property
    def is_locked(self) -> bool:
        """Whether a build is at work."""
        try:
            with (self.path / "lock").open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    @property
    def _versions(self) -> Path:
        return self.path / "versions"

    def _version(self, name: str) -> Version:
        folder = self._versions / name
        manifest = read_struct(folder / MANIFEST, Manifest)
        self._check_format(manifest.format)
        return Version(folder, manifest)

    def _published(self) -> list[Path]:
        return sorted(path for path in self._versions.iterdir() if path.name.isdigit())

    def _next_number(self) -> int:
        return 1 + max((int(path.name) for path in self._published()), default=0)

    def _point_to(self, name: str) -> None:
        replace_file(self.path / "current", f"{name}\n".encode("ascii"))

    def _is_marked(self) -> bool:
        """Whether this is a graph directory; False where it could become one."""
        marker = self.path / "imr-graph.json"
        if marker.is_file():
            self._check_format(read_struct(marker, _Marker).format)
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
        if found < FORMAT:
            raise GraphDirectoryError(
                f"{self.path}: this graph was built by an older version of imr-graph (format {found}, "
                f"this one knows {FORMAT}); build it again from its letters, into a new folder"
            )

    def _mark(self) -> None:
        try:
            self._versions.mkdir(parents=True, exist_ok=True)
            marker = self.path / "imr-graph.json"
            if not marker.exists():
                write_struct(marker, _Marker(FORMAT))
        except OSError as error:
            reason = f"{self.path}: the folder cannot be written ({error.strerror})"
            raise GraphDirectoryError(reason) from error

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors of a disk that refuses, in words."""
        try:
            yield
        except Exception as error:
            reason = refusal(error)
            elsewhere = isinstance(error, OSError) and error.filename and not self._is_within(error.filename)
            if reason is None or elsewhere or reason in str(error):
                raise
            raise GraphDirectoryError(f"{self.path}: {reason}. The graph is as it was before") from error

    def _is_within(self, path: object) -> bool:
        return Path(str(path)).absolute().is_relative_to(self.path.absolute())

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
        """Remove what builds that died have left, and doomed versions that nobody reads any more."""
        for draft in self._versions.glob("*.draft"):
            shutil.rmtree(draft)
        for version in self._published():
            if (version / DOOMED).exists() or not (version / MANIFEST).exists():
                _removed(version)

    def _prune(self, new: str, before: str | None) -> None:
        """Remove all versions but the new one and those that it was made from."""
        line = [path.name for path in self._published() if before and path.name <= before]
        kept = {new, *line[1 - KEPT_VERSIONS :]}
        for path in self._published():
            if path.name not in kept:
                _removed(path)


def _removed(version: Path) -> bool:
    """Remove a version's folder, unless a reader has it open; whether it is gone."""
    try:
        lock = (version / MANIFEST).open("rb")
    except FileNotFoundError:  # what an interrupted removal left; no reader can open it
        shutil.rmtree(version, ignore_errors=True)
        return True
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        (version / MANIFEST).unlink()  # first: what is half removed must not look like a version
        shutil.rmtree(version, ignore_errors=True)
    return True
