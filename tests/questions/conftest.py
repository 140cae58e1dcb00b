"""The graph that the questions are asked of, and the labels of its concepts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from imr_graph.rdf.ontology import ontology_quads
from imr_graph.rdf.vocabulary import CONCEPT, LABEL, PREF_LABEL
from imr_graph.store.graph import Graph
from tests.questions.letters import RECORDS
from tests.store.graphs import graph_of


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    with graph_of(RECORDS, tmp_path_factory.mktemp("questions") / "graph") as opened:
        yield opened


@pytest.fixture(scope="session")
def examples(example_graph: Path) -> Iterator[Graph]:
    """The graph of the synthetic letters."""
    with Graph.open(example_graph) as opened:
        yield opened


@pytest.fixture(scope="session")
def labels() -> dict[str, str]:
    """Concept path to preferred label."""
    return _labels(PREF_LABEL)


@pytest.fixture(scope="session")
def short_labels() -> dict[str, str]:
    """Concept path to the label for where the context is plain."""
    return _labels(LABEL)


def _labels(predicate: NamedNode) -> dict[str, str]:
    found = {}
    for quad in ontology_quads():
        subject, label = quad.subject, quad.object
        if quad.predicate == predicate and isinstance(subject, NamedNode) and isinstance(label, Literal):
            found[subject.value.removeprefix(CONCEPT)] = label.value
    return found
