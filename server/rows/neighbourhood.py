"""Some nodes of the graph with their neighbours, bounded: what ``/explore`` draws and lists.

Disputed items tie concepts to each other
(:mod:`imr_graph.tables.neighbours`); the schemes say what is broader, what a drug holds, and so on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from server.rows.graph_nodes import KINDS, LETTER, Node, class_of, node_called, node_of
from server.serving.catalogue import Catalogue
from server.serving.kept import Kept
from server.serving.version import Serving

if TYPE_CHECKING:
    from imr_graph.tables.neighbours import Counted, Neighbours

MOST_OPEN: Final = 12
"""Nodes whose neighbours one picture shows."""

USUAL: Final = 6
MOST: Final = 25
"""Neighbours of one kind that are shown of a node: usually, and at most."""

_LETTERS: Final = 3
_RELATIONS: Final[Mapping[str, str]] = {
    "hasActiveIngredient": "holds",
    "inDrugClass": "of the class",
    "ofDocument": "of the guideline",
    "ofEdition": "of the edition",
    "ofChapter": "of the chapter",
    "onPage": "printed on",
}
"""What concepts say of each other, beside broader and narrower, in words."""


@dataclass(frozen=True, slots=True)
class Edge:
    """What two nodes have to do with each other.

    Args:
        source: a node's id.
        target: a node's id.
        kind: ``items`` where disputed items tie them, else what the schemes say: ``broader``, ``ingredient``.
        items: distinct items with both; 0 where no item ties them.
        letters: distinct letters of those.
        overturned: of the items.
        share: overturned of all items; None of none.
        low: lower end of Wilson's 95 % interval of the share.
        high: upper end.
    """

    source: str
    target: str
    kind: str
    items: int = 0
    letters: int = 0
    overturned: int = 0
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The neighbours of one kind of one node.

    Args:
        kind: their class, or what the schemes call the relation.
        title: for people.
        total: how many there are.
        edges: to those that are shown.
    """

    kind: str
    title: str
    total: int
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A node with its neighbours.

    Args:
        node: the node.
        letters: distinct letters of its items.
        upheld: items of that outcome.
        overturned: items of that outcome.
        modified: items of that outcome.
        interval: of the share overturned; None where there are no items.
        groups: its neighbours by kind.
    """

    node: Node
    letters: int
    upheld: int
    overturned: int
    modified: int
    interval: tuple[float, float] | None
    groups: tuple[Group, ...]

    @property
    def shown(self) -> int:
        """Neighbours that are shown."""
        return sum(len(group.edges) for group in self.groups)

    @property
    def total(self) -> int:
        """Neighbours that there are."""
        return sum(group.total for group in self.groups)


@dataclass(slots=True)
class Neighbourhood:
    """Opened nodes, and all nodes and edges that are shown with them.

    Args:
        opened: in the order in which they were asked for.
        nodes: by id; those that are open first.
        edges: between two nodes at most one.
    """

    opened: list[Opened] = field(default_factory=list)
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "nodes": [asdict(node) for node in self.nodes.values()],
            "edges": [asdict(edge) for edge in self.edges],
            "opened": [
                {
                    "id": one.node.id,
                    "shown": one.shown,
                    "of": one.total,
                    "letters": one.letters,
                    "kinds": [
                        {"kind": group.kind, "shown": len(group.edges), "of": group.total}
                        for group in one.groups
                    ],
                }
                for one in self.opened
            ],
        }


_KEPT: Final[Kept[Opened]] = Kept(500)
"""Neighbours of nodes, some ten kilobytes each."""


def neighbourhood(
    serving: Serving, asked: Sequence[str], most: int = USUAL, without: Iterable[str] = ()
) -> Neighbourhood:
    """Some nodes with their neighbours; blocks.

    Args:
        serving: the version.
        asked: nodes, as :func:`node_called` takes them; those beyond `MOST_OPEN` are the caller's to refuse.
        most: neighbours of a kind that are shown of each.
        without: classes that are left out among neighbours.

    Raises:
        Problem: a node is unknown, or the counts are over a limit.
    """
    found = Neighbourhood()
    left_out = frozenset(without)
    nodes = {node.id: node for node in (node_called(serving, one) for one in asked)}
    found.opened = [_kept_or_counted(serving, node, most, left_out) for node in nodes.values()]
    for one in found.opened:
        found.nodes[one.node.id] = one.node
    tied: set[frozenset[str]] = set()
    for one in found.opened:
        for edge in (edge for group in one.groups for edge in group.edges):
            found.nodes.setdefault(edge.target, node_of(serving.catalogue, edge.target))
            if (pair := frozenset((edge.source, edge.target))) not in tied:
                tied.add(pair)
                found.edges.append(edge)
    return found


def _kept_or_counted(serving: Serving, node: Node, most: int, without: frozenset[str]) -> Opened:
    return _KEPT.get(serving, (node.id, most, without), lambda: _opened(serving, node, most, without))


def _opened(serving: Serving, node: Node, most: int, without: frozenset[str]) -> Opened:
    # The tables' libraries take a fifth of a second to load; a server answers before.
    from imr_graph.tables.item_statistics import wilson

    # As many as can be shown, however few are: what the schemes say beside them stays the same.
    counted = _counted(serving, node, MOST, without)
    groups = list(_groups(node, counted, without)) if counted else []
    if node.kind != LETTER:
        tied = {edge.target for group in groups for edge in group.edges}
        groups += _of_schemes(serving.catalogue, node, without, tied)
    of = counted.counted if counted else None
    return Opened(
        node=Node(node.id, node.label, node.kind, open=True, items=of.items if of else None),
        letters=of.letters if of else 0,
        upheld=of.upheld if of else 0,
        overturned=of.overturned if of else 0,
        modified=of.modified if of else 0,
        interval=wilson(of.overturned, of.items) if of and of.items else None,
        groups=tuple(replace(group, edges=group.edges[:most]) for group in groups),
    )


def _counted(serving: Serving, node: Node, most: int, without: frozenset[str]) -> Neighbours | None:
    """What items tie the node to; None where none can or the version has no fact tables."""
    from imr_graph.tables.neighbours import CLASSES, NEIGHBOURS, neighbours, where_letter, where_of

    counting = serving.counting
    where = where_letter(node.id) if node.kind == LETTER else where_of(node.id, node.kind)
    if counting is None or where is None:
        return None
    names = [name for name in NEIGHBOURS if name not in {CLASSES.get(one) for one in without}]
    letters = 0 if node.kind == LETTER or LETTER in without else _LETTERS
    with counting.asked() as tables:
        return neighbours(tables, where, node.id, names, most=most, letters=letters)


def _groups(node: Node, counted: Neighbours, without: frozenset[str]) -> Iterator[Group]:
    from imr_graph.tables.neighbours import CLASSES

    for name, kind in KINDS.items():
        dimension = CLASSES.get(name, "")
        if found := counted.shown.get(dimension):
            edges = tuple(_tied(node, one.path, one.counted) for one in found)
            yield Group(name, kind.name, counted.total[dimension], edges)
    if counted.letters and LETTER not in without:
        edges = tuple(Edge(node.id, identifier, "letter", letters=1) for identifier in counted.letters)
        yield Group(LETTER, KINDS[LETTER].name, counted.counted.letters, edges)


def _tied(node: Node, target: str, counted: Counted) -> Edge:
    from imr_graph.tables.item_statistics import wilson

    low, high = wilson(counted.overturned, counted.items)
    share = counted.overturned / counted.items
    return Edge(
        node.id,
        target,
        "items",
        counted.items,
        counted.letters,
        counted.overturned,
        *(round(one, 4) for one in (share, low, high)),
    )


def _of_schemes(catalogue: Catalogue, node: Node, without: frozenset[str], tied: set[str]) -> Iterator[Group]:
    """What the schemes tie a concept to, beside those that items do."""
    concept = catalogue.get(node.id)
    relations = {
        "broader": ("broader", [catalogue.get(path) for path in concept.broader]),
        "narrower": ("narrower", catalogue.narrower(concept.path)),
    }
    for prop, name in _RELATIONS.items():
        relations[name] = (name, [catalogue.get(path) for path in concept.related.get(prop, ())])
    for kind, (title, found) in relations.items():
        wanted = [one for one in found if one.path not in tied and class_of(one) not in without]
        tied.update(one.path for one in wanted)
        if wanted:
            edges = tuple(Edge(node.id, one.path, kind) for one in wanted[:MOST])
            yield Group(kind, title, len(wanted), edges)
