"""Where nodes stand in the plane: force-directed by igraph, component beside component.

Up to `LARGEST_WHOLE` nodes the whole graph is laid out. Above that only its anchors (the
concepts that letters share) are, and each letter's own nodes are set in a ring around the middle
of the anchors that the letter touches. The same graph always gets the same positions.
"""

from __future__ import annotations

import hashlib
import math
import random
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise, product
from typing import Any, Final

import igraph  # type: ignore[import-untyped]
import networkx as nx

LARGEST_WHOLE: Final = 5_000
"""Nodes of a graph that is laid out whole."""

SMALL: Final = 12
"""Nodes of a component that is turned upright: in a row, its labels would cover each other."""

LARGEST_SPRINGS: Final = 400
"""Nodes of a component laid out by springs between all pairs (Kamada and Kawai), which is cubic and
knows no edges that pull harder than others."""

SPACING: Final = 60.0
"""Mean distance of neighbouring nodes, in Gephi's units: room for a label of a few words."""

LABEL_WIDTH: Final = 110.0
LABEL_HEIGHT: Final = 14.0
"""The room that a label to the right of its node takes, in the same units."""

INSIDE: Final = 4.0
"""How much stronger an edge inside a letter pulls than one between two nodes without others."""

Point = tuple[float, float]

_SEED: Final = 20_140_101
_GOLDEN_ANGLE: Final = math.pi * (3 - math.sqrt(5))
# igraph has one random generator a process.
_IGRAPH = threading.Lock()


def place(graph: nx.Graph[Any], group: Callable[[Any], Hashable | None] | None = None) -> dict[Any, Point]:
    """A position for every node.

    Args:
        graph: directed or not, with or without parallel edges; edges may carry a ``weight``.
        group: the letter that a node belongs to, None for an anchor. It keeps a letter's nodes
            together; without it a graph of any size is laid out whole.

    Returns:
        Node to (x, y), rounded to hundredths, around the origin.
    """
    if group is None or graph.number_of_nodes() <= LARGEST_WHOLE:
        return _centred(_place_components(graph, group))
    return _place_around_anchors(graph, group)


def _place_components(
    graph: nx.Graph[Any], group: Callable[[Any], Hashable | None] | None = None
) -> dict[Any, Point]:
    undirected: nx.Graph[Any] = nx.Graph()
    undirected.add_nodes_from(graph)
    undirected.add_edges_from((source, target) for source, target in graph.edges() if source != target)
    for source, target, data in undirected.edges(data=True):
        inside = group is not None and group(source) is not None and group(source) == group(target)
        # The more edges a node has, the less each of them pulls: hubs do not swallow the picture.
        hub = max(undirected.degree(source), undirected.degree(target))
        data["pull"] = 1.0 if group is None else INSIDE if inside else 1 / math.sqrt(hub)
    # Largest first; equal ones in the order of the graph's nodes, which the caller fixes.
    order = {node: index for index, node in enumerate(graph)}
    components = [
        sorted(component, key=order.__getitem__) for component in nx.connected_components(undirected)
    ]
    components.sort(key=lambda component: (-len(component), order[component[0]]))
    return _pack([dict(zip(c, _place_component(undirected, c), strict=True)) for c in components])


def _place_component(graph: nx.Graph[Any], nodes: Sequence[Any]) -> list[Point]:
    """Positions of one connected component, neighbours about `SPACING` apart."""
    count = len(nodes)
    if count == 1:
        return [(0.0, 0.0)]
    index = {node: number for number, node in enumerate(nodes)}
    pulls = sorted(
        (*sorted((index[source], index[target])), data["pull"])
        for source, target, data in graph.subgraph(nodes).edges(data=True)
    )
    edges = [(first, second) for first, second, _ in pulls]
    drawn = igraph.Graph(n=count, edges=edges)
    start = [
        [
            math.cos(number * _GOLDEN_ANGLE) * math.sqrt(number + 0.5),
            math.sin(number * _GOLDEN_ANGLE) * math.sqrt(number + 0.5),
        ]
        for number in range(count)
    ]
    with _IGRAPH:
        igraph.set_random_number_generator(random.Random(_SEED))  # noqa: S311 - a layout, no secret
        try:
            weights = [pull for *_, pull in pulls]
            if count <= LARGEST_SPRINGS and len(set(weights)) == 1:
                found = drawn.layout_kamada_kawai(seed=start)
                found = drawn.layout_fruchterman_reingold(
                    seed=found.coords, niter=60, start_temp=0.5, grid=False
                )
            elif count <= LARGEST_WHOLE:
                found = drawn.layout_fruchterman_reingold(seed=start, niter=600, grid="auto", weights=weights)
            else:
                found = drawn.layout_drl(seed=start)
        finally:
            igraph.set_random_number_generator(random)
    points = _spread([(float(x), float(y)) for x, y in found.coords], edges)
    return _part_labels(_upright(points) if count <= SMALL else points)


