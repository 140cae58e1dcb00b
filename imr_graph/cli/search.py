"""``imr-graph search``: disputed items whose title or rationale holds some words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from imr_graph.cli.query import FORMAT_OPTION, GRAPH_OPTION, print_answer
from imr_graph.errors import GraphDirectoryError
from imr_graph.questions.table import Table, Value
from imr_graph.remote import open_graph
from imr_graph.search import FIELDS, Field, Hit, SearchIndex
from imr_graph.search.highlights import Highlighter
from imr_graph.search.places import KeptPlaces
from imr_graph.store.graph import Graph

_COLUMNS: Final = ("letter", "item", "decided", "decision", "title", "page", "passage", "score")


@click.command()
@click.argument("words")
@GRAPH_OPTION
@click.option(
    "--in",
    "fields",
    multiple=True,
    type=click.Choice(FIELDS),
    default=FIELDS,
    show_default=True,
    help="Where words are sought; may be given twice.",
)
@click.option(
    "--first",
    type=click.IntRange(1, 10_000),
    default=20,
    show_default=True,
    help="How many items to show, the best.",
)
@FORMAT_OPTION
def search(words: str, directory: Path, fields: tuple[Field, ...], first: int, form: str) -> None:
    """Find disputed items by the words of their titles and rationales.

    All WORDS must be there, in some form ("request" finds "requested"). Also: a "phrase" in quotes, word for
    word; OR, NOT, -word and parentheses; beginning*; title:word or rationale:word. How many were found goes
    to stderr.

    \b
      imr-graph search 'opioid weaning' --graph DIR
      imr-graph search '"medical necessity" -title:norco' --graph DIR --in rationale
    """  # noqa: D301 - click wants the control character
    with open_graph(directory) as graph:
        if graph.search_path is None:
            raise GraphDirectoryError(
                f"{directory}: this version of the graph has no full-text index; "
                "the next `imr-graph build` makes it"
            )
        with SearchIndex.open(graph.search_path) as index:
            found = index.search(words, fields, first)
        sought = Highlighter(words, fields)
        rows = tuple(_row(graph, hit, sought) for hit in found.hits)
    print_answer(Table(_COLUMNS, rows), form)
    click.echo(f"{found.total} items found, {len(rows)} shown", err=True)


def _row(graph: Graph, hit: Hit, sought: Highlighter) -> tuple[Value, ...]:
    record, kept = graph.record(hit.identifier), graph.text(hit.identifier)
    if record is None or kept is None:
        raise GraphDirectoryError(f"the index finds {hit.identifier}, which is not there; `imr-graph verify`")
    item = record.items[hit.position - 1]
    page, passage = next(
        _passages(sought, KeptPlaces(record, kept), hit.position, item.rationale), (None, "")
    )
    decided = record.dates.decision
    return (
        hit.identifier,
        hit.position,
        None if decided is None else decided.isoformat(),
        item.decision,
        item.text,
        page,
        passage,
        round(hit.score, 3),
    )


def _passages(
    sought: Highlighter, places: KeptPlaces, position: int, rationale: str
) -> Iterator[tuple[int | None, str]]:
    """Page and words of the best passage of a rationale."""
    for passage in sought.passages(rationale, "rationale", most=1):
        place = places.place(f"/items/{position - 1}/rationale", rationale, passage.start, passage.end)
        yield place.page if place else None, rationale[passage.start : passage.end]
