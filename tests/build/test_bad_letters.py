"""Bad input among good: it is told clearly, the rest is built, and what was there stays whole."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from imr_graph.build import build_graph
from imr_graph.build.removal import remove_case
from imr_graph.cli import main
from imr_graph.letters.limits import Limits
from imr_graph.letters.reader import LetterText
from imr_graph.record import Record
from imr_graph.store.directory import GraphDirectory
from imr_graph.store.graph import Graph
from imr_graph.store.verification import problems
from tests.build.sketches import SCHEME, n_quads, parse_sketch, use_sketches, write_sketches
from tests.conftest import ROOT

FIRST = "case=CM16-0000001 decided=2016-12-01 body=one drug=Norco"
SECOND = "case=CM16-0000002 decided=2016-12-20 body=two drug=Soma"
THIRD = "case=CM16-0000003 decided=2016-12-20 body=three drug=Lyrica"
FUTURE = "case=CM16-0000001 decided=2999-12-31 body=one-later drug=Vicodin"


@pytest.fixture(autouse=True)
def _sketched(monkeypatch: pytest.MonkeyPatch) -> None:
    use_sketches(monkeypatch)
    monkeypatch.setattr("imr_graph.cube.writing.ontology_quads", lambda: SCHEME)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are parsed."""
    seen: list[str] = []

    def parse(letter: LetterText) -> Record:
        seen.append(letter.text)
        return parse_sketch(letter)

    monkeypatch.setattr("imr_graph.build.reading.parse_letter", parse)
    return seen


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A graph of the first letter."""
    build_graph(write_sketches(tmp_path / "first", [FIRST]), tmp_path / "graph")
    return tmp_path / "graph"


def other_rules(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    for module in ("build", "intake"):
        monkeypatch.setattr(f"imr_graph.build.{module}.RULES_VERSION", version)


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


class TestAmongMany:
    def test_files_that_cannot_be_read_are_told_by_name_and_the_rest_is_built(
        self, directory: Path, tmp_path: Path
    ) -> None:
        good = write_sketches(tmp_path / "good", [SECOND, THIRD])
        huge, absent, dangling, folder = (tmp_path / name for name in ("huge.txt", "a.txt", "b.txt", "c.txt"))
        huge.write_bytes(b"x" * 2000)
        dangling.symlink_to(tmp_path / "nowhere")
        folder.mkdir()
        (folder / "empty.txt").touch()
        (binary,) = write_sketches(tmp_path / "binary", ["unreadable"])
        given = [huge, good[0], absent, dangling, folder, binary, good[1]]
        report = build_graph(given, directory, limits=Limits(file_bytes=1000))
        causes = {Path(error.source).name: error.cause for error in report.failed}
        assert causes == {
            "huge.txt": "the file has more than 1000 bytes",
            "a.txt": "there is no such file",
            "b.txt": f"this link leads to nothing ({tmp_path}/nowhere)",
            "empty.txt": "it has no items",
            "000.txt": "it is binary",
        }
        assert all(error.cure for error in report.failed)
        assert (report.read, report.new, report.letters) == (7, 2, 3)
        build_graph(write_sketches(tmp_path / "all", [FIRST, SECOND, THIRD]), tmp_path / "other")
        assert n_quads(directory) == n_quads(tmp_path / "other")
        assert problems(GraphDirectory(directory).opened()) == []

    @pytest.mark.parametrize("turned", [False, True])
    def test_one_case_number_on_different_letters(self, tmp_path: Path, turned: bool) -> None:
        """The later decision stands, dated in the future or not: no build asks the clock."""
        sketches = [FUTURE, FIRST, SECOND, FIRST.replace("Norco", "Percocet")]
        letters = write_sketches(tmp_path / "in", sketches[::-1] if turned else sketches)
        report = build_graph(letters, tmp_path / "graph")
        assert (report.read, report.new, report.superseded, report.failed) == (4, 2, 2, [])
        assert len(report.gave_way) == 2
        assert all("CM16-0000001 decided on 2999-12-31" in sentence for sentence in report.gave_way)
        with Graph.open(tmp_path / "graph") as graph:
            assert graph.identifiers() == ["CM16-0000001", "CM16-0000002"]
            record = graph.record("CM16-0000001")
            assert record is not None
            assert record.items[0].drug is not None
            assert record.items[0].drug.name == "Vicodin"

    def test_a_file_dated_in_the_future_is_a_file_like_others(self, directory: Path, tmp_path: Path) -> None:
        (letter,) = write_sketches(tmp_path / "in", [SECOND])
        os.utime(letter, (2**33, 2**33))
        assert build_graph([letter], directory).new == 1
        os.utime(letter, (2**32, 2**32))
        assert build_graph([letter], directory).unchanged == 1

    def test_only_bad_letters_leave_the_version_as_it_is(self, directory: Path, tmp_path: Path) -> None:
        before = n_quads(directory)
        report = build_graph(write_sketches(tmp_path / "in", ["unreadable", f"broken {SECOND}"]), directory)
        assert (len(report.failed), report.version, report.published) == (2, "000001", False)
        assert n_quads(directory) == before


class TestQuarantine:
    def test_what_failed_is_told_again_without_being_read(
        self, directory: Path, tmp_path: Path, parsed: list[str]
    ) -> None:
        letters = write_sketches(tmp_path / "in", [f"broken {SECOND}", THIRD])
        first = build_graph(letters, directory)
        assert len(parsed) == 2
        again = build_graph(letters, directory)
        assert len(parsed) == 2
        assert [str(error) for error in again.failed] == [str(error) for error in first.failed]
        assert (again.read, again.unchanged, again.version) == (2, 1, first.version)

    def test_a_file_that_was_mended_leaves_quarantine(self, directory: Path, tmp_path: Path) -> None:
        (letter,) = write_sketches(tmp_path / "in", [f"broken {SECOND}"])
        build_graph([letter], directory)
        letter.write_text(SECOND, encoding="utf-8")
        report = build_graph([letter], directory)
        assert (report.new, report.failed) == (1, [])
        ledger = GraphDirectory(directory).ledger()
        assert ledger.quarantine_size() == 0
        ledger.close()

    def test_other_rules_try_it_again_from_its_kept_text(
        self, directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed: list[str]
    ) -> None:
        (letter,) = write_sketches(tmp_path / "in", [f"broken {SECOND}"])
        build_graph([letter], directory)
        letter.unlink()
        other_rules(monkeypatch, "still no better")
        assert len(build_graph([], directory).failed) == 1
        assert parsed.count(f"broken {SECOND}") == 2

        def better(text: LetterText) -> Record:
            return parse_sketch(LetterText(text.source, text.text.removeprefix("broken ")))

        monkeypatch.setattr("imr_graph.build.reading.parse_letter", better)
        other_rules(monkeypatch, "better")
        report = build_graph([], directory)
        assert (report.failed, report.new, report.letters) == ([], 1, 2)
        with Graph.open(directory) as graph:
            assert graph.identifiers() == ["CM16-0000001", "CM16-0000002"]
        ledger = GraphDirectory(directory).ledger()
        assert ledger.quarantine_size() == 0
        ledger.close()


class TestTombstone:
    def test_a_removed_case_comes_back_only_when_it_is_readmitted(
        self, directory: Path, tmp_path: Path
    ) -> None:
        letters = tmp_path / "in"
        write_sketches(letters, [FIRST, SECOND])
        assert run("build", letters, "--graph", directory).exit_code == 0
        before = n_quads(directory)
        assert run("remove", "CM16-0000002", "--graph", directory).exit_code == 0
        passed_over = run("build", letters, "--graph", directory)
        assert "left out as removed 1" in passed_over.stderr
        assert "CM16-0000002" not in " ".join(n_quads(directory))
        back = run("build", letters, "--graph", directory, "--readmit", "CM16-0000002")
        assert (back.exit_code, "built 1 (1 new" in back.stderr) == (0, True), back.stderr
        assert n_quads(directory) == before

    def test_a_removed_case_does_not_come_back_by_other_rules(
        self, directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        build_graph(write_sketches(tmp_path / "in", [SECOND, f"broken {SECOND}"]), directory)
        remove_case(directory, "CM16-0000002")
        other_rules(monkeypatch, "other")
        assert build_graph([tmp_path / "in"], directory).letters == 1


_REFUSED = """
import os, resource, sys
from pathlib import Path
import pytest
from imr_graph.build import build_graph
from imr_graph.errors import GraphDirectoryError
from tests.build.sketches import use_sketches
use_sketches(pytest.MonkeyPatch())
letters, directory, most, user = [Path(word) for word in sys.argv[1:3]] + [int(word) for word in sys.argv[3:]]
if most >= 0:
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
if user:
    os.setuid(user)
