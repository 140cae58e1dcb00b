"""``imr-graph questions`` and ``imr-graph query``: named questions, or a query of one's own."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Literal

import click
import msgspec
from rich.console import Console

from imr_graph.cli.screen import show
from imr_graph.errors import QuestionError
from imr_graph.questions import Source, load_questions, run_query, run_question
from imr_graph.questions.about import About, about
from imr_graph.questions.binding import bind
from imr_graph.questions.concepts import Concepts
from imr_graph.questions.spreadsheet import cell
from imr_graph.questions.table import Table
from imr_graph.questions.time_limit import answer_within
from imr_graph.store.graph import Graph

_From = Source | Literal["cube"]
_Ask = Callable[[Graph], Table]

GRAPH_OPTION = click.option(
    "--graph",
    "directory",
    required=True,
    type=click.Path(path_type=Path),
    help="The graph directory that `imr-graph build` made.",
)

SECONDS_OPTION = click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    show_default=True,
    help="How long the question may take.",
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
        width = max(map(len, known))
        for question in known.values():
            click.echo(f"{question.name:<{width}}  {question.title}")
        return
    if name not in known:
        raise QuestionError(f"no question is called {name!r}; `imr-graph questions` lists them")
    click.echo(known[name].text)


@click.command()
@click.argument("question")
@GRAPH_OPTION
@PARAM_OPTION
@FORMAT_OPTION
@SECONDS_OPTION
@click.option(
    "--from",
    "source",
    type=click.Choice(["tables", "triples", "cube"]),
    default=None,
    help="What answers. To questions that count, the tables give the rows of the triples in milliseconds; "
    "the cube answers those by SPARQL, without lists of letters, and files.  "
    "[default: the tables where they can, else the triples]",
)
def query(
    question: str, directory: Path, given: tuple[str, ...], form: str, seconds: float, source: _From | None
) -> None:
    """Run a named question, or a SPARQL file.

    QUESTION is a name (`imr-graph questions`) or a path that ends in .rq. The answer comes from the
    graph alone: SERVICE is refused. The last line says what a question's answer rests on (period, letters,
    items, what was left out); with JSON and CSV it goes to standard error.

    \b
      imr-graph query drug-guideline-denials --graph DIR -p drug=drug/norco
      imr-graph query my-own.rq --graph DIR --format csv
      imr-graph query my-count.rq --graph DIR --from cube
    """  # noqa: D301 - click wants the control character
    params = pairs(given)
    ask = _asking(question, params, source)
    if question.endswith(".rq"):
        print_answer(answer_within(seconds, directory, ask), form)
        return
    table, told = answer_within(
        seconds, directory, partial(_ask_with_about, ask=ask, name=question, params=params)
    )
    print_answer(table, form)
    click.echo(f"About: {told}", err=form != "table")


def print_answer(table: Table, form: str) -> None:
    """Print an answer in one of the forms of `FORMAT_OPTION`."""
    if form == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(table.as_dicts()), indent=2).decode())
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows([cell(value) for value in row] for row in table.rows)
    else:
        show(table, Console())


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


def _ask_with_about(graph: Graph, ask: _Ask, name: str, params: Mapping[str, str]) -> tuple[Table, About]:
    """An answer, and what it rests on."""
    return ask(graph), about(graph, name, params)


def _asking(question: str, params: dict[str, str], source: _From | None) -> _Ask:
    """What is to be asked: the query in a file, or the question of that name."""
    if not question.endswith(".rq"):
        if question not in load_questions() and Path(question).exists():
            raise QuestionError(f"{question}: the name of a file with a query must end in .rq")
        if source == "cube":
            return partial(_ask_cube, name=question, params=params)
        return partial(run_question, name=question, params=params, source=source)
    if params:
        raise QuestionError("--param goes with a named question, not with a file")
    if source == "tables":
        raise QuestionError("--from tables goes with a named question; a file is asked of triples or cube")
    text = _text(Path(question))
    return partial(_ask_cube, text=text) if source == "cube" else partial(run_query, text=text)


def _ask_cube(
    graph: Graph, name: str = "", params: Mapping[str, str] | None = None, text: str | None = None
) -> Table:
    """The answer of a graph's cube, to a query or to the question of its own of that name."""
    # The cube comes with the libraries of the tables, which load slowly and which few queries need.
    from imr_graph.cube import Cube, cube_questions

    if graph.cube_path is None:
        raise QuestionError("this version of the graph has no data cube; ask its triples")
    if text is None:
        question = cube_questions().get(name)
        if question is None:
            raise QuestionError(f"the cube does not answer {name!r}; it does: {', '.join(cube_questions())}")
        text = bind(question, params or {}, Concepts(graph).find)
    with Cube.open(graph.cube_path) as cube:
        return run_query(cube, text)


def _text(path: Path) -> str:
    """The query in a file."""
    if path.is_dir():
        raise QuestionError(f"{path}: this is a folder; name a file in it")
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise QuestionError(f"{path}: this is no text in UTF-8") from None
    except OSError as error:
        raise QuestionError(f"{path}: it cannot be read ({error.strerror}); check the path") from error
