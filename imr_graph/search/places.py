"""From a record's words to the place in the kept text that they were read at.

A record's title or rationale is the letter's reading, its white space folded. So the letters and digits of
both are the same, and each leads back to one place. Where they are not (a record of other rules), nothing is
guessed: the place of the whole value is given, and said to be that.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass

from imr_graph.letters.cleaning import clean
from imr_graph.letters.reading import Reading
from imr_graph.record import Evidence, Record, Span


@dataclass(frozen=True, slots=True)
class Place:
    """Where words of a record stand in the kept text.

    Args:
        spans: runs of the kept text, in order; what stands between them is no part of the words.
        page: on which the first begins, counted from 1.
        is_exact: False where these are the spans of the whole value, of which the words are a part.
    """

    spans: tuple[Span, ...]
    page: int
    is_exact: bool


class KeptPlaces:
    """Leads from the words of one letter's record to its kept text.

    Args:
        record: the letter's.
        kept: its kept text.
    """

    def __init__(self, record: Record, kept: str) -> None:
        self._evidence = {evidence.path: evidence for evidence in record.evidence}
        self._reading = clean(kept)
        self._fields: dict[str, _Field | None] = {}

    def place(self, path: str, words: str, start: int, end: int) -> Place | None:
        """Where a part of a value was read.

        Args:
            path: JSON pointer of the value in the record (``/items/0/rationale``).
            words: the value.
            start: first code point of the part in it.
            end: the code point after its last.

        Returns:
            the place; None where the record does not tell where the value was read.
        """
        evidence = self._evidence.get(path)
        if evidence is None:
            return None
        if path not in self._fields:
            self._fields[path] = _Field.found(self._reading, evidence, words)
        field = self._fields[path]
        spans = field.spans(self._reading, start, end) if field else ()
        if not spans:
            return Place(evidence.spans, evidence.page, is_exact=False)
        return Place(spans, self._reading.kept_page(spans[0][0]), is_exact=True)


@dataclass(frozen=True, slots=True)
class _Field:
    """The letters and digits of a value, one by one.

    Args:
        own: their places in the value.
        read: their places in the reading.
    """

    own: list[int]
    read: list[int]

    @classmethod
    def found(cls, reading: Reading, evidence: Evidence, words: str) -> _Field | None:
        """None where the value's letters are not in its place, or in it more than once."""
        first, last = evidence.spans[0][0], evidence.spans[-1][1]
        low, high = _read_at(reading, first), _read_at(reading, last)
        own = [n for n, sign in enumerate(words) if sign.isalnum()]
        read = [n for n in range(low, high) if reading.text[n].isalnum()]
        sought, held = "".join(words[n] for n in own), "".join(reading.text[n] for n in read)
        at = held.find(sought)
        if at < 0 or not sought or held.find(sought, at + 1) >= 0:
            return None
        return cls(own, read[at : at + len(own)])

    def spans(self, reading: Reading, start: int, end: int) -> tuple[Span, ...]:
        """Where a part of the value stands in the kept text."""
        low, high = bisect.bisect_left(self.own, start), bisect.bisect_left(self.own, end)
        return reading.kept_spans(self.read[low], self.read[high - 1] + 1) if low < high else ()


def _read_at(reading: Reading, kept: int) -> int:
    """The place in the reading of a place in the kept text; of what was cleaned away, the next."""
    index = bisect.bisect_right(reading.pieces, kept, key=lambda piece: piece[1]) - 1
    if index < 0:
        return 0
    at, origin, length, width = reading.pieces[index]
    if length == width:
        return at + min(kept - origin, length)
    return at if kept == origin else at + length
