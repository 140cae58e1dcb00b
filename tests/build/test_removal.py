"""A removed case leaves no byte behind, and comes back only when it is asked to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from imr_graph.build import build_graph
from imr_graph.build.compaction import compact_graph
from imr_graph.build.removal import remove_case
from imr_graph.errors import GraphDirectoryError
from imr_graph.store.directory import GraphDirectory
from imr_graph.store.graph import Graph
from imr_graph.store.ledger import LEDGER
from imr_graph.store.verification import problems
from imr_graph.tables import FactTables
from tests.build.sketches import SCHEME, n_quads

CASE = "CM14-9900001"


@pytest.fixture(scope="module", autouse=True)
def _few_schemes() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("imr_graph.build.schemes.ontology_quads", lambda: SCHEME)
        yield


@pytest.fixture(scope="module")
def built(example_letters: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of four example letters in two versions, the case in both; beside it the letters."""
    folder = tmp_path_factory.mktemp("removal")
    letters = folder / "letters"
    letters.mkdir()
    chosen = [path for path in sorted(example_letters.glob("*.txt")) if CASE not in path.read_text("utf-8")]
    (case,) = [path for path in example_letters.glob("*.txt") if CASE in path.read_text("utf-8")]
    for path in (case, *chosen[:3]):
        shutil.copy(path, letters / path.name)
    # The same letter without its number, in an older print: it gives way to the case.
    text = case.read_text("utf-8")
    (letters / "bare.txt").write_text(text.replace(CASE, ""), encoding="utf-8")
    files = sorted(letters.iterdir())
    build_graph(files[:-1], folder / "graph", workers=1)
    build_graph(files, folder / "graph", workers=1)
    return folder


@pytest.fixture
def directory(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built / "graph", tmp_path / "graph")
    return tmp_path / "graph"


def files_with(directory: Path, words: str) -> set[str]:
    """The parts of a graph directory in which words stand as they are."""
    return {
        path.relative_to(directory).parts[0]
        for path in directory.rglob("*")
        if path.is_file() and words.encode() in path.read_bytes()
    }


def test_no_byte_of_it_stays(directory: Path) -> None:
    assert files_with(directory, CASE) == {"versions"}
    done = remove_case(directory, CASE)
    assert (done.identifier, done.letters, done.in_use) == (CASE, 2, [])
    assert files_with(directory, CASE) == {LEDGER}  # the tombstone
    versions = GraphDirectory(directory).versions()
    assert [version.name for version in versions] == [done.version]
    assert problems(versions[0]) == []


def test_triples_facts_and_letters_agree_without_it(directory: Path, built: Path, tmp_path: Path) -> None:
    remove_case(directory, CASE)
    others = [path for path in (built / "letters").iterdir() if path.name != "bare.txt"]
    build_graph(
        [path for path in others if CASE not in path.read_text("utf-8")], tmp_path / "other", workers=1
    )
    assert n_quads(directory) == n_quads(tmp_path / "other")
    with Graph.open(directory) as graph, Graph.open(tmp_path / "other") as other:
        assert graph.identifiers() == other.identifiers()
        assert graph.facts_path is not None
        with FactTables.open(graph.facts_path) as facts:
            held = facts.rows("SELECT identifier FROM determinations ORDER BY identifier")
        assert [identifier for (identifier,) in held] == graph.identifiers()


def test_no_build_brings_it_back_unless_it_is_readmitted(directory: Path, built: Path) -> None:
    before = n_quads(directory)
    remove_case(directory, CASE)
    report = build_graph([built / "letters"], directory, workers=1)
    assert report.removed_before == 2
    with Graph.open(directory) as graph:
        assert graph.resolve(CASE) is None
        assert len(graph.identifiers()) == 3
    assert "staging" not in files_with(directory, CASE)
    build_graph([built / "letters"], directory, workers=1, readmit=[CASE])
    assert n_quads(directory) == before


def test_a_version_in_use_goes_as_soon_as_it_is_not(directory: Path) -> None:
    with Graph.open(directory) as reader:
        done = remove_case(directory, CASE)
        assert done.in_use == [reader.version]
        assert reader.text(CASE) is not None
        with pytest.raises(GraphDirectoryError, match=f"no version {reader.version} to go back to"):
            GraphDirectory(directory).rollback(reader.version)
    # Run again, as the command says, it finds the rest.
    again = remove_case(directory, CASE)
    assert (again.version, again.in_use) == (done.version, [])
    assert files_with(directory, CASE) == {LEDGER}


def test_a_body_leads_to_its_case(directory: Path) -> None:
    with Graph.open(directory) as graph:
        record = graph.record(CASE)
    assert record is not None
    assert remove_case(directory, f"body-{record.body_sha256[:16]}").identifier == CASE


def test_what_is_not_there_is_told_and_changes_nothing(directory: Path, tmp_path: Path) -> None:
    with pytest.raises(GraphDirectoryError, match="no letter of CM14-0000000 is kept here"):
        remove_case(directory, "CM14-0000000")
    assert GraphDirectory(directory).opened().name == "000002"
    with pytest.raises(GraphDirectoryError, match="no graph here"):
        remove_case(tmp_path / "new", CASE)
    assert not (tmp_path / "new").exists()


class TestCompaction:
    def test_it_changes_the_shape_and_not_the_graph(
        self, directory: Path, example_letters: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("imr_graph.store.merging.GROWTH", 0)  # so that nothing is merged by itself
        build_graph([example_letters], directory, workers=1)
        before, version = n_quads(directory), GraphDirectory(directory).opened()
        assert len(list(version.letters_path.iterdir())) == 2
        compacted = compact_graph(directory)
        assert n_quads(directory) == before
        assert compacted.manifest.optimized == compacted.manifest.triples
        assert len(list(compacted.letters_path.iterdir())) == 1
        assert problems(compacted) == []

    def test_what_is_compact_stays(self, directory: Path) -> None:
        first = compact_graph(directory)
        assert compact_graph(directory).name == first.name

    def test_there_must_be_a_graph(self, tmp_path: Path) -> None:
        with pytest.raises(GraphDirectoryError, match="no graph here"):
            compact_graph(tmp_path / "new")
        assert not (tmp_path / "new").exists()
