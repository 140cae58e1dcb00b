"""A server in a process of its own: ``python -m tests.server.hostile.serve DIRECTORY`` prints its port."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import uvicorn

from server.app import create_app
from server.process.connections import server_config
from server.settings import Settings

LIMITS = Settings(
    query_seconds=1.0,
    short_seconds=0.25,
    long_queries=4,
    wait_seconds=20.0,
    worker_memory=1 << 30,
    result_bytes=2 << 20,
    result_rows=20_000,
    header_seconds=1.5,
    body_seconds=1.5,
    graphql_seconds=4.0,
)
LONGEST_SECONDS = 2 * LIMITS.wait_seconds + LIMITS.short_seconds + LIMITS.query_seconds
"""A query that waits for its turn, proves long, waits again and is stopped."""


def main(directory: Path) -> None:
    """Serve until the process is ended."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        app = create_app(directory, LIMITS)
        uvicorn.Server(server_config(app, LIMITS, log_level="critical")).run(sockets=[listener])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
