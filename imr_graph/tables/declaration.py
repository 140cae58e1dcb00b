"""The fact tables as ``tables.toml`` declares them: DuckDB's DDL and Arrow schemas are made of this."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final, Literal

import pyarrow as pa

ColumnType = Literal[
    "letter",
    "item",
    "number",
    "integer",
    "decimal",
    "boolean",
    "date",
    "string",
    "concept",
    "text",
    "set",
    "place",
]
CODED: Final[dict[str, str]] = {
    "concept": "concepts",
    "text": "texts",
    "set": "ingredient_sets",
    "place": "places",
}
"""Types whose values are numbers of a dictionary's rows, with that dictionary."""

_DUCKDB: Final[dict[str, str]] = {
    "number": "SMALLINT",
    "decimal": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "string": "VARCHAR",
}
_ARROW: Final[dict[str, pa.DataType]] = {
    "number": pa.int16(),
    "decimal": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "string": pa.string(),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Args:
        name: in lower case.
        type: what its values are; see ``tables.toml``.
        meaning: for the data dictionary.
        optional: whether a row may lack it.
    """

    name: str
    type: ColumnType
    meaning: str
    optional: bool = False

    @property
    def duckdb_type(self) -> str:
        """Its type in DuckDB."""
        return _DUCKDB.get(self.type, "INTEGER")

    @property
    def arrow_type(self) -> pa.DataType:
        """Its type in Arrow."""
        return _ARROW.get(self.type, pa.int32())


@dataclass(frozen=True, slots=True)
class TableDeclaration:
    """One table.

    Args:
        name: in lower case.
        role: whether its rows are a letter's or what letters point to.
        key: columns that order it and tell its rows apart.
        meaning: what one row is.
        columns: in order.
    """

    name: str
    role: Literal["fact", "dictionary"]
    key: tuple[str, ...]
    meaning: str
    columns: tuple[Column, ...]

    def ddl(self, schema: str = "main") -> str:
        """The statement that creates it in DuckDB."""
        columns = ", ".join(
            f"{column.name} {column.duckdb_type}{'' if column.optional else ' NOT NULL'}"
            for column in self.columns
        )
        return f"CREATE TABLE {schema}.{self.name} ({columns})"

    def arrow_schema(self) -> pa.Schema:
        """Its columns for Arrow."""
        return pa.schema([pa.field(column.name, column.arrow_type) for column in self.columns])


@cache
def declared_tables() -> dict[str, TableDeclaration]:
    """Every table by name, in the file's order: facts, then dictionaries."""
    text = resources.files("imr_graph.tables").joinpath("tables.toml").read_text(encoding="utf-8")
    tables = [_table(entry) for entry in tomllib.loads(text)["table"]]
    return {table.name: table for table in tables}


def fact_tables() -> tuple[TableDeclaration, ...]:
    """The tables whose rows are a letter's."""
    return tuple(table for table in declared_tables().values() if table.role == "fact")


def _table(entry: dict[str, Any]) -> TableDeclaration:
    columns = tuple(Column(**column) for column in entry["columns"])
    return TableDeclaration(**{**entry, "key": tuple(entry["key"]), "columns": columns})
