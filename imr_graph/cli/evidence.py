"""``imr-graph evidence``: all letters on a treatment, both outcomes alike, quoted, as one file to hand on."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import click

from imr_graph.cli.query import GRAPH_OPTION
from imr_graph.errors import GraphDirectoryError, OutputError, QuestionError
from imr_graph.evidence.asked import SIDES, EvidenceQuestion, FindWords, Side, meaning
from imr_graph.evidence.pack import MOST_LETTERS, QUOTED, Pack, make_pack, select
from imr_graph.remote import open_graph
from imr_graph.store.graph import Graph

if TYPE_CHECKING:
    import pyarrow as pa

_DAY: Final = click.DateTime(["%Y-%m-%d"])


@click.command()
@GRAPH_OPTION
@click.option(
    "--treatment", help="Drug, ingredient, class, category or subcategory: drug/norco, or its label."
)
@click.option("--words", help="Words of the request as printed, as `imr-graph search` takes them.")
@click.option("--diagnosis", help="A condition of the case: its path or label.")
@click.option("--guideline", help="A guideline, or a chapter, section or page of one, that is cited.")
@click.option("--cited-by", type=click.Choice(SIDES), help="The side that cites it; either, unless told.")
@click.option("--from", "first", type=_DAY, help="The earliest day of decision.")
@click.option("--to", "last", type=_DAY, help="The latest.")
@click.option(
    "--quotes",
    type=click.IntRange(1, 20),
    default=QUOTED,
    show_default=True,
    help="Sentences quoted of an item, at most.",
)
@click.option(
    "--most-letters",
    type=click.IntRange(min=1),
    default=MOST_LETTERS,
    show_default=True,
    help="Letters of a pack, at most; if more fit, nothing is written.",
)
@click.option(
    "--server", help="Address that the letters' pages stand under.  [default: the graph's base IRI]"
)
@click.option("--format", "form", type=click.Choice(["html", "pdf"]), help="[default: by the file's name]")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file.")
def evidence(
    directory: Path,
    treatment: str | None,
    words: str | None,
    diagnosis: str | None,
    guideline: str | None,
    cited_by: Side | None,
    first: dt.datetime | None,
    last: dt.datetime | None,
    quotes: int,
    most_letters: int,
    server: str | None,
    form: Literal["html", "pdf"] | None,
    out: Path,
) -> None:
    """Write an evidence pack: every letter that fits, of both outcomes alike, its decisive sentences quoted.

    Each quote has its page and its offsets in the letter's kept text. The file stands alone: HTML for any
    browser, or PDF (with the extra pdf). An item has to fit all that is given.

    \b
      imr-graph evidence --graph DIR --treatment drug/norco --out norco.html
      imr-graph evidence --graph DIR --treatment category/surgery/spine --diagnosis 'lumbar radiculopathy' \\
        --guideline guideline/mtus-acoem/2004/chapter/12 --from 2016-01-01 --out surgery.pdf
    """  # noqa: D301 - click wants the control character
    chosen = form or ("pdf" if out.suffix.lower() == ".pdf" else "html")
    days = (first and first.date(), last and last.date())
    question = EvidenceQuestion(treatment, words, diagnosis, guideline, cited_by, *days)
    with open_graph(directory) as graph:
        pack = _pack(graph, question, quotes, most_letters)
        content = _written(pack, server or graph.base, chosen)
    try:
        out.write_bytes(content)
    except OSError as error:
        raise OutputError(f"{out}: the pack cannot be written ({error.strerror})") from error
    counts = ", ".join(f"{number} {outcome}" for outcome, number in pack.balance.items.items())
    click.echo(f"{out}: {len(pack.letters)} letters, {pack.balance.total} items ({counts})", err=True)


def _pack(graph: Graph, question: EvidenceQuestion, quotes: int, most_letters: int) -> Pack:
    # The tables' libraries load slowly, and the help does without them.
    import duckdb

    from imr_graph.tables import FactTables

    path = graph.facts_path
    if path is None:
        raise GraphDirectoryError(
            "this version of the graph has no fact tables; the next `imr-graph build` makes them"
        )
    with _finding(graph) as find_words:
        meant = meaning(graph, question, find_words)
    with FactTables.open(path) as tables:
        try:
            selection = select(tables, meant, most_letters)
        except duckdb.Error as error:
            raise QuestionError(f"the fact tables cannot be asked: {error}") from error
    return make_pack(graph, selection, quotes)


@contextlib.contextmanager
def _finding(graph: Graph) -> Iterator[FindWords]:
    """What finds items by the words of their titles; the index is opened when it is asked."""
    from imr_graph.search import SearchIndex

    with contextlib.ExitStack() as undo:

        def find(words: str) -> pa.Table:
            if graph.search_path is None:
                raise GraphDirectoryError(
                    "this version of the graph has no full-text index; the next `imr-graph build` makes it"
                )
            index = undo.enter_context(SearchIndex.open(graph.search_path))
            return index.items(words, ("title",))

        yield find


def _written(pack: Pack, server: str, form: str) -> bytes:
    if form == "pdf":
        from imr_graph.evidence.typesetting import evidence_pdf

        return evidence_pdf(pack, server)
    from imr_graph.evidence.page import evidence_page

    return evidence_page(pack, server).encode()
