"""The triples of a graph in its own folder, as a build puts them there."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Final

from pyoxigraph import Quad, RdfFormat, parse

from imr_graph.build.schemes import renew_named_graphs
from imr_graph.remote.letters import LetterStatements
from imr_graph.store.triple_store import OxigraphStore

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BUFFER: Final = 1 << 20

_FIRST_PART: Final = 4_500_000_000
"""Bytes of N-Triples, some 24 million triples, after which a store is optimised before more is loaded.

RocksDB compresses what it compacts below a level that holds 512 MB already, and nothing else: a store
that is loaded in one go and optimised once stays without compression, at nearly twice the bytes.
"""


class EmbeddedLetters:
    """Letters' triples in the store of a draft, which keeps nothing before it is published.

    Args:
        store: the draft's; whoever opened it closes it.
        held: how many triples it had, where nothing but new letters will be put: they are counted as
            they come then, since Oxigraph goes over all triples to count them. None for all else.
    """

    def __init__(self, store: OxigraphStore, held: int | None = None) -> None:
        self._store = store
        self._counted = held

    def put(self, letters: Iterable[LetterStatements]) -> None:
        """Add letters in bulk, while they come."""
        pieces = self._counting(ntriples for _, ntriples in letters)
        self._load(_up_to(_FIRST_PART, pieces))
        for piece in pieces:
            self._store.optimize()
            self._load(chain([piece], pieces))

    def _counting(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            if self._counted is not None:
                self._counted += len(set(piece.splitlines()))
            yield piece

    def _load(self, pieces: Iterator[bytes]) -> None:
        with io.BufferedReader(ByteStream(pieces), _BUFFER) as stream:
            self._store.load(stream)

    def remove(self, letters: Iterable[LetterStatements]) -> None:
        """Remove exactly these triples."""
        for _, ntriples in letters:
            self._store.remove(parse(ntriples, format=RdfFormat.N_TRIPLES))

    def replace(self, letters: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Add what is new in these letters, and remove what is old."""
        for _, before, now in letters:
            held, wanted = (set(parse(one, format=RdfFormat.N_TRIPLES)) for one in (before, now))
            self._store.add(wanted - held)
            self._store.remove(held - wanted)

    def renew(self, quads: Iterable[Quad]) -> None:
        """Put ontology and schemes as they are now."""
        renew_named_graphs(self._store, quads)

    def count(self) -> int:
        """The number of triples, ontology and schemes included."""
        return len(self._store) if self._counted is None else self._counted

    def finish(self) -> None:
        """Nothing is held back; the draft's store is synced when it is published."""

    def close(self) -> None:
        """The draft closes its store itself."""


def _up_to(size: int, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The first pieces, until they have as many bytes."""
    while size > 0 and (piece := next(pieces, None)) is not None:
        size -= len(piece)
        yield piece


class ByteStream(io.RawIOBase):
    """Pieces of bytes, read as a file while they come. What goes wrong in making them is raised at the end.

    A library that reads the stream may not hand on an error of ours; so it sees the end of the
    file, and closing the stream tells.
    """

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")
        self._error: Exception | None = None

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill a buffer as far as one piece does; 0 at the end."""
        while not self._left and self._error is None:
            try:
                self._left = memoryview(next(self._pieces))
            except StopIteration:
                return 0
            except Exception as error:  # noqa: BLE001 - raised again by close
                self._error = error
        target = memoryview(buffer).cast("B")
        taken = min(len(target), len(self._left))
        target[:taken] = self._left[:taken]
        self._left = self._left[taken:]
        return taken

    def close(self) -> None:
        """End reading.

        Raises:
            Exception: what making the pieces raised.
        """
        super().close()
        error, self._error = self._error, None
        if error is not None:
            raise error
