"""The named questions, raw, on Oxigraph and on Virtuoso, beside our tables: the same data, one run.

Needs Debian's ``virtuoso-opensource-7-bin``; give a graph that lies in its own folder::

    python -m benchmarks.peers --graph FOLDER/graph --work EMPTY-FOLDER [--buffers 340000] [--seconds 300]

The triples are dumped as N-Quads, loaded into a new Virtuoso by its bulk loader, and asked there and in
the version's own store with the same text. Times are wall milliseconds of the whole answer, read to
its end: the first run, then the median of the next ones. What takes longer than ``--seconds`` is not
asked again.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import httpx
from pyoxigraph import RdfFormat, Store

from imr_graph.questions import load_questions
from imr_graph.questions.values import plain_values
from imr_graph.rdf.iris import concept_iri
from imr_graph.store.directory import GraphDirectory
from imr_graph.store.graph import Graph
from imr_graph.tables import FactTables
from imr_graph.tables.answers import arrow_answer
from imr_graph.tables.counted import counted_questions

_ROUNDS: Final = 3
_LIST: Final = 'GROUP_CONCAT(DISTINCT STR(?determination); SEPARATOR = " ")'
"""Rows that list thousands of letters are more than Virtuoso holds (SR319); here they are counted."""

_CONFIGURATION: Final = """
[Database]
DatabaseFile = {work}/virtuoso.db
ErrorLogFile = {work}/virtuoso.log
LockFile = {work}/virtuoso.lck
TransactionFile = {work}/virtuoso.trx
xa_persistent_file = {work}/virtuoso.pxa
FileExtend = 2000
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
DirsAllowed = {work}
MaxCheckpointRemap = 2000
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {work}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 10000000
MaxQueryExecutionTime = {seconds}
"""


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        sys.exit(f"{name} is absent: install the package virtuoso-opensource-7-bin")
    return found


@contextmanager
def virtuoso(work: Path, buffers: int, seconds: int) -> Iterator[tuple[str, int]]:
    """A Virtuoso of its own that runs for as long: its endpoint, and its port for SQL."""
    http, sql = _free_port(), _free_port()
    configuration = work / "virtuoso.ini"
    told = {"work": work, "sql": sql, "http": http, "buffers": buffers, "dirty": buffers * 3 // 4}
    configuration.write_text(_CONFIGURATION.format(**told, seconds=seconds), encoding="ascii")
    command = [_program("virtuoso-t"), "+foreground", "+configfile", str(configuration)]
    with (work / "output.log").open("wb") as output:
        process = subprocess.Popen(command, cwd=work, stdout=output, stderr=output)  # noqa: S603
    try:
        url = f"http://127.0.0.1:{http}/sparql"
        while True:
            try:
                httpx.get(url, params={"query": "ASK {}"}, trust_env=False)
                break
            except httpx.TransportError:
                if process.poll() is not None:
                    sys.exit(f"Virtuoso ended; see {work}/output.log")
                time.sleep(0.2)
        yield url, sql
    finally:
        process.terminate()
        process.wait()


def load(sql: int, dumped: Path) -> float:
    """Have Virtuoso's bulk loader take a file; the seconds until its checkpoint is done."""
    began = time.perf_counter()
    words = f"ld_dir('{dumped.parent}', '{dumped.name}', 'urn:all'); rdf_loader_run(); checkpoint;"
    subprocess.run(  # noqa: S603 - our own words
        [_program("isql-vt"), f"127.0.0.1:{sql}", "dba", "dba", f"exec={words}"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - began


def timed(step: Callable[[], int], seconds: int) -> tuple[str, int | None]:
    """What a question takes, as a cell of a table, and the rows of its answer; None where it gave up."""
    times: list[float] = []
    rows = 0
    for _ in range(_ROUNDS + 1):
        began = time.perf_counter()
        try:
            rows = step()
        except (httpx.HTTPError, TimeoutError) as error:
            return f"none ({str(error)[:80] or type(error).__name__})", None
        times.append(time.perf_counter() - began)
        if times[-1] > seconds / 10:  # slow enough for once to tell
            break
    first, warm = times[0], statistics.median(times[1:] or times)
    return f"{warm * 1000:,.1f} (first {first * 1000:,.0f})", rows


def in_tables(tables: FactTables, name: str, values: Mapping[str, str | None]) -> int:
    """Ask the fact tables; the number of rows."""
    rows: int = arrow_answer(tables, name, values).num_rows
    return rows


def in_virtuoso(url: str, query: str, seconds: int) -> int:
    """Ask Virtuoso; the number of rows."""
    reply = httpx.post(
        url,
        data={"query": query},
        headers={"Accept": "text/csv"},
        timeout=seconds + 10,
        trust_env=False,
    )
    if reply.status_code != httpx.codes.OK:
        raise TimeoutError(reply.text.splitlines()[0])
    if "x-sql-state" in reply.headers:
        raise TimeoutError(reply.headers["x-sql-state"])
    return reply.text.count("\n") - 1


def in_oxigraph(graph: Graph, query: str) -> int:
    """Ask the version's own store; the number of rows."""
    return sum(1 for _ in graph.query(query))  # type: ignore[union-attr, misc] # questions are SELECTs


def main() -> None:
    """Load, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--graph", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--buffers", type=int, default=340_000, help="Virtuoso's, of 8 kB")
    parser.add_argument("--seconds", type=int, default=300)
    args = parser.parse_args()
    _program("virtuoso-t")
    args.work.mkdir(parents=True)
    version = GraphDirectory(args.graph).opened()
    dumped = args.work / "all.nq"
    Store.read_only(str(version.store_path)).dump(str(dumped), RdfFormat.N_QUADS)
    print(f"{version.manifest.letters} letters, {version.manifest.triples} triples")
    with (
        virtuoso(args.work.absolute(), args.buffers, args.seconds) as (url, sql),
        Graph.open(args.graph) as graph,
        FactTables.open(version.facts_path) as tables,
    ):
        print(f"Virtuoso loaded them in {load(sql, dumped.absolute()):.0f} s", flush=True)
        dumped.unlink()
        print("\n| question | rows | tables | Virtuoso | Oxigraph |\n|---|---:|---:|---:|---:|", flush=True)
        for name in counted_questions():
            question = load_questions()[name]
            text = question.text.replace(_LIST, "COUNT(DISTINCT ?determination)")
            values = plain_values(question, {}, lambda _, named: concept_iri(named))
            ours, rows = timed(partial(in_tables, tables, name, values), args.seconds)
            theirs, found = timed(partial(in_virtuoso, url, text, args.seconds), args.seconds)
            raw, held = timed(partial(in_oxigraph, graph, text), args.seconds)
            note = "" if {rows, found, held} <= {rows, None} else f" ({found} and {held})"
            print(f"| {name} | {rows}{note} | {ours} | {theirs} | {raw} |", flush=True)


if __name__ == "__main__":
    main()
