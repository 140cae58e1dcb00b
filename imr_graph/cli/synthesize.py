"""``imr-graph synthesize``: letters that never were, with their records."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path

import click

from imr_graph.cli.progress import watched
from imr_graph.synthesize import LAYOUTS, MOST_LETTERS, synthetic_letters
from imr_graph.synthesize.output import write_folders, write_lines


@click.command()
@click.argument("count", type=click.IntRange(1, MOST_LETTERS), metavar="N")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same letters.")
@click.option("--layout", type=click.Choice(LAYOUTS), default="mixed", show_default=True)
@click.option(
    "--first",
    type=click.IntRange(0, MOST_LETTERS - 1),
    default=0,
    show_default=True,
    help="Number of the first letter, to share a run out among processes.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write NAME.txt and NAME.gold.json into folders of 1,000 below DIR.",
)
@click.option(
    "--records",
    type=click.Path(path_type=Path, dir_okay=False),
    help="With --out: all records into this file, a line each, instead of NAME.gold.json.",
)
def synthesize(
    count: int, seed: int, layout: str, first: int, out: Path | None, records: Path | None
) -> None:
    """Write N synthetic letters, each with the record of what it says.

    Without --out, one JSON object a line goes to stdout: name, layout, text, record. Letter i of
    a seed is the same however many are written. Every letter says in its first line that it is
    synthetic. Never measure accuracy on them.
    """
    if first + count > MOST_LETTERS:
        raise click.UsageError(f"letters are numbered up to {MOST_LETTERS - 1}; ask for fewer")
    if records and not out:
        raise click.UsageError("--records goes with --out")
    letters = synthetic_letters(count, seed, layout, first)
    try:
        if out is None:
            _follow(write_lines(letters, sys.stdout.buffer), count)
            return
        with records.open("wb") if records else nullcontext() as lines:
            _follow(write_folders(letters, out, lines), count)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise click.ClickException(
            f"{error.filename or out}: {error.strerror}; free the place or name another"
        ) from error
    click.echo(f"wrote {count} letters below {out}", err=True)


def _follow(written: Iterable[object], count: int) -> None:
    for _ in watched(written, "writing", count):
        pass
