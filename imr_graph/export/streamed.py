"""The picture of a whole graph too large to lay out as one: letters pass by, only concepts stay in memory.

Concepts are placed by forces, those that letters name together near each other; the nodes of each letter
gather at the middle of the concepts that it names. Every pass over the nodes or edges makes the letters'
parts anew, one after another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

import networkx as nx

from imr_graph.export.colours import colour_of
from imr_graph.export.layout import Anchored, Point
from imr_graph.export.letter_part import Part, PartNode
from imr_graph.export.picture import Picture, PictureEdge, PictureNode, size_of
from imr_graph.export.whole import Parts, Survey, part_spans

T = TypeVar("T")


class _Again(Generic[T]):
    """What is made anew each time that it is gone through."""

    def __init__(self, make: Callable[[], Iterator[T]]) -> None:
        self._make = make

    def __iter__(self) -> Iterator[T]:
        return self._make()


def streamed(parts: Parts, surveyed: Survey) -> Picture:
    """The picture of all letters and the concepts that they reach.

    Args:
        parts: makes the letters' parts.
        surveyed: what a pass over them found.
    """
    drawn = _Drawn(parts, surveyed)
    return Picture(
        description=surveyed.description,
        directed=True,
        node_columns=surveyed.node_columns,
        edge_columns={},
        nodes=_Again(drawn.nodes),
        edges=_Again(drawn.edges),
        node_count=surveyed.nodes,
        edge_count=surveyed.edges,
        timed=surveyed.dated,
        streamed=True,
    )


class _Drawn:
    """The nodes and edges of letters as they pass by, and of concepts."""

    def __init__(self, parts: Parts, surveyed: Survey) -> None:
        self._parts = parts
        self._surveyed = surveyed
        anchors: nx.Graph[str] = nx.Graph()
        anchors.add_nodes_from(surveyed.concepts)
        anchors.add_edges_from((source, target) for source, _, target in surveyed.concept_edges)
        anchors.add_edges_from(surveyed.together)
        self._places = Anchored(anchors, surveyed.nodes)

    def nodes(self) -> Iterator[PictureNode]:
        for part in self._parts():
            yield from self._own(part)
        degrees = self._surveyed.degrees
        for iri, node in self._surveyed.concepts.items():
            yield self._node(iri, node, None, self._places.of(iri), degrees[iri])

    def edges(self) -> Iterator[PictureEdge]:
        for part in self._parts():
            for source, kind, target in part.edges:
                yield PictureEdge(source=source, target=target, kind=kind, weight=1)
        for source, kind, target in self._surveyed.concept_edges:
            yield PictureEdge(source=source, target=target, kind=kind, weight=1)

    def _own(self, part: Part) -> Iterator[PictureNode]:
        degrees = dict.fromkeys(part.nodes, 0)
        for source, _, target in part.edges:
            degrees[source] += 1
            if target in degrees:
                degrees[target] += 1
        points = self._places.around(part.identifier, part.concepts, len(part.nodes))
        for (iri, node), point in zip(part.nodes.items(), points, strict=True):
            yield self._node(iri, node, part, point, degrees[iri])

    def _node(self, iri: str, node: PartNode, part: Part | None, point: Point, degree: int) -> PictureNode:
        return PictureNode(
            id=iri,
            label=node.label,
            kind=node.kind,
            x=point[0],
            y=point[1],
            size=size_of(degree, self._surveyed.most),
            colour=colour_of(node.kind),
            columns=self._surveyed.values(node, part.identifier if part else None),
            spans=part_spans(part) if part else (),
        )
