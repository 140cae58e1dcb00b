"""Letters go into a store in parts: each triple once, whatever the size of the parts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from imr_graph.build import placing
from imr_graph.build.placing import EmbeddedLetters
from imr_graph.store.triple_store import OxigraphStore


class Store(OxigraphStore):
    """Counts how often it is optimised."""

    optimized = 0

    def optimize(self) -> None:
        self.optimized += 1
        super().optimize()


@pytest.mark.parametrize(("first_part", "letters", "optimized"), [(1, 5, 1), (10_000, 5, 0), (1, 1, 0)])
def test_each_triple_comes_in_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, first_part: int, letters: int, optimized: int
) -> None:
    monkeypatch.setattr(placing, "_FIRST_PART", first_part)
    store = Store.open(tmp_path / "store")
    given = [(f"CM{n}", f'<urn:{n}> <urn:p> "{n}" .\n'.encode()) for n in range(letters)]
    EmbeddedLetters(store).put(given)
    assert len(store) == letters
    assert store.optimized == optimized


def test_new_letters_are_counted_as_they_come(tmp_path: Path) -> None:
    store = OxigraphStore.open(tmp_path / "store")
    first, second = (b"<urn:1> <urn:p> <urn:o> .\n", b"<urn:2> <urn:p> <urn:o> .\n" * 2)
    EmbeddedLetters(store).put([("CM1", first)])
    growing = EmbeddedLetters(store, held=1)
    growing.put([("CM2", second)])
    assert growing.count() == EmbeddedLetters(store).count() == 2


def test_no_letters_are_no_triples(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "store")
    EmbeddedLetters(store).put([])
    assert len(store) == 0


def test_what_making_the_pieces_raises_is_raised(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(placing, "_FIRST_PART", 1)

    def failing() -> Iterator[tuple[str, bytes]]:
        yield "CM1", b"<urn:1> <urn:p> <urn:o> .\n"
        yield "CM2", b"<urn:2> <urn:p> <urn:o> .\n"
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        EmbeddedLetters(Store.open(tmp_path / "store")).put(failing())
