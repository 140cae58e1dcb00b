"""A build that is killed at any moment costs time only: nothing is lost, and nothing is there twice."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from imr_graph.search import SearchIndex
from imr_graph.store.directory import GraphDirectory
from imr_graph.store.graph import Graph
from imr_graph.store.segments import LetterSegments
from imr_graph.store.verification import problems
from imr_graph.synthesize import synthetic_letters
from imr_graph.tables import FactTables
from tests.build.doomed import start_build
from tests.build.sketches import n_quads

MOMENTS, IN_A_CHAIN = 50, 5
HELD, GIVEN, RIVALS = 20, 60, 4


@dataclass(frozen=True)
class Undisturbed:
    """Letters, a graph of the first of them, and what a build of all gives when nobody kills it."""

    letters: Path
    held: Path
    before: list[str]
    quads: list[str]
    rows: dict[str, list[tuple[Any, ...]]]
    parsed: Counter[str]
    seconds: dict[str, float]
    """What the build of all takes, on nothing ("new") and on what the first gave ("held")."""


def build(letters: Path, directory: Path, parsed: Path) -> float:
    """Build undisturbed; the seconds it took."""
    began = time.monotonic()
    process = start_build(letters, directory, parsed)
    process.join()
    assert process.exitcode == 0
    return time.monotonic() - began


def parsed_texts(parsed: Path) -> Counter[str]:
    return Counter(parsed.read_text(encoding="ascii").split()) if parsed.exists() else Counter()


def fact_rows(directory: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every fact table."""
    with FactTables.open(GraphDirectory(directory).opened().facts_path) as facts:
        tables = [
            name for (name,) in facts.rows("SELECT table_name FROM duckdb_tables() ORDER BY table_name")
        ]
        return {table: sorted(facts.rows(f"FROM {table}"), key=repr) for table in tables}


def indexed_items(search: Path) -> int:
    with SearchIndex.open(search) as index:
        return len(index)


def staged(directory: Path) -> Counter[str]:
    """The hashes of the texts that a killed build has left in the staging area."""
    path = directory / "staging" / "staging.sqlite"
    if not path.exists():
        return Counter()
    with closing(sqlite3.connect(path)) as database:
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'letter'").fetchone():
            return Counter()
        return Counter(text.hex() for (text,) in database.execute("SELECT text_sha256 FROM letter"))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    folder = tmp_path_factory.mktemp("killed")
    letters, first = folder / "letters", folder / "first"
    letters.mkdir()
    first.mkdir()
    made = list(synthetic_letters(GIVEN, seed=4))
    for n, letter in enumerate(made):
        text = letter.text
        if n >= GIVEN - RIVALS:  # another letter of a case that the graph holds already
            case = made[n - GIVEN + RIVALS].record["case_number"]
            text = text.replace(str(letter.record["case_number"]), str(case))
        (letters / f"{letter.name}.txt").write_bytes(text.encode())
        if n < HELD:
            shutil.copy(letters / f"{letter.name}.txt", first)
    build(first, folder / "held", folder / "parsed-first")
    shutil.copytree(folder / "held", folder / "grown")
    seconds = {
        "new": build(letters, folder / "new", folder / "parsed"),
        "held": build(letters, folder / "grown", folder / "parsed-grown"),
    }
    quads = n_quads(folder / "new")
    assert n_quads(folder / "grown") == quads
    parsed = parsed_texts(folder / "parsed")
    assert (len(parsed), parsed.total()) == (GIVEN, GIVEN)
    return Undisturbed(
        letters, folder / "held", n_quads(folder / "held"), quads, fact_rows(folder / "new"), parsed, seconds
    )


def prepared(undisturbed: Undisturbed, directory: Path) -> Path:
    """A graph directory by its name: absent, or one of the first letters ("held")."""
    shutil.rmtree(directory, ignore_errors=True)
    if directory.name == "held":
        shutil.copytree(undisturbed.held, directory)
    return directory


def check_it_opens(directory: Path, undisturbed: Undisturbed) -> None:
    """After the kill: the version before, or the new one; whole, or none at all."""
    version = GraphDirectory(directory).current()
    if directory.name == "held":
        assert version is not None
    if version is None:
        return
    assert problems(version, count_indexed=indexed_items) == []
    assert n_quads(directory) in ([undisturbed.before] if version.name == "000001" else []) + [
        undisturbed.quads
    ]
    with Graph.open(directory) as graph:
        assert len(graph.identifiers()) == version.manifest.letters
        assert graph.record(graph.identifiers()[-1]) is not None


