"""``imr-graph remove``: a case taken out of a graph for good."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from imr_graph.build.removal import remove_case
from imr_graph.cli.query import GRAPH_OPTION


@click.command()
@GRAPH_OPTION
@click.argument("case")
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=10.0,
    show_default=True,
    help="Seconds to wait for a running server to let go of older versions.",
)
def remove(directory: Path, case: str, wait: float) -> None:
    """Remove a CASE for good: its triples, rows, text and record, and the versions that hold them.

    CASE is a case number, or the identifier of a letter without one. The triples are written anew,
    since their store keeps the words of those taken out; that takes as long as loading them did.
    Later builds pass the case over; `imr-graph build --readmit CASE` takes it in again. Exit code 1
    says that an older version is in use and still holds it: run this again when it is not.
    """
    done = remove_case(directory, case, patience=wait)
    click.echo(f"removed {done.identifier}: {done.letters} letters; current: {done.version}", err=True)
    if done.in_use:
        click.echo(
            f"in use, and holding it still: {', '.join(done.in_use)}; run this again when nobody reads them",
            err=True,
        )
        sys.exit(1)
