"""Graphs of hand-made records, for tests that need no letters."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from imr_graph.rdf.iris import DEFAULT_BASE, Iris
from imr_graph.rdf.ontology import ontology_quads
from imr_graph.rdf.triples import triples
from imr_graph.record import Record
from imr_graph.store.directory import GraphDirectory, Manifest
from imr_graph.store.graph import Graph


def graph_of(records: Iterable[Record], directory: Path, *, base: str = DEFAULT_BASE) -> Graph:
    """A published graph of these records with ontology and schemes, open for reading."""
    graph_directory = GraphDirectory(directory)
    with graph_directory.drafting() as draft:
        draft.triples.add(ontology_quads())
        for record in records:
            draft.triples.add(triples(record, Iris(base)))
            draft.records.put(record, f"The text of {record.identifier}.")
        letters, items = draft.records.counts()
        manifest = Manifest(
            package_version="0",
            ontology_version="",
            rules="1",
            base=base,
            letters=letters,
            items=items,
            triples=len(draft.triples),
        )
        graph_directory.publish(draft, manifest)
    return Graph.open(directory)
