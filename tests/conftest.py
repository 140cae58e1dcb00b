"""What every test may ask for: the shared letters, the examples, a graph of them."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

from imr_graph.extract.letter import parse_letter
from imr_graph.letters.files import find_letters
from imr_graph.letters.reader import LetterReader, LetterText
from imr_graph.record import Record
from tests.shared_graphs import example_graph_in, large_graph_in, real_graph_in

ROOT = Path(__file__).resolve().parents[1]

# The same examples on every run of CI; a failure found elsewhere is kept and tried again.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None, database=None)
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") == "true" else "desk")


def _shared(part: str) -> Path:
    folder = ROOT.parent / "shared" / part
    if not folder.is_dir():
        pytest.skip(f"../shared/{part} is absent")
    return folder


@pytest.fixture(scope="session")
def shared_letters() -> Path:
    """The folder of letters that lies beside the checkout."""
    return _shared("letters")


@pytest.fixture(scope="session")
def shared_conformance() -> Path:
    """The folder of conformance suites that lies beside the checkout."""
    return _shared("conformance")


@pytest.fixture(scope="session")
def example_letters() -> Path:
    """The synthetic letters of the project."""
    return ROOT / "examples" / "letters"


@pytest.fixture(scope="session")
def real_texts(shared_letters: Path) -> list[LetterText]:
    """The kept texts of the 73 real letters, in order of path."""
    with LetterReader() as reader:
        read = list(reader.read_all(find_letters([shared_letters / "real"])))
    texts = [letter for letter in read if isinstance(letter, LetterText)]
    assert len(texts) == len(read), "a real letter is not read"
    return texts


@pytest.fixture(scope="session")
def real_letters(real_texts: list[LetterText]) -> list[tuple[LetterText, Record]]:
    """The 73 real letters, read and parsed."""
    return [(letter, parse_letter(letter)) for letter in real_texts]


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run of the tests share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


@pytest.fixture(scope="session")
def large_graph(run_folder: Path) -> Path:
    """The directory of a graph of 20,000 synthetic letters; read only."""
    return large_graph_in(run_folder)


@pytest.fixture(scope="session")
def example_graph(run_folder: Path, example_letters: Path) -> Path:
    """The directory of the graph of the synthetic letters of the project; read only."""
    return example_graph_in(run_folder, example_letters)


@pytest.fixture(scope="session")
def real_graph(run_folder: Path, shared_letters: Path) -> Path:
    """The directory of the graph of the 73 real letters; read only."""
    return real_graph_in(run_folder, shared_letters)
