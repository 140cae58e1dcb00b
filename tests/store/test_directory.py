"""The graph directory: refusals in words, snapshots that stand, versions that are pruned."""

from __future__ import annotations

import errno
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from imr_graph.errors import GraphDirectoryError
from imr_graph.store.directory import KEPT_VERSIONS, GraphDirectory, Manifest, Version
from imr_graph.store.graph import Graph
from imr_graph.store.segments import Counts
from imr_graph.store.triple_store import OxigraphStore
from tests.conftest import ROOT
from tests.factories import make_record
from tests.store.graphs import kept

MANIFEST = Manifest(package_version="0", ontology_version="", rules="1", base="https://imr-graph.example/")


def publish(path: Path, number: int) -> Version:
    directory = GraphDirectory(path)
    with directory.drafting() as draft:
        subject = NamedNode("https://imr-graph.example/thing")
        draft.triples.add([Quad(subject, subject, Literal(number))])
        draft.letters.put([kept(make_record(case_number=f"CM16-{number:07}"), "its text")])
        return directory.publish(draft, MANIFEST)


def numbers(graph: Graph) -> list[str]:
    return [row[0].value for row in graph.query("SELECT ?o WHERE { ?s ?p ?o } ORDER BY ?o")]  # type: ignore[union-attr]


def test_a_new_folder_holds_no_graph(tmp_path: Path) -> None:
    assert GraphDirectory(tmp_path / "new").current() is None
    with pytest.raises(GraphDirectoryError, match="no graph here; make one with `imr-graph build"):
        Graph.open(tmp_path / "new")


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    for attempt in (lambda: Graph.open(tmp_path), lambda: publish(tmp_path, 1)):
        with pytest.raises(GraphDirectoryError, match="holds other things than a graph"):
            attempt()
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "graph").write_text("", encoding="utf-8")
    with pytest.raises(GraphDirectoryError, match="this is a file"):
        GraphDirectory(tmp_path / "graph").current()


@pytest.mark.parametrize("where", ["imr-graph.json", "versions/000001/manifest.json"])
def test_a_graph_of_a_newer_version_is_refused(tmp_path: Path, where: str) -> None:
    publish(tmp_path, 1)
    file = tmp_path / where
    newer = re.sub(r'"format": ?2', '"format": 99', file.read_text(encoding="utf-8"))
    file.write_text(newer, encoding="utf-8")
    for attempt in (lambda: Graph.open(tmp_path), lambda: publish(tmp_path, 2)):
        with pytest.raises(GraphDirectoryError, match="built by a newer version of imr-graph"):
            attempt()


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: (path / "versions/000001/manifest.json").write_text("{", encoding="utf-8"),
        lambda path: (path / "versions/000001/manifest.json").unlink(),
        lambda path: (path / "versions/000001/letters/0001.sqlite").write_bytes(b"no database" * 100),
        lambda path: shutil.rmtree(path / "versions/000001/letters"),
        lambda path: shutil.rmtree(path / "versions/000001/store"),
        lambda path: (path / "current").write_text("000009\n", encoding="ascii"),
        lambda path: (path / "imr-graph.json").write_text("[]", encoding="utf-8"),
    ],
    ids=["manifest", "no manifest", "letters", "no letters", "no store", "pointer", "marker"],
)
def test_damage_is_told_in_words(tmp_path: Path, damage: object) -> None:
    publish(tmp_path, 1)
    damage(tmp_path)  # type: ignore[operator]
    with pytest.raises(GraphDirectoryError, match=str(tmp_path)):
        Graph.open(tmp_path)


def _hold(path: Path, held: object, release: object) -> None:
    with GraphDirectory(path).drafting():
        held.set()  # type: ignore[attr-defined]
        release.wait(30)  # type: ignore[attr-defined]


def test_two_builds_at_once_are_refused(tmp_path: Path) -> None:
    publish(tmp_path, 1)
    context = multiprocessing.get_context("spawn")
    held, release = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(tmp_path, held, release))
    other.start()
    try:
        assert held.wait(30)
        with pytest.raises(GraphDirectoryError, match="another build is at work"):
            publish(tmp_path, 2)
        with Graph.open(tmp_path) as graph:
            assert numbers(graph) == ["1"]
    finally:
        release.set()
        other.join(30)
    assert publish(tmp_path, 2).name == "000002"


