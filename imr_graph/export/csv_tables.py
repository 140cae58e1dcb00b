"""Pictures as two tables, nodes.csv and edges.csv in a zip: what Gephi, Cytoscape and Neo4j import.

The headers are those that Gephi's import knows (Id, Label; Source, Target, Type, Id, Label, Kind, Weight);
the other programs let one choose columns. Lists are parted by ``; ``.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from imr_graph.export.gexf import Value
from imr_graph.export.picture import Picture
from imr_graph.questions.spreadsheet import cell

NODES, EDGES = "nodes.csv", "edges.csv"

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The same picture gives the same bytes."""

_DRAWN: Final = ("X", "Y", "Size", "Color")


def write_tables(out: BinaryIO, picture: Picture) -> tuple[int, int]:
    """Write a picture as a zip of two tables in UTF-8, after RFC 4180.

    No text becomes a formula in a spreadsheet; see :mod:`imr_graph.questions.spreadsheet`.

    Args:
        out: where the bytes go.
        picture: laid out.

    Returns:
        The numbers of nodes and edges written.
    """
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        nodes = _write(archive, NODES, _node_rows(picture))
        edges = _write(archive, EDGES, _edge_rows(picture))
    return nodes, edges


def _write(archive: zipfile.ZipFile, name: str, rows: Iterable[Iterable[object]]) -> int:
    told = zipfile.ZipInfo(name, _EPOCH)
    told.compress_type = zipfile.ZIP_DEFLATED
    count = -1  # the header is no row
    with archive.open(told, "w", force_zip64=True) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="")
        writer = csv.writer(text)
        for count, row in enumerate(rows):  # noqa: B007 - counted afterwards
            writer.writerow(row)
        text.flush()
        text.detach()
    return count


def _node_rows(picture: Picture) -> Iterator[Iterable[object]]:
    columns = [name for name in picture.node_columns if name != "kind"]
    yield ("Id", "Label", "Kind", *_DRAWN, *columns)
    for node in picture.nodes:
        colour = "#{:02x}{:02x}{:02x}".format(*node.colour)
        drawn = (repr(node.x), repr(node.y), repr(node.size), colour)
        texts = map(_cell, (node.id, node.label, node.kind))
        yield (*texts, *drawn, *(_cell(node.columns.get(name)) for name in columns))


def _edge_rows(picture: Picture) -> Iterator[Iterable[object]]:
    columns = list(picture.edge_columns)
    yield ("Source", "Target", "Type", "Id", "Label", "Kind", "Weight", *columns)
    kind = "Directed" if picture.directed else "Undirected"
    for number, edge in enumerate(picture.edges):
        source, target, said = map(_cell, (edge.source, edge.target, edge.kind))
        own = (_cell(edge.columns.get(name)) for name in columns)
        yield (source, target, kind, f"e{number}", said, said, repr(float(edge.weight)), *own)


def _cell(value: Value | None) -> str:
    if value is None or isinstance(value, str | bool | int | float):
        return cell(value)
    return cell("; ".join(value))
