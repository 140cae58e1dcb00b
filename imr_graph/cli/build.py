"""``imr-graph build``: letters into a graph directory."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from imr_graph.build import BuildReport, build_graph
from imr_graph.cli.limits import limit_option
from imr_graph.cli.progress import progress_bar
from imr_graph.letters.files import find_letters
from imr_graph.letters.limits import DEFAULT_LIMITS, Limits
from imr_graph.rdf.iris import DEFAULT_BASE
from imr_graph.store.directory import EvidenceForm


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
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
@limit_option
def build(
    paths: tuple[Path, ...],
    directory: Path,
    base: str | None,
    evidence: EvidenceForm | None,
    limits: Limits,
) -> None:
    """Build a graph of letters, or add letters to one.

    PATHS are letters (.pdf, .txt) or folders of them. A letter that cannot be understood is
    one line on stderr and never stops the rest. Exit code 1 says that at least one failed.
    """
    report = build_with_progress(paths, directory, base, limits, evidence)
    sys.exit(1 if report.failed else 0)


def build_with_progress(
    paths: tuple[Path, ...],
    directory: Path,
    base: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    evidence: EvidenceForm | None = None,
) -> BuildReport:
    """Build with a bar on stderr, then say there what gave way, what failed and what was counted."""
    files = list(find_letters(paths))
    with progress_bar() as bar:
        task = bar.add_task("building", total=len(files))
        report = build_graph(
            files,
            directory,
            base=base,
            evidence=evidence,
            on_progress=lambda _: bar.advance(task),
            limits=limits,
        )
    for sentence in report.gave_way:
        click.echo(f"note: {sentence}", err=True)
    for error in report.failed:
        click.echo(f"failed: {error}", err=True)
    click.echo(report.summary(), err=True)
    return report
