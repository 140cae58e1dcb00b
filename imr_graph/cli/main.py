"""The command group; commands of other packages join it by the entry point ``imr_graph.commands``."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, Final

import click

from imr_graph import __version__
from imr_graph.errors import ImrGraphError

_COMMANDS: Final = {
    "parse": ("imr_graph.cli.parse:parse", "Print one JSON record a letter."),
    "explain": ("imr_graph.cli.explain:explain", "Show what was understood of one letter."),
    "build": ("imr_graph.cli.build:build", "Build a graph of letters, or add letters to one."),
    "status": ("imr_graph.cli.graph_directory:status", "Tell what a graph holds and what waits."),
    "versions": ("imr_graph.cli.graph_directory:versions", "List the versions that can be opened."),
    "rollback": ("imr_graph.cli.graph_directory:rollback", "Open an older version again."),
    "verify": ("imr_graph.cli.graph_directory:verify", "Hold a graph against what it says of itself."),
    "compact": ("imr_graph.cli.graph_directory:compact", "Put a graph in its best shape for reading."),
    "remove": ("imr_graph.cli.remove:remove", "Remove a case for good."),
    "query": ("imr_graph.cli.query:query", "Run a named question, or a SPARQL file."),
    "search": ("imr_graph.cli.search:search", "Find items by the words of their texts."),
    "evidence": ("imr_graph.cli.evidence:evidence", "Write a pack of quoted letters to hand on."),
    "questions": ("imr_graph.cli.query:questions", "List the named questions, or tell all about one."),
    "unresolved": ("imr_graph.cli.unresolved:unresolved", "List the words that no table knows yet."),
    "export": ("imr_graph.cli.export:export", "Write the graph, or a view of it, as a file."),
    "files": ("imr_graph.cli.files:files", "Write the graph as files to publish."),
    "synthesize": ("imr_graph.cli.synthesize:synthesize", "Write synthetic letters with their records."),
}
"""By name: where a command stands, and what the list of commands says of it."""

_WIDTH: Final = 60
"""Characters that the list of commands has for each."""


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command is called.

    So ``parse`` does not pay for the store, and ``--help`` for neither.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The package's commands in the order of the pipeline, then those of other packages."""
        return [*_COMMANDS, *sorted(entry_points(group="imr_graph.commands").names)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, imported now."""
        if cmd_name in _COMMANDS:
            module, attribute = _COMMANDS[cmd_name][0].split(":")
            command = getattr(import_module(module), attribute)
        else:
            named = entry_points(group="imr_graph.commands", name=cmd_name)
            if not named:
                return None
            command = next(iter(named)).load()
        if not isinstance(command, click.Command):
            raise TypeError(f"{cmd_name} is no command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands; only those of other packages are imported for it."""
        rows = []
        for name in self.list_commands(ctx):
            command = None if name in _COMMANDS else self.get_command(ctx, name)
            rows.append((name, command.get_short_help_str(_WIDTH) if command else _COMMANDS[name][1]))
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error of this package, or of a file, is one line and not a traceback."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # click ends quietly where the reader of our output has gone
        except ImrGraphError as error:
            click.echo(f"error: {error}", err=True)
            sys.exit(1)
        except OSError as error:
            click.echo(f"error: {error.filename or 'output'}: {error.strerror or error}", err=True)
            sys.exit(1)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="imr-graph")
def main() -> None:
    """Turn Independent Medical Review letters into a knowledge graph and ask it questions.

    \b
    A first round:
      imr-graph explain LETTER.pdf              what was understood of one letter
      imr-graph build FOLDER --graph DIR        a graph of all letters in a folder
      imr-graph questions                       the questions that have a name
      imr-graph query drug-guideline-denials --graph DIR
      imr-graph serve --graph DIR               GraphQL, SPARQL and exports on 127.0.0.1:8000
      imr-graph export gephi --graph DIR --view drug-guideline --out denials.gexf
    """  # noqa: D301 - click wants the control character
