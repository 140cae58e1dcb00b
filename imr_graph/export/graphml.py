"""Pictures as GraphML: what Cytoscape, yEd and igraph read, Gephi too.

Places, sizes and colours are columns (``x``, ``y``, ``size``, ``r``, ``g``, ``b``), since GraphML has nothing
else for them; lists are written as in GEXF. http://graphml.graphdrawing.org/specification.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import BinaryIO, Final, Literal, cast

from lxml import etree

from imr_graph.export.gexf import ColumnType, Value, XmlFile, XmlStream, format_list, legible
from imr_graph.export.picture import Picture

NAMESPACE: Final = "http://graphml.graphdrawing.org/xmlns"

_TYPES: Final[Mapping[ColumnType, str]] = {
    "string": "string",
    "integer": "int",
    "long": "long",
    "double": "double",
    "boolean": "boolean",
    "liststring": "string",
}
DRAWN: Final[Mapping[str, ColumnType]] = {
    "x": "double",
    "y": "double",
    "size": "double",
    "r": "integer",
    "g": "integer",
    "b": "integer",
}
"""The columns that tell how a node is drawn."""


def write_graphml(out: BinaryIO, picture: Picture, creator: str) -> tuple[int, int]:
    """Write a picture as GraphML in UTF-8; the same picture gives the same bytes.

    Args:
        out: where the bytes go.
        picture: laid out.
        creator: the program, with its version.

    Returns:
        The numbers of nodes and edges written.
    """
    node_columns: dict[str, ColumnType] = {"label": "string", **picture.node_columns, **DRAWN}
    edge_columns: dict[str, ColumnType] = {"kind": "string", "weight": "double", **picture.edge_columns}
    nodes = edges = 0
    with cast("XmlFile", etree.xmlfile)(out, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element(_tag("graphml"), nsmap={None: NAMESPACE}):
            with xml.element(_tag("desc")):
                xml.write(legible(f"{picture.description} ({creator})"))
            _declare(xml, "node", node_columns)
            _declare(xml, "edge", edge_columns)
            kind = "directed" if picture.directed else "undirected"
            with xml.element(_tag("graph"), {"edgedefault": kind}):
                for node in picture.nodes:
                    nodes += 1
                    red, green, blue = node.colour
                    drawn = {"x": node.x, "y": node.y, "size": node.size, "r": red, "g": green, "b": blue}
                    values = {**node.columns, "label": node.label, "kind": node.kind, **drawn}
                    _element(xml, "node", {"id": legible(node.id)}, node_columns, values)
                for edge in picture.edges:
                    ends = {
                        "id": f"e{edges}",
                        "source": legible(edge.source),
                        "target": legible(edge.target),
                    }
                    values = {**edge.columns, "kind": edge.kind, "weight": float(edge.weight)}
                    _element(xml, "edge", ends, edge_columns, values)
                    edges += 1
    return nodes, edges


def written_value(value: Value) -> str:
    """A value as text: lists as in GEXF, numbers and truth values as XML Schema has them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return legible(value)
    return repr(value) if isinstance(value, int | float) else legible(format_list(value))


def _declare(xml: XmlStream, of: Literal["node", "edge"], columns: Mapping[str, ColumnType]) -> None:
    for name, kind in columns.items():
        told = {"id": f"{of[0]}.{name}", "for": of, "attr.name": name, "attr.type": _TYPES[kind]}
        xml.write("\n")
        with xml.element(_tag("key"), told):
            pass


def _element(
    xml: XmlStream,
    of: Literal["node", "edge"],
    told: Mapping[str, str],
    columns: Iterable[str],
    values: Mapping[str, Value | None],
) -> None:
    xml.write("\n")
    with xml.element(_tag(of), told):
        for name in columns:
            value = values.get(name)
            if value is not None:
                with xml.element(_tag("data"), {"key": f"{of[0]}.{name}"}):
                    xml.write(written_value(value))


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
