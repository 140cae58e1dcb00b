"""The rooms of docs/architecture.md hold: each uses only those it may, and imr_graph never the server."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

DOCUMENT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def allowed(package: str) -> dict[str, set[str]]:
    """The rooms of a package, in the document's order, with those that each may use."""
    row = rf"^\| `{package}/(\w+)(?:\.py)?` \|[^|]*\|([^|]*)\|$"
    told = re.findall(row, DOCUMENT, re.MULTILINE)
    return {room: set(re.findall(r"`(\w+)`", uses)) for room, uses in told}


MAY_USE = {package: allowed(package) for package in ("imr_graph", "server")}
MODULES = sorted(
    path
    for package in MAY_USE
    for path in (ROOT / package).rglob("*.py")
    if path != ROOT / package / "__init__.py"
)


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            if node.module in MAY_USE:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(path: Path) -> tuple[str, str]:
    """Package and room of a module."""
    package, room = path.relative_to(ROOT).parts[:2]
    return package, room.removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_uses_only_rooms_before_it(path: Path) -> None:
    package, room = room_of(path)
    for name in imported(path):
        top, _, rest = name.partition(".")
        assert not (package == "imr_graph" and top == "server"), f"{path} imports the server"
        used = rest.split(".")[0]
        if top == package and used not in {"", "__version__", room}:
            assert used in MAY_USE[package][room], f"{room} must not use {used}"


@pytest.mark.parametrize("package", MAY_USE)
def test_the_document_names_every_room_and_no_other(package: str) -> None:
    rooms = {room for inside, room in map(room_of, MODULES) if inside == package}
    assert rooms == set(MAY_USE[package])


def test_the_rooms_of_the_server_stand_in_order() -> None:
    before: set[str] = set()
    for room, uses in MAY_USE["server"].items():
        assert uses <= before, room
        before.add(room)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_keeps_to_one_concern(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
