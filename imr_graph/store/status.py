"""What a graph directory holds and what waits in it, at a glance."""

from __future__ import annotations

import msgspec

from imr_graph.store.directory import GraphDirectory, Manifest, Version
from imr_graph.store.staging import staged_letters


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a graph directory.

    Args:
        version: the current one.
        manifest: what it holds.
        bytes: on disk, by part (store, letters, facts, cube, search) of the current version.
        versions: all published ones, the oldest first.
        quarantine: letters that gave no record.
        removed: cases with a tombstone.
        unoptimized: triples that came or went since the store was optimised.
        building: whether a build is at work.
        staged: letters that were read and are in no version yet.
    """

    version: str
    manifest: Manifest
    bytes: dict[str, int]
    versions: list[str]
    quarantine: int
    removed: int
    unoptimized: int
    building: bool
    staged: int


def status_of(directory: GraphDirectory) -> Status:
    """The state of a graph directory that has a version.

    Raises:
        GraphDirectoryError: there is none, or the directory is damaged.
    """
    current = directory.opened()
    ledger = directory.ledger()
    try:
        quarantine, removed = ledger.quarantine_size(), len(ledger.tombstones().identifiers)
    finally:
        ledger.close()
    return Status(
        version=current.name,
        manifest=current.manifest,
        bytes=_sizes(current),
        versions=[version.name for version in directory.versions()],
        quarantine=quarantine,
        removed=removed,
        unoptimized=abs(current.manifest.triples - current.manifest.optimized),
        building=directory.is_locked,
        staged=staged_letters(directory.path),
    )


def _sizes(version: Version) -> dict[str, int]:
    parts = {
        "store": version.store_path,
        "letters": version.letters_path,
        "facts": version.facts_path,
        "cube": version.cube_path,
        "search": version.search_path,
    }
    return {
        name: sum(one.stat().st_size for one in (path, *path.rglob("*")) if one.is_file())
        for name, path in parts.items()
        if path.exists()
    }
