"""The readable tables as files: Parquet and CSV, written by DuckDB within a bound of memory."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from imr_graph.errors import GraphDirectoryError
from imr_graph.files.planned import table_name
from imr_graph.files.products import Compression
from imr_graph.files.readable import ReadableTable, readable_tables
from imr_graph.files.streams import compressed
from imr_graph.questions.spreadsheet import guarded_sql
from imr_graph.store.graph import Graph

MEMORY: Final = "256MB"
"""What DuckDB may hold; what is more goes to disk."""

_FACTS: Final = "facts"
_ROW_GROUP: Final = 50_000
_PIECE: Final = 1 << 20


@contextmanager
def facts_attached(graph: Graph, spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that has the fact tables of a graph, read-only, as ``facts``.

    Args:
        graph: an open graph.
        spill: a folder for what does not fit into memory.

    Raises:
        GraphDirectoryError: the graph has no fact tables, or they cannot be opened.
    """
    path = graph.facts_path
    if path is None:
        raise GraphDirectoryError(
            f"version {graph.version} of the graph has no fact tables; the next `imr-graph build` makes them"
        )
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": MEMORY,
        "threads": 2,  # each takes memory of its own; files are compressed by one anyway
        "temp_directory": str(spill),
    }
    with duckdb.connect(config=config) as connection:
        try:
            connection.execute(f"ATTACH '{_quoted(path)}' AS {_FACTS} (READ_ONLY)")
        except duckdb.Error as error:
            raise GraphDirectoryError(f"{path}: the fact tables cannot be opened ({error})") from error
        yield connection


def write_parquet(
    connection: duckdb.DuckDBPyConnection, folder: Path, said: dict[str, str]
) -> Iterator[tuple[Path, ReadableTable, int]]:
    """Write each readable table as Parquet, in order of its key.

    Args:
        connection: of :func:`facts_attached`.
        folder: where to.
        said: goes into the metadata of each file.

    Yields:
        The file, its table, its rows.

    Raises:
        duckdb.Error: the disk fails.
    """
    told = ", ".join(f"'{name}': '{_quoted(words)}'" for name, words in said.items())
    for table in readable_tables().values():
        path = folder / table_name(table.name, "parquet", "gzip")
        rows = connection.execute(
            f"COPY ({_ordered(table, _plain(table))}) TO '{_quoted(path)}' "
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP}, KV_METADATA {{{told}}})"
        ).fetchall()[0][0]
        yield path, table, rows


def write_csv(
    connection: duckdb.DuckDBPyConnection, folder: Path, compression: Compression = "gzip"
) -> Iterator[tuple[Path, ReadableTable, int]]:
    """Write each readable table as CSV: UTF-8, a head, empty for NULL; no text becomes a formula.

    Args:
        connection: of :func:`facts_attached`.
        folder: where to.
        compression: of the files.

    Yields:
        The file, its table, its rows.

    Raises:
        duckdb.Error, OSError: the disk fails.
    """
    for table in readable_tables().values():
        columns = ", ".join(
            f'{guarded_sql(column.sql) if column.is_text else column.sql} AS "{column.name}"'
            for column in table.columns
        )
        path = folder / table_name(table.name, "csv", compression)
        part = path.with_name(f"{path.name}.part")
        # Compressed by DuckDB so that no plain copy lies on the disk, then by us, for bytes without a time.
        rows = connection.execute(
            f"COPY ({_ordered(table, columns)}) TO '{_quoted(part)}' (FORMAT csv, HEADER, COMPRESSION gzip)"
        ).fetchall()[0][0]
        with gzip.open(part) as source, compressed(path, compression) as sink:
            while piece := source.read(_PIECE):
                sink.write(piece)
        part.unlink()
        yield path, table, rows


def _plain(table: ReadableTable) -> str:
    return ", ".join(f'{column.sql} AS "{column.name}"' for column in table.columns)


def _ordered(table: ReadableTable, columns: str) -> str:
    rest = table.select(f"{_FACTS}.").partition(" FROM ")[2]
    return f"SELECT {columns} FROM {rest} ORDER BY {', '.join(table.order)}"


def _quoted(text: object) -> str:
    return str(text).replace("'", "''")
