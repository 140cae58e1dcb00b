"""Outside judges of exported files: the GEXF schema, networkx, graphology under Node, Gephi's importer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest
from lxml import etree

GRAPHOLOGY = Path(__file__).parent / "graphology"
GEPHI = Path(__file__).parent / "gephi"

Validate = Callable[[bytes], None]
ReadByGraphology = Callable[[bytes], dict[str, Any]]
ReadByGephi = Callable[[bytes], dict[str, Any]]


@pytest.fixture(scope="session")
def validate(shared_conformance: Path) -> Validate:
    """Asserts that a file keeps to the RELAX NG schema of GEXF 1.3."""
    schema = etree.RelaxNG(etree.parse(shared_conformance / "gexf-1.3" / "gexf.rng"))

    def check(gexf: bytes) -> None:
        schema.assertValid(etree.fromstring(gexf).getroottree())

    return check


@pytest.fixture(scope="session")
def read_by_graphology(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadByGraphology]:
    """Reads a file as Gephi Lite does; one Node process serves all tests."""
    beside = Path(sys.executable).parent / "node"
    node = str(beside) if beside.exists() else shutil.which("node")
    if node is None or not (GRAPHOLOGY / "node_modules").is_dir():
        absent("graphology", "`make test` does it")
    with reader(tmp_path_factory, GRAPHOLOGY, str(node), "read.js") as read:
        yield read


@pytest.fixture(scope="session")
def read_by_gephi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadByGephi]:
    """Reads a file as Gephi does; one Java process serves all tests."""
    java = shutil.which("java")
    if java is None or not (GEPHI / "lib").is_dir():
        absent("Gephi's importer", "`.ci/run` does it, with Debian's maven and default-jre-headless")
    with reader(tmp_path_factory, GEPHI, str(java), "-cp", "lib/*", "bsh.Interpreter", "read.bsh") as read:
        yield read


def absent(what: str, cure: str) -> NoReturn:
    """Fail in CI for want of a program, skip elsewhere."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is not installed: {cure}")
    pytest.skip(f"{what} is not installed: {cure}")


@contextmanager
def reader(
    tmp_path_factory: pytest.TempPathFactory, folder: Path, *command: str
) -> Iterator[Callable[[bytes], dict[str, Any]]]:
    """A program that takes a path a line and answers each with a line of JSON."""
    path = tmp_path_factory.mktemp(folder.name) / "graph.gexf"
    with subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        questions, answers = process.stdin, process.stdout

        def read(gexf: bytes) -> dict[str, Any]:
            path.write_bytes(gexf)
            questions.write(f"{path}\n")
            questions.flush()
            answer: dict[str, Any] = json.loads(answers.readline())
            assert "error" not in answer, answer
            return answer

        yield read
        questions.close()
