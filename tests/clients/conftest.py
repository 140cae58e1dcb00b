"""Programs that others wrote, and the live server that they are tried on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from imr_graph.store.graph import Graph
from server.app import create_app
from tests.server.conftest import LIMITS, counted_graph, graph, graph_directory, live_server, serving

__all__ = ["counted_graph", "graph", "graph_directory", "live_server"]

FOLDER = Path(__file__).parent
SECONDS = 120

Run = Callable[..., str]
"""Runs a program with arguments and its standard input; gives what it printed."""


@pytest.fixture(scope="session")
def live_counted_server(counted_graph: Graph) -> Iterator[str]:
    """The root URL of a live server over the example letters, with all that a build makes of them."""
    with serving(create_app(counted_graph, LIMITS)) as url:
        yield url


def absent(what: str, cure: str) -> None:
    """Fail in CI for want of a program, skip elsewhere."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is not installed: {cure}")
    pytest.skip(f"{what} is not installed: {cure}")


def ran(*command: str, given: str = "", folder: Path | None = None) -> str:
    done = subprocess.run(
        command, input=given, capture_output=True, text=True, timeout=SECONDS, check=False, cwd=folder
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def node() -> Run:
    """Runs a script of the folder ``node``."""
    beside = Path(sys.executable).parent / "node"
    program = str(beside) if beside.exists() else shutil.which("node")
    scripts = FOLDER / "node"
    if program is None or not (scripts / "node_modules").is_dir():
        absent("a client for Node", "`make test` does it")

    def run(script: str, *arguments: str, given: str = "") -> str:
        return ran(str(program), script, *arguments, given=given, folder=scripts)

    return run


@pytest.fixture(scope="session")
def roqet() -> Run:
    """Runs Rasqal's roqet."""
    program = shutil.which("roqet")
    if program is None:
        absent("roqet", "Debian's package rasqal-utils has it")

    def run(*arguments: str, given: str = "") -> str:
        return ran(str(program), "-q", *arguments, given=given)

    return run


@pytest.fixture(scope="session")
def jena() -> Run:
    """Runs Jena's rsparql, which asks an endpoint."""
    program, jars = shutil.which("java"), FOLDER / "java" / "lib"
    if program is None or not jars.is_dir():
        absent("Jena", "`.ci/run` does it, with Debian's maven and default-jre-headless")

    def run(*arguments: str, given: str = "") -> str:
        return ran(str(program), "-cp", str(jars / "*"), "arq.rsparql", *arguments, given=given)

    return run
