"""Rows of an answer, and the response that brings them: as JSON, CSV, Turtle, Arrow or Parquet.

What is sent is written whole before its first byte goes out, to a file without a name where it is long, so
that every limit and every failure is a clean problem.
"""

from __future__ import annotations

import csv
import io
import itertools
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

from imr_graph.questions.arrow import arrow_batch, arrow_schema
from imr_graph.questions.question import Column
from imr_graph.questions.spreadsheet import cell
from imr_graph.questions.table import Value
from server.responses.negotiation import Format
from server.responses.problems import no_room, too_large
from server.rows.turtle import row_triples, table_triples, turtle
from server.settings import Settings
from server.workers.answer import Answer, SpoolRoom
from server.workers.spool import ResultTooLargeError, Spool, SpoolFullError

if TYPE_CHECKING:
    import pyarrow as pa

JSON: Final = Format("json", "application/json")
CSV: Final = Format("csv", "text/csv", text=True)
TURTLE: Final = Format("ttl", "text/turtle", names=("turtle",), text=True)
ARROW: Final = Format("arrow", "application/vnd.apache.arrow.stream")
PARQUET: Final = Format("parquet", "application/vnd.apache.parquet")
FORMATS: Final = (JSON, CSV, TURTLE, ARROW, PARQUET)
"""The first is what a client gets that says nothing."""

_BATCH: Final = 5_000
"""Rows that are turned into columns, or written, at a time."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of an answer.

    Args:
        title: what was asked, in a line.
        columns: in order.
        rows: read once, while they are written.
        total: how many rows the whole answer has.
        said: what JSON tells beside the rows: version, what the answer rests on, its query, the next page.
        url: where they are read; rows in Turtle are named by it.
        offset: rows of the whole answer that stand before these.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Value]]
    total: int
    said: Mapping[str, Any]
    url: str = ""
    offset: int = 0


def spooled(rows: Rows, form: Format, settings: Settings, room: SpoolRoom) -> Answer:
    """The rows as they are sent; blocks.

    Args:
        rows: what is written.
        form: one of ``FORMATS``.
        settings: the limits.
        room: what all results together may take on the disk.

    Raises:
        Problem: they are over a limit, or reading them is.
    """
    taken = 0

    def granted(size: int) -> bool:
        nonlocal taken
        given = room.take(size)
        taken += size if given else 0
        return given

    spool = Spool(settings.result_bytes, settings.result_rows, granted)
    with ExitStack() as undo:
        undo.callback(lambda: room.give_back(taken))
        with closing(spool):
            try:
                _WRITERS[form.name](rows, spool)
                spool.flush()
            except ResultTooLargeError as error:
                raise too_large(str(error)) from error
            except SpoolFullError as error:
                raise no_room(str(error)) from error
            if spool.file is None:
                return Answer(form.media_type, bytes(spool.content))
            descriptor = os.dup(spool.file.fileno())
        undo.pop_all()
        return Answer.of_file(form.media_type, spool.size, descriptor, room, taken)


def _write_json(rows: Rows, spool: Spool) -> None:
    columns = [{"name": one.name, "type": one.type, "doc": one.doc} for one in rows.columns]
    head = {"title": rows.title, **rows.said, "totalCount": rows.total, "columns": columns}
    spool.write(msgspec.json.encode(head)[:-1] + b',"rows":[')
    between = b""
    for batch in _batches(spool.counted(rows.rows)):
        spool.write(between + msgspec.json.encode(batch)[1:-1])
        between = b","
    spool.write(b"]}")


def _write_csv(rows: Rows, spool: Spool) -> None:
    """RFC 4180, in UTF-8; no text of a letter becomes a formula in a spreadsheet."""
    names: list[Sequence[Value]] = [[one.name for one in rows.columns]]
    for batch in itertools.chain([names], _batches(spool.counted(rows.rows))):
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows([cell(value) for value in row] for row in batch)
        spool.write(text.getvalue().encode())


def _write_turtle(rows: Rows, spool: Spool) -> None:
    spool.write(turtle(table_triples(rows.url, rows.title, rows.columns, rows.said), rows.url, head=True))
    number = rows.offset
    for batch in _batches(spool.counted(rows.rows)):
        told = row_triples(rows.url, rows.columns, batch, number)
        spool.write(turtle(told, rows.url, head=False))
        number += len(batch)


def _write_arrow(rows: Rows, spool: Spool) -> None:
    import pyarrow as pa

    schema = _schema(rows)
    with pa.ipc.new_stream(_Sink(spool), schema) as writer:
        for batch in _batches(spool.counted(rows.rows)):
            writer.write_batch(arrow_batch(schema, batch))


def _write_parquet(rows: Rows, spool: Spool) -> None:
    from pyarrow import parquet

    schema = _schema(rows)
    with parquet.ParquetWriter(_Sink(spool), schema, compression="zstd") as writer:
        for batch in _batches(spool.counted(rows.rows)):
            writer.write_batch(arrow_batch(schema, batch))


def _schema(rows: Rows) -> pa.Schema:
    """Columns with their types; what is told beside the rows goes along as metadata."""
    schema = arrow_schema([one.name for one in rows.columns], [one.type for one in rows.columns])
    said = {"title": rows.title, **rows.said, "totalCount": rows.total}
    return schema.with_metadata({"imr-graph": msgspec.json.encode(said)})


class _Sink(io.RawIOBase):
    """A spool as a file that Arrow writes to."""

    def __init__(self, spool: Spool) -> None:
        super().__init__()
        self._spool = spool

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        return self._spool.write(data)

    def tell(self) -> int:
        return self._spool.size


def _batches(rows: Iterable[Sequence[Value]]) -> Iterator[list[Sequence[Value]]]:
    left = iter(rows)
    while batch := list(itertools.islice(left, _BATCH)):
        yield batch


_WRITERS: Final[Mapping[str, Callable[[Rows, Spool], None]]] = {
    JSON.name: _write_json,
    CSV.name: _write_csv,
    TURTLE.name: _write_turtle,
    ARROW.name: _write_arrow,
    PARQUET.name: _write_parquet,
}
