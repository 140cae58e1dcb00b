"""The rooms of docs/architecture.md hold: each uses only rooms before it, nothing imports the server."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

MAY_USE = {
    "errors": set(),
    "record": set(),
    "warning_codes": set(),
    "letters": {"errors", "record"},
    "lexicon": {"errors"},
    "extract": {"errors", "record", "warning_codes", "letters", "lexicon"},
    "explain": {"record", "warning_codes"},
    "rdf": {"errors", "record", "warning_codes", "lexicon"},
    "store": {"errors", "record", "letters", "extract", "rdf"},
    "questions": {"errors", "rdf", "store"},
    "export": {"errors", "rdf", "store", "questions"},
    "cli": {
        *("errors", "record", "letters", "extract", "explain", "rdf", "store", "questions", "export"),
    },
}
PACKAGE = ROOT / "imr_graph"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


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


def test_every_room_is_in_the_picture() -> None:
    picture = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for room in {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES}:
        assert room in MAY_USE
        assert f"`imr_graph/{room}" in picture or f"`{room}" in picture, (
            f"{room} is not in docs/architecture.md"
        )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_keeps_to_one_concern(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
