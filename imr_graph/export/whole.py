"""The whole graph: the parts of all letters, and the concepts they reach.

A first pass over the letters surveys what is there: columns, concepts, sizes. What it keeps grows with the
concepts and not with the letters; each later pass makes the parts of the letters anew.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import networkx as nx

from imr_graph.export.gexf import ColumnType, Span, Value
from imr_graph.export.letter_part import (
    CONCEPT_EDGES,
    UPWARDS,
    Part,
    PartNode,
    Schemes,
    concept_node,
)
from imr_graph.export.views import Projection, local_name, natural, synthetic_note
from imr_graph.rdf.vocabulary import XSD

_COLUMN_OF_RANGE: Final[dict[str, ColumnType]] = {
    XSD + "integer": "integer",
    XSD + "decimal": "double",
    XSD + "boolean": "boolean",
}

Parts = Callable[[], Iterator[Part]]
"""Makes the parts of all letters anew, always in the same order."""


@dataclass(slots=True)
class Survey:
    """What a pass over all letters finds.

    Args:
        columns: name to type, in order.
        concepts: those that letters name and what these stand below, with their nodes, in order.
        concept_edges: source, property and target, both among them.
        degrees: edges of each concept.
        together: pairs of concepts that letters name, one chain a letter.
        letters: their number.
        synthetic: those of them that were made up.
        dated: whether any has the day of its decision.
        nodes: letters' own and concepts.
        edges: all.
        most: the largest degree of a node.
        told: what the letters were narrowed to, in words.
    """

    columns: dict[str, ColumnType] = field(default_factory=dict)
    concepts: dict[str, PartNode] = field(default_factory=dict)
    concept_edges: list[tuple[str, str, str]] = field(default_factory=list)
    degrees: Counter[str] = field(default_factory=Counter)
    together: Counter[tuple[str, str]] = field(default_factory=Counter)
    letters: int = 0
    synthetic: int = 0
    dated: bool = False
    nodes: int = 0
    edges: int = 0
    most: int = 0
    told: str = ""

    @property
    def node_columns(self) -> dict[str, ColumnType]:
        """The columns of nodes."""
        return {"kind": "string", "letter": "string", **self.columns}

    @property
    def description(self) -> str:
        """What the picture shows, in words."""
        return (
            "Every determination with what it says, and the concepts that determinations share."
            f"{synthetic_note(self.synthetic, self.letters)}{self.told}"
        )

    def values(self, node: PartNode, letter: str | None) -> dict[str, Value | None]:
        """The columns of a node."""
        held = {column: _value(self.columns[column], found) for column, found in node.values.items()}
        return {"kind": node.kind, "letter": letter, **held}


def survey(parts: Iterable[Part], schemes: Schemes, declared: Mapping[str, tuple[str, bool]]) -> Survey:
    """Go through the letters once.

    Args:
        parts: of all letters.
        schemes: the concept schemes.
        declared: property IRI to its range's IRI and whether it has one value at most, as the ontology
            declares them.
    """
    found = Survey()
    several: dict[str, bool] = {}
    named: dict[str, None] = {}
    for part in parts:
        found.letters += 1
        found.synthetic += part.synthetic
        found.dated |= part.decided is not None
        found.nodes += len(part.nodes)
        found.edges += len(part.edges)
        own: Counter[str] = Counter()
        for source, _, target in part.edges:
            own[source] += 1
            (own if target in part.nodes else found.degrees)[target] += 1
        found.most = max(found.most, *own.values(), 0)
        found.together.update(pairwise(part.concepts))
        named.update(dict.fromkeys(part.concepts))
        for node in part.nodes.values():
            _note(several, node)
    found.concepts = _reached(sorted(named, key=natural), schemes)
    for node in found.concepts.values():
        _note(several, node)
    for concept in found.concepts:
        for one in schemes.of(concept):
            # A section's pages are shown where a letter cites them, not all of them.
            if one.predicate in CONCEPT_EDGES and one.object in found.concepts:
                found.concept_edges.append((concept, local_name(one.predicate), one.object))
                found.degrees.update((concept, one.object))
    found.nodes += len(found.concepts)
    found.edges += len(found.concept_edges)
    found.most = max(found.most, *found.degrees.values(), 0)
    found.columns = _columns(several, declared)
    return found


def project_whole(parts: Iterable[Part], surveyed: Survey) -> Projection:
    """Everything that letters say, with the concepts that they reach, as one graph in memory.

    Args:
        parts: of all letters.
        surveyed: what a pass over them found.

    Returns:
        A directed graph; parallel edges have different kinds (the edges' keys).
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    edges: list[tuple[str, str, str]] = []
    letter: dict[str, str] = {}
    spans: dict[str, tuple[Span, ...]] = {}
    for part in parts:
        for iri, node in part.nodes.items():
            graph.add_node(iri, label=node.label, **_attributes(surveyed, node, part.identifier))
            letter[iri] = part.identifier
            spans[iri] = part_spans(part)
        edges += part.edges
    for iri, node in surveyed.concepts.items():
        graph.add_node(iri, label=node.label, **_attributes(surveyed, node, None))
    for source, kind, target in (*edges, *surveyed.concept_edges):
        graph.add_edge(source, target, key=kind, kind=kind, weight=1)
    return Projection(
        graph=graph,
        node_columns=surveyed.node_columns,
        edge_columns={},
        description=surveyed.description,
        letter=letter,
        spans=spans,
    )


def part_spans(part: Part) -> tuple[Span, ...]:
    """When a letter's nodes stand: from its decision on, always where it has no date."""
    return ((part.decided, None),) if part.decided else ()


def _attributes(surveyed: Survey, node: PartNode, letter: str | None) -> dict[str, Any]:
    return dict(surveyed.values(node, letter))


def _note(several: dict[str, bool], node: PartNode) -> None:
    """Note the columns that a node has, and whether it has several values in one."""
    for column, found in node.values.items():
        several[column] = several.get(column, False) or len(found) > 1


def _reached(named: Iterable[str], schemes: Schemes) -> dict[str, PartNode]:
    """The concepts that letters name, and all that these stand below."""
    reached: dict[str, PartNode] = {}
    waiting = deque(named)
    while waiting:
        concept = waiting.popleft()
        if concept in reached:
            continue
        reached[concept] = concept_node(concept, schemes)
        waiting.extend(one.object for one in schemes.of(concept) if one.predicate in UPWARDS)
    return reached


def _columns(several: Mapping[str, bool], declared: Mapping[str, tuple[str, bool]]) -> dict[str, ColumnType]:
    """A type for every column in use: the ontology's, a list where one node holds several values."""
    types = {
        local_name(iri): (_COLUMN_OF_RANGE.get(range_iri, "string"), single)
        for iri, (range_iri, single) in declared.items()
    }
    columns: dict[str, ColumnType] = {}
    for column in sorted(several):
        kind, single = types.get(column, ("string", True))
        columns[column] = kind if single and not several[column] else "liststring"
    return columns


def _value(kind: ColumnType, found: list[str]) -> Value:
    if kind == "liststring":
        return found
    (text,) = found
    if kind == "integer":
        return int(text)
    if kind == "double":
        return float(text)
    if kind == "boolean":
        return text in {"true", "1"}
    return text
