"""A whole build at scale, beside its floor: time, memory, disk, additions, questions, the server's start.

Run it on a machine that has nothing else to do::

    python -m benchmarks.scale --letters 500000 --dir FOLDER [--add 1000] [--workers 2]

Letters are synthesised into ``FOLDER/letters`` and used again where they lie there already. The floor
is what pyoxigraph takes, in the same run, to ``bulk_load`` and ``optimize`` the same triples, ready
as N-Triples. Memory is the sum of the resident sets of all processes, four times a second; the
transient peak of the disk is seen as often as the folder can be gone through.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pyoxigraph import DefaultGraph, QuerySolutions, RdfFormat, Store

from imr_graph.cube import Cube, cube_questions
from imr_graph.questions import run_question
from imr_graph.questions.binding import bind
from imr_graph.questions.concepts import Concepts
from imr_graph.store.directory import GraphDirectory, Version
from imr_graph.store.graph import Graph
from imr_graph.synthesize import synthetic_letters
from imr_graph.synthesize.output import write_folders
from imr_graph.tables import FactTables
from imr_graph.tables.answers import answer

_FLOOR: Final = """
import sys, time
from pyoxigraph import RdfFormat, Store
began = time.perf_counter()
store = Store(sys.argv[2])
store.bulk_load(path=sys.argv[1], format=RdfFormat.N_TRIPLES)
loaded = time.perf_counter()
store.optimize()
store.flush()
print(loaded - began, time.perf_counter() - loaded)
"""
_COMMAND: Final = [str(Path(sys.executable).with_name("imr-graph"))]
_GIGABYTE: Final = 1e9
_HEADLINE: Final = "drug-guideline-denials"
_DRUG: Final = "drug/norco"

Row = tuple[str, str, str]
"""What was measured, the figure, the target."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took.

    Args:
        wall: seconds by the clock.
        cpu: seconds of all its processes.
        memory: largest sum of the resident sets of its processes, bytes.
        disk: most bytes seen below the watched folder.
        output: its standard output.
    """

    wall: float
    cpu: float
    memory: int
    disk: int
    output: str


def measured(command: Sequence[str | Path], watched: Path) -> Run:
    """Run a command and watch it.

    Raises:
        SystemExit: it failed.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own commands
        [str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    memory, disk = [0], [0]
    with (
        _while(lambda: memory.append(tree_memory(process.pid)), 0.25),
        _while(lambda: disk.append(disk_usage(watched)), 0.25),
    ):
        output, errors = process.communicate()
    wall = time.perf_counter() - began
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{errors[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall, cpu, max(memory), max(disk), output)


@contextmanager
def _while(look: Callable[[], object], seconds: float) -> Iterator[None]:
    """Look at something again and again, in a thread of its own."""
    ended = threading.Event()

    def looking() -> None:
        while not ended.wait(seconds):
            look()

    thread = threading.Thread(target=looking)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def tree_memory(process: int) -> int:
    """Resident bytes of a process and of all below it."""
    return sum(map(_resident, tree_processes(process)))


def tree_processes(process: int) -> list[int]:
    """A process and all below it, those that have just ended among them."""
    found = [process]
    for one in found:  # grows while it is read
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (task / "children").read_text(encoding="ascii").split())
        except OSError:  # it has just ended
            continue
    return found


def _resident(process: int) -> int:
    """Resident bytes of a process; none of one that has just ended."""
    try:
        told = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in told.splitlines() if line.startswith("VmRSS:"))


def disk_usage(*paths: Path) -> int:
    """Bytes on the disk of files and folders, a file with several names once."""
    blocks: dict[tuple[int, int], int] = {}
    for path in paths:
        for file in (path, *path.rglob("*")):
            try:
                seen = file.lstat()
            except OSError:  # it was there a moment ago
                continue
            blocks[seen.st_dev, seen.st_ino] = seen.st_blocks * 512
    return sum(blocks.values())


def synthesise(folder: Path, first: int, count: int) -> Path:
    """Letters below a folder, unless they lie there."""
    done = folder.with_suffix(".done")
    if not done.exists():
        for _ in write_folders(synthetic_letters(count, seed=1, first=first), folder, _nowhere()):
            pass
        done.write_text(f"{first} {count}\n", encoding="ascii")
    elif done.read_text(encoding="ascii").split() != [str(first), str(count)]:
        sys.exit(f"{folder} holds other letters; name another folder")
    return folder


def _nowhere() -> Any:
    return Path(os.devnull).open("wb")


def building(letters: Path, directory: Path, workers: int, letter_count: int) -> tuple[list[Row], Run]:
    """Build from text to the published graph."""
    report = directory.with_suffix(".json")
    command = [*_COMMAND, "build", letters, "--graph", directory, "--workers", workers, "--report", report]
    run = measured([str(word) for word in command], directory)
    told = json.loads(report.read_bytes())
    if told["failed"]:
        sys.exit(f"{len(told['failed'])} letters failed")
    stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in told["seconds"].items())
    return [
        ("build, wall", f"{run.wall:.1f} s ({stages})", "≤ 2.5 of the floor"),
        ("build, CPU a letter", f"{run.cpu / letter_count * 1000:.2f} ms, all stages", ""),
        ("build, peak memory of all processes", f"{run.memory / _GIGABYTE:.2f} GB", "≤ 4 GB"),
        ("build, transient peak on the disk", f"{run.disk / _GIGABYTE:.2f} GB", "stated"),
    ], run


