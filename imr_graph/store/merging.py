"""Segments of kept letters joined into fewer, and rewritten without the letters of a removed case.

Each segment is at least ``GROWTH`` times as large as all newer ones together, so that a version of
N letters has no more than about log N of them, and a small addition never writes the large ones anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from imr_graph.store.databases import Database
from imr_graph.store.segment import create_segment, open_segment
from imr_graph.store.segments import Counts, next_segment, note_counts, segment_files

GROWTH: Final = 4
"""How many times larger than all newer segments together a segment is, or it is merged with them."""


def merge_small(folder: Path, counts: Counts) -> None:
    """Merge the newest segments of a draft as far as the rule wants it.

    Args:
        folder: the draft's folder ``letters``, nothing in it open.
        counts: what stands in the draft.
    """
    files = segment_files(folder)
    together, run = 0, 0
    for n, path in enumerate(files):
        size = _letters(path)
        if n and size >= GROWTH * together:
            break
        together += size
        run = n + 1
    _merge(folder, files, run, counts)


def merge_all(folder: Path, counts: Counts) -> None:
    """Merge all segments of a draft into one."""
    files = segment_files(folder)
    _merge(folder, files, len(files), counts)


def rewrite_without(folder: Path, identifiers: Sequence[str], texts: Sequence[str]) -> None:
    """Write every segment of a draft that names these anew without them, so that the bytes are gone.

    Args:
        folder: the draft's folder ``letters``, nothing in it open.
        identifiers: forgotten already; nothing tells afterwards that letters ever stood under them.
        texts: hashes of the letters to be left out.
    """
    hashes = [bytes.fromhex(text) for text in texts]
    for path in segment_files(folder):
        held = Database(path, "read", "segment of letters")
        named = any(held.among("SELECT 1 FROM letter WHERE text_sha256 IN (?) LIMIT 1", hashes)) or any(
            held.among("SELECT 1 FROM standing WHERE identifier IN (?) LIMIT 1", identifiers)
        )
        held.close()
        if named:
            _copy_without(path, [*identifiers, *hashes])


def _merge(folder: Path, files: Sequence[Path], run: int, counts: Counts) -> None:
    if run == 1:
        return
    merged = create_segment(next_segment(folder, files))
    for path in files[:run]:
        _copy_into(merged, path)
    if run == len(files):
        merged.run("DELETE FROM standing WHERE text_sha256 IS NULL")
    note_counts(merged, counts)
    merged.close()
    for path in files[:run]:
        path.unlink()


def _letters(path: Path) -> int:
    segment = open_segment(path)
    row = segment.one("SELECT max(rowid) FROM letter")
    segment.close()
    return 1 + int(row[0] or 0) if row else 1


def _copy_into(target: Database, path: Path) -> None:
    """What an older segment holds and the target does not."""
    target.run("ATTACH ? AS older", f"{path.absolute().as_uri()}?mode=ro&immutable=1")
    with target.transaction():
        target.run("INSERT OR IGNORE INTO main.letter SELECT * FROM older.letter")
        target.run("INSERT OR IGNORE INTO main.standing SELECT * FROM older.standing")
    target.run("DETACH older")


def _copy_without(path: Path, left_out: Sequence[str | bytes]) -> None:
    # Other versions share the file by hard link: a new one takes its place.
    target = create_segment(path.with_suffix(".new"))
    target.run("ATTACH ? AS older", f"{path.absolute().as_uri()}?mode=ro&immutable=1")
    target.script("CREATE TEMP TABLE left_out (thing PRIMARY KEY)")
    with target.transaction():
        target.run_many("INSERT INTO left_out VALUES (?)", ((thing,) for thing in left_out))
        for table, key in (("letter", "text_sha256"), ("standing", "identifier"), ("total", "name")):
            target.run(
                f"INSERT INTO main.{table} SELECT * FROM older.{table} "  # noqa: S608 - named above
                f"WHERE {key} NOT IN (SELECT thing FROM left_out)"
            )
    target.run("DETACH older")
    target.close()
    path.with_suffix(".new").replace(path)
