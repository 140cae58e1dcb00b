"""A version in the making: how it begins, and what is done to it before it is published."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from imr_graph.errors import GraphDirectoryError
from imr_graph.store.checksums import CHECKSUMS, checksums
from imr_graph.store.durable import link_files, sync_tree, write_struct
from imr_graph.store.erasing import Erasure, rewrite_store
from imr_graph.store.manifest import MANIFEST, Manifest, Version, VersionFolder
from imr_graph.store.merging import merge_all, merge_small, rewrite_without
from imr_graph.store.segments import DraftLetters
from imr_graph.store.triple_store import OxigraphStore

UNOPTIMIZED_GROWTH: Final = 0.1
"""Share of the triples that may come and go before the store is optimised again."""


@dataclass(frozen=True, slots=True)
class Draft(VersionFolder):
    """A version in the making, in a folder of its own.

    What else the version is to hold (fact tables, cube, full-text index) is written to ``facts_path`` and
    ``search_path``, at first copies of the previous version's where that has them, and to ``cube_path``, and
    closed, before it is published.

    Args:
        path: its folder.
        previous: the version it started from; None where it started empty.
        embedded: the triple store, open for writing; None where a server keeps the triples.
        letters: the kept letters, open for writing.
    """

    previous: Version | None
    embedded: OxigraphStore | None
    letters: DraftLetters

    @property
    def triples(self) -> OxigraphStore:
        """The triple store of a draft that has one.

        Raises:
            GraphDirectoryError: a server keeps the triples.
        """
        if self.embedded is None:
            raise GraphDirectoryError(f"{self.path}: the triples of this graph are in a SPARQL server")
        return self.embedded

    def carry_cube(self) -> None:
        """Take the previous version's cube over, if it has one: for drafts that change no fact."""
        if self.previous is not None and self.previous.cube_path.is_dir():
            copy_store(self.previous.cube_path, self.cube_path)

    def close(self) -> None:
        """Let go of triples and letters."""
        if self.embedded is not None:
            self.embedded.close()
        self.letters.close()


def start_draft(folder: Path, previous: Version | None, *, embedded: bool = True) -> Draft:
    """A draft in a new folder.

    Args:
        folder: the draft's, which must not exist.
        previous: what it begins with, by hard links; None for nothing.
        embedded: whether it holds the triples itself.
    """
    folder.mkdir(parents=True)
    ours = VersionFolder(folder)
    store, letters = ours.store_path, ours.letters_path
    if previous is not None:
        if embedded:
            copy_store(previous.store_path, store)
        link_files(previous.letters_path, letters, "*.sqlite")
        if previous.facts_path.exists():
            shutil.copyfile(previous.facts_path, ours.facts_path)
        if previous.search_path.is_dir():
            link_files(previous.search_path, ours.search_path, "*")
    triples = OxigraphStore.open(store) if embedded else None
    try:
        return Draft(folder, previous, triples, DraftLetters(letters))
    except BaseException:
        if triples is not None:
            triples.close()
        raise


def finish_draft(
    draft: Draft, manifest: Manifest, *, optimize: bool, compact: bool, erase: Erasure | None
) -> Manifest:
    """Close a draft and have all of it on the disk, with its manifest and the hashes of its files.

    Args:
        draft: with all that the version is to hold.
        manifest: what it holds.
        optimize: optimise the triples even if they have grown by less than a tenth.
        compact: merge all segments of kept letters into one, not only the small ones.
        erase: letters whose bytes are to be gone; taken out of triples, letters and facts already, and in no
            file of the index any more.

    Returns:
        the manifest as it was written, with the counts of letters and of the last optimisation.
    """
    optimized = 0 if draft.previous is None else draft.previous.manifest.optimized
    if draft.embedded is None:
        optimized = manifest.triples  # a server sees to that itself
    elif erase is not None:
        draft.embedded.close()
        rewrite_store(draft.store_path)
        optimized = manifest.triples
    else:
        if optimize or abs(manifest.triples - optimized) > UNOPTIMIZED_GROWTH * optimized:
            draft.embedded.optimize()
            optimized = manifest.triples
        draft.embedded.close()
    counts = draft.letters.seal()
    (merge_all if compact else merge_small)(draft.letters.folder, counts)
    if erase is not None:
        rewrite_without(draft.letters.folder, erase.identifiers, erase.texts)
    manifest = msgspec.structs.replace(
        manifest,
        optimized=optimized,
        letters=counts.letters,
        items=counts.items,
        synthetic=counts.synthetic,
    )
    sums = checksums(draft.path, None if draft.previous is None else draft.previous.path)
    write_struct(draft.path / CHECKSUMS, sums)
    write_struct(draft.path / MANIFEST, manifest)
    sync_tree(draft.path)
    return manifest


def copy_store(source: Path, target: Path) -> None:
    """A copy of a published Oxigraph store, by hard links."""
    published = OxigraphStore.open_read_only(source)
    try:
        published.snapshot(target)
    finally:
        published.close()
