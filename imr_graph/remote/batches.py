"""N-Triples cut into requests, by the number of triples and by bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from imr_graph.errors import RemoteStoreError

# A triple is a line. Matching stops at the first space or angle bracket, so it is linear.
_BLANK_NODE: Final = re.compile(rb"^[ \t]*(?:_:|<[^>\n]*>[ \t]*<[^>\n]*>[ \t]*_:)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class BatchSize:
    """What one request may hold; a single triple larger than that makes a request of its own.

    Args:
        triples: lines of N-Triples.
        size: bytes of N-Triples.
    """

    triples: int
    size: int


ADDED: Final = BatchSize(triples=50_000, size=8 << 20)
"""Of a POST to the graph store: that is read as a stream, so a batch is bounded by what a retry costs."""

REMOVED: Final = BatchSize(triples=2_000, size=1 << 20)
"""Of a ``DELETE DATA``, which is compiled as a whole: Virtuoso refuses one of 10,000 triples."""


def batches(ntriples: Iterable[bytes], size: BatchSize) -> Iterator[bytes]:
    """Documents of N-Triples joined and cut at the ends of lines.

    Args:
        ntriples: documents, UTF-8, each ending in a line's end.
        size: what one batch may hold.

    Raises:
        RemoteStoreError: a triple has a blank node; sent again it would be a second one.
    """
    held: list[bytes] = []
    space = size.size
    for document in ntriples:
        if _BLANK_NODE.search(document):
            raise RemoteStoreError("a triple with a blank node cannot be sent: a retry would add it twice")
        for line in document.splitlines(keepends=True):
            if held and (len(line) > space or len(held) == size.triples):
                yield b"".join(held)
                held, space = [], size.size
            held.append(line)
            space -= len(line)
    if held:
        yield b"".join(held)
