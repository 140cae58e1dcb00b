"""A streaming writer of GEXF 1.3, as Gephi reads it.

Nodes and edges come as iterables and go out one by one; only identifiers stay in memory, and none where the
caller vouches for them. What Gephi would lose without a word is refused here with one: a value that does not
fit its column, a target that is no node, a second edge between two nodes with the same kind. Schema:
https://gexf.net/schema.html
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import BinaryIO, Final, Literal, Protocol, cast

from lxml import etree

from imr_graph.errors import GexfError

NAMESPACE: Final = "http://gexf.net/1.3"
VIZ_NAMESPACE: Final = "http://gexf.net/1.3/viz"

ColumnType = Literal["string", "integer", "long", "double", "boolean", "liststring"]
"""The types that Gephi, networkx and graphology all read; Gephi drops ``anyURI`` and dates."""

Value = str | int | float | bool | Sequence[str]
"""A ``liststring`` takes a sequence of strings, never a single one."""

Colour = tuple[int, int, int]
"""Red, green, blue; 0 to 255 each."""

Span = tuple[dt.date | None, dt.date | None]
"""First and last day; None leaves the end open."""

# A column of one of these names is taken for the element's own part by a reader of GEXF: Gephi
# lets `label` override the label, graphology writes sizes and positions into the same dictionary.
RESERVED: Final = frozenset(
    {"id", "label", "weight", "source", "target", "x", "y", "z", "size", "color", "shape", "thickness", "viz"}
)
# The edges' own `kind` is an XML attribute; a node's is a column like any other.
RESERVED_OF_EDGES: Final = RESERVED | {"kind", "type"}

_LIMITS: Final[dict[str, tuple[int, int]]] = {
    "integer": (-(2**31), 2**31 - 1),
    "long": (-(2**63), 2**63 - 1),
}
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LIST_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


@dataclass(frozen=True, slots=True)
class Node:
    """One node; ``attributes`` by column name, ``None`` or absent where it has no value."""

    identifier: str
    label: str
    attributes: Mapping[str, Value | None] = field(default_factory=dict)
    colour: Colour | None = None
    position: tuple[float, float] | None = None
    size: float | None = None
    spans: Sequence[Span] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge. Between two nodes there is at most one of a kind (Gephi would merge them)."""

    source: str
    target: str
    kind: str
    label: str | None = None
    weight: float = 1.0
    attributes: Mapping[str, Value | None] = field(default_factory=dict)
    spans: Sequence[Span] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before the nodes.

    Args:
        description: what the graph shows, in words.
        directed: the direction of all edges (Gephi drops an undirected edge of a directed graph).
        node_columns: column name to type, in the order they are declared.
        edge_columns: the same for edges.
        creator: the program, with its version.
        timed: whether nodes or edges have spans, for Gephi's timeline.
    """

    description: str
    directed: bool
    node_columns: Mapping[str, ColumnType]
    edge_columns: Mapping[str, ColumnType]
    creator: str = "imr-graph"
    timed: bool = False


class XmlStream(Protocol):
    """The part of lxml's incremental file that is used here; its stubs leave it out."""

    def write_declaration(self) -> None:
        """Write the XML declaration."""

    def element(
        self, tag: str, attrib: Mapping[str, str] | None = None, nsmap: Mapping[str | None, str] | None = None
    ) -> AbstractContextManager[object]:
        """An element that is open within the block."""

    def write(self, content: str) -> None:
        """Write text."""


class XmlFile(Protocol):
    """What opens it."""

    def __call__(self, out: BinaryIO, *, encoding: str) -> AbstractContextManager[XmlStream]:
        """The stream to a file."""


