"""The rows of a chunk of letters as Arrow tables: what a worker hands on.

Numbers of concepts, texts, sets and places count in the batch's own lists; the file that takes the
batch gives them its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import pyarrow as pa

from imr_graph.tables.declaration import fact_tables

PlaceKey = tuple[
    str,  # document
    str | None,  # edition
    int | None,  # printed year that no table knows
    str | None,  # concept of the page or section
    int | None,  # page
    str | None,  # chapter of an unknown place
    str | None,  # words of its unknown chapter, in lower case
    str | None,  # words of an unknown section, in lower case
]
"""What tells a cited place from all others: concepts by path."""

Ingredients = tuple[str, tuple[str, ...]]
"""A set's label and the concepts of its known ingredients."""


class _Packed(msgspec.Struct, frozen=True):
    letters: int
    concepts: list[str]
    texts: list[str]
    sets: list[Ingredients]
    places: list[PlaceKey]
    tables: dict[str, bytes]


_OPTIONS = pa.ipc.IpcWriteOptions(compression="zstd")


@dataclass(frozen=True, slots=True)
class FactBatch:
    """The fact rows of a chunk of letters; it can be pickled.

    Args:
        letters: how many letters the chunk has; column ``letter`` is a position among them, from 0.
        concepts: paths that columns of type concept point to.
        texts: what columns of type text point to.
        sets: what columns of type set point to.
        places: what columns of type place point to.
        tables: by name, each with its declared schema.
    """

    letters: int
    concepts: list[str]
    texts: list[str]
    sets: list[Ingredients]
    places: list[PlaceKey]
    tables: dict[str, pa.Table]

    def to_bytes(self) -> bytes:
        """The batch as bytes: Arrow's stream format, compressed, in a small envelope."""
        tables = {}
        for name, table in self.tables.items():
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, table.schema, options=_OPTIONS) as writer:
                writer.write_table(table)
            tables[name] = sink.getvalue().to_pybytes()
        return msgspec.msgpack.encode(
            _Packed(self.letters, self.concepts, self.texts, self.sets, self.places, tables)
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> FactBatch:
        """The batch that ``to_bytes`` wrote.

        Raises:
            ValueError: the bytes are no batch, or one with other columns than are declared now.
        """
        try:
            packed = msgspec.msgpack.decode(data, type=_Packed)
            tables = {name: pa.ipc.open_stream(held).read_all() for name, held in packed.tables.items()}
        except (msgspec.MsgspecError, pa.ArrowException) as error:
            raise ValueError(f"no batch of fact tables: {error}") from error
        for table in fact_tables():
            if table.name not in tables or tables[table.name].schema != table.arrow_schema():
                raise ValueError(f"a batch with other columns of {table.name} than are declared")
        return cls(packed.letters, packed.concepts, packed.texts, packed.sets, packed.places, tables)
