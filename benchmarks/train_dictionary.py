"""Train the dictionary that records and kept texts are packed with, on synthetic letters alone.

    python benchmarks/train_dictionary.py imr_graph/store/data/40001.zdict

A dictionary that graphs have been built with is never replaced: a new one gets the next number,
and ``imr_graph.store.packing.DICTIONARY`` names it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
import zstandard

from imr_graph.extract.letter import parse_letter
from imr_graph.letters.reader import LetterText
from imr_graph.synthesize import synthetic_letters

_SIZE: Final = 32_768
"""Bytes. Of 16, 32, 64 and 110 kB this is where letters that are not synthetic stop to gain."""
_LETTERS: Final = 1_000
_SEED: Final = 5


def samples() -> Iterator[bytes]:
    """Kept text and record of each letter, as they are packed."""
    for letter in synthetic_letters(_LETTERS, _SEED):
        record = parse_letter(LetterText(letter.name, letter.text))
        yield letter.text.encode()
        yield msgspec.json.encode(msgspec.structs.replace(record, source=None))


def main() -> None:
    """Train and write."""
    if len(sys.argv) != 2:
        sys.exit("usage: python benchmarks/train_dictionary.py imr_graph/store/data/NUMBER.zdict")
    path = Path(sys.argv[1])
    trained = zstandard.train_dictionary(_SIZE, list(samples()), dict_id=int(path.stem))
    path.write_bytes(trained.as_bytes())
    print(f"{path}: {len(trained)} bytes")


if __name__ == "__main__":
    main()
