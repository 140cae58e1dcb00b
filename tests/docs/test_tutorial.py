"""The tutorial does what it says: every command is run, and prints what the pages show."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.run_tutorial import FOLDER, PAGES, Reader, Step


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Step]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    reader = Reader(tmp_path_factory.mktemp("reader"), port)
    try:
        yield [step for page in PAGES for step in reader.steps(page)]
    finally:
        reader.close()


@pytest.mark.parametrize("page", PAGES)
def test_each_step_prints_what_the_page_shows(page: str, steps: list[Step]) -> None:
    done = [step for step in steps if step.page == page]
    assert done
    for step in done:
        assert step.as_told, f"{page}: {step.command}told:\n{step.told}printed:\n{step.printed}"


def test_every_command_of_the_pages_was_run(steps: list[Step]) -> None:
    typed = sum(
        len(re.findall(r"^(?:\$|>>>) ", (FOLDER / f"{page}.md").read_text(encoding="utf-8"), re.MULTILINE))
        for page in PAGES
    )
    assert len(steps) == typed


def test_the_pages_are_those_of_the_index() -> None:
    index = (FOLDER / "index.md").read_text(encoding="utf-8")
    listed = index.partition(":maxdepth: 1\n")[2].partition("```")[0].split()
    assert listed == [*PAGES, "notebook"]


def test_a_step_that_prints_something_else_is_found(tmp_path: Path) -> None:
    assert Step("page", "$ true\n", "one\n...\nthree\n", "one\ntwo\nthree\n").as_told
    assert not Step("page", "$ true\n", "one\n", "two\n").as_told
    assert not Step("page", "$ true\n", "", "exit code 1\n").as_told
