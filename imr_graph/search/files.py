"""The files of an index: tantivy's own, and the letters' identifiers by the numbers that it has for them.

A letter's number is given once, in the order in which letters came; the file of identifiers has a row for
each, empty where the letter is gone. Everything is written to new files that take the place of the old, so
that versions may share files by hard links.
"""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from imr_graph.errors import GraphDirectoryError
from imr_graph.search.query import FIELDS
from imr_graph.search.words import ANALYZER, analyzer

if TYPE_CHECKING:
    import pyarrow as pa
    from tantivy import Index, Schema

LETTERS: Final = "letters.arrow"
LOCKS: Final = (".tantivy-meta.lock", ".tantivy-writer.lock")
"""What tantivy writes for itself beside the index."""

_SCHEME: Final = {b"scheme": b"1"}
"""Raised when what is indexed changes: the next build then makes the index anew."""


def schema() -> Schema:
    """What the index has of an item; nothing can be read back but the numbers and the day."""
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_unsigned_field("letter", indexed=True, fast=True)
    builder.add_unsigned_field("position", fast=True)
    builder.add_integer_field("decided", fast=True)  # days since 1970
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name=ANALYZER)
    return builder.build()


def open_index(folder: Path) -> Index:
    """An index that exists, for reading or writing.

    Raises:
        GraphDirectoryError: it is absent, damaged or of another release of tantivy.
    """
    from tantivy import Index

    try:
        index = Index.open(str(folder))
    except (OSError, ValueError) as error:
        raise GraphDirectoryError(
            f"{folder}: the full-text index cannot be opened ({error}); `imr-graph verify` tells more"
        ) from error
    index.register_tokenizer(ANALYZER, analyzer())
    return index


def open_for_reading(folder: Path, undo: contextlib.ExitStack) -> Index:
    """An index in a folder that may not be written to.

    Tantivy takes a lock file even to read. Where it may not make one, it gets a folder of links.

    Args:
        folder: the index.
        undo: removes the links.

    Raises:
        GraphDirectoryError: as :func:`open_index`.
    """
    try:
        return open_index(folder)
    except GraphDirectoryError as error:
        if "ock" not in str(error.__cause__):
            raise
    links = Path(undo.enter_context(tempfile.TemporaryDirectory(prefix="imr-graph-search-")))
    for path in folder.iterdir():
        if path.name not in LOCKS:
            (links / path.name).symlink_to(path.absolute())
    return open_index(links)


def read_letters(folder: Path) -> pa.Array:
    """The identifiers of the letters by number, from 0 on; null where a letter is gone.

    Raises:
        GraphDirectoryError: the file is absent or damaged.
    """
    import pyarrow as pa

    try:
        with pa.memory_map(str(folder / LETTERS)) as file:
            table = pa.ipc.open_file(file).read_all()
    except (OSError, pa.ArrowInvalid) as error:
        raise GraphDirectoryError(
            f"{folder / LETTERS}: the graph directory is damaged here ({error})"
        ) from error
    return table.column("identifier").combine_chunks()


def write_letters(folder: Path, identifiers: pa.Array) -> None:
    """Put the identifiers in the place of those that were there."""
    import pyarrow as pa

    table = pa.table({"identifier": identifiers}).replace_schema_metadata(_SCHEME)
    new = folder / f"{LETTERS}.new"
    with pa.OSFile(str(new), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
    new.replace(folder / LETTERS)


def is_current(folder: Path) -> bool:
    """Whether an index is there to which letters can be added."""
    import pyarrow as pa

    if not (folder / LETTERS).is_file():
        return False
    with pa.memory_map(str(folder / LETTERS)) as file:
        try:
            scheme = pa.ipc.open_file(file).schema.metadata
        except pa.ArrowInvalid:
            return False
    if scheme != _SCHEME:
        return False
    try:
        with contextlib.ExitStack() as undo:
            open_for_reading(folder, undo)
    except GraphDirectoryError:
        return False
    return True
