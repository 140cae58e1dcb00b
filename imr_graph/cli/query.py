"""``imr-graph questions`` and ``imr-graph query``: named questions, or a query of one's own."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table as ScreenTable

from imr_graph.errors import QuestionError
from imr_graph.questions import Table, load_questions, run_query, run_question
from imr_graph.questions.run import Value
from imr_graph.store.graph import Graph

GRAPH_OPTION = click.option(
    "--graph",
    "directory",
    required=True,
    type=click.Path(path_type=Path),
    help="The graph directory that `imr-graph build` made.",
)

PARAM_OPTION = click.option(
    "--param",
    "-p",
    "given",
    multiple=True,
    metavar="KEY=VALUE",
    help="A parameter; `imr-graph questions NAME` lists those of a question.",
)


FORMAT_OPTION = click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)


@click.command()
@click.argument("name", required=False)
def questions(name: str | None) -> None:
    """List the named questions, or tell all about one: what it answers, its parameters, its query."""
    known = load_questions()
    if name is None:
        table = ScreenTable(box=None)
        table.add_column("question", no_wrap=True)
        table.add_column("what it answers")
        for question in known.values():
            table.add_row(question.name, question.title)
        Console().print(table)
        return
    if name not in known:
        raise QuestionError(f"no question is called {name!r}; `imr-graph questions` lists them")
    click.echo(known[name].text)


@click.command()
@click.argument("question")
@GRAPH_OPTION
@PARAM_OPTION
@FORMAT_OPTION
def query(question: str, directory: Path, given: tuple[str, ...], form: str) -> None:
    r"""Run a named question, or a SPARQL file.

    QUESTION is a name (`imr-graph questions`) or a path that ends in .rq.

    \b
      imr-graph query drug-guideline-denials --graph DIR -p drug=drug/norco
      imr-graph query my-own.rq --graph DIR --format csv
    """
    params = pairs(given)
    with Graph.open(directory) as graph:
        if question.endswith(".rq"):
            if params:
                raise QuestionError("--param goes with a named question, not with a file")
            table = run_query(graph, _text(Path(question)))
        else:
            table = run_question(graph, question, params)
    print_answer(table, form)


def print_answer(table: Table, form: str) -> None:
    """Print an answer in one of the forms of `FORMAT_OPTION`."""
    if form == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(table.as_dicts()), indent=2).decode())
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows(table.rows)
    else:
        _show(table)


def pairs(given: tuple[str, ...]) -> dict[str, str]:
    """The ``--param`` options by key.

    Raises:
        QuestionError: one of them is no ``key=value``.
    """
    found = {}
    for text in given:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise QuestionError(f"--param {text!r}: write it as key=value")
        found[key] = value
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(f"{path}: cannot be read as a query ({error})") from error


def _show(table: Table) -> None:
    """The table for people: columns that hold nothing but IRIs, and empty ones, are left out and counted."""
    shown = [
        n for n, _ in enumerate(table.columns) if not table.rows or _speaks(row[n] for row in table.rows)
    ]
    screen = ScreenTable(box=None, header_style="bold")
    for n in shown:
        numbers = any(isinstance(row[n], int | float) for row in table.rows)
        screen.add_column(table.columns[n], justify="right" if numbers else "left", overflow="fold")
    for row in table.rows:
        screen.add_row(*("" if row[n] is None else str(row[n]) for n in shown))
    console = Console()
    console.print(screen)
    hidden = [name for n, name in enumerate(table.columns) if n not in shown]
    note = f"; not shown: {', '.join(hidden)} (--format csv or json has all)" if hidden else ""
    console.print(f"{len(table.rows)} rows{note}", style="dim", highlight=False)


def _speaks(values: Iterable[Value]) -> bool:
    """Whether a column says something that is not an IRI."""
    return any(value is not None and "://" not in str(value) and value != "" for value in values)
