"""The same records as triples, as fact tables and as a cube, so that answers can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, cast

from imr_graph.cube import Cube, cube_questions, write_cube
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


@dataclass(frozen=True, slots=True)
class Both:
    """One set of letters, three times."""

    triples: OxigraphStore
    tables: FactTables
    cube: Cube

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

    def by_cube(self, name: str, values: Mapping[str, str]) -> Table:
        text = bind(cube_questions()[name], values, Concepts(self.graph).find)
        return run_query(cast(Graph, self.cube), text)


def both(records: Sequence[Record], folder: Path, chunk: int = 3) -> Both:
    """Records as triples in memory, as fact tables in a file and as the cube of these."""
    store = OxigraphStore.in_memory()
    iris = Iris(DEFAULT_BASE)
    store.add(quad for record in records for quad in triples(record, iris))
    store.add(ontology_quads())
    tables = tables_of(records, folder / "facts.duckdb", chunk)
    write_cube(tables, folder / "cube")
    return Both(store, tables, Cube.open(folder / "cube"))


def tables_of(records: Iterable[Record], path: Path, chunk: int = 3) -> FactTables:
    """Finished fact tables of records, open for reading."""
    remaining = iter(records)
    with FactTables.create(path) as tables:
        while part := list(islice(remaining, chunk)):
            tables.add(fact_batch(part), [True] * len(part))
        tables.finish()
    return FactTables.open(path)


def cases(name: str) -> Iterator[dict[str, str]]:
    """A counting question's defaults, each example of each parameter, and some of them together."""
    question = load_questions()[name]
    yield {}
    for parameter in question.parameters:
        yield from ({parameter.name: example} for example in parameter.examples)
        if parameter.type == "concept":
            yield {parameter.name: "any"}
    yield from _together(question)


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
