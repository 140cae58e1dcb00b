"""A picture of a graph: nodes with places, sizes and colours, edges with kinds and weights.

Writers of files and previews take pictures; none of them knows where one came from.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import networkx as nx

from imr_graph.export.colours import colour_of
from imr_graph.export.gexf import Colour, ColumnType, Span, Value
from imr_graph.export.layout import place
from imr_graph.export.views import Projection

SMALLEST, LARGEST = 6.0, 40.0
"""Sizes of nodes, in Gephi's units (a node without one gets 10)."""

YEARS: Final = "years"
"""The column of nodes and edges that lists the years in which they have decisions."""


@dataclass(frozen=True, slots=True)
class PictureNode:
    """A node as it is drawn.

    Args:
        id: an IRI, or what stands for one.
        label: to write beside it.
        kind: what it is; its colour tells it.
        x: place to the right, in Gephi's units.
        y: place upwards.
        size: diameter, in the same units.
        colour: red, green, blue; 0 to 255 each.
        columns: its other values.
        spans: when it stands; empty for always.
    """

    id: str
    label: str
    kind: str
    x: float
    y: float
    size: float
    colour: Colour
    columns: Mapping[str, Value | None] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class PictureEdge:
    """An edge as it is drawn; between two nodes there is at most one of a kind.

    Args:
        source: a node's id.
        target: a node's id.
        kind: what it says.
        weight: how much.
        columns: its other values.
        spans: when it stands; empty for always.
    """

    source: str
    target: str
    kind: str
    weight: float
    columns: Mapping[str, Value | None] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A graph laid out, sized and coloured.

    Args:
        description: what it shows, in words.
        directed: whether its edges are.
        node_columns: name to type of the nodes' columns, ``kind`` first.
        edge_columns: the same for edges, without ``kind``.
        nodes: may be gone through more than once; of a large graph they are made anew each time.
        edges: as the nodes.
        node_count: their number.
        edge_count: their number.
        timed: whether nodes or edges have spans.
        streamed: whether nodes and edges are made anew on each pass, and are too many to hold.
    """

    description: str
    directed: bool
    node_columns: Mapping[str, ColumnType]
    edge_columns: Mapping[str, ColumnType]
    nodes: Iterable[PictureNode]
    edges: Iterable[PictureEdge]
    node_count: int
    edge_count: int
    timed: bool = False
    streamed: bool = False


def laid_out(projection: Projection) -> Picture:
    """Lay out a projection, size and colour its nodes; a node's area grows with its weighted degree.

    The same projection always gives the same picture.
    """
    graph = projection.graph
    positions = place(graph, projection.letter.get if projection.letter else None)
    degrees = dict(graph.degree(weight="weight"))
    most = max(degrees.values(), default=0)
    nodes = tuple(
        PictureNode(
            id=node,
            label=data["label"],
            kind=data["kind"],
            x=positions[node][0],
            y=positions[node][1],
            size=size_of(degrees[node], most),
            colour=colour_of(data["kind"]),
            columns={name: data[name] for name in projection.node_columns if name in data},
            spans=projection.spans.get(node) or year_spans(data.get(YEARS)),
        )
        for node, data in graph.nodes(data=True)
    )
    edges = tuple(_edges(graph, projection))
    return Picture(
        description=projection.description,
        directed=graph.is_directed(),
        node_columns=projection.node_columns,
        edge_columns=projection.edge_columns,
        nodes=nodes,
        edges=edges,
        node_count=len(nodes),
        edge_count=len(edges),
        timed=any(node.spans for node in nodes) or any(edge.spans for edge in edges),
    )


def size_of(degree: float, most: float) -> float:
    """A node's size by its weighted degree.

    Args:
        degree: the node's.
        most: the largest of the graph.
    """
    share = math.sqrt(degree / most) if most else 0.0
    return round(SMALLEST + (LARGEST - SMALLEST) * share, 2)


def year_spans(listed: Iterable[str] | None) -> tuple[Span, ...]:
    """Years as spans of days, those that follow each other as one (Gephi's spans must not touch)."""
    return tuple(_year_spans(sorted(map(int, listed or ()))))


def _year_spans(years: Sequence[int]) -> Iterator[Span]:
    for year in years:
        if year - 1 not in years:
            first = year
        if year + 1 not in years:
            yield dt.date(first, 1, 1), dt.date(year, 12, 31)


def _edges(graph: nx.Graph[Any], projection: Projection) -> Iterator[PictureEdge]:
    for source, target, data in graph.edges(data=True):
        yield PictureEdge(
            source=source,
            target=target,
            kind=data["kind"],
            weight=data["weight"],
            columns={name: data[name] for name in projection.edge_columns if name in data},
            spans=year_spans(data.get(YEARS)),
        )
