"""``imr-graph export``: files for other programs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from imr_graph.cli.query import GRAPH_OPTION, PARAM_OPTION, pairs
from imr_graph.export import FILTERS, FORMATS, VIEWS
from imr_graph.export.gephi import write_view
from imr_graph.remote import open_graph


def _filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give the command an option for each filter of a view, called as in a URL, or with hyphens."""
    for name, declared in reversed(list(FILTERS.items())):
        hyphened = re.sub("[A-Z]", lambda capital: f"-{capital.group().lower()}", name)
        flags = dict.fromkeys((f"--{hyphened}", f"--{name}"))
        command = click.option(*flags, f"filter_{name.lower()}", help=f"{declared.title}.")(command)
    return command


@click.group()
def export() -> None:
    """Write the graph, or a view of it, as a file."""


@export.command()
@GRAPH_OPTION
@click.option("--view", type=click.Choice(list(VIEWS)), required=True, help="What to show.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file.")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    help="What to write; else the end of the file's name says it, and gexf where it says nothing.",
)
@_filter_options
@PARAM_OPTION
def gephi(
    directory: Path, view: str, out: Path, form: str | None, given: tuple[str, ...], **filters: str | None
) -> None:
    """Write a view, laid out and coloured, for Gephi, Gephi Lite, Cytoscape or Neo4j.

    As GEXF 1.3, as GraphML, or as two tables of nodes and edges in a zip. Each view takes some of the
    filters; one may also be given as -p NAME=VALUE. docs/gephi.md tells what is in each view.

    \b
      imr-graph export gephi --graph DIR --view drug-guideline --out norco.gexf --drug drug/norco
      imr-graph export gephi --graph DIR --view diagnosis-drug --out 2015.csv.zip --from 2015-01-01
    """  # noqa: D301 - click wants the control character
    named = {name: value for name in FILTERS if (value := filters[f"filter_{name.lower()}"]) is not None}
    ending = next((end for end in FORMATS if out.name.endswith(f".{end}")), "gexf")
    with open_graph(directory) as graph:
        nodes, edges = write_view(graph, view, out, form=form or ending, **named | pairs(given))
    click.echo(f"{out}: {nodes} nodes, {edges} edges", err=True)


@export.command()
@GRAPH_OPTION
@click.option("--view", type=click.Choice(list(VIEWS)), required=True, help="What to show.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="A .svg or .png.")
@click.option("--width", type=click.IntRange(300, 4000), default=1400, show_default=True, help="In pixels.")
@_filter_options
def preview(directory: Path, view: str, out: Path, width: int, **filters: str | None) -> None:
    """Draw a view as SVG or PNG, to look at before Gephi opens it.

    \b
      imr-graph export preview --graph DIR --view drug-guideline --out norco.svg --drug drug/norco
    """  # noqa: D301 - click wants the control character
    from imr_graph.export.gephi import opened, picture_of
    from imr_graph.export.preview import preview as drawn

    named = {name: value for name in FILTERS if (value := filters[f"filter_{name.lower()}"]) is not None}
    if out.suffix not in (".svg", ".png"):
        raise click.BadParameter(f"{out.name} is no .svg and no .png file", param_hint="--out")
    with open_graph(directory) as graph:
        picture = picture_of(graph, view, named)
        content = drawn(picture, "svg" if out.suffix == ".svg" else "png", width, VIEWS[view].title)
    with opened(out) as file:
        file.write(content)
    click.echo(f"{out}: {picture.node_count} nodes, {picture.edge_count} edges", err=True)
