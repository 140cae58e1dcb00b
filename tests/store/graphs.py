"""Graphs of hand-made records, for tests that need no letters."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from imr_graph.rdf.iris import DEFAULT_BASE, Iris
from imr_graph.rdf.ontology import ontology_quads
from imr_graph.rdf.triples import triples
from imr_graph.record import Record
from imr_graph.store.directory import GraphDirectory, Manifest
from imr_graph.store.graph import Graph
from imr_graph.store.packing import pack_record, pack_text
from imr_graph.store.segment import KeptLetter
from imr_graph.tables import FactTables, fact_batch


def kept(record: Record, text: str) -> KeptLetter:
    """A hand-made letter as it is kept; its hash is what the record says."""
    decided = record.dates.decision
    return KeptLetter(
        identifier=record.identifier,
        body=f"body-{record.body_sha256[:16]}",
        text_sha256=record.text_sha256,
        decided=decided.isoformat() if decided else None,
        items=len(record.items),
        synthetic=record.synthetic,
        record=pack_record(msgspec.structs.replace(record, source=None)),
        text=pack_text(text),
    )


def graph_of(
    records: Iterable[Record], directory: Path, *, base: str = DEFAULT_BASE, tables: bool = False
) -> Graph:
    """A published graph of these records with ontology and schemes, open; with tables if asked for."""
    graph_directory = GraphDirectory(directory)
    records = list(records)
    with graph_directory.drafting() as draft:
        draft.triples.add(ontology_quads())
        if tables:
            with FactTables.create(draft.facts_path) as facts:
                facts.add(fact_batch(records), [True] * len(records))
                facts.finish()
        for record in records:
            draft.triples.add(triples(record, Iris(base)))
            draft.letters.put([kept(record, f"text of {record.identifier}")])
        manifest = Manifest(
            package_version="0", ontology_version="", rules="1", base=base, triples=len(draft.triples)
        )
        graph_directory.publish(draft, manifest)
    return Graph.open(directory)
