"""Where each statement about a letter comes from: words of the letter, or a derivation with a name.

``data/origins.csv`` maps every property of every kind of node to JSON pointers in the record, whose
evidence leads to the words, and to a derivation (``data/derivations.csv``) where words alone do not
make the statement. ``{1}`` in a pointer stands for the node's first position, counted from 0.
``data/derived_fields.csv`` does the same for the fields of the record that have no evidence of their
own. ``docs/provenance.md`` shows the tables; run as a command, the module prints it.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, get_args

from pyoxigraph import NamedNode, Quad

from imr_graph.rdf.iris import Iris, NodeKind, NodeReference
from imr_graph.rdf.vocabulary import PREFIXES
from imr_graph.record import Evidence, Record

ANY: Final = "*"
"""Stands in the table for every property of a kind of node."""


_PREFACE: Final = (
    "Every triple about a letter leads to words of that letter, or to a derivation that is named here.",
    "The record's evidence (`path`, `spans`, `page`, `rule`) leads from a JSON pointer, or from those",
    "below it, to the words; `{1}` is the node's first position less one. A concept stands for words by",
    "the tables of `imr_graph/lexicon/data`. Tests hold every triple and every value of every letter at",
    "hand against this page, which `python -m imr_graph.rdf.provenance` prints, and slice every span",
    "from its letter to see that the words make the value (`tests/spans`).",
)


@dataclass(frozen=True, slots=True)
class Origin:
    """What makes the statements of one property of one kind of node.

    Args:
        node: the kind of node that is the subject.
        property: the property's IRI, or `ANY`.
        paths: JSON pointers in the record, with ``{1}`` and so on for the node's positions.
        derivation: name of the derivation; empty where the words alone make the statement.
    """

    node: NodeKind
    property: str
    paths: tuple[str, ...]
    derivation: str

    def paths_for(self, node: NodeReference) -> tuple[str, ...]:
        """The pointers for one node."""
        return tuple(_filled(path, node.numbers) for path in self.paths)


@dataclass(frozen=True, slots=True)
class DerivedField:
    """A field of the record that no words make by themselves.

    Args:
        path: JSON pointer of the field, or of what holds it, with ``{1}`` and so on for numbers.
        sources: JSON pointers to the fields that it is derived from, with the same numbers; empty
            where it is derived from none.
        derivation: name of the derivation.
    """

    path: str
    sources: tuple[str, ...]
    derivation: str

    def sources_of(self, path: str) -> tuple[str, ...] | None:
        """The pointers that the field at ``path`` is derived from; None where this is another field."""
        wanted, given = self.path.split("/"), path.split("/")
        if len(given) < len(wanted):
            return None
        numbers: list[int] = []
        for want, got in zip(wanted, given, strict=False):
            if want.startswith("{") and got.isdigit():
                numbers.append(int(got) + 1)
            elif want != got:
                return None
        return tuple(_filled(source, tuple(numbers)) for source in self.sources)


@dataclass(frozen=True, slots=True)
class Account:
    """What a statement rests on: evidence of the record, and the derivation from it, if one is needed."""

    evidence: tuple[Evidence, ...]
    derivation: str

    @property
    def settled(self) -> bool:
        """Whether the statement leads to words of the letter or to a documented derivation."""
        return bool(self.evidence) or self.derivation in derivations()


@cache
def origins() -> dict[tuple[NodeKind, str], Origin]:
    """The table of origins by kind of node and property."""
    kinds = {str(kind): kind for kind in get_args(NodeKind)}
    found = {}
    for row in _table("origins"):
        prefix, _, local = row["property"].partition(":")
        prop = row["property"] if row["property"] == ANY else PREFIXES[prefix] + local
        origin = Origin(kinds[row["node"]], prop, tuple(row["paths"].split()), row["derivation"])
        found[(origin.node, origin.property)] = origin
    return found


@cache
def derivations() -> dict[str, str]:
    """Name to what the derivation does."""
    return {row["name"]: row["meaning"] for row in _table("derivations")}


@cache
def derived_fields() -> tuple[DerivedField, ...]:
    """The fields of the record that have no evidence of their own."""
    return tuple(
        DerivedField(row["path"], tuple(row["from"].split()), row["derivation"])
        for row in _table("derived_fields")
    )


def origin_of(node: NodeReference, prop: str) -> Origin | None:
    """The origin of a node's statements of a property; None where the table has none."""
    table = origins()
    return table.get((node.kind, prop)) or table.get((node.kind, ANY))


def account_for(record: Record, quad: Quad, iris: Iris) -> Account:
    """What a statement about a letter rests on.

    Args:
        record: the letter's record.
        quad: one of its statements.
        iris: what its nodes were minted with.

    Raises:
        ValueError: the subject is no node of a letter, or the table says nothing of the property.
    """
    node = iris.parse(quad.subject.value) if isinstance(quad.subject, NamedNode) else None
    if node is None:
        raise ValueError(f"{quad.subject} is no node of a letter")
    origin = origin_of(node, quad.predicate.value)
    if origin is None:
        raise ValueError(f"origins.csv lacks {quad.predicate.value} of {node.kind}")
    paths = origin.paths_for(node)
    return Account(
        tuple(e for e in record.evidence if any(lies_in(e.path, path) for path in paths)), origin.derivation
    )


def lies_in(path: str, above: str) -> bool:
    """Whether a JSON pointer is another one or leads on from it."""
    return path == above or path.startswith(f"{above}/")


def documentation() -> str:
    """The page ``docs/provenance.md``."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Where each statement comes from"
    yield ""
    yield from _PREFACE
    yield ""
    yield "## Derivations"
    yield ""
    yield "| derivation | what it does |"
    yield "|---|---|"
    for name, meaning in derivations().items():
        yield f"| {name} | {meaning} |"
    yield ""
    yield "## Properties"
    yield ""
    yield "| node | property | path in the record | derivation |"
    yield "|---|---|---|---|"
    for row in _table("origins"):
        paths = " ".join(f"`{path}`" for path in row["paths"].split())
        prop = "every property" if row["property"] == ANY else f"`{row['property']}`"
        cells = f"| {row['node']} | {prop} | {paths} | {row['derivation']} |"
        yield _cells(cells)
    yield ""
    yield "## Fields of the record without words of their own"
    yield ""
    yield "Every other value of a record has evidence at its own pointer, or at that of its list."
    yield ""
    yield "| field | derived from | derivation |"
    yield "|---|---|---|"
    for field in derived_fields():
        sources = " ".join(f"`{source}`" for source in field.sources)
        yield _cells(f"| `{field.path}` | {sources} | {field.derivation} |")


def _cells(row: str) -> str:
    return row.replace("|  |", "| |").replace("|  |", "| |")


def _filled(path: str, numbers: tuple[int, ...]) -> str:
    for place, number in enumerate(numbers, 1):
        path = path.replace(f"{{{place}}}", str(number - 1))
    return path


def _table(name: str) -> list[dict[str, str]]:
    table = resources.files("imr_graph.rdf").joinpath("data", f"{name}.csv")
    return list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))


if __name__ == "__main__":
    sys.stdout.write(documentation())
