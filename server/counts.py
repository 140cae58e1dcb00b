"""How much is served: counted once, since the served version never changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from imr_graph.questions import run_query
from imr_graph.rdf.iris import scheme_iri
from imr_graph.rdf.ontology import scheme_files
from imr_graph.rdf.vocabulary import IS_SYNTHETIC, ONTOLOGY_GRAPH
from imr_graph.store.graph import Graph

_SCHEME_TRIPLES: Final = "SELECT (COUNT(*) AS ?count) { %s GRAPH ?graph { ?s ?p ?o } }"
_SYNTHETIC: Final = (
    f"SELECT (COUNT(DISTINCT ?determination) AS ?count) {{ ?determination {IS_SYNTHETIC} true }}"
)


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers that the pages tell.

    Args:
        letters: determinations.
        synthetic: those of them that are made up, as examples.
        items: disputed items.
        letter_triples: triples that letters gave.
        scheme_triples: triples of ontology and concept schemes, the same in every graph.
    """

    letters: int
    synthetic: int
    items: int
    letter_triples: int
    scheme_triples: int

    @classmethod
    def of(cls, graph: Graph) -> Counts:
        """The numbers of an open graph; blocks."""
        # A server has the letters in a named graph too.
        own = [ONTOLOGY_GRAPH, *(NamedNode(scheme_iri(path)) for path in scheme_files())]
        named = f"VALUES ?graph {{ {' '.join(map(str, own))} }}" if graph.manifest.server else ""
        schemes = _count(graph, _SCHEME_TRIPLES % named)
        return cls(
            letters=graph.manifest.letters,
            synthetic=_count(graph, _SYNTHETIC),
            items=graph.manifest.items,
            letter_triples=graph.manifest.triples - schemes,
            scheme_triples=schemes,
        )

    @property
    def synthetic_note(self) -> str:
        """That letters are made up, and how many; empty where none is."""
        if not self.synthetic:
            return ""
        if self.synthetic == self.letters:
            return f"All {self.letters:,} determinations are synthetic examples."
        return f"{self.synthetic:,} of {self.letters:,} determinations are synthetic examples."


def _count(graph: Graph, query: str) -> int:
    return int(str(run_query(graph, query).rows[0][0]))
