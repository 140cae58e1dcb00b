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


def loaded_by(code: str) -> set[str]:
    """The modules that a new process has after running some code."""
    told = f"import sys\n{code}\nprint('MODULES', *sys.modules)"
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    return set(ran.stdout.rpartition("MODULES ")[2].split())


@pytest.mark.parametrize("module", ["imr_graph.cli", "imr_graph.cli.parse", "imr_graph.cli.explain"])
def test_parsing_needs_neither_store_nor_server(module: str) -> None:
    loaded = loaded_by(f"import {module}")
    assert not loaded & {"pyoxigraph", "strawberry", "networkx", "rdflib", "starlette"}


def test_the_list_of_commands_imports_no_command() -> None:
    loaded = loaded_by("from imr_graph.cli import main; main(['--help'], standalone_mode=False)")
    assert not loaded & {
        f"imr_graph.cli.{module}" for module in ("build", "export", "parse", "query", "remove")
    }


def test_the_list_of_commands_says_what_each_is_for() -> None:
    shown = CliRunner().invoke(main, ["--help"]).stdout
    listed = shown.partition("Commands:")[2]
    assert [line.split()[0] for line in listed.splitlines() if line.strip()] == COMMANDS
    assert all(len(line.split()) > 3 for line in listed.splitlines() if line.strip())


def test_examples_of_use_keep_their_lines() -> None:
    for command in ([], ["query"], ["unresolved"], ["export", "gephi"], ["serve"]):
        shown = CliRunner().invoke(main, [*command, "--help"]).stdout
        assert "\\b" not in shown
        assert any(line.startswith("    imr-graph ") for line in shown.splitlines())


@pytest.mark.parametrize("module", ["imr_graph.cli.query", "imr_graph.questions.time_limit"])
def test_questions_load_no_more_than_they_need(module: str) -> None:
    loaded = loaded_by(f"import {module}")
    assert not loaded & {"duckdb", "pyarrow", "httpx", "imr_graph.extract", "imr_graph.tables"}
