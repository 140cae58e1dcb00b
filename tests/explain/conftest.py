"""The synthetic letters, read and parsed."""

from __future__ import annotations

from pathlib import Path

import pytest

from imr_graph.extract.letter import parse_letter
from imr_graph.letters.files import find_letters
from imr_graph.letters.reader import LetterText, read_letter
from imr_graph.record import Record

Letters = list[tuple[LetterText, Record]]


@pytest.fixture(scope="session")
def examples(example_letters: Path) -> Letters:
    letters = [read_letter(path) for path in find_letters([example_letters])]
    assert len(letters) >= 8
    return [(letter, parse_letter(letter)) for letter in letters]
