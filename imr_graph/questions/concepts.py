"""Finds the concept that a user means by an IRI, a path or a label."""

from __future__ import annotations

import difflib
from typing import Final
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode, QuerySolutions

from imr_graph.rdf.iris import concept_iri, concept_path
from imr_graph.rdf.vocabulary import PREFIXES
from imr_graph.store.graph import Graph

_LABELLED = f"""
PREFIX skos: <{PREFIXES["skos"]}>
SELECT DISTINCT ?concept ?label WHERE {{
  ?concept skos:inScheme ?scheme ; skos:prefLabel|skos:altLabel|skos:notation ?label .
  FILTER (STRSTARTS(STR(?concept), %s))
}}"""
_NEAREST = 5

_READ: Final[WeakKeyDictionary[Graph, dict[str, dict[str, set[str]]]]] = WeakKeyDictionary()
"""What concepts are called, by kind, of the graphs that are open: an open graph never changes."""


class Concepts:
    """The concepts of a graph, by what users call them."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def find(self, kind: str, named: str) -> str:
        """The IRI of the one concept named so.

        Args:
            kind: first part of the path of concepts that may be meant (``drug``); empty for all.
            named: full IRI, path (``drug/norco``), path below the kind (``norco``), preferred
                or alternative label or notation; the case of letters does not matter for labels.

        Raises:
            ValueError: none or more than one is named so.
        """
        path = concept_path(named) or named
        if kind and not path.startswith(f"{kind}/"):
            path = f"{kind}/{path}"
        if self._exists(concept_iri(path)):
            return concept_iri(path)
        labels = self._labels(kind)
        wanted = " ".join(named.casefold().split())
        found = sorted(labels.get(wanted, ()))
        if len(found) == 1:
            return found[0]
        if found:
            several = ", ".join(concept_path(iri) or iri for iri in found)
            raise ValueError(f"more than one concept is called so; give one of {several}")
        near = difflib.get_close_matches(wanted, labels, n=_NEAREST, cutoff=0.5)
        close = sorted({concept_path(iri) or iri for label in near for iri in labels[label]})
        hint = f"near it: {', '.join(close[:_NEAREST])}" if close else "give a path or a label"
        raise ValueError(f"no {kind or 'concept'} is called so; {hint}")

    def learn(self, kind: str) -> None:
        """Read the labels of a kind's concepts, which the first search by label would wait for.

        Args:
            kind: first part of the paths of concepts (``drug``); empty for all.
        """
        self._labels(kind)

    def _exists(self, iri: str) -> bool:
        try:
            node = NamedNode(iri)
        except ValueError:
            return False
        return bool(self._graph.query(f"ASK {{ {node} <{PREFIXES['skos']}inScheme> ?scheme }}"))

    def _labels(self, kind: str) -> dict[str, set[str]]:
        """Label in lower case to the concepts that bear it; read once for each kind of a graph."""
        read = _READ.setdefault(self._graph, {})
        if kind not in read:
            read[kind] = self._read(kind)
        return read[kind]

    def _read(self, kind: str) -> dict[str, set[str]]:
        labels: dict[str, set[str]] = {}
        rows = self._graph.query(_LABELLED % Literal(concept_iri(f"{kind}/" if kind else "")))
        if isinstance(rows, QuerySolutions):
            for concept, label in rows:
                if isinstance(concept, NamedNode) and isinstance(label, Literal):
                    labels.setdefault(" ".join(label.value.casefold().split()), set()).add(concept.value)
        return labels