try:
    build_graph([letters], directory)
except GraphDirectoryError as error:
    print(error)
    sys.exit(7)
"""
_NOBODY = 65534


def refused(letters: Path, directory: Path, most: int = -1, user: int = 0) -> str:
    """What a build says that the disk refuses."""
    words = map(str, (letters, directory, most, user))
    ended = subprocess.run(
        [sys.executable, "-c", _REFUSED, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 7, ended.stderr
    return ended.stdout


@pytest.mark.parametrize("most", [0, 2_000, 50_000, 300_000])
def test_a_full_disk_stops_the_build_and_the_next_one_ends_it(
    directory: Path, tmp_path: Path, most: int
) -> None:
    """The limit on the size of a file stands for the disk: one write or another fails, as it grows."""
    before = n_quads(directory)
    write_sketches(tmp_path / "in", [SECOND, THIRD])
    told = refused(tmp_path / "in", directory, most)
    assert "the disk is full" in told
    assert "free some space and run this again" in told
    assert n_quads(directory) == before
    assert problems(GraphDirectory(directory).opened()) == []
    build_graph([tmp_path / "in"], directory)
    build_graph(write_sketches(tmp_path / "all", [FIRST, SECOND, THIRD]), tmp_path / "other")
    assert n_quads(directory) == n_quads(tmp_path / "other")


@pytest.fixture
def read_only(directory: Path, tmp_path: Path) -> Iterator[Path]:
    """A graph directory that may only be read, where any user may get to."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        write_sketches(Path(place) / "in", [SECOND])
        target = Path(place) / "graph"
        shutil.copytree(directory, target)
        every = [target, *target.rglob("*")]
        for path in every:
            path.chmod(0o555 if path.is_dir() else 0o444)
        yield target
        for path in every:
            path.chmod(0o755)


def test_a_directory_that_may_only_be_read_is_told_and_can_be_read(read_only: Path) -> None:
    before = n_quads(read_only)
    told = refused(read_only.parent / "in", read_only, user=0 if os.geteuid() else _NOBODY)
    assert "this may only be read; make it writable, or name another graph directory" in told
    assert n_quads(read_only) == before
    assert GraphDirectory(read_only).opened().name == "000001"
