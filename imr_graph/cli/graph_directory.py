"""``imr-graph status``, ``versions``, ``rollback``, ``verify``, ``compact``: care of a graph directory."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click
import msgspec

from imr_graph.build.compaction import compact_graph
from imr_graph.cli.query import GRAPH_OPTION
from imr_graph.remote.store import RemoteStore
from imr_graph.search import SearchIndex
from imr_graph.store.directory import GraphDirectory
from imr_graph.store.status import Status, status_of
from imr_graph.store.verification import problems
from imr_graph.tables import FactTables

JSON_OPTION: Final = click.option("--json", "as_json", is_flag=True, help="For programs: JSON.")


@click.command()
@GRAPH_OPTION
@JSON_OPTION
def status(directory: Path, *, as_json: bool) -> None:
    """Tell what a graph directory holds, and whether anything waits to be done.

    Letters, triples and bytes of the current version; letters in quarantine; what a build that
    ended too early has read, and the next one need not read again.
    """
    told = status_of(GraphDirectory(directory))
    if as_json:
        click.echo(msgspec.json.encode(told))
        return
    for line in _lines(told):
        click.echo(line)


@click.command()
@GRAPH_OPTION
@JSON_OPTION
def versions(directory: Path, *, as_json: bool) -> None:
    """List the versions that can be opened, the newest last; the current one has a star."""
    graph_directory = GraphDirectory(directory)
    current = graph_directory.opened()
    held = graph_directory.versions()
    if as_json:
        rows = [
            {"version": version.name, "current": version.name == current.name, "manifest": version.manifest}
            for version in held
        ]
        click.echo(msgspec.json.encode(rows))
        return
    for version in held:
        star = "*" if version.name == current.name else " "
        manifest = version.manifest
        click.echo(
            f"{star} {version.name}  {manifest.letters} determinations, {manifest.triples} triples, "
            f"rules {manifest.rules}{', to be removed' if version.is_doomed else ''}"
        )


@click.command()
@GRAPH_OPTION
@click.argument("version", required=False)
def rollback(directory: Path, version: str | None) -> None:
    """Open an older VERSION again: that before the current one, or the one named.

    Nothing is built anew. What came after it goes with the next build.
    """
    opened = GraphDirectory(directory).rollback(version)
    click.echo(f"current: {opened.name}, {opened.manifest.letters} determinations", err=True)


@click.command()
@GRAPH_OPTION
def verify(directory: Path) -> None:
    """Hold the current version against what it says of itself.

    Hashes of all files, hashes of all kept texts, counts of triples, determinations, kept letters,
    rows and indexed items. Each difference is one line on stdout; exit code 1 says that there is one.
    """
    version, lock = GraphDirectory(directory).held()
    with lock:
        wrong = problems(version, _determinations, RemoteStore.at, _indexed_items)
    for problem in wrong:
        click.echo(problem)
    if wrong:
        click.echo(
            f"version {version.name} is damaged; `imr-graph rollback` opens the one before it, "
            "a new build from the letters mends it",
            err=True,
        )
        sys.exit(1)
    click.echo(
        f"version {version.name} is whole: {version.manifest.letters} determinations, "
        f"{version.manifest.triples} triples",
        err=True,
    )


@click.command()
@GRAPH_OPTION
def compact(directory: Path) -> None:
    """Put the graph in its best shape for reading, as after one single build.

    Small additions leave triples unoptimised until they make up a tenth; this does it now, and
    merges the files of kept letters.
    """
    version = compact_graph(directory)
    click.echo(f"current: {version.name}, {version.size()} bytes", err=True)


def _determinations(facts: Path) -> int:
    with FactTables.open(facts) as tables:
        return tables.counts()["determinations"]


def _indexed_items(search: Path) -> int:
    with SearchIndex.open(search) as index:
        return len(index)


def _lines(told: Status) -> list[str]:
    manifest = told.manifest
    lines = [
        f"version {told.version}: {manifest.letters} determinations ({manifest.synthetic} synthetic), "
        f"{manifest.items} items, {manifest.triples} triples",
        f"built by imr-graph {manifest.package_version}, rules {manifest.rules}, on {manifest.base}",
    ]
    lines += [f"{part}: {size} bytes" for part, size in told.bytes.items()]
    lines.append(f"versions: {', '.join(told.versions)}")
    lines.append(f"quarantine: {told.quarantine} letters; removed cases: {told.removed}")
    if told.unoptimized:
        lines.append(f"{told.unoptimized} triples since the store was optimised; `imr-graph compact` does it")
    if told.building:
        lines.append(f"a build is at work; it has read {told.staged} letters")
    elif told.staged:
        lines.append(f"a build ended too early; the next one need not read its {told.staged} letters again")
    return lines
