"""The full-text index goes with the letters: built, replaced, removed and rebuilt as they are."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from imr_graph.build import build_graph, rebuild_graph
from imr_graph.build.compaction import compact_graph
from imr_graph.build.removal import remove_case
from imr_graph.remote.store import RemoteStore
from imr_graph.search import FIELDS, SearchIndex
from imr_graph.search.files import open_index
from imr_graph.search.words import words_of
from imr_graph.store.directory import GraphDirectory
from imr_graph.store.graph import Graph
from imr_graph.store.verification import problems
from tests.build.sketches import SCHEME
from tests.remote.servers import oxigraph

CASE = "CM14-9900001"


@pytest.fixture(scope="module", autouse=True)
def _few_schemes() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("imr_graph.build.schemes.ontology_quads", lambda: SCHEME)
        yield


@pytest.fixture(scope="module")
def built(example_letters: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of three example letters, the case among them, built in two steps; beside it the letters."""
    folder = tmp_path_factory.mktemp("indexing")
    letters = folder / "letters"
    letters.mkdir()
    (case,) = [path for path in example_letters.glob("*.txt") if CASE in path.read_text("utf-8")]
    others = [path for path in sorted(example_letters.glob("*.txt")) if path != case]
    for path in (case, *others[:2]):
        shutil.copy(path, letters / path.name)
    build_graph([others[0]], folder / "graph", workers=1)
    build_graph([letters], folder / "graph", workers=1)
    return folder


@pytest.fixture
def directory(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built / "graph", tmp_path / "graph")
    return tmp_path / "graph"


def count(search: Path) -> int:
    with SearchIndex.open(search) as index:
        return len(index)


def check_in_step(directory: Path) -> None:
    """Every word of every item finds it, and nothing else is found than what the records hold."""
    version = GraphDirectory(directory).opened()
    assert problems(version, count_indexed=count) == []
    with Graph.open(directory) as graph:
        assert graph.search_path is not None
        holders: dict[tuple[str, str], set[tuple[str, int]]] = {}
        for record in graph.records(graph.identifiers()).values():
            for position, item in enumerate(record.items, 1):
                for field, text in (("title", item.text), ("rationale", item.rationale)):
                    for word in words_of(text):
                        holders.setdefault((field, word), set()).add((record.identifier, position))
        with SearchIndex.open(graph.search_path) as index:
            for (field, word), items in holders.items():
                rows = index.items(f'{field}:"{word}"').to_pylist()
                assert {(row["identifier"], row["position"]) for row in rows} == items


def terms(directory: Path) -> set[str]:
    """All words in the files of the current version's index."""
    searcher = open_index(GraphDirectory(directory).opened().search_path).searcher()
    return {word for field in FIELDS for word, _ in searcher.terms_with_prefix(field, "")}


def test_it_grows_with_the_graph(built: Path) -> None:
    check_in_step(built / "graph")


def test_an_older_version_finds_what_it_has(built: Path) -> None:
    older, newer = GraphDirectory(built / "graph").versions()
    assert count(older.search_path) == older.manifest.items < count(newer.search_path)
    assert problems(older, count_indexed=count) == []


def test_a_letter_that_gives_way_is_found_no_more(directory: Path, built: Path, tmp_path: Path) -> None:
    (case,) = [path for path in (built / "letters").iterdir() if CASE in path.read_text("utf-8")]
    later = tmp_path / "later.txt"
    text = case.read_text("utf-8")
    later.write_text(text.replace("not medically necessary", "not medically plugh"), encoding="utf-8")
    first = build_graph([later], directory, workers=1)
    assert (first.replaced, first.superseded) in {(1, 0), (0, 1)}  # the larger hash stands
    check_in_step(directory)


def test_a_graph_without_an_index_gets_one_with_the_next_build(directory: Path) -> None:
    version = GraphDirectory(directory).opened()
    shutil.rmtree(version.search_path)
    with Graph.open(directory) as graph:
        assert graph.search_path is None
    report = build_graph([], directory, workers=1)
    assert report.published
    check_in_step(directory)
    assert not build_graph([], directory, workers=1).published


def test_a_removed_case_leaves_no_word_of_its_own(directory: Path) -> None:
    with Graph.open(directory) as graph:
        record = graph.record(CASE)
        others = [graph.record(name) for name in graph.identifiers() if name != CASE]
    assert record is not None
    own = {word for item in record.items for word in words_of(f"{item.text} {item.rationale}")}
    for other in others:
        assert other is not None
        own -= {word for item in other.items for word in words_of(f"{item.text} {item.rationale}")}
    assert own <= terms(directory)
    remove_case(directory, CASE)
    assert own
    assert not own & terms(directory)
    check_in_step(directory)


def test_it_survives_rebuilding_compacting_and_rolling_back(directory: Path) -> None:
    compact_graph(directory)
    check_in_step(directory)
    rebuild_graph(directory)
    check_in_step(directory)
    GraphDirectory(directory).rollback()
    check_in_step(directory)


def test_a_graph_in_a_server_has_an_index_of_its_own(built: Path, tmp_path: Path) -> None:
    letters = sorted((built / "letters").iterdir())
    with oxigraph(tmp_path) as url:
        build_graph(letters[:2], tmp_path / "graph", workers=1, store=url)
        build_graph(letters, tmp_path / "graph", workers=1)
        remove_case(tmp_path / "graph", CASE)
        version = GraphDirectory(tmp_path / "graph").opened()
        assert problems(version, connect=RemoteStore.at, count_indexed=count) == []
    build_graph(letters, tmp_path / "other", workers=1)
    remove_case(tmp_path / "other", CASE)
    assert terms(tmp_path / "graph") == terms(tmp_path / "other")
    assert count(version.search_path) == version.manifest.items


def test_verify_finds_an_index_of_other_items(directory: Path) -> None:
    version = GraphDirectory(directory).opened()
    assert "items in the full-text index: 1, the manifest says" in "\n".join(
        problems(version, count_indexed=lambda _: 1)
    )
    (version.search_path / "meta.json").write_bytes(b"{}")
    told = "\n".join(problems(version, count_indexed=count))
    assert "file search/meta.json has changed" in told
    assert "the full-text index cannot be opened" in told
