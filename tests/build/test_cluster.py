"""Builds on real Dask workers: the same graph as on one machine, whatever becomes of a worker."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner

from imr_graph.build import build_graph
from imr_graph.build.cluster import cluster_executor, cluster_workers
from imr_graph.build.work import Workforce, chunks_of
from imr_graph.cli.main import main
from imr_graph.errors import ClusterError
from imr_graph.synthesize import synthetic_letters
from tests.build.dask_cluster import dask_cluster, need_dask
from tests.build.sketches import SCHEME, n_quads, use_scheme
from tests.build.work_pieces import POISON, double, double_unless_poisoned, wait_long

LETTERS = 200


@pytest.fixture
def letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of synthetic letters, few but read in many chunks."""
    use_scheme(monkeypatch, SCHEME)
    monkeypatch.setattr("imr_graph.build.intake._ALONE", 10)
    monkeypatch.setattr("imr_graph.build.intake._CHUNK", 10)
    folder = tmp_path / "letters"
    folder.mkdir()
    for n, letter in enumerate(synthetic_letters(LETTERS, seed=4)):
        (folder / f"{n:04}.txt").write_text(letter.text, encoding="utf-8")
    return folder


class Assassin:
    """Does something once, when so many letters are read."""

    def __init__(self, after: int, deed: Callable[[], None]) -> None:
        self._after = after
        self._deed = deed
        self._read = 0
        self.done_at: int | None = None

    def stage(self, name: str, total: int | None = None) -> None:
        """All that matters comes with the letters."""

    def advance(self, letters: int) -> None:
        self._read += letters
        if self.done_at is None and self._read >= self._after:
            self.done_at = self._read
            self._deed()


def test_a_worker_killed_half_way_changes_nothing(letters: Path, tmp_path: Path) -> None:
    local = build_graph([letters], tmp_path / "local", workers=1)
    with dask_cluster(tmp_path, 2) as cluster:
        assert cluster_workers(cluster.address) == 2
        victim = cluster.workers[0]
        assassin = Assassin(LETTERS // 3, lambda: os.kill(victim.pid, signal.SIGKILL))
        report = build_graph(
            [letters.as_uri()],
            tmp_path / "cluster",
            start=cluster_executor(cluster.address),
            workers=2,
            progress=assassin,
        )
        assert victim.wait(10) == -signal.SIGKILL
        assert cluster.workers[1].poll() is None
        assert cluster_workers(cluster.address) == 1
        command = ["build", str(letters), "--graph", str(tmp_path / "cli"), "--cluster", cluster.address]
        assert CliRunner().invoke(main, command).exit_code == 0
    assert assassin.done_at is not None
    assert assassin.done_at < LETTERS
    assert not report.failed
    assert (report.letters, report.items) == (local.letters, local.items)
    assert local.letters == LETTERS
    assert n_quads(tmp_path / "cluster") == n_quads(tmp_path / "cli") == n_quads(tmp_path / "local")


def test_a_scheduler_that_goes_ends_the_build_and_the_next_goes_on(
    letters: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imr_graph.build.cluster._CONNECTING", 2.0)
    local = build_graph([letters], tmp_path / "local", workers=1)
    with dask_cluster(tmp_path, 1) as cluster:
        assassin = Assassin(LETTERS // 3, lambda: os.kill(cluster.scheduler.pid, signal.SIGKILL))
        with pytest.raises(ClusterError, match="no Dask scheduler answers there"):
            build_graph(
                [letters],
                tmp_path / "cluster",
                start=cluster_executor(cluster.address),
                workers=1,
                progress=assassin,
            )
    report = build_graph([letters], tmp_path / "cluster", workers=1)
    assert report.resumed >= LETTERS // 3
    assert report.letters == local.letters
    assert n_quads(tmp_path / "cluster") == n_quads(tmp_path / "local")


def test_what_ends_each_worker_is_left_out_alone(tmp_path: Path) -> None:
    things = [1, POISON, 2]
    with dask_cluster(tmp_path, 1, nannies=True) as cluster:
        force = Workforce(double_unless_poisoned, cluster_executor(cluster.address), ahead=2)
        done = {tuple(chunk): result for chunk, result in force.run(chunks_of(things, 2))}
    assert done.pop((POISON,)) is None
    assert sorted(n for result in done.values() for n in result or ()) == [2, 4]


def test_errors_of_the_work_come_through(tmp_path: Path) -> None:
    with dask_cluster(tmp_path, 1) as cluster:
        executor = cluster_executor(cluster.address)()
        assert executor.submit(double, [1, 2]).result(60) == [2, 4]
        with pytest.raises(ZeroDivisionError):
            executor.submit(divmod, 1, 0).result(60)
        left = executor.submit(wait_long)
        executor.shutdown(wait=False, cancel_futures=True)
        with pytest.raises(BrokenExecutor):
            left.result(60)


def test_workers_of_another_edition_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with dask_cluster(tmp_path, 1) as cluster:
        executor = cluster_executor(cluster.address)()
        monkeypatch.setattr("imr_graph.build.cluster._EDITION", "9.9 with rules new")
        with pytest.raises(ClusterError, match=r"not 9\.9 with rules new; install the same on all"):
            executor.submit(double, [1]).result(60)
        executor.shutdown()


def test_a_cluster_that_lacks_a_module_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "only_here.py").write_text("def work():\n    return 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    work = importlib.import_module("only_here").work
    (tmp_path / "cluster").mkdir()
    with dask_cluster(tmp_path / "cluster", 1) as cluster:
        executor = cluster_executor(cluster.address)()
        with pytest.raises(ClusterError, match="the cluster lacks only_here; install imr-graph"):
            executor.submit(work).result(60)
        executor.shutdown()


def test_a_cluster_without_workers_is_told(tmp_path: Path) -> None:
    with (
        dask_cluster(tmp_path, 0) as cluster,
        pytest.raises(ClusterError, match="has no workers; start some"),
    ):
        cluster_workers(cluster.address)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "127.0.0.1:1", "nonsense://here"])
def test_a_scheduler_that_is_not_there(
    address: str, letters: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need_dask()
    monkeypatch.setattr("imr_graph.build.cluster._CONNECTING", 0.5)
    with pytest.raises(ClusterError, match=r"no Dask scheduler answers there.*check the address"):
        cluster_executor(address)()
    command: Sequence[str] = ["build", str(letters), "--graph", str(tmp_path / "g"), "--cluster", address]
    result = CliRunner().invoke(main, command)
    assert result.exit_code != 0
    assert "no Dask scheduler answers there" in result.stderr
    assert not (tmp_path / "g" / "current").exists()


def test_without_dask_the_cure_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"pip install 'imr-graph\[cluster\]'"):
        cluster_executor("tcp://127.0.0.1:1")
    with pytest.raises(ClusterError, match=r"pip install 'imr-graph\[cluster\]'"):
        cluster_workers("tcp://127.0.0.1:1")
