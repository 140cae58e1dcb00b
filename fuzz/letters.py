"""Coverage-guided fuzzing of the reader and the parser; see ``README.md`` beside this file.

Run it with a Python that has atheris and this package::

    python -m fuzz.letters text|pdf CORPUS [libFuzzer options]

CORPUS is a folder that the fuzzer fills; where it is empty it starts from ``seeds``, the smallest letter
of each layout.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Final

import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]

with atheris.instrument_imports(include=["imr_graph"]):
    from fuzz.checks import check_error, check_text
    from fuzz.words import words
    from imr_graph.errors import LetterError
    from imr_graph.letters.pdf import PdfPool
    from imr_graph.letters.plain_text import decode_text
    from tests.letters.pdf_files import make_pdf

_SEEDS: Final = Path(__file__).with_name("seeds")
_NAME: Final = Path("letter")
_SHARE_OF_OURS: Final = 0.7
"""Of the inputs, those that the mutator below makes and not libFuzzer's own."""


def fuzz_text(data: bytes) -> None:
    """A text file of these bytes gives a record that fits it, or one clear error."""
    try:
        text = decode_text(_NAME, data)
    except LetterError as error:
        check_error(error)
    else:
        check_text(text)


class PdfTarget:
    """A PDF of these bytes gives a text, and that a record, or one clear error."""

    def __init__(self) -> None:
        self._pool = PdfPool(processes=1)

    def __call__(self, data: bytes) -> None:
        """Try one input."""
        try:
            text = self._pool.read("letter.pdf", data)
        except LetterError as error:
            check_error(error)
        else:
            check_text(text.replace("\r\n", "\n").replace("\r", "\n"))


def mutated(data: bytes, max_size: int, seed: int) -> bytes:
    """A letter changed as letters differ: words put in, lines dropped, moved, repeated, cut."""
    chance = random.Random(seed)  # noqa: S311
    if chance.random() > _SHARE_OF_OURS:
        return bytes(atheris.Mutate(data, max_size))
    lines = data.decode("utf-8", "replace").split("\n")
    for _ in range(chance.choice((1, 1, 1, 2, 3, 5))):
        at = chance.randrange(len(lines))
        match chance.randrange(7):
            case 0:
                del lines[at : at + chance.choice((1, 1, 2, 5))]
            case 1:
                lines[at:at] = [lines[at]] * chance.choice((1, 1, 2, 20))
            case 2:
                lines.insert(chance.randrange(len(lines)), lines.pop(at))
            case 3:
                lines[at : at + 2] = ["".join(lines[at : at + 2])]
            case 4:
                lines.insert(at, chance.choice(words()))
            case _:
                line = lines[at]
                place = chance.randrange(len(line) + 1)
                end = place + chance.choice((0, 0, 0, 1, 3, 12))
                word = chance.choice(words()) * chance.choice((1, 1, 1, 2, 9))
                lines[at] = f"{line[:place]}{chance.choice(('', ' '))}{word}{line[end:]}"
        lines = lines or [""]
    return "\n".join(lines).encode("utf-8", "replace")[:max_size]


def main() -> None:
    """Set the fuzzer up and run it."""
    target, corpus, *options = sys.argv[1:]
    folder = Path(corpus)
    folder.mkdir(parents=True, exist_ok=True)
    if not any(folder.iterdir()):
        for letter in sorted(_SEEDS.glob("*.txt")):
            text = letter.read_text(encoding="utf-8")
            seed = make_pdf([text.splitlines()]) if target == "pdf" else text.encode()
            (folder / letter.stem).write_bytes(seed)
    arguments = [sys.argv[0], corpus, *options]
    if target == "pdf":
        atheris.Setup(arguments, PdfTarget())
    else:
        atheris.Setup(arguments, fuzz_text, custom_mutator=mutated)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
