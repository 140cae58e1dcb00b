"""Triples loaded ahead of the settlement: all of them, errors told, nothing that was removed for good."""

from __future__ import annotations

import time
from collections.abc import Iterable

import pytest
import zstandard
from pyoxigraph import Quad

from imr_graph.build.ahead import LoadingAhead
from imr_graph.remote.letters import LetterStatements
from imr_graph.store.ledger import Tombstones
from imr_graph.store.staging import StagedLetter
from tests.factories import make_record
from tests.store.graphs import kept


class Triples:
    """Notes what is put, and fails after so many letters."""

    def __init__(self, fails_after: int | None = None) -> None:
        self.fails_after = fails_after
        self.taken: list[LetterStatements] = []

    def put(self, letters: Iterable[LetterStatements]) -> None:
        for letter in letters:
            if len(self.taken) == self.fails_after:
                raise OSError("the disk is full")
            self.taken.append(letter)

    def remove(self, letters: Iterable[LetterStatements]) -> None:
        raise AssertionError(letters)

    def replace(self, letters: Iterable[tuple[str, bytes, bytes]]) -> None:
        raise AssertionError(letters)

    def renew(self, quads: Iterable[Quad]) -> None:
        raise AssertionError(quads)

    def count(self) -> int:
        return len(self.taken)

    def finish(self) -> None:
        raise AssertionError

    def close(self) -> None:
        raise AssertionError


def chunk(first: int, size: int = 3) -> list[StagedLetter]:
    numbers = range(first, first + size)
    records = [make_record(case_number=f"CM16-{number:07}") for number in numbers]
    return [
        StagedLetter(
            letter=kept(record, "text"),
            source="a.txt",
            file_sha256=None,
            triples=zstandard.compress(f"triples of {record.identifier}".encode()),
        )
        for record in records
    ]


def test_all_come_in_their_order() -> None:
    triples = Triples()
    with LoadingAhead(triples, Tombstones()) as ahead:
        for first in range(0, 60, 3):
            ahead.take(chunk(first))
        ahead.end()
    wanted = [f"CM16-{number:07}" for number in range(60)]
    assert triples.taken == [(name, f"triples of {name}".encode()) for name in wanted]


def test_what_was_removed_for_good_is_left_out() -> None:
    triples = Triples()
    with LoadingAhead(triples, Tombstones([("CM16-0000001", "body-1")])) as ahead:
        ahead.take(chunk(0))
        ahead.take(chunk(1, 1))
        ahead.end()
    assert [name for name, _ in triples.taken] == ["CM16-0000000", "CM16-0000002"]


def test_what_the_store_raises_is_told_to_who_gives_more() -> None:
    triples = Triples(fails_after=4)

    def give() -> None:
        with LoadingAhead(triples, Tombstones()) as ahead:
            for first in range(0, 600, 3):
                ahead.take(chunk(first))
            ahead.end()

    with pytest.raises(OSError, match="the disk is full"):
        give()


def test_what_the_store_raises_is_told_at_the_end() -> None:
    triples = Triples(fails_after=2)
    with LoadingAhead(triples, Tombstones()) as ahead:
        ahead.take(chunk(0))
        with pytest.raises(OSError, match="the disk is full"):
            ahead.end()


def test_who_gives_up_waits_for_nothing() -> None:
    class Slow(Triples):
        def put(self, letters: Iterable[LetterStatements]) -> None:
            for letter in letters:
                time.sleep(0.01)
                self.taken.append(letter)

    triples = Slow()

    def give_up() -> None:
        with LoadingAhead(triples, Tombstones()) as ahead:
            for first in range(0, 15, 3):
                ahead.take(chunk(first))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        give_up()
    assert len(triples.taken) < 15