def test_a_reader_keeps_its_version_while_builds_go_on(tmp_path: Path) -> None:
    publish(tmp_path, 1)
    with Graph.open(tmp_path) as old:
        publish(tmp_path, 2)
        assert numbers(old) == ["1"]
        assert old.identifiers() == ["CM16-0000001"]
        with Graph.open(tmp_path) as new:
            assert numbers(new) == ["1", "2"]
            assert (old.version, new.version) == ("000001", "000002")
            assert new.identifiers() == ["CM16-0000001", "CM16-0000002"]


def test_old_versions_are_pruned(tmp_path: Path) -> None:
    for number in range(1, 5):
        publish(tmp_path, number)
    kept = sorted(path.name for path in (tmp_path / "versions").iterdir())
    assert kept == ["000003", "000004"]
    assert len(kept) == KEPT_VERSIONS


def test_a_version_in_use_outlives_any_number_of_builds(tmp_path: Path) -> None:
    publish(tmp_path, 1)
    with Graph.open(tmp_path) as old:
        for number in range(2, 6):
            publish(tmp_path, number)
        assert (tmp_path / "versions" / "000001" / "store").is_dir()
        assert not (tmp_path / "versions" / "000002").exists()
        assert numbers(old) == ["1"]
        assert (old.version, old.newest_version) == ("000001", "000005")
    publish(tmp_path, 6)
    assert sorted(path.name for path in (tmp_path / "versions").iterdir()) == ["000005", "000006"]


def test_what_an_interrupted_removal_left_is_removed(tmp_path: Path) -> None:
    publish(tmp_path, 1)
    publish(tmp_path, 2)
    (tmp_path / "versions" / "000001" / "manifest.json").unlink()
    publish(tmp_path, 3)
    assert sorted(path.name for path in (tmp_path / "versions").iterdir()) == ["000002", "000003"]


def test_a_version_removed_while_a_reader_waited_is_not_opened(tmp_path: Path) -> None:
    gone = publish(tmp_path, 1)
    shutil.rmtree(gone.path)
    with pytest.raises(FileNotFoundError):
        gone.hold()


def test_a_reader_takes_the_version_that_took_the_place_of_a_removed_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = publish(tmp_path, 1)
    for number in range(2, 4):
        publish(tmp_path, number)
    directory = GraphDirectory(tmp_path)
    newest = directory.current()
    answers = iter([stale, newest])
    monkeypatch.setattr(directory, "current", lambda: next(answers))
    version, lock = directory.held()
    with lock:
        assert version == newest


def test_a_draft_that_is_not_published_is_gone(tmp_path: Path) -> None:
    publish(tmp_path, 1)
    with GraphDirectory(tmp_path).drafting() as draft:
        draft.letters.put([kept(make_record(), "never seen")])
    assert [path.name for path in (tmp_path / "versions").iterdir()] == ["000001"]


def test_what_a_killed_build_left_is_swept(tmp_path: Path) -> None:
    publish(tmp_path, 1)
    (tmp_path / "versions" / "000002.draft" / "store").mkdir(parents=True)
    assert publish(tmp_path, 2).name == "000002"
    assert not list((tmp_path / "versions").glob("*.draft"))


def test_an_empty_draft_starts_from_nothing(tmp_path: Path) -> None:
    publish(tmp_path, 1)
    with GraphDirectory(tmp_path).drafting(empty=True) as draft:
        assert len(draft.triples) == 0
        assert draft.letters.counts() == Counts()


def test_a_graph_of_an_older_format_is_refused_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "imr-graph.json").write_text('{"format":1}', encoding="utf-8")
    for attempt in (lambda: Graph.open(tmp_path), lambda: publish(tmp_path, 1)):
        with pytest.raises(GraphDirectoryError, match=r"older version.*build it again from its letters"):
            attempt()


