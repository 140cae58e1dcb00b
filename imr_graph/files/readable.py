"""The fact tables as people read them: numbers of dictionaries replaced by paths, labels and words.

One SELECT a table, in SQL that DuckDB and SQLite both understand: the files of Parquet and CSV are its rows,
and the databases have it as a view. Each row of a letter brings its identifier and whether it is synthetic.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from imr_graph.tables.declaration import CODED, Column, TableDeclaration, declared_tables

PREFIX: Final = "readable_"
"""How the names of the views begin."""

_TEXTS_OF: Final = {"text": ("texts", "words"), "set": ("ingredient_sets", "label")}
"""Types whose numbers stand for one text each: table and column that has it."""

_SPELLED_OUT: Final = frozenset({"texts", "ingredient_sets"})
"""Dictionaries that say nothing beside the texts, which stand in place of their numbers."""


@dataclass(frozen=True, slots=True)
class ReadableColumn:
    """One column of a readable table.

    Args:
        name: of the column.
        sql: what it is.
        type: as DuckDB calls it.
        meaning: for the data dictionary.
        optional: whether a row may lack it.
    """

    name: str
    sql: str
    type: str
    meaning: str
    optional: bool

    @property
    def is_text(self) -> bool:
        """Whether its values are texts."""
        return self.type == "VARCHAR"


@dataclass(frozen=True, slots=True)
class ReadableTable:
    """One readable table.

    Args:
        name: that of the fact table or dictionary.
        meaning: what one row is.
        columns: in order.
        joins: the tables that give the words, as SQL; ``{schema}`` stands before their names.
        order: SQL of what tells the rows apart, which orders them.
    """

    name: str
    meaning: str
    columns: tuple[ReadableColumn, ...]
    joins: tuple[str, ...]
    order: tuple[str, ...]

    @property
    def view(self) -> str:
        """The name of the view in the databases."""
        return PREFIX + self.name

    def select(self, schema: str = "") -> str:
        """The statement that gives its rows, without an order.

        Args:
            schema: of the tables, with a dot after it.
        """
        columns = ", ".join(f'{column.sql} AS "{column.name}"' for column in self.columns)
        joins = "".join(f" LEFT JOIN {join.format(schema=schema)}" for join in self.joins)
        return f"SELECT {columns} FROM {schema}{self.name} AS t{joins}"


@cache
def readable_tables() -> dict[str, ReadableTable]:
    """Every readable table by name, in the order of the declarations."""
    tables = (table for table in declared_tables().values() if table.name not in _SPELLED_OUT)
    return {table.name: _readable(table) for table in tables}


def _readable(table: TableDeclaration) -> ReadableTable:
    columns: list[ReadableColumn] = []
    joins: list[str] = []
    for column in table.columns:
        columns += _columns(table, column, joins)
        if column.type == "letter" and table.name != "determinations":
            joins.append("{schema}determinations AS d ON d.letter = t.letter")
            columns += _of_the_letter()
    order = tuple(f't."{name}"' for name in table.key)
    return ReadableTable(table.name, table.meaning, tuple(columns), tuple(joins), order)


def _columns(table: TableDeclaration, column: Column, joins: list[str]) -> Iterator[ReadableColumn]:
    """What stands for a column, and the joins that it needs."""
    name, sql = column.name, f't."{column.name}"'
    own = CODED.get(column.type) == table.name and table.key == (name,)
    if column.type == "concept" and not own:
        alias = f"c_{name}"
        joins.append(f"{{schema}}concepts AS {alias} ON {alias}.concept = {sql}")
        yield ReadableColumn(
            name, f"{alias}.path", "VARCHAR", f"{column.meaning} Path of the concept.", column.optional
        )
        meaning = f"Label of the concept in `{name}`."
        yield ReadableColumn(f"{name}_label", f"{alias}.label", "VARCHAR", meaning, optional=True)
    elif column.type in _TEXTS_OF:
        dictionary, words = _TEXTS_OF[column.type]
        alias = f"w_{name}"
        key = declared_tables()[dictionary].key[0]
        joins.append(f'{{schema}}{dictionary} AS {alias} ON {alias}."{key}" = {sql}')
        yield ReadableColumn(name, f"{alias}.{words}", "VARCHAR", column.meaning, column.optional)
    elif not (own and column.type == "concept"):
        yield ReadableColumn(name, sql, column.duckdb_type, column.meaning, column.optional)
        if column.type == "place" and not own:
            yield from _of_the_place(name, sql, joins)


def _of_the_place(name: str, sql: str, joins: list[str]) -> Iterator[ReadableColumn]:
    joins.append(f"{{schema}}places AS p_{name} ON p_{name}.place = {sql}")
    joins.append(f"{{schema}}concepts AS c_{name} ON c_{name}.concept = p_{name}.concept")
    for suffix, column, type_, meaning in (
        ("concept", f"c_{name}.path", "VARCHAR", "Path of the page's or section's concept"),
        ("label", f"c_{name}.label", "VARCHAR", "Label of that concept"),
        ("page", f"p_{name}.page", "INTEGER", "Number of the page, where it is one"),
    ):
        meaning += "; table `places` has the rest." if suffix == "concept" else "."
        yield ReadableColumn(f"{name}_{suffix}", column, type_, meaning, optional=True)


def _of_the_letter() -> Iterator[ReadableColumn]:
    letters = {column.name: column for column in declared_tables()["determinations"].columns}
    for name in ("identifier", "synthetic"):
        column = letters[name]
        yield ReadableColumn(name, f"d.{name}", column.duckdb_type, column.meaning, optional=False)
