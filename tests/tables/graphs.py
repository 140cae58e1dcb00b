"""The same records as triples and as fact tables, so that answers can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, cast

from imr_graph.questions import Table, load_questions, run_query
from imr_graph.questions.binding import bind
from imr_graph.questions.concepts import Concepts
from imr_graph.questions.question import Question
from imr_graph.questions.values import plain_values
from imr_graph.rdf.iris import DEFAULT_BASE, Iris
from imr_graph.rdf.ontology import ontology_quads
from imr_graph.rdf.triples import triples
from imr_graph.record import Record
from imr_graph.store.graph import Graph
from imr_graph.store.triple_store import OxigraphStore
from imr_graph.tables import FactTables, answer, fact_batch
from imr_graph.tables.answers import Source
from imr_graph.tables.counted import counted_questions


@dataclass(frozen=True, slots=True)
class Both:
    """One set of letters, twice."""

    triples: OxigraphStore
    tables: FactTables

    @property
    def graph(self) -> Graph:
        """What questions are asked of: only its ``query`` is used."""
        return cast(Graph, self.triples)

    def by_sparql(self, name: str, values: Mapping[str, str]) -> Table:
        question = load_questions()[name]
        return run_query(self.graph, bind(question, values, Concepts(self.graph).find))

    def by_tables(
        self, name: str, values: Mapping[str, str], source: Source = "facts", *, letters: bool = True
    ) -> Table:
        question = load_questions()[name]
        plain = plain_values(question, values, Concepts(self.graph).find)
        given = answer(self.tables, name, plain, source=source, letters=letters)
        return Table(given.columns, tuple(given.rows))


def both(records: Sequence[Record], path: Path, chunk: int = 3) -> Both:
    """Records as triples in memory and as fact tables in a file."""
    store = OxigraphStore.in_memory()
    iris = Iris(DEFAULT_BASE)
    store.add(quad for record in records for quad in triples(record, iris))
    store.add(ontology_quads())
    return Both(store, tables_of(records, path, chunk))


def tables_of(records: Iterable[Record], path: Path, chunk: int = 3) -> FactTables:
    """Finished fact tables of records, open for reading."""
    remaining = iter(records)
    with FactTables.create(path) as tables:
        while part := list(islice(remaining, chunk)):
            tables.add(fact_batch(part), [True] * len(part))
        tables.finish()
    return FactTables.open(path)


def cases() -> Iterator[tuple[str, dict[str, str]]]:
    """Every counting question with its defaults, each example of each parameter, and some together."""
    for name in counted_questions():
        question = load_questions()[name]
        yield name, {}
        for parameter in question.parameters:
            for example in parameter.examples:
                yield name, {parameter.name: example}
            if parameter.type == "concept":
                yield name, {parameter.name: "any"}
        yield from ((name, more) for more in _together(question))


def _together(question: Question) -> Iterator[dict[str, str]]:
    """First examples of each two parameters, and no filter at all."""
    yield {one.name: "any" for one in question.parameters if one.type == "concept"}
    for index, one in enumerate(question.parameters):
        for other in question.parameters[index + 1 :]:
            yield {one.name: one.examples[0], other.name: other.examples[0]}


def without(table: Table, names: Sequence[str]) -> Table:
    """The table without some columns."""
    kept = [index for index, column in enumerate(table.columns) if column not in names]
    rows = tuple(tuple(row[index] for index in kept) for row in table.rows)
    return Table(tuple(table.columns[index] for index in kept), rows)


def comparable(table: Table) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Columns and rows; an empty text and no text are one, as clients see them."""
    return table.columns, [tuple(None if cell == "" else cell for cell in row) for row in table.rows]
