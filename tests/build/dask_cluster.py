"""A real Dask cluster on this machine: a scheduler and workers, each a process of its own."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.conftest import ROOT

_START_SECONDS: Final = 60


class DaskCluster:
    """What tests know of a cluster that runs.

    Args:
        address: the scheduler's.
        scheduler: its process.
        workers: their processes.
    """

    def __init__(
        self, address: str, scheduler: subprocess.Popen[bytes], workers: list[subprocess.Popen[bytes]]
    ) -> None:
        self.address = address
        self.scheduler = scheduler
        self.workers = workers


def need_dask() -> None:
    """Skip where Dask is absent, which in CI is a failure."""
    if importlib.util.find_spec("distributed") is None:
        reason = "Dask is absent: install the extra cluster"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@contextmanager
def dask_cluster(folder: Path, workers: int, *, nannies: bool = False) -> Iterator[DaskCluster]:
    """A cluster that runs for as long.

    Args:
        folder: where it may write.
        workers: how many, one thread each.
        nannies: whether workers are started again when they end; and then a task is given up after
            the first that ended over it.
    """
    need_dask()
    address_file = folder / "scheduler.json"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
    }
    if not nannies:
        del environment["DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES"]
    started: list[subprocess.Popen[bytes]] = []

    def start(program: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{program}", "--no-dashboard", *arguments]
        with (folder / f"{len(started)}.log").open("wb") as log:
            started.append(subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log))
        return started[-1]

    try:
        place = ("--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(address_file))
        scheduler = start("dask_scheduler", *place)
        address = _address(address_file)
        kind = "--nanny" if nannies else "--no-nanny"
        own = ("--host", "127.0.0.1", "--nthreads", "1", kind, "--local-directory", str(folder))
        processes = [start("dask_worker", address, *own) for _ in range(workers)]
        _wait_for_workers(address, workers)
        yield DaskCluster(address, scheduler, processes)
    finally:
        for process in reversed(started):
            if nannies:  # which must end their workers
                process.terminate()
            else:
                process.kill()
        for process in started:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(file: Path) -> str:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        try:
            return str(json.loads(file.read_bytes())["address"])
        except (OSError, ValueError):
            time.sleep(0.1)
    raise TimeoutError("the scheduler did not start")


def _wait_for_workers(address: str, number: int) -> None:
    from distributed import Client

    if not number:
        return
    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(number, timeout=_START_SECONDS)
