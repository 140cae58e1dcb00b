"""One letter as it is kept: its record, and the text that the record's evidence points into."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from imr_graph.record import Evidence, Record


@dataclass(frozen=True)
class Determination:
    """One letter.

    >>> import imr_graph
    >>> with imr_graph.open("my-graph") as graph:
    ...     letter = graph.determination("CM14-9900001")
    >>> letter.record.items[0].decision
    'upheld'
    >>> letter.words("/items/0/decision")
    ('Upheld',)

    Attributes:
        record: what was read, typed.
        text: the kept text.
    """

    record: Record
    text: str

    @cached_property
    def evidence(self) -> dict[str, Evidence]:
        """By JSON pointer of a value in the record (``/items/0/drug/strength``), where it stands."""
        return {one.path: one for one in self.record.evidence}

    def words(self, path: str) -> tuple[str, ...]:
        """The words of the letter that a value was read from, run by run.

        Args:
            path: JSON pointer of the value in the record.

        Raises:
            KeyError: nothing was read there.
        """
        if path not in self.evidence:
            raise KeyError(f"nothing was read for {path!r} of {self.record.identifier}")
        return tuple(self.text[start:end] for start, end in self.evidence[path].spans)
