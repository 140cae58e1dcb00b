"""Outside judges of exported files: the GEXF schema, networkx, and graphology under Node."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

GRAPHOLOGY = Path(__file__).parent / "graphology"

Validate = Callable[[bytes], None]
ReadByGraphology = Callable[[bytes], dict[str, Any]]


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
        if os.environ.get("CI") == "true":
            pytest.fail("graphology is not installed: run `npm ci` in tests/export/graphology")
        pytest.skip("graphology is not installed: `make test` does it")
    path = tmp_path_factory.mktemp("graphology") / "graph.gexf"
    with subprocess.Popen(
        [node, "read.js"],
        cwd=GRAPHOLOGY,
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