def test_letters_may_be_read_before_the_draft_begins(tmp_path: Path) -> None:
    directory = GraphDirectory(tmp_path)
    with directory.working():
        staging = directory.staging("rules 1")
        staging.close()
        with pytest.raises(GraphDirectoryError, match="another build is at work"):
            publish(tmp_path, 1)
        with directory.drafting() as draft:
            directory.publish(draft, MANIFEST)
        assert directory.is_locked
    assert not directory.is_locked
    assert (tmp_path / "staging").is_dir()  # what was read stays until it is dropped
    assert publish(tmp_path, 2).name == "000002"


def test_counts_of_letters_come_from_the_segments(tmp_path: Path) -> None:
    manifest = publish(tmp_path, 1).manifest
    assert (manifest.letters, manifest.items, manifest.synthetic) == (1, 1, 0)
    assert publish(tmp_path, 2).manifest.letters == 2


def test_a_version_shares_its_files_with_the_one_before(tmp_path: Path) -> None:
    first, second = publish(tmp_path, 1), publish(tmp_path, 2)
    tables = {path.name: path for path in first.store_path.glob("*.sst")}
    assert tables
    assert all((second.store_path / name).samefile(path) for name, path in tables.items())


def test_facts_are_copied_and_the_cube_is_carried_only_if_asked(tmp_path: Path) -> None:
    directory = GraphDirectory(tmp_path)
    with directory.drafting() as draft:
        draft.facts_path.write_bytes(b"tables")
        OxigraphStore.open(draft.cube_path).close()
        directory.publish(draft, MANIFEST)
    with Graph.open(tmp_path) as graph:
        assert graph.facts_path == tmp_path / "versions" / "000001" / "facts.duckdb"
        assert graph.cube_path == tmp_path / "versions" / "000001" / "cube"
    with directory.drafting() as draft:
        assert draft.facts_path.read_bytes() == b"tables"
        draft.facts_path.write_bytes(b"others")
        directory.publish(draft, MANIFEST)
    with Graph.open(tmp_path) as graph:
        assert graph.cube_path is None
    assert (tmp_path / "versions" / "000001" / "facts.duckdb").read_bytes() == b"tables"
    directory.rollback()
    with directory.drafting() as draft:
        draft.carry_cube()
        directory.publish(draft, MANIFEST)
    with Graph.open(tmp_path) as graph:
        assert graph.cube_path is not None
        OxigraphStore.open_read_only(graph.cube_path).close()


