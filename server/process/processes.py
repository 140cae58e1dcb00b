"""Several server processes on one port: the parent starts them, replaces those that die, and ends them all.

Each has workers, queues and limits of its own; they share the listening socket, and the kernel gives each
connection to one that is free to take it.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import secrets
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import FrameType
from typing import Final

from imr_graph.errors import ImrGraphError
from server.observing.logs import set_up
from server.settings import Settings

log = logging.getLogger(__name__)

_SPAWN: Final = multiprocessing.get_context("spawn")
_LEAVE_SECONDS: Final = 5.0
"""What a process has to end in beyond the time that its requests have."""
_PAUSE_SECONDS: Final = 1.0
"""Before a process that died is replaced: one that cannot start does not keep the machine busy."""
_STARTED: Final = "started"


class ServeError(ImrGraphError):
    """A server that cannot be started as it was asked for."""


def serve_processes(
    directory: Path,
    settings: Settings,
    log_format: str,
    listener: socket.socket,
    on_start: Callable[[], None],
) -> None:
    """Serve until an exception, such as a signal's handler raises, ends it; blocks.

    Args:
        directory: the graph directory.
        settings: the settings; ``processes`` says how many.
        log_format: ``json`` or ``text``.
        listener: a bound socket; closed at the end.
        on_start: called when all processes answer requests.

    Raises:
        ServeError: a process did not start.
    """
    with tempfile.TemporaryDirectory(prefix="imr-graph-counts-") as folder:
        key = secrets.token_bytes(16)

        def started(number: int) -> _Member:
            return _Member(number, (str(directory), settings, log_format, listener, number, folder, key))

        members: list[_Member] = []
        try:
            members += map(started, range(1, settings.processes + 1))
            for member in members:
                if not member.serves():
                    raise ServeError(f"server process {member.number} did not start; the log says why")
            on_start()
            while True:
                wait([member.process.sentinel for member in members])
                for at, member in enumerate(members):
                    if not member.process.is_alive():
                        status = member.process.exitcode
                        log.error("server process %d ended with status %s", member.number, status)
                        time.sleep(_PAUSE_SECONDS)
                        members[at] = started(member.number)
        finally:
            listener.close()  # else connections would still be queued for processes that are gone
            _end(members, settings.drain_seconds + settings.stop_seconds + _LEAVE_SECONDS)


class _Member:
    """One server process, and the pipe by which it says that it serves and learns of the parent's end."""

    def __init__(
        self, number: int, arguments: tuple[str, Settings, str, socket.socket, int, str, bytes]
    ) -> None:
        self.number = number
        self._pipe, theirs = _SPAWN.Pipe()
        self.process = _SPAWN.Process(target=_serve_one, args=(*arguments, theirs), name=f"server-{number}")
        self.process.start()
        theirs.close()

    def serves(self) -> bool:
        """Whether it came so far; blocks until it has, or has ended."""
        try:
            return bool(self._pipe.recv() == _STARTED)
        except EOFError:
            return False


def _end(members: list[_Member], seconds: float) -> None:
    """Ask all to stop, and end those that have not after a while."""
    before = [(number, signal.signal(number, signal.SIG_IGN)) for number in (signal.SIGTERM, signal.SIGINT)]
    try:
        for member in members:
            member.process.terminate()
        until = time.monotonic() + seconds
        for member in members:
            member.process.join(max(0.0, until - time.monotonic()))
            if member.process.is_alive():
                log.warning("server process %d did not stop in time and is killed", member.number)
                member.process.kill()
                member.process.join()
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def _serve_one(
    directory: str,
    settings: Settings,
    log_format: str,
    listener: socket.socket,
    number: int,
    folder: str,
    key: bytes,
    parent: Connection,
) -> None:
    """One server process; its main function."""
    from server.observing.peers import Peers
    from server.process.running import run

    def leave(given: int, _frame: FrameType | None) -> None:
        sys.exit(128 + given)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal tells all of us; the parent ends us in order
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    set_up(settings.log_level, log_format)
    threading.Thread(target=_leave_with, args=(parent,), name="watch-parent", daemon=True).start()
    try:
        peers = Peers(Path(folder), number, key)
        run(Path(directory), settings, listener, lambda: parent.send(_STARTED), peers)
    except ImrGraphError as error:
        log.error("%s", error)  # noqa: TRY400 - the message says it all
        sys.exit(1)


def _leave_with(parent: Connection) -> None:
    """Stop in order when the parent is gone, however it ended."""
    with contextlib.suppress(EOFError, OSError):
        parent.recv()
    os.kill(os.getpid(), signal.SIGTERM)
