"""A version held against what it says of itself: hashes of files, and counts made anew."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pyoxigraph import Literal, QuerySolutions

from imr_graph.errors import GraphDirectoryError
from imr_graph.rdf.vocabulary import DETERMINATION
from imr_graph.store.checksums import altered_files
from imr_graph.store.graph import Connect, open_triples
from imr_graph.store.manifest import Version
from imr_graph.store.packing import unpack_record, unpack_text
from imr_graph.store.segments import LetterSegments


def problems(
    version: Version,
    count_facts: Callable[[Path], int] | None = None,
    connect: Connect | None = None,
    count_indexed: Callable[[Path], int] | None = None,
) -> list[str]:
    """What is wrong with a version, a sentence each; nothing if it is whole.

    Args:
        version: held by the caller, so that no build removes it.
        count_facts: counts the determinations in the fact tables, given their file.
        connect: opens the triples of a graph that keeps them in a server.
        count_indexed: counts the items in the full-text index, given its folder.

    Raises:
        RemoteStoreError: the server refuses, fails or does not answer.
    """
    found: list[str] = []
    for check in (_files, partial(_triples, connect=connect), _letters):
        try:
            found += check(version)
        except GraphDirectoryError as error:
            found.append(str(error))
    if count_facts is not None and version.facts_path.exists():
        try:
            found += _differing("determinations in the fact tables", count_facts(version.facts_path), version)
        except GraphDirectoryError as error:
            found.append(str(error))
    if count_indexed is not None and version.search_path.is_dir():
        try:
            held, noted = count_indexed(version.search_path), version.manifest.items
            if held != noted:
                found.append(f"items in the full-text index: {held}, the manifest says {noted}")
        except GraphDirectoryError as error:
            found.append(str(error))
    return found


def _files(version: Version) -> list[str]:
    return [f"file {sentence}" for sentence in altered_files(version.path)]


def _triples(version: Version, connect: Connect | None) -> list[str]:
    store = open_triples(version, connect)
    try:
        held, noted = len(store), version.manifest.triples
        found = [] if held == noted else [f"the store holds {held} triples, the manifest says {noted}"]
        rows = store.query(f"SELECT (count(*) AS ?letters) {{ ?letter a {DETERMINATION} }}")
        for row in rows if isinstance(rows, QuerySolutions) else ():
            count = row["letters"]
            letters = int(count.value) if isinstance(count, Literal) else 0
            found += _differing("determinations in the store", letters, version)
        return found
    finally:
        store.close()


def _letters(version: Version) -> list[str]:
    letters = LetterSegments.open(version.letters_path)
    try:
        counted, manifest = letters.recounted(), version.manifest
        found = _differing("kept letters", counted.letters, version)
        if (counted.items, counted.synthetic) != (manifest.items, manifest.synthetic):
            found.append(
                f"the kept letters have {counted.items} items and {counted.synthetic} are synthetic, "
                f"the manifest says {manifest.items} and {manifest.synthetic}"
            )
        for letter in letters.kept():
            text_sha256 = hashlib.sha256(unpack_text(letter.text).encode()).hexdigest()
            record = unpack_record(letter.record)
            if not (letter.text_sha256 == text_sha256 == record.text_sha256):
                found.append(f"text and record of {letter.identifier} do not belong together")
        return found
    finally:
        letters.close()


def _differing(what: str, held: int, version: Version) -> list[str]:
    noted = version.manifest.letters
    return [] if held == noted else [f"{what}: {held}, the manifest says {noted}"]
