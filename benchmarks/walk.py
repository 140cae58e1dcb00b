"""A newcomer's walk, timed: clone, ``make serve``, the first answer. ``python -m benchmarks.walk``.

Nothing of this checkout is used but what is committed. Packages come from where pip and npm get them on the
machine, their caches included, unless ``--cold`` gives them empty ones.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import click
import httpx

ROOT: Final = Path(__file__).resolve().parents[1]
QUESTION: Final = "drug-guideline-denials"
_PAUSE: Final = 0.1


def answered(root: str) -> bool:
    """Whether the first question has rows by now."""
    try:
        answer = httpx.get(f"{root}/questions/{QUESTION}?format=json&first=5", timeout=10)
    except httpx.TransportError:
        return False
    return answer.status_code == 200 and bool(answer.json()["rows"])


def seen(root: str) -> bool:
    """Whether a browser gets the same as a page."""
    answer = httpx.get(f"{root}/questions/{QUESTION}", headers={"Accept": "text/html"}, timeout=10)
    return answer.status_code == 200 and "<table" in answer.text


def walk(
    source: str, folder: Path, port: int, seconds: float, environment: dict[str, str]
) -> dict[str, float]:
    """Seconds that each step took.

    Args:
        source: what git clones.
        folder: an empty one.
        port: where the server is to listen.
        seconds: how long all may take.
        environment: of git and make.

    Raises:
        TimeoutError: a step did not end.
        RuntimeError: make ended before the answer.
    """
    begun = time.monotonic()
    clone = folder / "imr-graph"
    subprocess.run(["git", "clone", "--quiet", source, str(clone)], check=True, env=environment)  # noqa: S603, S607
    times = {"git clone": time.monotonic() - begun}
    root = f"http://127.0.0.1:{port}"
    steps: list[tuple[str, Callable[[], bool]]] = [
        ("Python and its packages", (clone / ".venv" / "run").exists),
        ("front end", (clone / "server" / "static" / "built").exists),
        ("graph, server, first answer", lambda: answered(root)),
        ("the same as a page", lambda: seen(root)),
    ]
    log = folder / "make.log"
    with log.open("wb") as output:
        make = subprocess.Popen(
            ["make", "serve"],  # noqa: S607
            cwd=clone,
            env={**environment, "IMR_GRAPH_PORT": str(port)},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            for name, done in steps:
                while not done():
                    if make.poll() is not None:
                        raise RuntimeError(f"make ended: {log.read_text(errors='replace')[-2000:]}")
                    if time.monotonic() - begun > seconds:
                        raise TimeoutError(f"{name}: not done after {seconds:.0f} s")
                    time.sleep(_PAUSE)
                times[name] = time.monotonic() - begun - sum(times.values())
        finally:
            os.killpg(make.pid, signal.SIGTERM)
            make.wait()
    return times


@click.command()
@click.option("--source", default=str(ROOT), show_default="this checkout", help="What git clones.")
@click.option("--seconds", default=600.0, show_default=True, help="How long all may take.")
@click.option("--cold", is_flag=True, help="Give pip and npm empty caches.")
def main(source: str, seconds: float, cold: bool) -> None:
    """Walk, and print how long each step took."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
        if cold:
            caches = Path(folder) / "caches"
            environment |= {"PIP_CACHE_DIR": str(caches / "pip"), "npm_config_cache": str(caches / "npm")}
        times = walk(source, Path(folder), port, seconds, environment)
    print("| step | seconds |\n|---|---:|")
    for name, taken in times.items():
        print(f"| {name} | {taken:.1f} |")
    print(f"| **all** | **{sum(times.values()):.1f}** |")


if __name__ == "__main__":
    main()
