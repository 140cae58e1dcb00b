"""Verification finds each kind of damage, and none in what is whole; status tells what is there."""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from imr_graph.errors import GraphDirectoryError
from imr_graph.store.checksums import CHECKSUMS
from imr_graph.store.directory import GraphDirectory, Manifest, Version
from imr_graph.store.manifest import MANIFEST, read_struct
from imr_graph.store.packing import pack_text
from imr_graph.store.status import status_of
from imr_graph.store.verification import problems
from tests.factories import make_record
from tests.store.graphs import graph_of, kept


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two letters with texts whose hashes are right, built once."""
    path = tmp_path_factory.mktemp("built") / "graph"
    directory = GraphDirectory(path)
    texts = {f"CM16-000000{n}": f"text of CM16-000000{n}" for n in (1, 2)}
    records = [
        make_record(case_number=case, text_sha256=hashlib.sha256(text.encode()).hexdigest())
        for case, text in texts.items()
    ]
    graph_of([], path).close()
    with directory.drafting() as draft:
        draft.letters.put(kept(record, texts[record.identifier]) for record in records)
        manifest = Manifest(package_version="0", ontology_version="", rules="1", base="")
        directory.publish(draft, msgspec.structs.replace(manifest, triples=len(draft.triples)))
    return path


@pytest.fixture
def version(built: Path, tmp_path: Path) -> Version:
    shutil.copytree(built, tmp_path / "graph")
    current = GraphDirectory(tmp_path / "graph").current()
    assert current is not None
    return current


def flip(path: Path) -> None:
    """One bit in the middle of a file is another."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def change(version: Version, **numbers: int) -> None:
    path = version.path / MANIFEST
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(version.manifest, **numbers)))


def exchange_text(version: Version) -> None:
    with sqlite3.connect(next(version.letters_path.iterdir())) as connection:
        connection.execute("UPDATE letter SET text = ?", (pack_text("another text"),))
    connection.close()


def largest(folder: Path, pattern: str) -> Path:
    return max(folder.glob(pattern), key=lambda path: path.stat().st_size)


def found(version: Version) -> str:
    manifest = read_struct(version.path / MANIFEST, Manifest)
    return "\n".join(problems(Version(version.path, manifest)))


# No letter of the fixture has triples: that is told of it, whatever else is.
LETTERS_WITHOUT_TRIPLES = "determinations in the store: 0, the manifest says 2"


def test_what_is_whole_has_no_problem(tmp_path: Path) -> None:
    with graph_of([make_record()], tmp_path) as graph:
        version = GraphDirectory(tmp_path).current()
        assert version is not None
        assert graph.version == version.name
        assert problems(version, lambda _: 1) == []


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda v: flip(next(v.letters_path.iterdir())), r"file letters/000\d.sqlite has changed"),
        (lambda v: (v.store_path / "CURRENT").unlink(), "file store/CURRENT is missing"),
        (lambda v: (v.path / "more").touch(), "file more does not belong there"),
        (lambda v: (v.path / CHECKSUMS).unlink(), "checksums.json: the graph directory is damaged"),
        (lambda v: change(v, triples=7), "triples, the manifest says 7"),
        (lambda v: change(v, letters=9), "kept letters: 2, the manifest says 9"),
        (lambda v: change(v, items=5), "2 items and 0 are synthetic, the manifest says 5 and 0"),
        (exchange_text, "text and record of CM16-0000001 do not belong together"),
        (lambda v: shutil.rmtree(v.letters_path), "letters: the graph directory is damaged here"),
        (lambda v: shutil.rmtree(v.store_path), "the triple store cannot be opened"),
    ],
    ids=[
        *("segment", "file-gone", "file-more", "no-sums", "triples", "letters", "items", "text"),
        *("no-letters", "no-store"),
    ],
)
def test_damage_is_found(version: Version, damage: Callable[[Version], object], told: str) -> None:
    assert found(version) == LETTERS_WITHOUT_TRIPLES
    damage(version)
    assert re.search(told, found(version))


def test_a_changed_byte_of_the_triples_is_found(version: Version) -> None:
    flip(largest(version.store_path, "*.sst"))
    assert ".sst has changed" in found(version)


def test_fact_tables_are_counted_where_there_are_any(version: Version) -> None:
    assert problems(version, lambda _: 3) == [LETTERS_WITHOUT_TRIPLES]
    version.facts_path.touch()
    told = problems(version, lambda _: 3)
    assert "determinations in the fact tables: 3, the manifest says 2" in told


def test_logs_of_the_store_are_no_damage(version: Version) -> None:
    for name in ("LOG", "LOCK", "LOG.old.1795317841482052"):
        (version.store_path / name).write_text("opened", encoding="utf-8")
    assert found(version) == LETTERS_WITHOUT_TRIPLES


def test_hashes_of_linked_files_are_carried_over(built: Path) -> None:
    names = [version.path / CHECKSUMS for version in GraphDirectory(built).versions()]
    first, second = (msgspec.json.decode(path.read_bytes())["files"] for path in names)
    shared = {name for name in first.keys() & second.keys() if name.endswith(".sst")}
    assert shared
    assert all(first[name] == second[name] for name in shared)
    assert all((names[0].parent / name).stat().st_nlink == 2 for name in shared)


def test_status_tells_what_is_there(built: Path) -> None:
    told = status_of(GraphDirectory(built))
    assert (told.version, told.versions) == ("000002", ["000001", "000002"])
    assert (told.manifest.letters, told.unoptimized) == (2, 0)
    assert set(told.bytes) == {"store", "letters"}
    assert (told.quarantine, told.removed, told.staged, told.building) == (0, 0, 0, False)


def test_status_of_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GraphDirectoryError, match="make one with `imr-graph build"):
        status_of(GraphDirectory(tmp_path / "new"))
