"""What an extractor hands on: a part of the record, the places its values stand at, warnings."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

from imr_graph.record import RecordWarning, Span

T = TypeVar("T")


class Found(msgspec.Struct, frozen=True):
    """Where one value was read.

    Args:
        path: JSON pointer of the value, relative to the part ("" is the part itself).
        spans: offsets in the *reading* (see ``letters.reading``); several where other words
            come between. Never empty.
        rule: dotted name of the rule that found it (``header.case-number``).
    """

    path: str
    spans: tuple[Span, ...]
    rule: str


class Part(msgspec.Struct, Generic[T], frozen=True):
    """A piece of the record with its evidence and warnings, all relative to itself."""

    value: T
    found: tuple[Found, ...] = ()
    warnings: tuple[RecordWarning, ...] = ()

    def found_under(self, path: str) -> tuple[Found, ...]:
        """The evidence, its pointers moved below ``path``."""
        return tuple([Found(path + f.path, f.spans, f.rule) for f in self.found])

    def warnings_under(self, path: str) -> tuple[RecordWarning, ...]:
        """The warnings, their pointers moved below ``path``."""
        return tuple([RecordWarning(code=w.code, path=path + w.path, detail=w.detail) for w in self.warnings])
