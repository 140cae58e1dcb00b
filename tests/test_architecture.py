"""The rooms of docs/architecture.md hold: each uses only rooms before it, nothing imports the server."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

DOCUMENT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
MAY_USE = {
    room: set(re.findall(r"`(\w+)`", allowed))
    for room, allowed in re.findall(
        r"^\| `imr_graph/(\w+)(?:\.py)?` \|[^|]*\|([^|]*)\|$", DOCUMENT, re.MULTILINE
    )
}
PACKAGE = ROOT / "imr_graph"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")
SERVER = sorted((ROOT / "server").rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            if node.module == "imr_graph":
                yield from (f"imr_graph.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_uses_only_rooms_before_it(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    for name in imported(path):
        top, _, rest = name.partition(".")
        assert top != "server", f"{path} imports the server"
        used = rest.split(".")[0]
        if top == "imr_graph" and used not in {"", "__version__", room}:
            assert used in MAY_USE[room], f"{room} must not use {used}"


def test_the_document_names_every_room_and_no_other() -> None:
    assert {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES} == set(MAY_USE)


@pytest.mark.parametrize("path", [*MODULES, *SERVER], ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_keeps_to_one_concern(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
