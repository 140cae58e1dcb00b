"""A progress bar on stderr, shown only where somebody watches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

T = TypeVar("T")


def watched(things: Iterable[T], what: str, total: int) -> Iterator[T]:
    """The things, one by one, with a bar of count and time left while they last."""
    with progress_bar() as bar:
        yield from bar.track(things, total=total, description=what)


def progress_bar() -> Progress:
    """A bar that leaves nothing behind, and shows nothing where stderr is no terminal."""
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _RateColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


@contextmanager
def staged_progress(letters: int) -> Iterator[StagedProgress]:
    """One bar for each stage of a build.

    Args:
        letters: how many letters are to be read.
    """
    with progress_bar() as bar:
        yield StagedProgress(bar, letters)


class StagedProgress:
    """Shows the stages of a build as they come."""

    def __init__(self, bar: Progress, letters: int) -> None:
        self._bar = bar
        self._letters = letters
        self._task: TaskID | None = None

    def stage(self, name: str, total: int | None = None) -> None:
        """A stage begins, in the place of the one before."""
        if self._task is not None:
            self._bar.remove_task(self._task)
        if name == _READING and total is None:
            total = self._letters
        self._task = self._bar.add_task(name, total=total)

    def advance(self, letters: int) -> None:
        """So many letters more are done."""
        if self._task is not None:
            self._bar.advance(self._task, letters)


_READING: Final = "reading"


class _RateColumn(ProgressColumn):
    """Letters a second."""

    def render(self, task: Task) -> Text:
        """The rate of the last moments, blank before there is one."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s" if speed else "", style="progress.data.speed")