def check_parsed(parsed: Path, lay_staged: Counter[str]) -> None:
    """A build has parsed nothing twice, and nothing that was staged before it."""
    texts = parsed_texts(parsed)
    parsed.unlink(missing_ok=True)
    assert texts.total() == len(texts)
    # The letter that was at work at the kill may have been staged, and its file not yet noted.
    assert len(texts & lay_staged) <= 1


def check_it_resumes(directory: Path, undisturbed: Undisturbed, parsed: Path) -> None:
    """The next build parses what no build has staged, and ends where an undisturbed one does."""
    lies_staged = staged(directory)
    build(undisturbed.letters, directory, parsed)
    check_parsed(parsed, lies_staged)
    version = GraphDirectory(directory).opened()
    assert n_quads(directory) == undisturbed.quads
    assert fact_rows(directory) == undisturbed.rows
    assert problems(version, count_indexed=indexed_items) == []
    with closing(LetterSegments.open(version.letters_path)) as kept:
        assert Counter(letter.text_sha256 for letter in kept.kept()) == undisturbed.parsed
    assert not (directory / "staging").exists()
    assert not list((directory / "versions").glob("*.draft"))


@pytest.mark.parametrize("chain", range(MOMENTS // IN_A_CHAIN))
def test_at_any_moment(undisturbed: Undisturbed, tmp_path: Path, chain: int) -> None:
    """Each build goes on where the one before it was killed, until one is let be."""
    chance = random.Random(chain)  # noqa: S311 - moments, no secret
    directory = prepared(undisturbed, tmp_path / ("new", "held")[chain % 2])
    killed = 0
    while killed < IN_A_CHAIN:
        lies_staged = staged(directory)
        process = start_build(undisturbed.letters, directory, tmp_path / "parsed")
        process.join(chance.uniform(0, undisturbed.seconds[directory.name]))
        process.kill()
        process.join()
        check_it_opens(directory, undisturbed)
        check_parsed(tmp_path / "parsed", lies_staged)
        if process.exitcode == 0:
            prepared(undisturbed, directory)
        else:
            assert process.exitcode == -signal.SIGKILL
            killed += 1
    check_it_resumes(directory, undisturbed, tmp_path / "parsed")


POINTS = [
    pytest.param("imr_graph.store.staging:Staging.append", True, 30, id="staged, not noted"),
    pytest.param("imr_graph.build.build:settle", True, 1, id="settled"),
    pytest.param("imr_graph.tables:FactTables.add", True, 10, id="load, half-way"),
    pytest.param("imr_graph.store.triple_store:OxigraphStore.load", True, 1, id="load, triples in"),
    pytest.param("imr_graph.build.build:load", True, 1, id="load, all in"),
    pytest.param("imr_graph.search.writing:SearchDraft.finish", False, 1, id="index, before"),
    pytest.param("imr_graph.search.writing:SearchDraft.finish", True, 1, id="index, after"),
    pytest.param("imr_graph.build.build:write_cube", True, 1, id="cube"),
    pytest.param("imr_graph.store.triple_store:OxigraphStore.optimize", False, 1, id="optimise, before"),
    pytest.param("imr_graph.store.triple_store:OxigraphStore.optimize", True, 1, id="optimise, after"),
    pytest.param("imr_graph.store.draft:merge_small", True, 1, id="segments merged"),
    pytest.param("imr_graph.store.draft:sync_tree", False, 1, id="publish, manifest written"),
    pytest.param("imr_graph.store.directory:finish_draft", True, 1, id="publish, draft closed"),
    pytest.param("imr_graph.store.directory:GraphDirectory._point_to", False, 1, id="publish, renamed"),
    pytest.param("imr_graph.store.durable:write_file", True, 3, id="publish, before the pointer's rename"),
    pytest.param("imr_graph.store.directory:GraphDirectory._point_to", True, 1, id="publish, pointed to"),
    pytest.param("imr_graph.store.staging:Staging.drop", False, 1, id="published, staging still there"),
]


@pytest.mark.parametrize(("point", "after", "nth"), POINTS)
def test_at_every_step(undisturbed: Undisturbed, tmp_path: Path, point: str, after: bool, nth: int) -> None:
    directory = prepared(undisturbed, tmp_path / "held")
    process = start_build(undisturbed.letters, directory, tmp_path / "parsed", point, after=after, nth=nth)
    process.join()
    assert process.exitcode == -signal.SIGKILL, "the point was never reached"
    check_it_opens(directory, undisturbed)
    check_parsed(tmp_path / "parsed", Counter())
    check_it_resumes(directory, undisturbed, tmp_path / "parsed")
