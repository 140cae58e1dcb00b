"""What the documents say of the project is so."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import asdict
from pathlib import Path

import click

from imr_graph.cli.main import main
from imr_graph.letters.limits import DEFAULT_LIMITS
from imr_graph.questions import run_question
from imr_graph.store.graph import Graph
from tests.conftest import ROOT


def packages(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~\[ ]", requirement, maxsplit=1)[0] for requirement in requirements}


def test_each_dependency_has_its_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = packages(project["project"]["dependencies"])
    extras = project["project"]["optional-dependencies"]
    for group in [*extras.values(), *project["dependency-groups"].values()]:
        declared |= packages(group)
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    ours, _, playground = page.partition("## In the front end")
    listed = re.findall(r"^\| ([a-z0-9-]+) \| \w", ours, re.MULTILINE)
    assert sorted(set(listed) - {"package"}) == sorted(declared)
    bundle = json.loads((ROOT / "frontend" / "package.json").read_text(encoding="utf-8"))
    rows = re.findall(r"^\| (\S+(?:, \S+)*) \| \w", playground, re.MULTILINE)
    named = {name for row in rows for name in row.split(", ")} - {"package"}
    assert named == {*bundle["dependencies"], *bundle["devDependencies"]}


def test_each_program_from_npm_is_told() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    section = page.partition("## Programs that tests hold")[2].partition("\n## ")[0]
    listed = set(re.findall(r"`([a-z@][a-z0-9/@-]+)`", section)) - {"tests/clients/java"}
    folders = [ROOT / "tests" / place for place in ("clients/node", "export/graphology", "server/web/axe")]
    needed: set[str] = set()
    for folder in folders:
        needed |= json.loads((folder / "package.json").read_text(encoding="utf-8"))["dependencies"].keys()
    assert listed == needed


def test_each_run_time_dependency_is_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    sources = [*(ROOT / "imr_graph").rglob("*.py"), *(ROOT / "server").rglob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    spelt = {"strawberry-graphql": "strawberry"}
    for package in packages(project["dependencies"]):
        name = spelt.get(package, package.replace("-", "_"))
        assert re.search(rf"^\s*(?:from|import) {name}\b", code, re.MULTILINE), package


def test_each_limit_is_told_with_its_default() -> None:
    page = (ROOT / "docs" / "robustness.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \|", page, re.MULTILINE)
    assert [(name, int(number)) for name, number in rows] == list(asdict(DEFAULT_LIMITS).items())


def test_the_readmes_table_is_what_the_command_prints(example_graph: Path) -> None:
    with Graph.open(example_graph) as graph:
        asked = run_question(graph, "drug-guideline-denials", {"document": "guideline/mtus-chronic-pain"})
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [line.strip("| ").split(" | ") for line in readme.splitlines() if line.startswith("| ")]
    columns = lines[0]
    printed = lines[1:4]
    rows = [[str(row[column]) for column in columns] for row in asked.as_dicts()[:3]]
    assert printed == rows


def test_each_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in main.list_commands(click.Context(main)):
        assert f"imr-graph {command}" in readme, command


def test_locks_name_no_registry_and_hash_everything() -> None:
    for lock in (ROOT / "locks").glob("*.txt"):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        for pinned in re.findall(r"^([a-z0-9][^\s]*==.*?)(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL):
            assert "--hash=sha256:" in pinned, pinned


def test_sample_letters_say_that_they_are_synthetic() -> None:
    letters = sorted((ROOT / "examples" / "letters").glob("*.txt"))
    assert len(letters) >= 8
    for letter in letters:
        assert "synthetic" in letter.read_text(encoding="utf-8").splitlines()[0].lower(), letter.name
