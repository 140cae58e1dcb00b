"""``imr-graph serve``: a graph on the web, built first where letters are given."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import click
import uvicorn

from imr_graph.cli.build import build_with_progress
from imr_graph.store.graph import Graph
from server.app import STATIC, create_app
from server.settings import Settings

_DEFAULTS = Settings()


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--graph",
    "directory",
    type=click.Path(path_type=Path),
    help="The graph directory to serve; with PATHS, the one to build or to add to.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option(
    "--query-seconds",
    default=_DEFAULTS.query_seconds,
    show_default=True,
    help="How long one SPARQL query may run.",
)
@click.option(
    "--workers", default=_DEFAULTS.workers, show_default=True, help="SPARQL queries that run side by side."
)
def serve(
    paths: tuple[Path, ...], directory: Path | None, host: str, port: int, query_seconds: float, workers: int
) -> None:
    """Serve a graph: GraphQL, SPARQL, exports and a page that says what is here.

    PATHS are letters (.pdf, .txt) or folders of them; a graph of them is built first, in --graph
    or in a temporary folder that is gone at the end.

    \b
      imr-graph serve LETTERS
      imr-graph serve --graph DIR --port 8080
    """  # noqa: D301 - click wants the control character
    if not paths and directory is None:
        raise click.UsageError("Give letters to build a graph of, or --graph with one that was built.")
    settings = Settings(query_seconds=query_seconds, workers=workers)
    with contextlib.ExitStack() as stack:
        if directory is None:
            temporary = stack.enter_context(tempfile.TemporaryDirectory(prefix="imr-graph-"))
            directory = Path(temporary) / "graph"
        if paths:
            build_with_progress(paths, directory)
        graph = stack.enter_context(Graph.open(directory))
        _announce(graph, host, port)
        uvicorn.run(create_app(graph, settings), host=host, port=port, log_level="warning")


def _announce(graph: Graph, host: str, port: int) -> None:
    """Say on stderr where to look; uvicorn's own access log stays off, since URLs hold queries."""
    where = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    counts = graph.manifest
    playground = "playground in a browser" if (STATIC / "index.html").is_file() else "playground not built"
    click.echo(
        f"{counts.letters:,} determinations, {counts.items:,} disputed items\n"
        f"  {where}/          what is here\n"
        f"  {where}/graphql   GraphQL ({playground})\n"
        f"  {where}/sparql    SPARQL 1.1 queries\n"
        f"  {where}/export/drug-guideline.gexf   a network for Gephi\n"
        "Stop with Ctrl-C.",
        err=True,
    )
