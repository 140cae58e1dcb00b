"""``imr-graph serve``: a graph on the web, built first where letters are given."""

from __future__ import annotations

import contextlib
import math
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import click
import uvicorn

from imr_graph.errors import ImrGraphError
from imr_graph.store.directory import GraphDirectory, Manifest
from server.app import STATIC, create_app
from server.settings import Settings

_DEFAULTS = Settings()


@click.command(short_help="Serve a graph on the web: GraphQL, SPARQL, exports.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--graph",
    "directory",
    type=click.Path(path_type=Path),
    help="The graph directory to serve; with PATHS, the one to build or to add to.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on."
)
@click.option(
    "--query-seconds",
    type=click.FloatRange(0, 86_400, min_open=True),
    callback=lambda _context, _option, value: _a_number(value),
    default=_DEFAULTS.query_seconds,
    show_default=True,
    help="How long one SPARQL query may run.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=_DEFAULTS.workers,
    show_default=True,
    help="SPARQL queries that run side by side.",
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
        stack.enter_context(_ended_by_signals())
        listener = stack.enter_context(_bound(host, port))
        if directory is None:
            temporary = stack.enter_context(tempfile.TemporaryDirectory(prefix="imr-graph-"))
            directory = Path(temporary) / "graph"
        if paths:
            # Reading letters needs the whole pipeline, which takes longer to load than a server to start.
            from imr_graph.cli.build import build_with_progress

            build_with_progress(paths, directory)
        counts = GraphDirectory(directory).opened().manifest
        config = uvicorn.Config(create_app(directory, settings), log_level="warning", ws="none")
        server = _Server(config, lambda: _announce(counts, host, port))
        with contextlib.suppress(KeyboardInterrupt):  # uvicorn has ended in order, then hands it on
            server.run(sockets=[listener])
        if not server.started:
            raise ServeError("the server did not start; what stands above says why")


class ServeError(ImrGraphError):
    """A server that cannot be started as it was asked for."""


class _Server(uvicorn.Server):
    """A server that says so when it serves."""

    def __init__(self, config: uvicorn.Config, on_start: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_start = on_start

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if self.started:
            self._on_start()


def _a_number(value: float) -> float:
    """A value that is a number: ``nan`` slips through click's ranges."""
    if math.isnan(value):
        raise click.BadParameter("nan is no number of seconds.")
    return value


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


def _announce(counts: Manifest, host: str, port: int) -> None:
    """Say on stderr where to look; uvicorn's own access log stays off, since URLs hold queries."""
    where = f"http://{f'[{host}]' if ':' in host else host}:{port}"
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
