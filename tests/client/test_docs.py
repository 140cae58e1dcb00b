"""The examples of docs/python.md and of the docstrings run, and print what they say."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import imr_graph.client
from tests.conftest import ROOT

MODULES = [
    *(f"imr_graph.client.{module.name}" for module in pkgutil.iter_modules(imr_graph.client.__path__)),
    "imr_graph.questions.arrow",
    "imr_graph.questions.near",
]
WITH_EXAMPLES = {"answer", "determination", "local", "opening", "triples", "arrow", "near"}


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_are_so(
    example_directory: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(example_directory)
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert result.failed == 0
    assert (result.attempted > 0) == (name.rpartition(".")[2] in WITH_EXAMPLES)


def test_the_examples_of_the_page_are_so(example_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(example_directory)
    page = ROOT / "docs" / "python.md"
    result = doctest.testfile(
        str(page), module_relative=False, optionflags=doctest.ELLIPSIS, encoding="utf-8"
    )
    assert result.failed == 0
    assert result.attempted > 15
