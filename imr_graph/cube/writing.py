"""Writes the cube of finished fact tables into a store of its own, whole."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from pyoxigraph import Quad, RdfFormat, Store

from imr_graph.cube.observations import node_statements, question_statements
from imr_graph.cube.structure import structure_triples
from imr_graph.errors import GraphDirectoryError
from imr_graph.rdf.ontology import ontology_quads
from imr_graph.tables.counted import cubed_questions
from imr_graph.tables.fact_tables import FactTables

_ROWS: Final = 10_000
"""Rows that are taken out of DuckDB at a time."""


def write_cube(tables: FactTables, path: Path) -> int:
    """Write the cube: structures, slices and observations, with ontology and schemes, as one graph.

    Args:
        tables: finished fact tables; what letters say in the cube is made of their summaries alone.
        path: folder of the store; what is there is replaced.

    Returns:
        The number of quads in the store.

    Raises:
        GraphDirectoryError: the store cannot be written.
    """
    written = path.with_name(path.name + ".nt")
    try:
        _write_statements(tables, written)
        if path.exists():
            shutil.rmtree(path)
        store = Store(str(path))
        store.bulk_load(path=str(written), format=RdfFormat.N_TRIPLES)
        # One graph: a union of graphs would make every look-up half as dear again.
        store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in structure_triples())
        store.bulk_extend(Quad(q.subject, q.predicate, q.object) for q in ontology_quads())
        store.optimize()
        store.flush()
        return len(store)
    except OSError as error:
        raise GraphDirectoryError(f"{path}: the cube cannot be written ({error})") from error
    finally:
        written.unlink(missing_ok=True)


def _write_statements(tables: FactTables, path: Path) -> None:
    statements = [*node_statements()]
    for question in cubed_questions().values():
        statements += question_statements(question)
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for statement in statements:
            rows = tables.connection.execute(statement)
            while part := rows.fetchmany(_ROWS):
                out.writelines(row[0] for row in part)
