from __future__ import annotations

from pyoxigraph import BlankNode, NamedNode, Store

from imr_graph.rdf import vocabulary as v
from imr_graph.rdf.ontology import (
    ontology_directory,
    ontology_quads,
    scheme_files,
    shapes_file,
    vocabulary_file,
)


def test_files_lie_in_one_folder() -> None:
    folder = ontology_directory()
    assert vocabulary_file() == folder / "imr.ttl"
    assert shapes_file().is_file()
    assert list(scheme_files()) == sorted(path.stem for path in (folder / "schemes").iterdir())


def test_each_file_has_its_graph_and_none_has_blank_nodes() -> None:
    store = Store()
    store.bulk_extend(ontology_quads())
    graphs = {graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode)}
    assert graphs == {v.ONTOLOGY_IRI, *(v.SCHEME + name for name in scheme_files())}
    assert not any(isinstance(node, BlankNode) for quad in store for node in (quad.subject, quad.object))
    for name in scheme_files():
        scheme = NamedNode(v.SCHEME + name)
        assert list(store.quads_for_pattern(scheme, v.TYPE, v.CONCEPT_SCHEME, scheme))
