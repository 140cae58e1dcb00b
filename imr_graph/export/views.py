"""What a picture of a graph is, before it is laid out and written.

In every projection a node carries ``label`` and ``kind``, an edge ``kind`` (its key where parallel
edges may stand) and ``weight``; whatever else they carry is a column of the exported file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import networkx as nx

from imr_graph.export.gexf import ColumnType, Span
from imr_graph.rdf.iris import concept_path

LABEL_LENGTH: Final = 60
"""Characters of a label; the whole text is an attribute."""


@dataclass(frozen=True)
class Projection:
    """A graph ready to be laid out and written.

    Args:
        graph: networkx, undirected or directed; parallel edges only of different kinds.
        node_columns: attribute to type, for every attribute that a node may carry.
        edge_columns: the same for edges.
        description: what the picture shows, in words.
        letter: node to the identifier of its letter; concepts that letters share have none.
        spans: node to when it stands; others stand in the years that they list, or always.
    """

    graph: nx.Graph[Any]
    node_columns: Mapping[str, ColumnType]
    edge_columns: Mapping[str, ColumnType]
    description: str
    letter: Mapping[str, str] = field(default_factory=dict)
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)


def synthetic_note(synthetic: int, letters: int) -> str:
    """What a description adds where letters behind a picture were made up."""
    return f" {synthetic} of its {letters} letters are synthetic." if synthetic else ""


def shorten(text: str, length: int = LABEL_LENGTH) -> str:
    """White space folded, cut at a word's end with an ellipsis where longer than ``length`` characters."""
    folded = " ".join(text.split())
    if len(folded) <= length:
        return folded
    cut = folded[: length - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"


def guideline_short(iri: str) -> str:
    """The guideline that a place belongs to, by its concept's path: ``mtus-acoem 2004 ch. 12``.

    Names of guidelines are too long to stand beside each of a hundred pages.
    """
    words: list[str] = []
    parts = iter((concept_path(iri) or "").split("/")[1:])
    for part in parts:
        if part in {"section", "page"}:
            break
        words.append(f"ch. {next(parts, '')}" if part == "chapter" else part)
    return " ".join(words)


def local_name(iri: str) -> str:
    """What stands behind the last ``#`` or ``/``."""
    return re.split(r"[#/]", iri)[-1]


def natural(text: str) -> tuple[tuple[int, int | str], ...]:
    """A key that sorts numbers inside texts by value: item/2 before item/10."""
    return tuple(
        (0, int(part)) if part.isdecimal() and part.isascii() else (1, part)
        for part in re.split(r"([0-9]{1,18})", text)
        if part
    )
