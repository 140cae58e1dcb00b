"""A progress bar on stderr, shown only where somebody watches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

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
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
