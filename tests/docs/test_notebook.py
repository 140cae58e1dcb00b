"""The notebooks run from the first cell to the last, and print what they are published with."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from tests.docs.run_notebook import FOLDER, read_notebook, run

NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def shown(notebook: Any) -> list[str]:
    """What each output says as text."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return [output.get("text") or output.data["text/plain"] for output in outputs]


def test_there_are_notebooks() -> None:
    assert [path.name for path in NOTEBOOKS] == ["first-questions.ipynb"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_prints_what_it_is_published_with(path: Path, tmp_path: Path) -> None:
    published = read_notebook(path)
    fresh = run(copy.deepcopy(published), tmp_path)
    assert shown(fresh) == shown(published)
    assert len(shown(fresh)) >= 8


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_says_that_its_letters_are_synthetic(path: Path) -> None:
    notebook = read_notebook(path)
    assert "**synthetic**" in notebook.cells[0].source
    assert not [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.output_type == "error"
    ]
