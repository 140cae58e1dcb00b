"""A case taken out of a graph directory for good: no byte of it stays, and no build brings it back."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import msgspec

from imr_graph.build.loading import forget, standing_records, take_out_former
from imr_graph.build.placing import EmbeddedLetters
from imr_graph.build.server import ServerSide
from imr_graph.cube import write_cube
from imr_graph.errors import GraphDirectoryError
from imr_graph.rdf.iris import Iris
from imr_graph.search.writing import write_index
from imr_graph.store.directory import GraphDirectory, Version
from imr_graph.store.erasing import Erasure
from imr_graph.store.segments import LetterSegments
from imr_graph.store.staging import drop_staged
from imr_graph.tables import FactTables


@dataclass(frozen=True, slots=True)
class Removal:
    """What a removal did.

    Args:
        identifier: the determination's.
        letters: letters of it that were kept, those set aside among them.
        version: the version without it.
        in_use: versions that hold it still, because somebody reads them; they go with the next
            build or removal that finds them free.
    """

    identifier: str
    letters: int
    version: str
    in_use: list[str]


def remove_case(directory: Path, case: str, *, patience: float = 0.0) -> Removal:
    """Remove a case from a graph directory: triples, rows, texts, records, index, quarantine, older versions.

    A tombstone keeps it out of later builds. Interrupted, it is run again.

    Args:
        directory: the graph directory.
        case: its number, or the identifier of its body (``body-…``).
        patience: seconds to wait for readers of older versions to let go of them.

    Raises:
        GraphDirectoryError: there is no graph, nothing of that case, or another build is at work.
        RemoteStoreError: the server that keeps the triples refuses, fails or does not answer.
    """
    graph_directory = GraphDirectory(directory)
    graph_directory.opened()
    with graph_directory.working():
        current = graph_directory.opened()
        found = _found(graph_directory.versions(), case)
        ledger = graph_directory.ledger()
        try:
            if not found.texts and found.identifier not in ledger.tombstones().identifiers:
                raise GraphDirectoryError(f"{directory}: no letter of {case} is kept here")
            # First, so that an interrupted removal is known as one, and no build undoes it.
            ledger.bury(found.identifier, found.bodies or {found.identifier})
            version = current
            if current.name in found.versions:
                version = _publish_without(graph_directory, found)
            drop_staged(directory, found.identifier)
            ledger.expunge(sorted(found.texts), found.identifier)
        finally:
            ledger.close()
        older = [name for name in found.versions if name != version.name]
        in_use = graph_directory.remove_versions(older, patience=patience)
    return Removal(found.identifier, len(found.texts), version.name, in_use)


@dataclass(slots=True)
class _Found:
    identifier: str
    texts: set[str]
    bodies: set[str]
    versions: list[str]


def _found(versions: list[Version], case: str) -> _Found:
    """What any version keeps of a case: its letters, and those of the same bodies without a number."""
    found = _Found(case, set(), set(), [])
    for version in versions:
        letters = LetterSegments.open(version.letters_path)
        try:
            if not letters.holds(case):
                found.identifier = letters.case_of_body(case) or found.identifier
            of_case = letters.of_case(found.identifier)
            bodies = {letter.body for letter in of_case}
            bare = [letter for body in bodies for letter in letters.of_case(body)]
        finally:
            letters.close()
        if of_case:
            found.versions.append(version.name)
        found.texts |= {letter.text_sha256 for letter in (*of_case, *bare)}
        found.bodies |= bodies
    return found


def _publish_without(directory: GraphDirectory, found: _Found) -> Version:
    current = directory.opened()
    manifest = current.manifest
    with ExitStack() as stack:
        kept = LetterSegments.open(current.letters_path)
        stack.callback(kept.close)
        side = ServerSide(directory.path, manifest.server) if manifest.server else None
        if side is not None:
            stack.callback(side.close)
            side.mend(current, kept)
        draft = stack.enter_context(directory.drafting())
        leaving = [one for one in sorted({found.identifier, *found.bodies}) if draft.letters.holds(one)]
        with FactTables.open(draft.facts_path, read_only=False) as facts:
            forget(draft.letters, facts, None, leaving)
            facts.finish()
        # An index keeps the words of letters that left it until it happens to merge them away.
        write_index(draft.search_path, standing_records(draft.letters))
        if side is not None:
            side.begin(leaving)
        triples = EmbeddedLetters(draft.triples) if side is None else side.letters
        take_out_former(triples, leaving, kept, draft.letters, Iris(manifest.base), manifest.evidence)
        triples.finish()
        with FactTables.open(draft.facts_path) as facts:
            write_cube(facts, draft.cube_path)
        manifest = msgspec.structs.replace(manifest, triples=triples.count(), run={})
        erasure = Erasure([found.identifier, *sorted(found.bodies)], sorted(found.texts))
        version = directory.publish(draft, manifest, erase=erasure)
        if side is not None:
            side.end()
        return version
