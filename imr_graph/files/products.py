"""What can be taken away: each product is one form of the graph, made by itself, of one file or more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

ProductName = Literal["n-triples", "turtle", "json-ld", "records", "parquet", "csv", "duckdb", "sqlite"]
Compression = Literal["gzip", "zstd"]

SUFFIXES: Final[dict[Compression, str]] = {"gzip": ".gz", "zstd": ".zst"}
COMPRESSED_TYPES: Final[dict[Compression, str]] = {"gzip": "application/gzip", "zstd": "application/zstd"}
"""Media types of compressed files, as they are sent."""


@dataclass(frozen=True, slots=True)
class Product:
    """One form of the graph.

    Args:
        name: what ``--only`` calls it.
        title: what it is, in a few words.
        words: what it is for, in a sentence.
        media_type: of its files, before compression.
    """

    name: ProductName
    title: str
    words: str
    media_type: str


_PRODUCTS: Final = (
    Product(
        "n-triples",
        "The graph as N-Triples",
        "One statement a line: for loading into a triple store, and for tools that work by lines.",
        "application/n-triples",
    ),
    Product("turtle", "The graph as Turtle", "RDF to be read by people and programs.", "text/turtle"),
    Product(
        "json-ld",
        "The graph as JSON-LD",
        "RDF for programs that read JSON; one letter a line inside an array.",
        "application/ld+json",
    ),
    Product(
        "records",
        "The letters' records as JSON Lines",
        "One record a letter with the place of every fact, as imr-graph parse prints it; and its schema.",
        "application/jsonl",
    ),
    Product(
        "parquet",
        "The tables as Parquet",
        "For DuckDB, pandas, polars, R and Spark; concepts by path and label.",
        "application/vnd.apache.parquet",
    ),
    Product(
        "csv", "The tables as CSV", "For spreadsheets and everything else; the same columns.", "text/csv"
    ),
    Product(
        "duckdb",
        "All tables in one DuckDB file",
        "Tables with their numbers, and readable views over them.",
        "application/vnd.duckdb",
    ),
    Product(
        "sqlite",
        "All tables in one SQLite file",
        "The same tables and views, with primary and foreign keys.",
        "application/vnd.sqlite3",
    ),
)

PRODUCTS: Final[dict[str, Product]] = {product.name: product for product in _PRODUCTS}
"""All of them by name, in the order in which they are told."""

RECORD_SCHEMA: Final = "record.schema.json"
DICTIONARY_CSV: Final = "data-dictionary.csv"
DICTIONARY_PAGE: Final = "data-dictionary.md"
DESCRIPTION: Final = "void.ttl"
LICENCE: Final = "LICENCE.md"
README: Final = "README.md"
MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"

WITH_TABLES: Final = frozenset({"parquet", "csv", "duckdb", "sqlite"})
"""Products that the data dictionary goes with."""
