"""Items that were found by their words, as rows: the best first, each with what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from imr_graph.client.answer import Answer
from imr_graph.errors import GraphDirectoryError, QuestionError
from imr_graph.questions.question import Column
from imr_graph.questions.table import Value
from imr_graph.rdf.iris import Iris
from imr_graph.store.graph import Graph

if TYPE_CHECKING:
    from imr_graph.search import Hit

FOUND_COLUMNS: Final = (
    Column("determination", "iri", "The letter's IRI."),
    Column("case", "string", "Its case number or identifier."),
    Column("item", "integer", "The item's number in the letter."),
    Column("decided", "date", "Day of the decision, unbound where none is printed."),
    Column("decision", "string", "What became of the item: upheld, overturned or modified."),
    Column("title", "string", "What was requested, as printed."),
    Column("score", "decimal", "How well it fits (BM25); comparable within one answer alone."),
)

_DIGITS: Final = 4


def found_title(words: str, total: int) -> str:
    """What an answer of some items is called, so that it says how many there are."""
    return f"{total} {'item holds' if total == 1 else 'items hold'}: {words}"


def found_rows(graph: Graph, hits: Sequence[Hit]) -> list[tuple[Value, ...]]:
    """The rows of some items, in the columns of ``FOUND_COLUMNS``."""
    iris = Iris(graph.base)
    records = graph.records(sorted({hit.identifier for hit in hits}))
    rows: list[tuple[Value, ...]] = []
    for hit in hits:
        record = records.get(hit.identifier)
        if record is None:
            raise GraphDirectoryError(
                f"the index finds {hit.identifier}, which is not there; `imr-graph verify`"
            )
        item = record.items[hit.position - 1]
        rows.append(
            (
                iris.determination(hit.identifier),
                hit.identifier,
                hit.position,
                record.dates.decision,
                item.decision,
                item.text,
                round(hit.score, _DIGITS),
            )
        )
    return rows


def checked_first(first: int | None) -> None:
    """Refuse a number of rows that is none.

    Raises:
        QuestionError: it is below 1.
    """
    if first is not None and first < 1:
        raise QuestionError(f"first is the number of rows of a page, such as 100, not {first}")


def find_items(graph: Graph, words: str, first: int) -> Answer:
    """The best items; see :meth:`imr_graph.client.graph.OpenGraph.search`.

    Raises:
        QuestionError: the graph has no index of its words, they are over one of its limits, or ``first`` is
            below 1.
    """
    from imr_graph.search import SearchIndex

    checked_first(first)
    path = graph.search_path
    if path is None:
        raise QuestionError("this version of the graph has no full-text index; the next build makes it")
    with SearchIndex.open(path) as index:
        found = index.search(words, limit=first)
    return Answer(
        columns=tuple(column.name for column in FOUND_COLUMNS),
        rows=tuple(found_rows(graph, found.hits)),
        title=found_title(words, found.total),
        types=tuple(column.type for column in FOUND_COLUMNS),
    )
