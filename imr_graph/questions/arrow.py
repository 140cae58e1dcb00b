"""Answers in Arrow's columns: the types that a question declares, or those that the values have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from imr_graph.questions.question import ColumnType
from imr_graph.questions.table import Value

if TYPE_CHECKING:
    import pyarrow as pa


def arrow_schema(columns: Sequence[str], types: Sequence[ColumnType]) -> pa.Schema:
    """The schema of an answer.

    Whole numbers are ``int64``, decimals ``float64``, days ``date32``; IRIs, concepts and lists of letters
    are strings, as everywhere else.
    """
    import pyarrow as pa

    known = {"integer": pa.int64(), "decimal": pa.float64(), "date": pa.date32(), "boolean": pa.bool_()}
    fields = zip(columns, types, strict=True)
    return pa.schema([(name, known.get(type_, pa.string())) for name, type_ in fields])


def arrow_batch(schema: pa.Schema, rows: Sequence[Sequence[Value]]) -> pa.RecordBatch:
    """Some rows in columns.

    Raises:
        pyarrow.ArrowInvalid: a value is not of its column's type.
    """
    import pyarrow as pa

    columns: Iterable[tuple[Value, ...]] = zip(*rows, strict=True) if rows else ((),) * len(schema)
    arrays = [
        pa.array([_fitting(value, field.type) for value in column], field.type)
        for field, column in zip(schema, columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def arrow_table(
    columns: Sequence[str],
    rows: Sequence[Sequence[Value]],
    types: Sequence[ColumnType] | None = None,
    metadata: dict[str, str] | None = None,
) -> pa.Table:
    """A whole answer.

    Args:
        columns: names, in order.
        rows: values, each as long as ``columns``.
        types: of the columns; None takes them from the values.
        metadata: goes into the schema.
    """
    import pyarrow as pa

    told = types or [_type_of([row[place] for row in rows]) for place in range(len(columns))]
    schema = arrow_schema(columns, told).with_metadata(metadata)
    return pa.Table.from_batches([arrow_batch(schema, rows)], schema=schema)


def _fitting(value: Value, type_: Any) -> Value:
    """A value as Arrow takes it: what is text by its column is written so, whatever the literal was."""
    import pyarrow as pa

    if value is None or not pa.types.is_string(type_) or isinstance(value, str):
        return value
    return written(value)


def written(value: Value) -> str:
    """A value as text: as RDF and JSON write it.

    >>> written(True), written(1.5), written(None)
    ('true', '1.5', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _type_of(values: Sequence[Value]) -> ColumnType:
    """The one type that all values of a column have; text where there is none."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return "boolean"
    if kinds == {int}:
        return "integer"
    if kinds and kinds <= {int, float}:
        return "decimal"
    return "date" if kinds == {dt.date} else "string"
