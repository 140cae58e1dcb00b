"""One DuckDB file of fact tables: filled batch by batch, then written compact, then only read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from imr_graph.errors import GraphDirectoryError
from imr_graph.tables.batch import FactBatch
from imr_graph.tables.compaction import write_compact
from imr_graph.tables.declaration import declared_tables, fact_tables
from imr_graph.tables.dictionaries import Dictionaries, insert
from imr_graph.tables.summaries import write_summaries

DEFAULT_MEMORY: Final = "1GB"
"""What DuckDB may hold in memory; what is more goes to disk."""

_FEWEST_THREADS: Final = 4
"""With one or two threads DuckDB groups in one large hash table, which takes twice the time on two cores."""

_ROWS_HELD: Final = 400_000
"""Rows that wait in memory before they are written at once."""

# Nothing is ever fetched, and no file but the opened one is touched.
_CLOSED_IN: Final = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


class FactTables:
    """The fact tables of one version of a graph.

    Threads may share an object that is open for reading: each query has a cursor of its own.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, path: Path, memory: str, *, read_only: bool
    ) -> None:
        self._path = path
        self._memory = memory
        self._waiting: dict[str, list[pa.Table]] = {}
        self._rows_waiting = 0
        self._take(connection, read_only=read_only)

    def _take(self, connection: duckdb.DuckDBPyConnection, *, read_only: bool) -> None:
        """Go on with the file that is open there."""
        self._connection: duckdb.DuckDBPyConnection | None = connection
        self._dictionaries: Dictionaries | None = None
        self._next_letter = self._next_item = 0
        if not read_only:
            self._dictionaries = Dictionaries(connection)
            self._next_letter, self._next_item = connection.execute(
                "SELECT (SELECT 1 + coalesce(max(letter), -1) FROM determinations), "
                "(SELECT 1 + coalesce(max(item), -1) FROM items)"
            ).fetchall()[0]

    @classmethod
    def create(cls, path: Path, memory: str = DEFAULT_MEMORY) -> Self:
        """A new file without letters; ``path`` must not exist.

        Raises:
            GraphDirectoryError: there is a file already, or none can be made.
        """
        if path.exists():
            raise GraphDirectoryError(f"{path}: there are fact tables already")
        connection = _connected(path, memory, read_only=False)
        for table in declared_tables().values():
            connection.execute(table.ddl())
        return cls(connection, path, memory, read_only=False)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = True, memory: str = DEFAULT_MEMORY) -> Self:
        """An existing file.

        Args:
            path: the file.
            read_only: many processes may read one file; one that is written has one owner.
            memory: what DuckDB may hold in memory.

        Raises:
            GraphDirectoryError: there is no such file, or it cannot be opened.
        """
        if not path.is_file():
            raise GraphDirectoryError(f"{path}: no fact tables here")
        return cls(_connected(path, memory, read_only=read_only), path, memory, read_only=read_only)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._waiting.clear()
            self._dictionaries = None
        self.close()

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own for the thread that asks."""
        return self._open.cursor()

    @property
    def _open(self) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            raise GraphDirectoryError(f"{self._path}: the fact tables have been closed")
        return self._connection

    def add(self, batch: FactBatch, places: Sequence[bool]) -> None:
        """Add the rows of some letters of a batch; an identifier must not be there twice.

        Args:
            batch: a chunk's rows.
            places: for each letter of the chunk, whether it is added.

        Raises:
            ValueError: ``places`` is not as long as the chunk.
            GraphDirectoryError: the file is open for reading only.
        """
        if len(places) != batch.letters:
            raise ValueError(f"{len(places)} answers for {batch.letters} letters")
        if self._dictionaries is None:
            raise GraphDirectoryError(f"{self._path}: opened for reading only")
        letters, self._next_letter = _keys(places, self._next_letter)
        kept_items = pc.is_valid(pc.take(letters, batch.tables["items"].column("letter"))).to_pylist()
        items, self._next_item = _keys(kept_items, self._next_item)
        numbers = {"letter": letters, "item": items, **self._dictionaries.numbers_of(batch)}
        for declaration in fact_tables():
            held = batch.tables[declaration.name]
            columns = []
            for column in declaration.columns:
                values = held.column(column.name)
                if column.type in numbers:
                    values = pc.take(numbers[column.type], values)
                columns.append(values)
            table = pa.Table.from_arrays(columns, schema=declaration.arrow_schema())
            if not all(places):
                table = table.filter(pc.is_valid(table.column("letter")))
            self._waiting.setdefault(declaration.name, []).append(table)
            self._rows_waiting += table.num_rows
        if self._rows_waiting >= _ROWS_HELD:
            self._write_waiting()

    def remove(self, identifiers: Iterable[str]) -> None:
        """Take letters out; identifiers that are not there change nothing."""
        self._write_waiting()
        connection = self._open
        connection.register("leaving", pa.table({"identifier": pa.array(list(identifiers), pa.string())}))
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE left_out AS SELECT letter FROM determinations "
            "WHERE identifier IN (SELECT identifier FROM leaving)"
        )
        connection.unregister("leaving")
        for table in fact_tables():
            connection.execute(f"DELETE FROM {table.name} WHERE letter IN (SELECT letter FROM left_out)")
        connection.execute("DROP TABLE left_out")

    def finish(self) -> None:
        """Write the file anew, sorted and without what was removed, with its summaries.

        To be called once before a version is published; the file stays open for writing. An
        interruption leaves the former file.

        Raises:
            GraphDirectoryError: an identifier stands there twice.
        """
        self._write_waiting()
        connection = self._open
        twice = connection.execute(
            "SELECT identifier FROM determinations GROUP BY identifier HAVING count(*) > 1 LIMIT 1"
        ).fetchall()
        if twice:
            raise GraphDirectoryError(f"{self._path}: the letter {twice[0][0]} was added twice")
        new = self._path.with_name(self._path.name + ".new")
        new.unlink(missing_ok=True)
        quoted = str(new).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS compact")
        write_compact(connection, "compact")
        connection.execute("DETACH compact")
        self.close()
        with_summaries = _connected(new, self._memory, read_only=False)
        try:
            write_summaries(with_summaries)
            with_summaries.execute("CHECKPOINT")
        finally:
            with_summaries.close()
        new.replace(self._path)
        self._take(_connected(self._path, self._memory, read_only=False), read_only=False)

    def counts(self) -> dict[str, int]:
        """Rows of each declared table, by name."""
        self._write_waiting()
        names = list(declared_tables())
        row = self.rows("SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in names))[0]
        return dict(zip(names, row, strict=True))

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """The rows that a query gives."""
        return self.connection.execute(sql, parameters).fetchall()

    def close(self) -> None:
        """Write what waits and let go of the file."""
        if self._connection is not None:
            self._write_waiting()
            self._connection.close()
            self._connection = None

    def _write_waiting(self) -> None:
        if self._dictionaries is None:
            return
        self._dictionaries.write_new()
        for name, tables in self._waiting.items():
            insert(self._open, name, pa.concat_tables(tables))
        self._waiting.clear()
        self._rows_waiting = 0


def _keys(kept: Sequence[bool], following: int) -> tuple[pa.Array, int]:
    """A number for each that is kept, nothing for the others; and the number that follows."""
    keys: list[int | None] = []
    for one in kept:
        keys.append(following if one else None)
        following += one
    return pa.array(keys, pa.int32()), following


def _connected(path: Path, memory: str, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    spill = Path(tempfile.gettempdir()) if read_only else path.parent
    config: dict[str, str | bool | int | float | list[str]] = {
        **_CLOSED_IN,
        "memory_limit": memory,
        "threads": max(_FEWEST_THREADS, os.cpu_count() or 1),
        "temp_directory": str(spill / f"{path.name}.spill"),
    }
    try:
        return duckdb.connect(str(path), read_only=read_only, config=config)
    except duckdb.Error as error:
        raise GraphDirectoryError(f"{path}: the fact tables cannot be opened ({error})") from error
