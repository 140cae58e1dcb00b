"""Reads what :mod:`imr_graph.export.gexf` writes back into the networkx graph that it was written from.

networkx reads GEXF too, but knows no lists, no kinds of edges, and keeps colours and places of nodes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, Final

import networkx as nx
from lxml import etree

from imr_graph.errors import GexfError
from imr_graph.export.gexf import NAMESPACE

_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "string": str,
    "integer": int,
    "long": int,
    "double": float,
    "boolean": lambda text: text == "true",
    "liststring": lambda text: tuple(json.loads(text)),  # its escapes are among those of JSON
}


def read_gexf(file: BinaryIO) -> nx.Graph[Any]:
    """The graph in a file of ours: without colours and places, which are the picture's alone.

    Args:
        file: open for reading.

    Returns:
        An undirected graph, or a directed one whose edges have their kinds for keys.

    Raises:
        GexfError: this is no GEXF, or none that we wrote.
    """
    graph: nx.Graph[Any] = nx.Graph()
    columns: dict[str, dict[str, Callable[[str], Any]]] = {}
    try:
        for event, element in etree.iterparse(
            file, events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=True
        ):
            name = element.tag.removeprefix(f"{{{NAMESPACE}}}")
            if event == "start":
                if name == "graph" and element.get("defaultedgetype") == "directed":
                    graph = nx.MultiDiGraph()
            elif name == "attributes":
                columns[element.attrib["class"]] = {
                    one.attrib["id"]: _READ[one.attrib["type"]] for one in element
                }
            elif name == "node":
                values = _values(element, columns["node"])
                graph.add_node(element.attrib["id"], label=element.attrib["label"], **values)
                element.clear()
            elif name == "edge":
                _add_edge(graph, element.attrib, _values(element, columns["edge"]))
                element.clear()
    except (etree.XMLSyntaxError, KeyError, ValueError) as error:
        raise GexfError(f"this is no GEXF that imr-graph wrote: {error}") from error
    return graph


def _add_edge(graph: nx.Graph[Any], edge: Mapping[Any, Any], values: Mapping[str, Any]) -> None:
    weight = float(edge["weight"])
    key = {"key": edge["kind"]} if graph.is_multigraph() else {}
    data = {"kind": edge["kind"], "weight": int(weight) if weight.is_integer() else weight, **values}
    graph.add_edge(edge["source"], edge["target"], **key, **data)


def _values(element: etree._Element, columns: Mapping[str, Callable[[str], Any]]) -> dict[str, Any]:
    found = element.iterfind(f"{{{NAMESPACE}}}attvalues/{{{NAMESPACE}}}attvalue")
    pairs = ((str(one.attrib["for"]), str(one.attrib["value"])) for one in found)
    return {name: columns[name](text) for name, text in pairs}
