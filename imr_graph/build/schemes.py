"""The named graphs of a store: ontology and concept schemes as the package has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyoxigraph import NamedNode, Quad

from imr_graph.errors import GraphDirectoryError
from imr_graph.rdf.ontology import ontology_quads
from imr_graph.store.triple_store import TripleStore

_VERSION_IRI: Final = NamedNode("http://www.w3.org/2002/07/owl#versionIRI")


def present_named_graphs() -> list[Quad]:
    """Ontology and schemes as the package has them."""
    return list(ontology_quads())


def renew_named_graphs(store: TripleStore, quads: Iterable[Quad]) -> None:
    """Put ontology and schemes as they are given, and nothing else into named graphs."""
    wanted: dict[NamedNode, set[Quad]] = {}
    for quad in quads:
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


def ontology_version(quads: Iterable[Quad]) -> str:
    """The IRI of the ontology's version, empty where it has none."""
    return min(
        (
            quad.object.value
            for quad in quads
            if quad.predicate == _VERSION_IRI and isinstance(quad.object, NamedNode)
        ),
        default="",
    )
