"""Where synthetic letters go: folders of a thousand, or one JSON line a letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

import msgspec

from imr_graph.synthesize.letters import SyntheticLetter

IN_A_FOLDER: Final = 1000
"""Letters in one folder: more slow file systems and people down."""


def letter_path(letter: SyntheticLetter) -> Path:
    """Where a letter's text goes below the output folder: ``0012/synthetic-0012345.txt``."""
    return Path(f"{letter.number // IN_A_FOLDER:04}", f"{letter.name}.txt")


def write_folders(
    letters: Iterable[SyntheticLetter], out: Path, records: IO[bytes] | None = None
) -> Iterator[Path]:
    """Write letters below a folder, one by one, and yield where each went.

    Args:
        letters: what to write.
        out: the folder; made where it is missing. Files of the same name are written over.
        records: takes one JSON record a line, each with its letter's path as ``source``; without
            it every letter's record stands beside it as ``NAME.gold.json``.
    """
    encoder = msgspec.json.Encoder()
    for letter in letters:
        path = letter_path(letter)
        target = out / path
        if letter.number % IN_A_FOLDER == 0 or not target.parent.is_dir():
            target.parent.mkdir(parents=True, exist_ok=True)
        # bytes: a form feed or a lone \n must not be changed on the way
        target.write_bytes(letter.text.encode())
        if records is None:
            gold = msgspec.json.format(encoder.encode(letter.record), indent=1)
            target.with_suffix(".gold.json").write_bytes(gold + b"\n")
        else:
            records.write(encoder.encode({**letter.record, "source": path.as_posix()}) + b"\n")
        yield target


def write_lines(letters: Iterable[SyntheticLetter], out: IO[bytes]) -> Iterator[str]:
    """Write one JSON object a line: name, layout, text and record; yield each letter's name."""
    encoder = msgspec.json.Encoder()
    for letter in letters:
        line = {"name": letter.name, "layout": letter.layout, "text": letter.text, "record": letter.record}
        out.write(encoder.encode(line) + b"\n")
        yield letter.name
