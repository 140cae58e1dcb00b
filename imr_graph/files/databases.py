"""All tables in one file: DuckDB, and SQLite with its keys; over both the readable tables as views."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

import duckdb

from imr_graph.files.readable import readable_tables
from imr_graph.tables.declaration import CODED, Column, TableDeclaration, declared_tables

ABOUT: Final = "about"
"""The table that says what the file is: name and value."""

_SQLITE_TYPES: Final = {"DATE": "TEXT", "VARCHAR": "TEXT", "DOUBLE": "REAL"}
_BATCH: Final = 20_000
"""Rows that are handed over at once."""

_WRITING: Final = """
PRAGMA page_size = 8192;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
"""


def write_duckdb(
    connection: duckdb.DuckDBPyConnection, path: Path, said: Mapping[str, str]
) -> dict[str, int]:
    """Write the tables as a DuckDB file; every table and column has its meaning as a comment.

    Args:
        connection: of :func:`imr_graph.files.tables.facts_attached`.
        path: the new file.
        said: rows of the table ``about``.

    Returns:
        Rows of each table.

    Raises:
        duckdb.Error: the disk fails.
    """
    quoted = str(path).replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS taken")
    counts = {}
    for table in _in_order():
        connection.execute(table.ddl("taken"))
        order = ", ".join(table.key)
        connection.execute(
            f"INSERT INTO taken.{table.name} SELECT * FROM facts.{table.name} ORDER BY {order}"
        )
        counts[table.name] = _count(connection, f"taken.{table.name}")
        _comment(connection, f"TABLE taken.{table.name}", table.meaning)
        for column in table.columns:
            _comment(connection, f"COLUMN taken.{table.name}.{column.name}", column.meaning)
    connection.execute(f"CREATE TABLE taken.{ABOUT} (name VARCHAR NOT NULL, value VARCHAR NOT NULL)")
    connection.executemany(f"INSERT INTO taken.{ABOUT} VALUES (?, ?)", [list(row) for row in said.items()])
    connection.execute("USE taken")
    for view in readable_tables().values():
        connection.execute(f"CREATE VIEW {view.view} AS {view.select()}")
    connection.execute("USE memory")
    connection.execute("DETACH taken")
    return counts


def write_sqlite(
    connection: duckdb.DuckDBPyConnection, path: Path, said: Mapping[str, str]
) -> dict[str, int]:
    """Write the tables as an SQLite file; days are ISO texts, truth is 0 or 1.

    Args, Returns: as :func:`write_duckdb`.

    Raises:
        sqlite3.Error: the disk fails.
    """
    counts = {}
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.executescript(_WRITING)
        file.execute("BEGIN")
        for table in _in_order():
            file.execute(sqlite_ddl(table))
            counts[table.name] = 0
            insert = f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})"
            for rows in _rows(connection, table):
                file.executemany(insert, rows)
                counts[table.name] += len(rows)
        file.execute("CREATE INDEX items_letter ON items (letter)")
        file.execute(f"CREATE TABLE {ABOUT} (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        file.executemany(f"INSERT INTO {ABOUT} VALUES (?, ?)", said.items())
        for view in readable_tables().values():
            file.execute(f"CREATE VIEW {view.view} AS {view.select()}")
        file.execute("COMMIT")
        file.execute("ANALYZE")
    return counts


def sqlite_ddl(table: TableDeclaration) -> str:
    """The statement that creates a table in SQLite, with its keys.

    A key of several columns that hold a whole row apart is a primary key where none of them may be NULL.
    """
    lines = [_sqlite_column(column) for column in table.columns]
    optional = {column.name for column in table.columns if column.optional}
    if not optional & set(table.key):
        lines.append(f"PRIMARY KEY ({', '.join(table.key)})")
    lines += [
        f"FOREIGN KEY ({', '.join(columns)}) REFERENCES {other} ({', '.join(key)})"
        for columns, other, key in references(table)
    ]
    return f"CREATE TABLE {table.name} (\n  " + ",\n  ".join(lines) + "\n)"


def references(table: TableDeclaration) -> Iterator[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    """What rows of a table point to: its columns, the other table, that table's key."""
    declared = declared_tables()
    rows_of = {"letter": "determinations", "item": "items", **CODED}
    for column in table.columns:
        other = rows_of.get(column.type)
        if other is not None and other != table.name:
            yield (column.name,), other, declared[other].key
    names = {column.name for column in table.columns}
    for other_table in declared.values():
        key = other_table.key
        if len(key) > 1 and set(key) < names and other_table is not table and _is_part(table, other_table):
            yield key, other_table.name, key


def _is_part(table: TableDeclaration, whole: TableDeclaration) -> bool:
    """Whether rows of a table are parts of rows of another: its key goes on from the other's."""
    return table.role == whole.role == "fact" and table.key[: len(whole.key)] == whole.key


def _in_order() -> Iterator[TableDeclaration]:
    """Dictionaries first, so that whatever is pointed to is there."""
    tables = list(declared_tables().values())
    yield from (table for table in tables if table.role == "dictionary")
    yield from (table for table in tables if table.role == "fact")


def _sqlite_column(column: Column) -> str:
    type_ = _SQLITE_TYPES.get(column.duckdb_type, "INTEGER")
    return f'"{column.name}" {type_}{"" if column.optional else " NOT NULL"}'


def _rows(
    connection: duckdb.DuckDBPyConnection, table: TableDeclaration
) -> Iterator[list[tuple[object, ...]]]:
    columns = ", ".join(
        f'"{column.name}"::VARCHAR' if column.type == "date" else f'"{column.name}"'
        for column in table.columns
    )
    order = ", ".join(f'"{name}"' for name in table.key)
    # Reading in batches keeps the rows of a table out of memory.
    cursor = connection.cursor()
    cursor.execute(f"SELECT {columns} FROM facts.{table.name} ORDER BY {order}")
    while rows := cursor.fetchmany(_BATCH):
        yield rows


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    count: int = connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
    return count


def _comment(connection: duckdb.DuckDBPyConnection, what: str, words: str) -> None:
    quoted = words.replace("'", "''")
    connection.execute(f"COMMENT ON {what} IS '{quoted}'")
