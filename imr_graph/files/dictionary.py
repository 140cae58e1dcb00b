"""The data dictionary: every column of every table, as CSV and as a page, made of the declarations."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from imr_graph.files.databases import references
from imr_graph.files.readable import PREFIX, readable_tables
from imr_graph.questions.spreadsheet import cell
from imr_graph.rdf.vocabulary import CONCEPT
from imr_graph.tables.declaration import declared_tables

_COLUMNS: Final = ("form", "table", "column", "type", "optional", "points_to", "meaning")

_HEAD: Final = f"""# Data dictionary

Two forms of the same tables:

- **readable**: the files of Parquet and CSV, and the views `{PREFIX}…` of the databases. Concepts stand as
  paths (`drug/norco`; the IRI is `{CONCEPT}` and the path) with their labels beside
  them, printed words as words, and each row of a letter has the letter's identifier and whether it is
  synthetic.
- **coded**: the tables of `imr-graph.duckdb` and `imr-graph.sqlite`. Concepts, words, sets of ingredients and
  places are numbers of rows of the dictionaries; in SQLite these are foreign keys.

`letter` and `item` are numbers that hold inside one version of the graph; `identifier` is what stays. Empty
(NULL) means: not printed in the letter, or not known to any table.
"""


def dictionary_csv() -> bytes:
    """All columns of both forms, a row each."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([cell(value) for value in row] for row in (*_readable(), *_coded()))
    return text.getvalue().encode()


def dictionary_page() -> bytes:
    """The same as a page of markdown."""
    lines = [_HEAD]
    meanings = {table.name: table.meaning for table in declared_tables().values()}
    for form, rows in (("Readable", list(_readable())), ("Coded", list(_coded()))):
        lines.append(f"\n## {form} tables")
        for name in dict.fromkeys(row[1] for row in rows):
            lines.append(f"\n### {form}: {name}\n\n{meanings[name]}\n")
            lines.append("| column | type | points to | meaning |\n|---|---|---|---|")
            lines.extend(map(_line, (row for row in rows if row[1] == name)))
    return ("\n".join(lines) + "\n").encode()


def _line(row: Sequence[str]) -> str:
    _, _, column, type_, optional, points_to, meaning = row
    given = f"{type_}{', optional' if optional == 'yes' else ''}"
    return f"| `{column}` | {given} | {points_to} | {meaning} |"


def _readable() -> Iterator[tuple[str, ...]]:
    for table in readable_tables().values():
        for column in table.columns:
            yield (
                "readable",
                table.name,
                column.name,
                column.type,
                _yes(column.optional),
                "",
                column.meaning,
            )


def _coded() -> Iterator[tuple[str, ...]]:
    for table in declared_tables().values():
        others = {columns[0]: other for columns, other, _ in references(table) if len(columns) == 1}
        for column in table.columns:
            points_to = others.get(column.name, "")
            given = ("coded", table.name, column.name, column.duckdb_type, _yes(column.optional), points_to)
            yield (*given, column.meaning)


def _yes(value: bool) -> str:
    return "yes" if value else "no"
