"""The concepts of a graph are the same wherever they are read."""

from __future__ import annotations

import pytest

from imr_graph.rdf.ontology import ontology_hash
from imr_graph.store.graph import Graph
from server.serving.catalogue import Catalogue


def test_files_and_store_tell_the_same(counted_graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    assert counted_graph.manifest.schemes == ontology_hash()
    of_files = Catalogue.of(counted_graph)
    monkeypatch.setattr("server.serving.catalogue.ontology_hash", lambda: "of other files")
    of_store = Catalogue.of(counted_graph)
    assert {one.path: one for one in of_files.concepts} == {one.path: one for one in of_store.concepts}
    assert of_files.get("drug/norco").related["hasActiveIngredient"]
