"""What a folder of files says of itself: ``manifest.json``."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec

from imr_graph.errors import OutputError
from imr_graph.files.products import MANIFEST, Compression
from imr_graph.store.graph import Graph

FORMAT: Final = "imr-graph files 1"
"""What tells such a folder from any other."""


class FileEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One file of the folder.

    Args:
        name: path inside the folder, with slashes.
        title: what it holds.
        product: the product that it belongs to; empty for what describes the others.
        media_type: of its content, before compression.
        bytes: its size as it lies there.
        sha256: its hash, hexadecimal.
        compression: what it is compressed by, if it is.
        triples: statements in it, of RDF.
        rows: rows in it, of a table.
        records: records in it, of JSON Lines.
        tables: rows of each table in it, of a database.
    """

    name: str
    title: str
    product: str
    media_type: str
    bytes: int
    sha256: str
    compression: Compression | None = None
    triples: int | None = None
    rows: int | None = None
    records: int | None = None
    tables: dict[str, int] | None = None


class FolderManifest(msgspec.Struct, frozen=True, kw_only=True):
    """The whole folder.

    Args:
        format: :data:`FORMAT`.
        package_version: of the program that wrote it.
        graph: which published version it was made from; see :func:`fingerprint`.
        version: the version's name in its graph directory.
        base: of the letters' IRIs.
        letters: determinations.
        items: their disputed items.
        synthetic_letters: determinations whose letter says that it was made up.
        note: that letters are synthetic, in a sentence; empty where none is.
        files: all files but this one and the sums.
    """

    format: str
    package_version: str
    graph: str
    version: str
    base: str
    letters: int
    items: int
    synthetic_letters: int
    note: str
    files: tuple[FileEntry, ...]


def fingerprint(graph: Graph) -> str:
    """What tells one published version from every other, that of another graph directory included."""
    digest = hashlib.sha256(f"{graph.version}\n{graph.base}\n".encode())
    digest.update(msgspec.json.encode(msgspec.structs.replace(graph.manifest, run={})))
    hashes = graph.store_path.parent / "checksums.json"
    if hashes.is_file():
        digest.update(hashes.read_bytes())
    return digest.hexdigest()


def synthetic_note(synthetic: int, letters: int) -> str:
    """That letters are made up, and how many; empty where none is.

    >>> synthetic_note(2, 1200)
    '2 of 1,200 determinations are synthetic examples.'
    """
    if not synthetic:
        return ""
    if synthetic == letters:
        return f"All {letters:,} determinations are synthetic examples."
    return f"{synthetic:,} of {letters:,} determinations are synthetic examples."


def read_manifest(folder: Path) -> FolderManifest:
    """The manifest of a folder.

    Raises:
        OutputError: the folder has none, or one that is damaged or names files outside of it.
    """
    path = folder / MANIFEST
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=FolderManifest)
    except OSError as error:
        raise OutputError(
            f"{path}: it cannot be read ({error.strerror}); `imr-graph files` makes such a folder"
        ) from error
    except msgspec.MsgspecError as error:
        raise OutputError(f"{path}: this is no list of files ({error}); make the folder anew") from error
    if manifest.format != FORMAT:
        raise OutputError(f"{path}: this program reads {FORMAT!r}, not {manifest.format!r}")
    for entry in manifest.files:
        name = PurePosixPath(entry.name)
        if name.is_absolute() or ".." in name.parts or not name.parts:
            raise OutputError(f"{path}: {entry.name!r} lies outside of the folder; make the folder anew")
    return manifest
