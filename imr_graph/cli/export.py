"""``imr-graph export``: files for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from imr_graph.cli.query import GRAPH_OPTION, PARAM_OPTION, pairs
from imr_graph.export import VIEWS
from imr_graph.export.gephi import write_view
from imr_graph.remote import open_graph


@click.group()
def export() -> None:
    """Write the graph, or a view of it, as a file."""


@export.command()
@GRAPH_OPTION
@click.option("--view", type=click.Choice(sorted(VIEWS)), required=True, help="What to show.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The .gexf file.")
@PARAM_OPTION
def gephi(directory: Path, view: str, out: Path, given: tuple[str, ...]) -> None:
    """Write a view as GEXF 1.3, laid out and coloured, for Gephi and Gephi Lite.

    The view drug-guideline takes the parameters of the question drug-guideline-denials; the view
    whole takes determination, identifiers parted by blanks.

    \b
      imr-graph export gephi --graph DIR --view drug-guideline --out norco.gexf -p drug=drug/norco
    """  # noqa: D301 - click wants the control character
    with open_graph(directory) as graph:
        nodes, edges = write_view(graph, view, out, **pairs(given))
    click.echo(f"{out}: {nodes} nodes, {edges} edges", err=True)
