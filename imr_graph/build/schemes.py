"""The named graphs of a store: ontology and concept schemes as the package has them."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode, Quad, QuerySolutions

from imr_graph.errors import GraphDirectoryError
from imr_graph.rdf.ontology import ontology_quads
from imr_graph.store.triple_store import TripleStore

_ONTOLOGY_VERSION: Final = (
    "SELECT ?version WHERE { ?ontology a <http://www.w3.org/2002/07/owl#Ontology> ; "
    "<http://www.w3.org/2002/07/owl#versionIRI> ?version } ORDER BY ?version LIMIT 1"
)


def renew_named_graphs(store: TripleStore) -> None:
    """Put ontology and schemes as the package has them."""
    wanted: dict[NamedNode, set[Quad]] = {}
    for quad in ontology_quads():
        if not isinstance(quad.graph_name, NamedNode):
            raise GraphDirectoryError(f"ontology and schemes stand in named graphs, not {quad.graph_name}")
        wanted.setdefault(quad.graph_name, set()).add(quad)
    missing: list[Quad] = []
    extra: list[Quad] = []
    for name in {*store.named_graphs(), *wanted}:
        held, new = set(store.quads(name)), wanted.get(name, set())
        missing += new - held
        extra += held - new
    store.remove(extra)
    store.add(missing)


def ontology_version(store: TripleStore) -> str:
    """The ontology's version IRI, empty where it has none."""
    rows = store.query(_ONTOLOGY_VERSION)
    if isinstance(rows, QuerySolutions):
        for (version,) in rows:
            return version.value if isinstance(version, NamedNode) else ""
    return ""