def _spread(points: list[Point], edges: Sequence[tuple[int, int]]) -> list[Point]:
    """The points scaled: edges about `SPACING` long, longer where nodes would crowd."""
    length = math.fsum(math.dist(points[a], points[b]) for a, b in edges) / len(edges)
    factor = SPACING / length if length else 1.0
    if len(points) > SMALL:
        left, low, right, high = _box(points)
        room = math.sqrt((right - left) * (high - low) / len(points))
        factor = max(factor, 1.3 * SPACING / room) if room else factor
    return [(x * factor, y * factor) for x, y in points]


def _box(points: Collection[Point]) -> tuple[float, float, float, float]:
    """Left, lower, right and upper edge."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _upright(points: list[Point]) -> list[Point]:
    """The points turned so that their longest extent is vertical."""
    centre = (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))
    xx = sum((x - centre[0]) ** 2 for x, _ in points)
    yy = sum((y - centre[1]) ** 2 for _, y in points)
    xy = sum((x - centre[0]) * (y - centre[1]) for x, y in points)
    turn = math.pi / 2 - math.atan2(2 * xy, xx - yy) / 2
    cosine, sine = math.cos(turn), math.sin(turn)
    return [(x * cosine - y * sine, x * sine + y * cosine) for x, y in points]


def _part_labels(points: list[Point], rounds: int = 30) -> list[Point]:
    """The points moved up and down until hardly a label lies on another.

    Nodes closer than a label's width and height move apart by half of what is missing; a grid
    of that size keeps the search to neighbours.
    """
    xs, ys = [x for x, _ in points], [y for _, y in points]
    for _ in range(rounds):
        cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for index, (x, y) in enumerate(zip(xs, ys, strict=True)):
            cells[math.floor(x / LABEL_WIDTH), math.floor(y / LABEL_HEIGHT)].append(index)
        moved = [0.0] * len(points)
        for a, b in _neighbours(cells):
            missing = LABEL_HEIGHT - abs(ys[a] - ys[b])
            if missing > 0 and abs(xs[a] - xs[b]) < LABEL_WIDTH:
                push = missing / 4 if (ys[a], a) > (ys[b], b) else -missing / 4
                moved[a] += push
                moved[b] -= push
        if not any(moved):
            break
        ys = [y + push for y, push in zip(ys, moved, strict=True)]
    return list(zip(xs, ys, strict=True))


def _neighbours(cells: Mapping[tuple[int, int], list[int]]) -> Iterator[tuple[int, int]]:
    """Every pair of points of one cell or of two touching ones, once."""
    for (column, row), here in cells.items():
        yield from combinations(here, 2)
        for beside in ((0, 1), (1, -1), (1, 0), (1, 1)):
            yield from product(here, cells.get((column + beside[0], row + beside[1]), ()))


def _pack(components: Iterable[dict[Any, Point]]) -> dict[Any, Point]:
    """Components side by side in rows, largest first, so that none covers another."""
    boxes = []
    for points in components:
        left, low, right, high = _box(points.values())
        boxes.append((points, left, low, right - left + 1.6 * LABEL_WIDTH, high - low + 1.5 * SPACING))
    if not boxes:
        return {}
    area = sum(width * height for *_, width, height in boxes)
    row_width = max(math.sqrt(area) * 1.25, *(width for *_, width, _ in boxes))
    placed: dict[Any, Point] = {}
    x = y = row_height = 0.0
    for points, left, low, width, height in boxes:
        if x and x + width > row_width:
            x, y, row_height = 0.0, y - row_height, 0.0
        for node, (px, py) in points.items():
            placed[node] = (px - left + x, py - low + y - height)
        x += width
        row_height = max(row_height, height)
    return placed


def _place_around_anchors(graph: nx.Graph[Any], group: Callable[[Any], Hashable | None]) -> dict[Any, Point]:
    """Anchors by forces, every letter's own nodes in a ring at the mean of its anchors."""
    groups = {node: group(node) for node in graph}
    members: dict[Hashable, list[Any]] = defaultdict(list)
    touched: dict[Hashable, set[Any]] = defaultdict(set)
    anchors: nx.Graph[Any] = nx.Graph()
    for node, letter in groups.items():
        if letter is None:
            anchors.add_node(node)
        else:
            members[letter].append(node)
    for source, target in graph.edges():
        if groups[source] is None and groups[target] is None:
            anchors.add_edge(source, target)
        elif groups[source] is None:
            touched[groups[target]].add(source)
        elif groups[target] is None:
            touched[groups[source]].add(target)
    # Anchors that letters name together attract each other; a chain a letter keeps this linear.
    order = {node: index for index, node in enumerate(graph)}
    near = {letter: sorted(named, key=order.__getitem__) for letter, named in touched.items()}
    anchors.add_edges_from(pair for named in near.values() for pair in pairwise(named))
    places = Anchored(anchors, graph.number_of_nodes())
    placed = {node: places.of(node) for node in anchors}
    for letter, nodes in members.items():
        placed.update(zip(nodes, places.around(letter, near.get(letter, ()), len(nodes)), strict=True))
    return {node: placed[node] for node in graph}