def write_gexf(
    out: BinaryIO, header: Header, nodes: Iterable[Node], edges: Iterable[Edge], *, vouched: bool = False
) -> tuple[int, int]:
    """Write a graph as GEXF 1.3 in UTF-8; the same input gives the same bytes.

    Args:
        out: where the bytes go.
        header: columns and description.
        nodes: each once; read before any edge.
        edges: between those nodes.
        vouched: that no node comes twice, all ends are nodes and no two edges of a kind join the same:
            nothing is remembered then.

    Returns:
        The numbers of nodes and edges written.

    Raises:
        GexfError: a column name is reserved, a value does not fit its column or has none, a node
            comes twice, an edge ends at no node, or two edges of one kind join the same nodes.
    """
    node_columns = _columns(header.node_columns, RESERVED)
    edge_columns = _columns(header.edge_columns, RESERVED_OF_EDGES)
    open_file = cast("XmlFile", etree.xmlfile)
    with open_file(out, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element(_tag("gexf"), {"version": "1.3"}, nsmap={None: NAMESPACE, "viz": VIZ_NAMESPACE}):
            with xml.element(_tag("meta")):
                for name, text in (("creator", header.creator), ("description", header.description)):
                    with xml.element(_tag(name)):
                        xml.write(legible(text))
            kind = "directed" if header.directed else "undirected"
            time = {"mode": "dynamic", "timeformat": "date", "timerepresentation": "interval"}
            told = {"defaultedgetype": kind, "idtype": "string", **(time if header.timed else {})}
            with xml.element(_tag("graph"), told):
                _declare(xml, "node", node_columns)
                _declare(xml, "edge", edge_columns)
                with xml.element(_tag("nodes")):
                    identifiers: set[str] | None = None if vouched else set()
                    node_count = _write_nodes(xml, node_columns, nodes, identifiers)
                with xml.element(_tag("edges")):
                    edge_count = _write_edges(xml, edge_columns, edges, identifiers, header.directed)
    return node_count, edge_count


def legible(text: str) -> str:
    """The text with what XML 1.0 cannot carry made visible.

    A control character becomes its picture (U+2400 and after), a lone surrogate or noncharacter
    the replacement character.
    """
    return _ILLEGAL.sub(_picture, text)


def format_list(values: Sequence[str]) -> str:
    """A list as Gephi and graphology parse one: ``["x, y", "z"]``, escaped by backslashes."""
    return "[" + ", ".join(f'"{value.translate(_LIST_ESCAPES)}"' for value in values) + "]"


def _write_nodes(
    xml: XmlStream, columns: Mapping[str, ColumnType], nodes: Iterable[Node], seen: set[str] | None
) -> int:
    count = 0
    for node in nodes:
        count += 1
        identifier = legible(node.identifier)
        if seen is not None:
            if identifier in seen:
                raise GexfError(f"two nodes are called {identifier!r}")
            seen.add(identifier)
        xml.write("\n")
        with xml.element(_tag("node"), {"id": identifier, "label": _token(node.label)}):
            _write_attributes(xml, columns, node.attributes, identifier)
            _write_spans(xml, node.spans)
            if node.size is not None:
                _empty(xml, _viz("size"), {"value": _number(node.size)})
            if node.colour is not None:
                red, green, blue = node.colour
                _empty(xml, _viz("color"), {"r": str(red), "g": str(green), "b": str(blue)})
            if node.position is not None:
                x, y = node.position
                _empty(xml, _viz("position"), {"x": _number(x), "y": _number(y), "z": "0.0"})
    return count


def _write_edges(
    xml: XmlStream,
    columns: Mapping[str, ColumnType],
    edges: Iterable[Edge],
    identifiers: set[str] | None,
    directed: bool,
) -> int:
    seen: set[tuple[str, str, str]] = set()
    count = 0
    for edge in edges:
        source, target, kind = legible(edge.source), legible(edge.target), _token(edge.kind)
        if identifiers is not None:
            for end in (source, target):
                if end not in identifiers:
                    raise GexfError(f"an edge of kind {kind!r} ends at {end!r}, which is no node")
            first, second = (source, target) if directed or source <= target else (target, source)
            if (first, second, kind) in seen:
                raise GexfError(f"two edges of kind {kind!r} join {source!r} and {target!r}")
            seen.add((first, second, kind))
        attributes = {
            "id": f"e{count}",
            "source": source,
            "target": target,
            "weight": _number(edge.weight),
            "kind": kind,
        }
        if edge.label is not None:
            attributes["label"] = _token(edge.label)
        xml.write("\n")
        with xml.element(_tag("edge"), attributes):
            _write_attributes(xml, columns, edge.attributes, f"{source} {kind} {target}")
            _write_spans(xml, edge.spans)
        count += 1
    return count


def _write_spans(xml: XmlStream, spans: Sequence[Span]) -> None:
    if not spans:
        return
    with xml.element(_tag("spells")):
        for first, last in spans:
            ends = {"start": first, "end": last}
            _empty(xml, _tag("spell"), {name: day.isoformat() for name, day in ends.items() if day})


def _declare(xml: XmlStream, of: Literal["node", "edge"], columns: Mapping[str, ColumnType]) -> None:
    xml.write("\n")
    with xml.element(_tag("attributes"), {"class": of}):
        for name, kind in columns.items():
            # Identifier and title agree: Gephi shows the title, graphology the identifier.
            _empty(xml, _tag("attribute"), {"id": name, "title": name, "type": kind})


def _write_attributes(
    xml: XmlStream, columns: Mapping[str, ColumnType], values: Mapping[str, Value | None], owner: str
) -> None:
    for name in values:
        if name not in columns:
            raise GexfError(f"{owner}: no column is called {name!r}")
    written = [(name, values.get(name)) for name in columns]
    if all(value is None for _, value in written):
        return
    with xml.element(_tag("attvalues")):
        for name, value in written:
            if value is not None:
                text = _text(columns[name], value, f"{owner}: {name}")
                _empty(xml, _tag("attvalue"), {"for": name, "value": text})


def _text(kind: ColumnType, value: Value, place: str) -> str:
    """The value as the column's type writes it."""
    if kind == "string" and isinstance(value, str):
        return legible(value)
    if kind == "boolean" and isinstance(value, bool):
        return "true" if value else "false"
    if kind == "double" and isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    if kind in _LIMITS and isinstance(value, int) and not isinstance(value, bool):
        low, high = _LIMITS[kind]
        if low <= value <= high:
            return str(value)
    if kind == "liststring" and isinstance(value, Sequence) and not isinstance(value, str):
        return legible(format_list(value))
    raise GexfError(f"{place}: {value!r} is no {kind}")


def _number(value: float) -> str:
    """The shortest decimal that reads back as the same double."""
    number = float(value)
    if not math.isfinite(number):
        raise GexfError(f"{value!r} is no finite number")
    return repr(number)


def _columns(columns: Mapping[str, ColumnType], reserved: frozenset[str]) -> dict[str, ColumnType]:
    for name in columns:
        # A number for a name would make graphology prefer the title; white space is folded by others.
        if name.lower() in reserved or not re.fullmatch(r"[^\W\d]\w*", name):
            raise GexfError(f"a column cannot be called {name!r}")
    return dict(columns)


def _empty(xml: XmlStream, tag: str, attributes: Mapping[str, str]) -> None:
    with xml.element(tag, attributes):
        pass


def _token(text: str) -> str:
    return " ".join(legible(text).split())


def _picture(match: re.Match[str]) -> str:
    code = ord(match.group())
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _viz(name: str) -> str:
    return f"{{{VIZ_NAMESPACE}}}{name}"