class TestOptimising:
    @pytest.fixture
    def optimised(self, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        calls: list[int] = []
        monkeypatch.setattr(OxigraphStore, "optimize", lambda store: calls.append(len(store)))
        return calls

    def grow(self, path: Path, by: int, *, optimize: bool = False) -> Manifest:
        directory = GraphDirectory(path)
        with directory.drafting() as draft:
            subject = NamedNode("https://imr-graph.example/thing")
            first = len(draft.triples)
            draft.triples.add(Quad(subject, subject, Literal(first + n)) for n in range(by))
            manifest = msgspec.structs.replace(MANIFEST, triples=len(draft.triples))
            return directory.publish(draft, manifest, optimize=optimize).manifest

    def test_it_waits_for_a_tenth_of_growth_since_the_last_time(
        self, tmp_path: Path, optimised: list[int]
    ) -> None:
        assert self.grow(tmp_path, 100).optimized == 100
        assert self.grow(tmp_path, 6).optimized == 100
        assert self.grow(tmp_path, 4).optimized == 100
        assert self.grow(tmp_path, 1).optimized == 111
        assert optimised == [100, 111]

    def test_it_is_done_when_asked(self, tmp_path: Path, optimised: list[int]) -> None:
        self.grow(tmp_path, 100)
        assert self.grow(tmp_path, 1, optimize=True).optimized == 101
        assert optimised == [100, 101]


class TestRollback:
    def test_readers_open_the_version_before(self, tmp_path: Path) -> None:
        publish(tmp_path, 1)
        publish(tmp_path, 2)
        assert GraphDirectory(tmp_path).rollback().name == "000001"
        with Graph.open(tmp_path) as graph:
            assert numbers(graph) == ["1"]
        assert GraphDirectory(tmp_path).rollback("000002").name == "000002"
        with Graph.open(tmp_path) as graph:
            assert numbers(graph) == ["1", "2"]

    def test_the_next_build_starts_there_and_drops_what_was_rolled_back(self, tmp_path: Path) -> None:
        publish(tmp_path, 1)
        publish(tmp_path, 2)
        directory = GraphDirectory(tmp_path)
        directory.rollback()
        assert publish(tmp_path, 3).name == "000003"
        assert [version.name for version in directory.versions()] == ["000001", "000003"]
        with Graph.open(tmp_path) as graph:
            assert numbers(graph) == ["1", "3"]

    def test_what_is_not_there_is_told(self, tmp_path: Path) -> None:
        directory = GraphDirectory(tmp_path)
        with pytest.raises(GraphDirectoryError, match="no graph"):
            directory.rollback()
        publish(tmp_path, 1)
        with pytest.raises(GraphDirectoryError, match="no version before 000001"):
            directory.rollback()
        with pytest.raises(GraphDirectoryError, match="no version 000007 to go back to; there are 000001"):
            directory.rollback("000007")


class TestRemovingVersions:
    def test_one_that_nobody_reads_is_gone_at_once(self, tmp_path: Path) -> None:
        publish(tmp_path, 1)
        publish(tmp_path, 2)
        assert GraphDirectory(tmp_path).remove_versions(["000001", "000002"]) == []
        assert [path.name for path in (tmp_path / "versions").iterdir()] == ["000002"]

    def test_one_in_use_goes_when_it_is_not(self, tmp_path: Path) -> None:
        publish(tmp_path, 1)
        directory = GraphDirectory(tmp_path)
        with Graph.open(tmp_path) as reader:
            publish(tmp_path, 2)
            assert directory.remove_versions(["000001"], patience=0.2) == ["000001"]
            assert numbers(reader) == ["1"]
            with pytest.raises(GraphDirectoryError, match="no version 000001"):
                directory.rollback("000001")
            publish(tmp_path, 3)
            assert (tmp_path / "versions" / "000001").exists()
        with directory.working():
            pass
        assert not (tmp_path / "versions" / "000001").exists()


_ON_A_FULL_DISK = """
import resource, sys
from pathlib import Path
from imr_graph.errors import GraphDirectoryError
from tests.store.test_directory import publish
most = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
try:
    publish(Path(sys.argv[1]), 2)
except GraphDirectoryError as error:
    print(error)
    sys.exit(7)
"""


@pytest.mark.parametrize("most", [0, 1_000, 40_000, 100_000])
def test_a_full_disk_is_told_and_the_graph_stays(tmp_path: Path, most: int) -> None:
    """The limit on the size of a file stands for the disk: writes beyond it fail, now here, now there."""
    publish(tmp_path, 1)
    ended = subprocess.run(
        [sys.executable, "-c", _ON_A_FULL_DISK, str(tmp_path), str(most)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 7, ended.stderr
    assert "the disk is full" in ended.stdout
    assert "free some space and run this again" in ended.stdout
    with Graph.open(tmp_path) as graph:
        assert numbers(graph) == ["1"]
    publish(tmp_path, 2)
    with Graph.open(tmp_path) as graph:
        assert numbers(graph) == ["1", "2"]


def test_a_directory_that_may_only_be_read_is_told(tmp_path: Path) -> None:
    publish(tmp_path, 1)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(tmp_path / "versions"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "mkdir", refuse)
        with pytest.raises(GraphDirectoryError, match=r"cannot be written|may only be read"):
            publish(tmp_path, 2)
    with Graph.open(tmp_path) as graph:
        assert numbers(graph) == ["1"]


def test_errors_about_other_folders_stay_what_they_are(tmp_path: Path) -> None:
    with (
        pytest.raises(PermissionError, match="letters"),
        GraphDirectory(tmp_path / "graph").working(),
    ):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(tmp_path / "letters"))
