"""The records of all letters as JSON Lines: what ``imr-graph parse`` prints, in order of identifiers."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from imr_graph.files.products import Compression
from imr_graph.files.streams import compressed
from imr_graph.store.graph import Graph

_BATCH: Final = 200
"""Letters that are read at once."""


def write_records(graph: Graph, path: Path, compression: Compression = "gzip") -> int:
    """Write all records; ``source`` is null in each, since where a file lay is no part of a graph.

    Returns:
        How many.

    Raises:
        OSError: the disk fails.
    """
    encoder = msgspec.json.Encoder()
    identifiers = graph.identifiers()
    with compressed(path, compression) as sink:
        for begin in range(0, len(identifiers), _BATCH):
            batch = identifiers[begin : begin + _BATCH]
            records = graph.records(batch)
            sink.write(b"".join(encoder.encode(records[name]) + b"\n" for name in batch))
    return len(identifiers)
