"""The graph directory: refusals in words, snapshots that stand, versions that are pruned."""

from __future__ import annotations

import multiprocessing
import re
import shutil
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from imr_graph.errors import GraphDirectoryError
from imr_graph.store.directory import KEPT_VERSIONS, GraphDirectory, Manifest, Version
from imr_graph.store.graph import Graph
from tests.factories import make_record

MANIFEST = Manifest(package_version="0", ontology_version="", rules="1", base="https://imr-graph.example/")


def publish(path: Path, number: int) -> Version:
    directory = GraphDirectory(path)
    with directory.drafting() as draft:
        subject = NamedNode("https://imr-graph.example/thing")
        draft.triples.add([Quad(subject, subject, Literal(number))])
        draft.records.put(make_record(case_number=f"CM16-{number:07}"), "its text")
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
    newer = re.sub(r'"format": ?1', '"format": 99', file.read_text(encoding="utf-8"))
    file.write_text(newer, encoding="utf-8")
    for attempt in (lambda: Graph.open(tmp_path), lambda: publish(tmp_path, 2)):
        with pytest.raises(GraphDirectoryError, match="built by a newer version of imr-graph"):
            attempt()


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: (path / "versions/000001/manifest.json").write_text("{", encoding="utf-8"),
        lambda path: (path / "versions/000001/manifest.json").unlink(),
        lambda path: (path / "versions/000001/records.sqlite").write_bytes(b"no database" * 100),
        lambda path: (path / "versions/000001/records.sqlite").unlink(),
        lambda path: shutil.rmtree(path / "versions/000001/store"),
        lambda path: (path / "current").write_text("000009\n", encoding="ascii"),
        lambda path: (path / "imr-graph.json").write_text("[]", encoding="utf-8"),
    ],
    ids=["manifest", "no manifest", "records", "no records", "no store", "pointer", "marker"],
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
    opened = directory.held_current()
    assert opened is not None
    with opened[1]:
        assert opened[0] == newest


def test_a_draft_that_is_not_published_is_gone(tmp_path: Path) -> None:
    publish(tmp_path, 1)
    with GraphDirectory(tmp_path).drafting() as draft:
        draft.records.put(make_record(), "never seen")
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
        assert draft.records.counts() == (0, 0)
