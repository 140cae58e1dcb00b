"""Sets of letters, each as triples, tables and cube."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from imr_graph.extract.letter import parse_letter
from imr_graph.letters.files import find_letters
from imr_graph.letters.reader import LetterReader, LetterText
from imr_graph.record import Record
from imr_graph.synthesize import synthetic_letters
from tests.questions.letters import RECORDS
from tests.tables.graphs import Both, both

SYNTHETIC = 2_000


def _read(folder: Path) -> list[Record]:
    """The letters of a folder, each identifier once."""
    with LetterReader() as reader:
        read = [
            letter for letter in reader.read_all(find_letters([folder])) if isinstance(letter, LetterText)
        ]
    return list({record.identifier: record for record in map(parse_letter, read)}.values())


def _synthetic() -> list[Record]:
    written = synthetic_letters(SYNTHETIC, seed=29)
    return [parse_letter(LetterText(letter.name, letter.text)) for letter in written]


@pytest.fixture(scope="session")
def letters_of(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Both]:
    """A set of letters by name, made when it is first asked for."""
    made: dict[str, Both] = {}

    def records(name: str) -> Sequence[Record]:
        if name == "hard cases":
            return RECORDS
        if name == "synthetic":
            return _synthetic()
        return _read(request.getfixturevalue("example_letters" if name == "examples" else "shared_letters"))

    def give(name: str) -> Both:
        if name not in made:
            folder = tmp_path_factory.mktemp("tables")
            made[name] = both(records(name), folder, chunk=3 if name == "hard cases" else 500)
        return made[name]

    return give


@pytest.fixture(scope="session")
def hard(letters_of: Callable[[str], Both]) -> Both:
    """The hard cases of the questions."""
    return letters_of("hard cases")


@pytest.fixture(scope="session")
def examples(letters_of: Callable[[str], Both]) -> Both:
    """The example letters."""
    return letters_of("examples")
