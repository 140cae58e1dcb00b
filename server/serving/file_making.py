"""One product of a graph's files, made in a process of its own that can take no more than it is given."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

_SECONDS: Final = 900.0
"""After which a product is given up; 25,000 letters take one."""

_NICENESS: Final = 10
"""Answers go before files."""


class Making:
    """A process that makes one product; it begins with this.

    Args:
        directory: the graph directory.
        product: one of :data:`imr_graph.files.PRODUCTS`.
        out: the folder that it writes.
        memory: bytes of address space.
        ended: called in a thread when it is over, with what went wrong; empty where nothing did.
    """

    def __init__(
        self, directory: Path, product: str, out: Path, memory: int, ended: Callable[[str], None]
    ) -> None:
        self.product = product
        self._ended = ended
        self._over = threading.Event()
        command = [
            sys.executable,
            "-P",
            "-m",
            "server.serving.file_making",
            str(memory),
            str(directory),
            str(out),
            product,
        ]
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        self._thread = threading.Thread(target=self._watch, name="file-making", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Whether it is over within that time."""
        return self._over.wait(seconds)

    def stop(self) -> None:
        """End it, and wait until it is."""
        self._process.kill()
        self._thread.join()

    def _watch(self) -> None:
        try:
            _, errors = self._process.communicate(timeout=_SECONDS)
            lines = errors.decode(errors="replace").strip().splitlines()
            wrong = (lines or ["it ended at once"])[-1] if self._process.returncode else ""
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
            wrong = f"it took more than {_SECONDS:.0f} seconds"
        try:
            self._ended(wrong)
        finally:
            self._over.set()


def main(arguments: list[str]) -> int:
    """The process: what goes wrong is the last line on standard error."""
    memory, directory, out, product = arguments
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    os.nice(_NICENESS)
    # The server stops it by itself; a Ctrl-C in the terminal goes to both.
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    from imr_graph.errors import ImrGraphError
    from imr_graph.files.folder import write_files
    from imr_graph.remote import open_graph

    try:
        with open_graph(Path(directory)) as graph:
            write_files(graph, Path(out), (product,))
    except ImrGraphError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except MemoryError:
        sys.stderr.write(f"it took more than {int(memory):,} bytes of memory; raise worker_memory\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
