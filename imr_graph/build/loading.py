"""What was read goes into a draft: triples, kept letters and fact rows, in one pass."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from imr_graph.build.reading import statements, unpack_triples
from imr_graph.build.settling import Settlement
from imr_graph.rdf.iris import Iris
from imr_graph.store.draft import Draft
from imr_graph.store.manifest import EvidenceForm
from imr_graph.store.segments import DraftLetters
from imr_graph.store.staging import StagedChunk
from imr_graph.store.triple_store import TripleStore
from imr_graph.tables import FactBatch, FactTables

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BUFFER: Final = 1 << 20


def take_out(
    draft: Draft, facts: FactTables, identifiers: Iterable[str], iris: Iris, evidence: EvidenceForm
) -> None:
    """Take letters out of triples and fact rows: exactly what their records derive.

    They stay among the kept letters, set aside.

    Args:
        draft: the draft.
        facts: its fact tables.
        identifiers: under which the letters stand.
        iris: of the graph.
        evidence: the form in which the graph holds evidence.
    """
    leaving = sorted(identifiers)
    for identifier in leaving:
        record, text = draft.letters.record(identifier), draft.letters.text(identifier)
        if record is not None and text is not None:
            draft.triples.remove(statements(record, text, iris, evidence))
    facts.remove(leaving)
    draft.letters.forget(leaving)


def load(
    chunks: Iterable[StagedChunk],
    settlement: Settlement,
    triples: TripleStore,
    letters: DraftLetters,
    facts: FactTables,
    on_letters: Callable[[int], object],
) -> None:
    """Put the letters that stand into a draft, and keep those that do not.

    Args:
        chunks: everything that was read.
        settlement: which letters stand.
        triples: the draft's triple store.
        letters: its kept letters.
        facts: its fact tables.
        on_letters: called with the number of letters of each chunk done.
    """

    def statements_of_standing() -> Iterator[bytes]:
        for chunk in chunks:
            standing, aside, places = [], [], []
            for place, staged in enumerate(chunk.letters):
                at = (chunk.number, place)
                places.append(at not in settlement.left_out and at not in settlement.set_aside)
                if places[-1]:
                    standing.append(staged)
                elif at not in settlement.left_out:
                    aside.append(staged.letter)
            letters.put(staged.letter for staged in standing)
            letters.set_aside(aside)
            facts.add(FactBatch.from_bytes(chunk.facts), places)
            yield from (unpack_triples(staged.triples) for staged in standing)
            on_letters(len(places))

    with io.BufferedReader(ByteStream(statements_of_standing()), _BUFFER) as stream:
        triples.load(stream)


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