class Anchored:
    """Anchors in their places, and room around them for the nodes of letters, which are not remembered.

    Args:
        anchors: the concepts that letters share, with an edge between those that attract each other.
        nodes: how many there will be in all.
    """

    def __init__(self, anchors: nx.Graph[Any], nodes: int) -> None:
        placed = _centred(_place_components(anchors))
        # Anchors move apart to make room for the letters between them.
        factor = math.sqrt(nodes / max(len(placed), 1))
        self._placed = {node: (x * factor, y * factor) for node, (x, y) in placed.items()}
        self._rim = max((math.hypot(x, y) for x, y in self._placed.values()), default=0.0) + SPACING

    def of(self, anchor: Any) -> Point:
        """Where an anchor stands."""
        return _rounded(self._placed[anchor])

    def around(self, letter: Hashable, named: Iterable[Any], count: int) -> list[Point]:
        """Where the nodes of a letter stand: in a ring near the middle of the anchors that it names.

        Args:
            letter: tells the letters apart that name the same anchors.
            named: the anchors; a letter that names none stands outside.
            count: of its nodes.
        """
        near = [self._placed[anchor] for anchor in named]
        turn, stretch = _draw(letter)
        if near:
            middle = (math.fsum(x for x, _ in near) / len(near), math.fsum(y for _, y in near) / len(near))
            distance = SPACING * 4 * math.sqrt(stretch)
        else:
            middle, distance = (0.0, 0.0), self._rim * (1 + stretch)
        centre = (middle[0] + distance * math.cos(turn), middle[1] + distance * math.sin(turn))
        return [_rounded(point) for point in _ring(centre, count)]


def _ring(centre: Point, count: int) -> Iterable[Point]:
    """``count`` points around a centre, the first one on it, the others on a sunflower's spiral."""
    for number in range(count):
        radius = SPACING / 4 * math.sqrt(number)
        angle = number * _GOLDEN_ANGLE
        yield centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)


def _draw(letter: Hashable) -> tuple[float, float]:
    """An angle and a number from 0 to 1 that depend on the letter alone."""
    digest = hashlib.sha256(str(letter).encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:4]) / 2**32 * math.tau, int.from_bytes(digest[4:8]) / 2**32


def _centred(points: dict[Any, Point]) -> dict[Any, Point]:
    if not points:
        return {}
    left, low, right, high = _box(points.values())
    x, y = (left + right) / 2, (low + high) / 2
    return {node: _rounded((px - x, py - y)) for node, (px, py) in points.items()}


def _rounded(point: Point) -> Point:
    """To hundredths; ``+ 0.0`` turns a negative zero into zero."""
    return round(point[0], 2) + 0.0, round(point[1], 2) + 0.0
