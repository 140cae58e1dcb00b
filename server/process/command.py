"""``imr-graph serve``: a graph on the web, built first where letters are given."""

from __future__ import annotations

import contextlib
import logging
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import click

from imr_graph.store.directory import GraphDirectory, Manifest
from server.observing.logs import set_up, tell
from server.process.options import (
    SettingOption,
    SettingsCommand,
    effective_settings,
    setting_options,
    settings_of,
)
from server.process.processes import ServeError, serve_processes
from server.process.running import run
from server.settings import Settings
from server.web import assets

log = logging.getLogger(__name__)


@setting_options
@click.command(cls=SettingsCommand, short_help="Serve a graph on the web: GraphQL, SPARQL, exports.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--graph",
    cls=SettingOption,
    envvar="IMR_GRAPH_GRAPH",
    type=click.Path(path_type=Path),
    help="The graph directory to serve; with PATHS, the one to build or to add to.",
)
@click.option(
    "--print-settings", is_flag=True, help="Print all settings and where each comes from, and serve nothing."
)
@click.pass_context
def serve(
    context: click.Context, /, paths: tuple[Path, ...], graph: Path | None, print_settings: bool, **_: Any
) -> None:
    """Serve a graph: GraphQL, SPARQL, exports and a page that says what is here.

    PATHS are letters (.pdf, .txt) or folders of them; a graph of them is built first, in --graph
    or in a temporary folder that is gone at the end.

    Every option is also a variable (--query-seconds is IMR_GRAPH_QUERY_SECONDS) and a key in the file
    that --config names (query_seconds = 5).

    \b
      imr-graph serve LETTERS
      imr-graph serve --graph DIR --port 8080
    """  # noqa: D301 - click wants the control character
    settings = settings_of(context)
    if print_settings:
        click.echo(effective_settings(context, settings))
        return
    if not paths and graph is None:
        raise click.UsageError("Give letters to build a graph of, or --graph with one that was built.")
    with contextlib.ExitStack() as stack:
        stack.enter_context(_ended_by_signals())
        listener = stack.enter_context(_bound(settings.host, settings.port))
        if graph is None:
            temporary = stack.enter_context(tempfile.TemporaryDirectory(prefix="imr-graph-"))
            graph = Path(temporary) / "graph"
        if paths:
            # Reading letters needs the whole pipeline, which takes longer to load than a server to start.
            from imr_graph.cli.build import build_with_progress

            build_with_progress(paths, graph)
        counts = GraphDirectory(graph).opened().manifest
        form = set_up(settings.log_level, settings.log_format)

        def announce() -> None:
            _announce(counts, settings, form)

        if settings.processes > 1:
            with contextlib.suppress(KeyboardInterrupt):
                serve_processes(graph, settings, form, listener, announce)
        elif not run(graph, settings, listener, announce):
            raise ServeError("the server did not start; what stands above says why")


@contextlib.contextmanager
def _bound(host: str, port: int) -> Iterator[socket.socket]:
    """A socket bound to the address, before anything is built or told.

    Raises:
        ServeError: there is no such address here, or it is taken.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise ServeError(f"--host {host}: there is no such address here ({error})") from error
    with bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind(address)
        except OSError as error:
            reason = f"{host}:{port} cannot be listened on ({error.strerror}); give another --port or --host"
            raise ServeError(reason) from error
        yield bound


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind the program, so that what is temporary goes with it."""

    def leave(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    def as_terminated(_number: int, _frame: FrameType | None) -> None:
        signal.raise_signal(signal.SIGTERM)  # which uvicorn, once it runs, takes up in order

    before = {
        signal.SIGTERM: signal.signal(signal.SIGTERM, leave),
        signal.SIGHUP: signal.signal(signal.SIGHUP, as_terminated),
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _announce(counts: Manifest, settings: Settings, form: str) -> None:
    """Say where to look: to people on stderr, to programs in the log."""
    host = settings.host
    where = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
    if form == "json":
        tell(log, "serving", url=where, letters=counts.letters, items=counts.items)
        return
    playground = "playground in a browser" if assets.built() else "playground not built"
    click.echo(
        f"{counts.letters:,} determinations, {counts.items:,} disputed items\n"
        f"  {where}/          what is here\n"
        f"  {where}/graphql   GraphQL ({playground})\n"
        f"  {where}/sparql    SPARQL 1.1 queries\n"
        f"  {where}/export/drug-guideline.gexf   a network for Gephi\n"
        "Stop with Ctrl-C.",
        err=True,
    )
