"""The names of all files before any is written: what a server can offer to make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from imr_graph.files.products import (
    DICTIONARY_CSV,
    DICTIONARY_PAGE,
    PRODUCTS,
    RECORD_SCHEMA,
    SUFFIXES,
    Compression,
)
from imr_graph.files.readable import ReadableTable, readable_tables

LETTERS: Final = "letters"
VOCABULARY: Final = "vocabulary"
PARTS: Final = {LETTERS: "the letters", VOCABULARY: "ontology and concept schemes"}
"""What each syntax of RDF has a file of, with what it holds."""

SYNTAXES: Final[dict[str, str]] = {"n-triples": "nt", "turtle": "ttl", "json-ld": "jsonld"}
"""Products that are dumps, with the suffixes of their files."""


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One file that a product has.

    Args:
        name: path inside the folder, with slashes.
        title: what it holds.
        product: the product that brings it.
        media_type: of its content, before compression.
        compression: what it is compressed by, if it is.
    """

    name: str
    title: str
    product: str
    media_type: str
    compression: Compression | None = None


def planned_files(compression: Compression = "gzip") -> dict[str, PlannedFile]:
    """Every file by name, in the order in which they are told; what describes the rest is none of them."""
    planned = []
    for product in PRODUCTS:
        planned += _of_product(product, compression)
    return {one.name: one for one in planned}


def dump_name(part: str, product: str, compression: Compression) -> str:
    """The name of a dump."""
    return f"{part}.{SYNTAXES[product]}{SUFFIXES[compression]}"


def dump_title(part: str, product: str) -> str:
    """What a dump holds."""
    return f"{PRODUCTS[product].title}: {PARTS[part]}"


def records_name(compression: Compression) -> str:
    """The name of the file of records."""
    return f"records.jsonl{SUFFIXES[compression]}"


def database_name(product: str) -> str:
    """The name of the file of a database."""
    return f"imr-graph.{product}"


def table_name(table: str, product: str, compression: Compression) -> str:
    """The name of the file of a table, as Parquet or CSV."""
    return f"parquet/{table}.parquet" if product == "parquet" else f"csv/{table}.csv{SUFFIXES[compression]}"


def table_title(table: ReadableTable) -> str:
    """What the file of a table holds: the first sentence of its meaning."""
    return f"Table {table.name}: {table.meaning.partition('. ')[0].rstrip('.')}"


def _of_product(product: str, compression: Compression) -> list[PlannedFile]:
    told = PRODUCTS[product]
    if product in SYNTAXES:
        return [
            PlannedFile(
                dump_name(part, product, compression),
                dump_title(part, product),
                product,
                told.media_type,
                compression,
            )
            for part in PARTS
        ]
    if product == "records":
        name = records_name(compression)
        return [
            PlannedFile(name, told.title, product, told.media_type, compression),
            PlannedFile(RECORD_SCHEMA, "JSON Schema of a record", product, "application/schema+json"),
        ]
    if product in {"duckdb", "sqlite"}:
        return [PlannedFile(database_name(product), told.title, product, told.media_type)]
    packed = compression if product == "csv" else None
    files = [
        PlannedFile(
            table_name(table.name, product, compression), table_title(table), product, told.media_type, packed
        )
        for table in readable_tables().values()
    ]
    if product == "csv":
        files.append(PlannedFile(DICTIONARY_PAGE, "Data dictionary of the tables", product, "text/markdown"))
        files.append(PlannedFile(DICTIONARY_CSV, "Data dictionary for programs", product, "text/csv"))
    return files
