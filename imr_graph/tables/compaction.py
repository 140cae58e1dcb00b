"""Writes a filled file anew: sorted, numbered in a settled order, without what was removed.

Two files of the same letters hold the same rows then, whatever the order in which letters came, and
nothing is left of a letter that was taken out: neither rows nor texts that it alone had.
"""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from imr_graph.tables.declaration import CODED, TableDeclaration, declared_tables
from imr_graph.tables.dictionaries import arrow_rows, insert
from imr_graph.tables.scheme_rows import scheme_rows

_LETTERS = """
CREATE TEMP TABLE letter_map AS
SELECT letter AS old, row_number() OVER (ORDER BY url_encode(identifier)) - 1 AS new FROM determinations"""

_ITEMS = """
CREATE TEMP TABLE item_map AS
SELECT item AS old, row_number() OVER (ORDER BY letter_map.new, position) - 1 AS new
FROM items JOIN letter_map ON letter_map.old = items.letter"""

_CONCEPTS = """
CREATE TEMP TABLE concept_map AS
SELECT concept AS old, row_number() OVER (ORDER BY path) - 1 AS new FROM concepts"""

_SETS = """
CREATE TEMP TABLE set_map AS
SELECT ingredient_set AS old, row_number() OVER (ORDER BY label) - 1 AS new
FROM ingredient_sets WHERE ingredient_set IN (SELECT ingredient_set FROM drugs)"""

_PLACES = """
CREATE TEMP TABLE place_map AS
SELECT place AS old, row_number() OVER (ORDER BY {key}) - 1 AS new
FROM places {joins} WHERE place IN (SELECT place FROM cited_places)"""

_TEXTS = """
CREATE TEMP TABLE text_map AS
SELECT text AS old, row_number() OVER (ORDER BY words) - 1 AS new FROM texts WHERE text IN ({used})"""


def write_compact(connection: DuckDBPyConnection, schema: str) -> None:
    """Fill the declared tables of an empty attached database from those of the present one.

    Args:
        connection: to the filled file.
        schema: name under which the empty database is attached.
    """
    tables = declared_tables()
    _refresh_schemes(connection)
    connection.execute(_LETTERS)
    connection.execute(_ITEMS)
    connection.execute(_CONCEPTS)
    connection.execute(_SETS)
    place_columns = tables["places"].columns[1:]
    joins = " ".join(
        f"LEFT JOIN {CODED[c.type]} AS {c.name}_of ON {c.name}_of.{c.type} = places.{c.name}"
        for c in place_columns
        if c.type in CODED
    )
    value = {"concept": "path", "text": "words"}
    key = ", ".join(
        f"{c.name}_of.{value[c.type]}" if c.type in CODED else f"places.{c.name}" for c in place_columns
    )
    connection.execute(_PLACES.format(key=key, joins=joins))
    connection.execute(_TEXTS.format(used=_used_texts()))
    for table in tables.values():
        connection.execute(table.ddl(schema))
        connection.execute(_rewritten(table, schema))
    for name in ("letter", "item", *CODED):
        connection.execute(f"DROP TABLE {name}_map")


def _refresh_schemes(connection: DuckDBPyConnection) -> None:
    """Labels and hierarchy as the schemes have them now; concepts that they do not know keep none."""
    rows = scheme_rows()
    known = dict(connection.execute("SELECT path, concept FROM concepts").fetchall())
    following = max(known.values(), default=-1) + 1
    labels = {path: more for path, *more in rows.concepts}
    for path in sorted(labels.keys() - known.keys()):
        known[path] = following
        following += 1
    own_ancestors = [(path, path) for path in known if path not in labels and path.startswith("condition/")]
    for table, filling in (
        ("concepts", [(code, path, *labels.get(path, (None, None, None))) for path, code in known.items()]),
        ("ancestors", [(known[one], known[above]) for one, above in (*rows.ancestors, *own_ancestors)]),
        ("ingredient_classes", [(known[one], known[kind]) for one, kind in rows.ingredient_classes]),
        ("name_classes", [(known[one], known[kind]) for one, kind in rows.name_classes]),
    ):
        connection.execute(f"DELETE FROM {table}")
        insert(connection, table, arrow_rows(table, filling))


def _used_texts() -> str:
    """SQL of the numbers of all texts that rows point to."""
    return " UNION ".join(
        f"SELECT {column.name} FROM {table.name}"
        for table in declared_tables().values()
        for column in table.columns
        if column.type == "text" and table.name != "texts"
    )


def _rewritten(table: TableDeclaration, schema: str) -> str:
    """The statement that copies a table under new numbers, sorted by its key."""
    columns, joins = [], []
    for column in table.columns:
        if column.type in {"letter", "item", *CODED}:
            alias = f"{column.name}_map_of"
            # Inner joins where a value is required: rows of dictionaries that nothing uses fall away.
            kind = "LEFT JOIN" if column.optional else "JOIN"
            joins.append(f"{kind} {column.type}_map AS {alias} ON {alias}.old = t.{column.name}")
            columns.append(f"{alias}.new AS {column.name}")
        else:
            columns.append(f"t.{column.name}")
    return (
        f"INSERT INTO {schema}.{table.name} SELECT {', '.join(columns)} FROM {table.name} AS t "
        f"{' '.join(joins)} ORDER BY {', '.join(map(str, _key_positions(table)))}"
    )


def _key_positions(table: TableDeclaration) -> list[int]:
    names = [column.name for column in table.columns]
    return [names.index(name) + 1 for name in table.key]
