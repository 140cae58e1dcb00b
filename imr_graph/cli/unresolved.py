"""``imr-graph unresolved``: the words of letters that no table knows yet."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

import click

from imr_graph.cli.query import FORMAT_OPTION, GRAPH_OPTION, SECONDS_OPTION, print_answer
from imr_graph.questions import run_question
from imr_graph.questions.time_limit import answer_within

KINDS: Final = (
    *("drug", "ingredient", "condition", "category", "specialty", "state"),
    *("guideline", "edition", "chapter", "section", "page"),
)


@click.command()
@GRAPH_OPTION
@click.option("--kind", type=click.Choice(KINDS), default=None, help="Only what would be this.")
@FORMAT_OPTION
@SECONDS_OPTION
def unresolved(directory: Path, kind: str | None, form: str, seconds: float) -> None:
    """List the words of letters that no table knows, so that the lexicon can grow.

    Most often printed first: the words, the guideline that they are cited of, in how many places
    and letters, and one letter to look at. `imr-graph query unresolved` asks the same.

    \b
      imr-graph unresolved --graph DIR --kind drug
      imr-graph unresolved --graph DIR --format csv > unresolved.csv
    """  # noqa: D301 - click wants the control character
    params = {} if kind is None else {"kind": kind}
    ask = partial(run_question, name="unresolved", params=params)
    print_answer(answer_within(seconds, directory, ask), form)
