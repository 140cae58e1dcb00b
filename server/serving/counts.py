"""How much is served, as the version's manifest says; it never changes."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from imr_graph.files.manifest import synthetic_note
from imr_graph.questions import run_query
from imr_graph.rdf.iris import scheme_iri
from imr_graph.rdf.ontology import scheme_files
from imr_graph.rdf.vocabulary import ONTOLOGY_GRAPH
from imr_graph.store.graph import Graph


@dataclass(frozen=True, slots=True)
class ServedCounts:
    """The numbers that the pages tell.

    Args:
        letters: determinations.
        synthetic: those of them that are made up, as examples.
        items: disputed items.
        triples: of letters, ontology and concept schemes.
    """

    letters: int
    synthetic: int
    items: int
    triples: int

    @classmethod
    def of(cls, graph: Graph) -> ServedCounts:
        """The numbers of an open graph."""
        told = graph.manifest
        return cls(told.letters, told.synthetic, told.items, told.triples)

    @property
    def synthetic_note(self) -> str:
        """That letters are made up, and how many; empty where none is."""
        return synthetic_note(self.synthetic, self.letters)


def named_graph_triples(graph: Graph) -> dict[str, int]:
    """Triples of ontology and concept schemes, by the IRI of their graph; blocks."""
    own = [ONTOLOGY_GRAPH, *(NamedNode(scheme_iri(path)) for path in scheme_files())]
    named = f"VALUES ?graph {{ {' '.join(map(str, own))} }}"
    counting = f"SELECT ?graph (COUNT(*) AS ?count) {{ {named} GRAPH ?graph {{ ?s ?p ?o }} }} GROUP BY ?graph"
    counted = {str(name): int(str(count)) for name, count in run_query(graph, counting).rows}
    return {name.value: counted[name.value] for name in own if name.value in counted}
