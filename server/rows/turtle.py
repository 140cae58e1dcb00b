"""Rows as RDF, after W3C's "Generating RDF from Tabular Data on the Web" (csv2rdf, 17 December 2015).

The URL of the answer is the table's, whatever page, columns or format of it is asked for; ``#row=7`` below it
is a row, counted from the first of the whole answer; ``#place`` is the property of a column. Numbers and days
are typed; IRIs, concepts and each letter of a list are IRIs; an empty cell says nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from imr_graph.questions.arrow import written
from imr_graph.questions.question import Column
from imr_graph.questions.table import Value
from imr_graph.rdf import vocabulary as v

_CSVW: Final = "http://www.w3.org/ns/csvw#"
_PREFIXES: Final = {"csvw": _CSVW, "dcterms": v.DCTERMS, "rdfs": v.RDFS, "xsd": v.XSD, "concept": v.CONCEPT}
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+")
_NO_IRI: Final = re.compile(r"[\x00-\x20<>\"{}|\\^`]")


def table_triples(
    url: str, title: str, columns: Sequence[Column], said: Mapping[str, Any]
) -> Iterator[Triple]:
    """What the table is, and what its columns hold.

    Args:
        url: where it is read.
        title: what was asked, in a line.
        columns: in order.
        said: what is told beside the rows; its ``version`` is.
    """
    table = NamedNode(_safe(url))
    yield Triple(table, v.TYPE, NamedNode(_CSVW + "Table"))
    yield Triple(table, v.TITLE, Literal(title, language="en"))
    if "version" in said:
        yield Triple(table, NamedNode(v.DCTERMS + "hasVersion"), Literal(str(said["version"])))
    for column in columns:
        node = _property(url, column)
        yield Triple(node, NamedNode(v.RDFS + "label"), Literal(column.name))
        yield Triple(node, NamedNode(v.RDFS + "comment"), Literal(column.doc, language="en"))


def row_triples(
    url: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]], before: int
) -> Iterator[Triple]:
    """What the rows say.

    Args:
        url: where they are read.
        columns: in order.
        rows: values, each as long as ``columns``.
        before: rows of the whole answer that stand before these.
    """
    table, properties = NamedNode(_safe(url)), [_property(url, column) for column in columns]
    for number, row in enumerate(rows, before + 1):
        node = NamedNode(f"{table.value}#row={number}")
        yield Triple(table, NamedNode(_CSVW + "row"), node)
        yield Triple(node, v.TYPE, NamedNode(_CSVW + "Row"))
        yield Triple(node, NamedNode(_CSVW + "rownum"), Literal(str(number), datatype=v.XSD_INTEGER))
        for column, property_, value in zip(columns, properties, row, strict=True):
            for term in _terms(column, value):
                yield Triple(node, property_, term)


def turtle(triples: Iterable[Triple], url: str, *, head: bool) -> bytes:
    """Statements as Turtle.

    Args:
        triples: what is told.
        url: where they are read, which IRIs are relative to.
        head: whether base and prefixes stand before them; what follows goes without.
    """
    base = _safe(url)
    text = serialize(triples, format=RdfFormat.TURTLE, prefixes=_PREFIXES, base_iri=base) or b""
    prefixes = serialize((), format=RdfFormat.TURTLE, prefixes=_PREFIXES, base_iri=base) or b""
    return text if head else text.removeprefix(prefixes)


def _terms(column: Column, value: Value) -> Iterator[NamedNode | Literal]:
    """The terms of a cell: none of an empty one, several of a list."""
    if value is None:
        return
    if column.type == "letters":
        yield from map(NamedNode, str(value).split())
    elif column.type in {"iri", "concept"} and isinstance(value, str) and _IRI.fullmatch(value):
        yield NamedNode(value)
    else:
        yield _literal(value)


def _literal(value: Value) -> Literal:
    text = written(value)
    if isinstance(value, bool):
        return Literal(text, datatype=v.XSD_BOOLEAN)
    if isinstance(value, int):
        return Literal(text, datatype=v.XSD_INTEGER)
    if isinstance(value, float):
        return Literal(f"{Decimal(repr(value)):f}", datatype=v.XSD_DECIMAL)
    return Literal(text, datatype=v.XSD_DATE) if isinstance(value, dt.date) else Literal(text)


def _property(url: str, column: Column) -> NamedNode:
    return NamedNode(f"{_safe(url)}#{column.name}")


def _safe(url: str) -> str:
    """The URL as an IRI: what browsers let through and IRIs do not have is escaped; no fragment is left."""
    escaped = _NO_IRI.sub(lambda found: f"%{ord(found[0]):02X}", url)
    return escaped.partition("#")[0] or "urn:imr-graph:rows"
