"""Letters' triples as a remote store takes them."""

from __future__ import annotations

from pyoxigraph import RdfFormat, serialize

from imr_graph.rdf.iris import DEFAULT_BASE, Iris
from imr_graph.rdf.triples import triples
from imr_graph.record import Record


def statements(record: Record) -> tuple[str, bytes]:
    """Identifier and N-Triples of a record."""
    quads = triples(record, Iris(DEFAULT_BASE))
    ntriples = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
    return record.identifier, ntriples or b""
