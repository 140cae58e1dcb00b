"""The numbers that a file gives to concepts, texts, ingredient sets and places while it is filled."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, Generic, TypeVar

import pyarrow as pa
from duckdb import DuckDBPyConnection

from imr_graph.tables.batch import FactBatch
from imr_graph.tables.declaration import declared_tables
from imr_graph.tables.scheme_rows import scheme_rows

_Key = TypeVar("_Key", bound=Hashable)


class _Numbers(Generic[_Key]):
    """Keys by number, and those that the file has not got yet."""

    def __init__(self, known: Iterable[tuple[_Key, int]] = ()) -> None:
        self._codes = dict(known)
        self._next = max(self._codes.values(), default=-1) + 1
        self.new: list[tuple[int, _Key]] = []

    def code(self, key: _Key) -> int:
        code = self._codes.get(key)
        if code is None:
            code = self._codes[key] = self._next
            self._next += 1
            self.new.append((code, key))
        return code

    def codes(self, keys: Iterable[_Key]) -> pa.Array:
        """The keys' numbers, as what a batch's numbers are looked up in."""
        return pa.array([self.code(key) for key in keys], pa.int32())


class Dictionaries:
    """All four dictionaries of a file that is open for writing."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection
        self._concepts = _Numbers[str](self._rows("SELECT path, concept FROM concepts"))
        self._texts = _Numbers[str](self._rows("SELECT words, text FROM texts"))
        self._sets = _Numbers[str](self._rows("SELECT label, ingredient_set FROM ingredient_sets"))
        self._members = set(self._rows("SELECT ingredient_set, ingredient FROM drug_ingredients"))
        self._new_members: list[tuple[int, int]] = []
        columns = ", ".join(column.name for column in declared_tables()["places"].columns[1:])
        self._places = _Numbers[tuple[int | None, ...]](
            (row[1:], row[0]) for row in self._rows(f"SELECT place, {columns} FROM places")
        )

    def numbers_of(self, batch: FactBatch) -> dict[str, pa.Array]:
        """By column type: the file's number for each number of the batch."""
        for label, paths in batch.sets:
            code = self._sets.code(label)
            members = {(code, self._concepts.code(path)) for path in paths}
            self._new_members.extend(sorted(members - self._members))
            self._members |= members
        return {
            "concept": self._concepts.codes(batch.concepts),
            "text": self._texts.codes(batch.texts),
            "set": self._sets.codes(label for label, _ in batch.sets),
            "place": self._places.codes(map(self._place_key, batch.places)),
        }

    def _place_key(self, place: tuple[Any, ...]) -> tuple[int | None, ...]:
        document, edition, year, concept, page, chapter, folded_chapter, folded_words = place
        concepts, texts = self._concepts, self._texts
        return (
            concepts.code(document),
            None if edition is None else concepts.code(edition),
            year,
            None if concept is None else concepts.code(concept),
            page,
            None if chapter is None else concepts.code(chapter),
            None if folded_chapter is None else texts.code(folded_chapter),
            None if folded_words is None else texts.code(folded_words),
        )

    def write_new(self) -> None:
        """Put into the file what it has not got yet."""
        self._write("places", [(code, *key) for code, key in _taken(self._places.new)])
        self._write("ingredient_sets", _taken(self._sets.new))
        self._write("drug_ingredients", _taken(self._new_members))
        self._write("texts", [(code, words, words.lower()) for code, words in _taken(self._texts.new)])
        labels = {path: more for path, *more in scheme_rows().concepts}
        self._write(
            "concepts",
            [(code, path, *labels.get(path, (None,) * 3)) for code, path in _taken(self._concepts.new)],
        )

    def _write(self, table: str, rows: list[Any]) -> None:
        if rows:
            insert(self._connection, table, arrow_rows(table, rows))

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql).fetchall()


def arrow_rows(table: str, rows: list[tuple[Any, ...]]) -> pa.Table:
    """Rows as an Arrow table of the declared columns."""
    schema = declared_tables()[table].arrow_schema()
    columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def insert(connection: DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    """Append the rows of an Arrow table."""
    connection.register("arriving", rows)
    connection.execute(f"INSERT INTO {table} SELECT * FROM arriving")
    connection.unregister("arriving")


def _taken(waiting: list[Any]) -> list[Any]:
    taken = waiting.copy()
    waiting.clear()
    return taken
