"""``imr-graph files``: a folder to publish, or to take away."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from imr_graph.cli.query import GRAPH_OPTION
from imr_graph.files import PRODUCTS
from imr_graph.remote import open_graph


@click.command()
@GRAPH_OPTION
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder to write."
)
@click.option(
    "--only",
    "wanted",
    multiple=True,
    type=click.Choice(list(PRODUCTS)),
    help="One form of the graph, instead of all; may be repeated.",
)
@click.option(
    "--compression",
    type=click.Choice(["gzip", "zstd"]),
    default="gzip",
    show_default=True,
    help="Of dumps, records and CSV.",
)
def files(directory: Path, out: Path, wanted: tuple[str, ...], compression: Literal["gzip", "zstd"]) -> None:
    """Write the graph as files to publish: RDF, records, tables, databases.

    The folder holds dumps as N-Triples, Turtle and JSON-LD, the records as JSON Lines, the tables as
    Parquet, CSV, DuckDB and SQLite with a data dictionary, a description in VoID and DCAT, and the
    hashes of all files. A folder that this command made before is replaced; anything else that lies
    there is refused.

    \b
      imr-graph files --graph DIR --out files
      imr-graph files --graph DIR --out tables --only parquet --only csv
      imr-graph serve --graph DIR --files files
    """  # noqa: D301 - click wants the control character
    # DuckDB and pyoxigraph load slowly; the help does without them.
    from imr_graph.files.folder import write_files

    with open_graph(directory) as graph:
        manifest = write_files(
            graph,
            out,
            wanted or tuple(PRODUCTS),
            compression,
            lambda name: click.echo(f"writing {name}", err=True),
        )
    size = sum(entry.bytes for entry in manifest.files)
    click.echo(f"{out}: {len(manifest.files) + 2} files, {size:,} bytes", err=True)
    if manifest.note:
        click.echo(manifest.note, err=True)
