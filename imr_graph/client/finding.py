"""Items and letters that were found, as rows: in the order of the search, each with what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from imr_graph.client.answer import Answer
from imr_graph.errors import GraphDirectoryError, QuestionError
from imr_graph.questions.question import Column
from imr_graph.questions.table import Value
from imr_graph.rdf.iris import Iris
from imr_graph.record import Record
from imr_graph.store.graph import Graph

FoundPlace: TypeAlias = tuple[str, int, float | None]
"""Letter, position of the item in it, and how well it fits; a score only where words were sought."""

FOUND_COLUMNS: Final = (
    Column("determination", "iri", "The letter's IRI."),
    Column("case", "string", "Its case number or identifier."),
    Column("item", "integer", "The item's number in the letter."),
    Column("decided", "date", "Day of the decision, unbound where none is printed."),
    Column("decision", "string", "What became of the item: upheld, overturned or modified."),
    Column("title", "string", "What was requested, as printed."),
    Column(
        "score",
        "decimal",
        "How well it fits the words (BM25), unbound without words; comparable within one answer alone.",
    ),
)

FOUND_LETTER_COLUMNS: Final = (
    *FOUND_COLUMNS[:2],
    FOUND_COLUMNS[3],
    Column("decisions", "integer", "Disputed items decided in the letter."),
    Column("found", "integer", "Of them found by the search."),
    Column("upheld", "integer", "Of those found upheld: the denial stands."),
    Column("overturned", "integer", "Of those found overturned."),
    Column("modified", "integer", "Of those found modified."),
    FOUND_COLUMNS[-1],
)

_DIGITS: Final = 4
_AT_A_TIME: Final = 500
"""Letters whose records are read at once."""


def found_title(words: str, total: int, what: str = "item") -> str:
    """What an answer of some items or letters is called, so that it says how many there are."""
    several = "" if total == 1 else "s"
    if not words:
        return f"{total} {what}{several}"
    return f"{total} {what}{several} {'holds' if total == 1 else 'hold'}: {words}"


def found_rows(graph: Graph, places: Sequence[FoundPlace]) -> Iterator[tuple[Value, ...]]:
    """The rows of some items, in the columns of ``FOUND_COLUMNS``; their records are read as they go."""
    iris = Iris(graph.base)
    for (identifier, position, score), record in _records(graph, places):
        item = record.items[position - 1]
        yield (
            iris.determination(identifier),
            identifier,
            position,
            record.dates.decision,
            item.decision,
            item.text,
            _rounded(score),
        )


def found_letter_rows(
    graph: Graph, places: Sequence[FoundPlace], positions: Mapping[str, Sequence[int]]
) -> Iterator[tuple[Value, ...]]:
    """The rows of some letters, in the columns of ``FOUND_LETTER_COLUMNS``.

    Args:
        graph: that has them.
        places: the letters, of position 0.
        positions: of the items found in each.
    """
    iris = Iris(graph.base)
    for (identifier, _, score), record in _records(graph, places):
        its_own = positions.get(identifier, ())
        decided = Counter(record.items[position - 1].decision for position in its_own)
        yield (
            iris.determination(identifier),
            identifier,
            record.dates.decision,
            len(record.items),
            len(its_own),
            decided["upheld"],
            decided["overturned"],
            decided["modified"],
            _rounded(score),
        )


def _records(graph: Graph, places: Sequence[FoundPlace]) -> Iterator[tuple[FoundPlace, Record]]:
    for first in range(0, len(places), _AT_A_TIME):
        some = places[first : first + _AT_A_TIME]
        records = graph.records(sorted({identifier for identifier, _, _ in some}))
        for place in some:
            record = records.get(place[0])
            if record is None:
                raise GraphDirectoryError(
                    f"the index finds {place[0]}, which is not there; `imr-graph verify`"
                )
            yield place, record


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, _DIGITS)


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
