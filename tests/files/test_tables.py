"""Tables: Parquet read by DuckDB, polars and pandas, CSV by anything, databases with their keys."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from imr_graph.errors import GraphDirectoryError
from imr_graph.files.databases import references, write_sqlite
from imr_graph.files.dictionary import dictionary_csv, dictionary_page
from imr_graph.files.folder import write_files
from imr_graph.files.manifest import FolderManifest
from imr_graph.files.readable import readable_tables
from imr_graph.files.tables import facts_attached
from imr_graph.questions.spreadsheet import FORMULA_STARTS, cell, guarded_sql
from imr_graph.store.graph import Graph
from imr_graph.tables.declaration import declared_tables
from tests.files.conftest import unpacked

READABLE = readable_tables()


@pytest.fixture(scope="module")
def sqlite(written: tuple[Path, FolderManifest]) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{written[0]}/imr-graph.sqlite?mode=ro", uri=True)) as opened:
        yield opened


@pytest.fixture(scope="module")
def duck(written: tuple[Path, FolderManifest]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(written[0] / "imr-graph.duckdb"), read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def counts(files_graph: Graph) -> dict[str, int]:
    """Rows of each table of the graph itself."""
    with duckdb.connect(str(files_graph.facts_path), read_only=True) as facts:
        return {
            name: facts.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in declared_tables()
        }


def listed(manifest: FolderManifest, product: str) -> dict[str, int | None]:
    return {
        re.split(r"[/.]", one.name)[1]: one.rows
        for one in manifest.files
        if one.name.startswith(f"{product}/")
    }


@pytest.mark.parametrize("product", ["parquet", "csv"])
def test_the_list_counts_the_rows_of_the_graph(
    written: tuple[Path, FolderManifest], counts: dict[str, int], product: str
) -> None:
    assert listed(written[1], product) == {name: counts[name] for name in READABLE}


@pytest.mark.parametrize("name", READABLE)
def test_parquet_is_read_by_three_programs_alike(
    written: tuple[Path, FolderManifest], counts: dict[str, int], name: str
) -> None:
    path = written[0] / "parquet" / f"{name}.parquet"
    columns = [column.name for column in READABLE[name].columns]
    read = duckdb.read_parquet(str(path))
    frame, other = pl.read_parquet(path), pd.read_parquet(path)
    assert read.columns == frame.columns == list(other.columns) == columns
    assert len(read.fetchall()) == len(frame) == len(other) == counts[name]
    types = {column.name: column.type for column in READABLE[name].columns}
    assert dict(zip(read.columns, map(str, read.types), strict=True)) == types


@pytest.mark.parametrize("name", READABLE)
def test_csv_has_the_rows_of_parquet(written: tuple[Path, FolderManifest], name: str) -> None:
    text = unpacked(written[0] / "csv" / f"{name}.csv.gz").decode()
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert head == [column.name for column in READABLE[name].columns]
    same = pq.read_table(written[0] / "parquet" / f"{name}.parquet").to_pylist()
    assert rows == [[plain(value) for value in row.values()] for row in same]


def plain(value: Any) -> str:
    return f"{value}" if isinstance(value, float) else cell(value)


def test_parquet_says_what_it_is(written: tuple[Path, FolderManifest]) -> None:
    metadata = pq.read_schema(written[0] / "parquet" / "items.parquet").metadata
    said = msgspec.json.decode(metadata[b"imr-graph"])
    assert said["note"] == written[1].note != ""
    assert said["version"] == written[1].version


def test_items_are_read_without_any_other_table(written: tuple[Path, FolderManifest]) -> None:
    items = pl.read_parquet(written[0] / "parquet" / "items.parquet")
    assert set(items["outcome"]) == {"decision/upheld", "decision/overturned", "decision/modified"}
    assert items.filter(pl.col("category") == "category/pharmaceutical")[
        "category_label"
    ].unique().to_list() == ["Pharmaceutical"]
    assert items["identifier"].str.contains("^(CM|body-)").all()
    places = pl.read_parquet(written[0] / "parquet" / "cited_places.parquet")
    assert places["place_label"].is_not_null().any()


def test_each_database_has_the_rows_of_the_graph(
    sqlite: sqlite3.Connection,
    duck: duckdb.DuckDBPyConnection,
    counts: dict[str, int],
    written: tuple[Path, FolderManifest],
) -> None:
    for name, count in counts.items():
        for database in (sqlite, duck):
            assert database.execute(f"SELECT count(*) FROM {name}").fetchall() == [(count,)], name
    told = {one.name: one.tables for one in written[1].files if one.tables is not None}
    assert told == {"imr-graph.duckdb": counts, "imr-graph.sqlite": counts}


def test_the_views_of_both_databases_say_the_same(
    sqlite: sqlite3.Connection, duck: duckdb.DuckDBPyConnection, written: tuple[Path, FolderManifest]
) -> None:
    for name, table in READABLE.items():
        columns = ", ".join(
            f'CAST("{one.name}" AS INTEGER)' if one.type == "BOOLEAN" else f'CAST("{one.name}" AS VARCHAR)'
            for one in table.columns
            if one.type != "DOUBLE"
        )
        asked = f"SELECT {columns} FROM {table.view}"
        assert sorted(map(repr, sqlite.execute(asked))) == sorted(
            map(repr, duck.execute(asked).fetchall())
        ), name


def test_sqlite_holds_its_keys(sqlite: sqlite3.Connection) -> None:
    assert sqlite.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert sqlite.execute("PRAGMA foreign_key_check").fetchall() == []
    declared = sum(
        len(sqlite.execute(f"PRAGMA foreign_key_list({name})").fetchall()) for name in declared_tables()
    )
    assert declared == sum(len(key) for one in declared_tables().values() for key, _, _ in references(one))
    pointed = {other for _, other, _ in references(declared_tables()["cited_places"])}
    assert {"items", "determinations", "concepts", "texts", "places", "citations"} <= pointed


def test_a_row_that_points_nowhere_would_be_found(
    written: tuple[Path, FolderManifest], tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes((written[0] / "imr-graph.sqlite").read_bytes())
    with closing(sqlite3.connect(copy)) as database:
        database.execute("DELETE FROM items WHERE item = 0")
        assert {row[0] for row in database.execute("PRAGMA foreign_key_check")} >= {"citations"}


def test_each_database_says_what_it_is(sqlite: sqlite3.Connection, duck: duckdb.DuckDBPyConnection) -> None:
    said = dict(sqlite.execute("SELECT * FROM about").fetchall())
    assert said == dict(duck.execute("SELECT * FROM about").fetchall())
    assert "synthetic" in said["note"]
    comments = dict(duck.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall())
    assert comments["items"] == declared_tables()["items"].meaning


def test_the_dictionary_has_every_column_of_every_file(
    written: tuple[Path, FolderManifest], sqlite: sqlite3.Connection
) -> None:
    rows = list(csv.DictReader(io.StringIO(dictionary_csv().decode(), newline="")))
    told = {(row["form"], row["table"], row["column"]) for row in rows}
    assert len(told) == len(rows)
    for name in READABLE:
        for column in pq.read_schema(written[0] / "parquet" / f"{name}.parquet").names:
            assert ("readable", name, column) in told
    for name in declared_tables():
        for _, column, *_ in sqlite.execute(f"PRAGMA table_info({name})"):
            assert ("coded", name, column) in told
    assert len(told) == sum(
        len(one.columns) for tables in (READABLE, declared_tables()) for one in tables.values()
    )
    assert all(row["meaning"].endswith(".") for row in rows)
    page = dictionary_page().decode()
    assert all(f"### Readable: {name}\n" in page for name in READABLE)


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_sql_and_python_guard_alike(start: str) -> None:
    for text in (f"{start}1", f"1{start}", start, "", "'", None):
        [(guarded,)] = duckdb.execute(
            f"SELECT {guarded_sql('x')} FROM (SELECT ?::VARCHAR AS x)", [text]
        ).fetchall()
        assert (guarded or "") == cell(text)


def test_a_formula_in_a_letter_is_a_text_in_csv(tmp_path: Path, files_graph: Graph) -> None:
    """As the files write it: the tables' own text is changed, in a copy of them."""
    facts = tmp_path / "facts.duckdb"
    assert files_graph.facts_path is not None
    facts.write_bytes(files_graph.facts_path.read_bytes())
    with duckdb.connect(str(facts)) as connection:
        connection.execute(
            "UPDATE texts SET words = '=HYPERLINK(\"x\")' WHERE text = (SELECT min(words) FROM diagnoses)"
        )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Graph, "facts_path", property(lambda _: facts))
        write_files(files_graph, tmp_path / "out", ["csv", "parquet"])
    text = unpacked(tmp_path / "out" / "csv" / "diagnoses.csv.gz").decode()
    assert "'=HYPERLINK" in text
    assert ",=HYPERLINK" not in text
    words = pl.read_parquet(tmp_path / "out" / "parquet" / "diagnoses.parquet")["words"]
    assert '=HYPERLINK("x")' in words.to_list()


def test_a_graph_without_tables_says_what_to_do(
    files_graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Graph, "facts_path", property(lambda _: None))
    with pytest.raises(GraphDirectoryError, match="imr-graph build"):
        write_files(files_graph, tmp_path / "out", ["csv"])


def test_a_file_of_sqlite_can_be_asked_as_the_guide_says(files_graph: Graph, tmp_path: Path) -> None:
    with facts_attached(files_graph, tmp_path / "spill") as connection:
        write_sqlite(connection, tmp_path / "own.sqlite", {"title": "x"})
    with closing(sqlite3.connect(tmp_path / "own.sqlite")) as database:
        rows = database.execute(
            "SELECT category_label, count(*) FROM readable_items "
            "WHERE outcome = 'decision/overturned' GROUP BY 1"
        ).fetchall()
    assert rows
