"""Servers in processes of their own, started by the command as a user would."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx
import pytest

QUIET = ("--log-format", "text", "--log-level", "warning")
LAUNCH = "from imr_graph.cli import main; main()"
_UNPREPARED = {"IMR_GRAPH_PREPARE_PAGES": "no"}
"""Some seconds of work, which tests of other things need not pay for."""
PATIENCE = 60.0
"""Seconds that a busy machine may take for anything that is waited for."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def serve_until_healthy(
    *arguments: str, log: Path | None = None, environment: Mapping[str, str] | None = None
) -> tuple[subprocess.Popen[str], str]:
    """A server in a process of its own that answers, and its root URL; its stderr in a file if asked for."""
    port = free_port()
    with open(log, "w") if log else open(os.devnull, "w") as told:  # noqa: PTH123 - one of two, both closed
        process = subprocess.Popen(
            [sys.executable, "-c", LAUNCH, "serve", *arguments, "--port", str(port)],
            stderr=told if log else subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONWARNINGS": "error", **_UNPREPARED, **(environment or {})},
        )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            said = log.read_text() if log else process.communicate()[1]
            pytest.fail(f"the server ended: {said}")
        try:
            httpx.get(f"{url}/healthz").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return process, url
    process.kill()
    return pytest.fail("the server did not answer")


def stopped(process: subprocess.Popen[str], number: signal.Signals = signal.SIGINT) -> str:
    """What the server said on stderr, after Ctrl-C or another signal; nothing where a file has it."""
    process.send_signal(number)
    try:
        return process.communicate(timeout=PATIENCE)[1] or ""
    finally:
        process.kill()


def until(condition: Callable[[], object]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
