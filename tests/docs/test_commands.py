"""Every command that the documents show exists, with the options they give it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from imr_graph.cli.main import main
from tests.conftest import ROOT

PAGES = sorted(
    [ROOT / "README.md", *(path for path in (ROOT / "docs").rglob("*.md")), *(ROOT / "examples").glob("*.md")]
)
_SHOWN = re.compile(r"(?:^|[`\s])(?:\$ )?(?:\.venv/bin/)?imr-graph ([a-z][^`\n]*)", re.MULTILINE)


def shown(path: Path) -> list[str]:
    """What follows ``imr-graph`` in the fences, indented lines and code within lines of a page."""
    text = path.read_text(encoding="utf-8")
    fences = re.findall(r"^\s*```(?:console|sh|)\n(.*?)^\s*```", text, re.MULTILINE | re.DOTALL)
    lines = [line.strip() for fence in fences for line in fence.replace("\\\n", " ").splitlines()]
    lines += re.findall(r"^ {4,}(imr-graph .*)$", text, re.MULTILINE)
    lines += re.findall(r"`(imr-graph [^`]+)`", re.sub(r"(?ms)^\s*```.*?^\s*```", "", text))
    found = [match[1] for line in lines if (match := _SHOWN.search(line))]
    return [re.split(r" [|<>]{1,2} | #", line)[0] for line in found]


def fault(line: str) -> str:
    """What is wrong with a command line; empty where nothing is."""
    words = shlex.split(line, comments=True)
    command: click.Command = main
    context = click.Context(main)
    while isinstance(command, click.Group) and words:
        found = command.get_command(context, words[0])
        if found is None:
            return f"no command {words[0]!r}"
        command, words = found, words[1:]
    options = {name for one in command.params for name in (*one.opts, *one.secondary_opts)} | {"--help"}
    given = {word.partition("=")[0] for word in words if re.fullmatch(r"--?[a-z][a-z-]*(=.*)?", word)}
    unknown = given - options
    return f"no option {', '.join(sorted(unknown))}" if unknown else ""


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_on_a_page_exist(path: Path) -> None:
    faults = {line: wrong for line in shown(path) if (wrong := fault(line))}
    assert not faults


def test_the_pages_show_commands() -> None:
    assert sum(len(shown(path)) for path in PAGES) > 60


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("parse FOLDER", ""),
        ("search 'opioid -norco' --graph my-graph", ""),
        ("pars FOLDER", "no command 'pars'"),
        ("build FOLDER --grap my-graph", "no option --grap"),
        ("export gephi --graph DIR --view drug-guideline --nodes 3", "no option --nodes"),
    ],
)
def test_what_is_wrong_is_found(line: str, wrong: str) -> None:
    assert fault(line) == wrong