def disk(directory: Path, version: Version) -> list[Row]:
    """What one version takes, by part."""
    parts = {
        "store": version.store_path,
        "kept letters": version.letters_path,
        "fact tables": version.facts_path,
        "cube": version.cube_path,
    }
    triples, letters = version.manifest.triples, version.manifest.letters
    sizes = {name: disk_usage(path) for name, path in parts.items()}
    one = disk_usage(version.path)
    split = ", ".join(f"{name} {size / triples:.1f}" for name, size in sizes.items())
    return [
        ("triples a letter", f"{triples / letters:.1f} ({triples} in all)", "stated"),
        ("disk of a version", f"{one / triples:.1f} bytes a triple ({split})", "≤ 130"),
        ("disk, all versions and the ledger", f"{disk_usage(directory) / _GIGABYTE:.2f} GB", "stated"),
    ]


def floor(version: Version, folder: Path, wall: float) -> list[Row]:
    """The same triples, ready, into an Oxigraph store of their own."""
    ready, store = folder / "ready.nt", folder / "floor"
    shutil.rmtree(store, ignore_errors=True)
    Store.read_only(str(version.store_path)).dump(str(ready), RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    run = measured([sys.executable, "-c", _FLOOR, ready, store], store)
    load, optimize = map(float, run.output.split())
    size = disk_usage(store)
    ready.unlink()
    shutil.rmtree(store)
    told = (
        f"{load + optimize:.1f} s (load {load:.1f}, optimise {optimize:.1f}), {run.memory / _GIGABYTE:.2f} GB"
    )
    return [
        ("floor: bulk load and optimise", told, ""),
        ("floor's disk", f"{size / version.manifest.triples:.1f} bytes a triple", ""),
        ("build, of the floor", f"{wall / (load + optimize):.2f}", "≤ 2.5"),
    ]


def milliseconds(step: Callable[[], object], rounds: int = 5) -> tuple[float, float]:
    """The first time, and the median of some more."""
    times = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        step()
        times.append((time.perf_counter() - began) * 1000)
    return times[0], statistics.median(times[1:])


def questions(directory: Path) -> list[Row]:
    """The headline and one case, wherever they can be asked."""
    rows: list[Row] = []

    def ask(name: str, step: Callable[[], object], target: str, rounds: int = 5) -> None:
        first, warm = milliseconds(step, rounds)
        rows.append((name, f"{warm:.1f} ms (first {first:.0f} ms)", target))

    with Graph.open(directory) as graph:
        if graph.facts_path is None or graph.cube_path is None:
            sys.exit("the version has no tables or no cube")
        case = graph.identifiers()[len(graph.identifiers()) // 2]
        find = Concepts(graph).find
        ask(
            "headline, raw SPARQL",
            lambda: run_question(graph, _HEADLINE, source="triples"),
            "beside it",
            rounds=1,
        )
        ask("one whole case, SPARQL", lambda: run_question(graph, "case-record", {"case": case}), "≤ 5 ms")
        with FactTables.open(graph.facts_path) as tables:
            given = {"by": "party/reviewer", "outcome": "decision/upheld"}
            ask("headline, summaries", lambda: answer(tables, _HEADLINE, given), "≤ 20 ms")
            ask(
                "headline of one drug, summaries",
                lambda: answer(tables, _HEADLINE, {**given, "drug": _DRUG}),
                "≤ 60 ms",
            )
            ask(
                "headline, counted from the facts",
                lambda: answer(tables, _HEADLINE, given, source="facts"),
                "≤ 400 ms",
            )
        with Cube.open(graph.cube_path) as cube:
            question = cube_questions()[_HEADLINE]

            def count(text: str) -> int:
                found = cube.query(text)
                return sum(1 for _ in found) if isinstance(found, QuerySolutions) else 0

            ask("headline, cube by SPARQL", lambda: count(bind(question, {}, find)), "≤ 1 s")
            one = bind(question, {"drug": _DRUG}, find)
            ask("one drug, cube by SPARQL", lambda: count(one), "≤ 20 ms")
    return rows


def server(directory: Path) -> list[Row]:
    """How long a server takes until it answers, and what it holds then."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own command
        [*_COMMAND, "serve", "--graph", str(directory), "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _answers(f"http://127.0.0.1:{port}/"):
            if process.poll() is not None or time.perf_counter() - began > 60:
                return [("server start", "it did not answer", "≤ 1 s")]
            time.sleep(0.01)
        seconds = time.perf_counter() - began
        memory = tree_memory(process.pid)
    finally:
        process.terminate()
        process.wait()
    return [
        ("server start, to the first answer", f"{seconds:.2f} s", "≤ 1 s"),
        ("server's memory, all processes", f"{memory / 1e6:.0f} MB", "≤ 500 MB"),
    ]


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as reply:  # noqa: S310 - our own server
            return bool(reply.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--letters", type=int, default=20_000)
    parser.add_argument("--add", type=int, default=1000)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    args = parser.parse_args()
    args.dir.mkdir(parents=True, exist_ok=True)
    count: int = args.letters
    letters = synthesise(args.dir / "letters", 0, count)
    more = synthesise(args.dir / "more", count, args.add)
    directory = args.dir / "graph"
    shutil.rmtree(directory, ignore_errors=True)
    print(f"{count} letters, {args.workers} workers, {os.cpu_count()} processors\n")
    print("| what | measured | target |\n|---|---|---|")
    rows, run = building(letters, directory, args.workers, count)
    told(rows)
    version = GraphDirectory(directory).opened()
    told(disk(directory, version))
    told(questions(directory))
    told(server(directory))
    added, _ = building(more, directory, args.workers, args.add)
    told([(f"{args.add} letters more, wall", added[0][1], "≤ 30 s")])
    told([("two versions and the ledger", f"{disk_usage(directory) / _GIGABYTE:.2f} GB", "stated")])
    told(floor(version, args.dir, run.wall))


def told(rows: Sequence[Row]) -> None:
    """Print rows as soon as they are known: a run takes long."""
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
