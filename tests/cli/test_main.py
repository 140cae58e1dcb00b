"""The command group: every command teaches its use, and none imports what it does not need."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from imr_graph.cli.main import main

COMMANDS = main.list_commands(click.Context(main))


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_what_the_command_is_for(command: str) -> None:
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) > 5


def test_an_unknown_command_is_told_so() -> None:
    result = CliRunner().invoke(main, ["biuld"])
    assert result.exit_code == 2
    assert "No such command" in result.stderr


@pytest.mark.parametrize("module", ["imr_graph.cli", "imr_graph.cli.parse", "imr_graph.cli.explain"])
def test_parsing_needs_neither_store_nor_server(module: str) -> None:
    code = f"import sys, {module}; print(sorted({{m.split('.')[0] for m in sys.modules}}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for heavy in ("pyoxigraph", "strawberry", "networkx", "rdflib", "starlette"):
        assert f"'{heavy}'" not in loaded
