"""``imr-graph build``: letters into a graph directory."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from imr_graph.build import PROCESSORS, BuildReport, build_graph
from imr_graph.build.cluster import cluster_executor, cluster_workers
from imr_graph.build.sources import find_sources
from imr_graph.cli.limits import limit_option
from imr_graph.cli.progress import staged_progress
from imr_graph.errors import OutputError
from imr_graph.letters.limits import DEFAULT_LIMITS, Limits
from imr_graph.rdf.iris import DEFAULT_BASE
from imr_graph.store.directory import EvidenceForm


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option(
    "--graph",
    "directory",
    required=True,
    type=click.Path(path_type=Path),
    help="The graph directory; made where it is absent, added to where it exists.",
)
@click.option("--base", default=None, help=f"Base of the letters' IRIs.  [default: {DEFAULT_BASE}]")
@click.option(
    "--evidence",
    type=click.Choice(["none", "rdf"]),
    default=None,
    help="Whether the graph holds the place in the letter of every fact, as Web Annotations; about nine "
    "times the triples. Records hold it in any case.  [default: as the graph has it; at first none]",
)
@click.option(
    "--readmit",
    multiple=True,
    metavar="CASE",
    help="Take letters of a case in again that was removed; may be given several times.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    default=None,
    help="Processes that read letters at a time.  [default: one for each processor, or the cluster's]",
)
@click.option(
    "--cluster",
    default=None,
    metavar="ADDRESS",
    help="Read letters on the workers of the Dask cluster whose scheduler is there (tcp://HOST:8786).  "
    "[default: processes of this machine]",
)
@click.option(
    "--store",
    default=None,
    metavar="URL",
    help="Keep the triples in the SPARQL server there, or in query=URL,update=URL,graphs=URL; name and "
    "password from IMR_GRAPH_STORE_USER and IMR_GRAPH_STORE_PASSWORD.  [default: where the graph has them]",
)
@click.option(
    "--store-graph",
    default=None,
    metavar="IRI",
    help="The named graph of that server for letters.  [default: that of the graph]",
)
@click.option(
    "--report",
    "report_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what the build did as JSON to this file.",
)
@limit_option
def build(
    paths: tuple[str, ...],
    directory: Path,
    base: str | None,
    evidence: EvidenceForm | None,
    readmit: tuple[str, ...],
    workers: int | None,
    cluster: str | None,
    store: str | None,
    store_graph: str | None,
    report_file: Path | None,
    limits: Limits,
) -> None:
    """Build a graph of letters, or add letters to one.

    PATHS are letters (.pdf, .txt) or folders of them; URLs too (s3://…), where their file system is
    installed. A letter that cannot be understood is one line on stderr and never stops the rest;
    it is tried again when the rules have changed. Exit code 1 says that at least one failed.

    A build that was interrupted goes on where it was, when it is started again.
    """
    report = build_with_progress(
        paths, directory, base, limits, evidence, readmit, workers, cluster, store, store_graph
    )
    if report_file is not None:
        try:
            report_file.write_bytes(report.as_json())
        except OSError as error:
            raise OutputError(f"{report_file}: the report cannot be written ({error.strerror})") from error
    sys.exit(1 if report.failed else 0)


def build_with_progress(
    paths: Sequence[str | Path],
    directory: Path,
    base: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    evidence: EvidenceForm | None = None,
    readmit: Sequence[str] = (),
    workers: int | None = None,
    cluster: str | None = None,
    store: str | None = None,
    store_graph: str | None = None,
) -> BuildReport:
    """Build with a bar on stderr, then say there what gave way, what failed and what was counted."""
    if cluster is not None:
        workers = workers or cluster_workers(cluster)
    with staged_progress(sum(1 for _ in find_sources(paths))) as progress:
        report = build_graph(
            paths,
            directory,
            base=base,
            evidence=evidence,
            limits=limits,
            readmit=readmit,
            store=store,
            letters_graph=store_graph,
            start=None if cluster is None else cluster_executor(cluster),
            workers=workers or PROCESSORS,
            progress=progress,
        )
    for sentence in report.gave_way:
        click.echo(f"note: {sentence}", err=True)
    for error in report.failed:
        click.echo(f"failed: {error}", err=True)
    if report.warnings:
        told = ", ".join(f"{code} {number}" for code, number in sorted(report.warnings.items()))
        click.echo(f"warnings: {told}", err=True)
    click.echo(report.summary(), err=True)
    return report
